#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

bool found(std::string_view kind, std::string_view body) {
    return fires(*make_rule("{detect: {name: portion-marks, kinds: [" + std::string(kind) + "]}}"),
                 make_mail(body));
}

}  // namespace

TEST_CASE("portion marks: a paragraph above the banner", "[check][markings]") {
    CHECK(found("above-banner", "UNCLASSIFIED\n\n(U) One.\n\n(S//NF) Two.\n"));
    CHECK(found("above-banner", "CONFIDENTIAL\n\n1. (U) One.\n2. (C) Two.\n3. (S) Three.\n"));
    CHECK_FALSE(found("above-banner", "SECRET//NOFORN\n\n(U) One.\n\n(S//NF) Two.\n"));
    CHECK_FALSE(found("above-banner", "CONFIDENTIAL\n\n(R) One.\n(S) Two.\n(T) Three.\n"));
}

TEST_CASE("portion marks: marked paragraphs whose banner is gone", "[check][markings]") {
    CHECK(found("no-banner", "(S//NF) They leave on Monday.\n"));
    CHECK(found("no-banner", "(U) One.\n(C) Two.\n(U) Three.\n"));
    CHECK_FALSE(found("no-banner", "(A) One.\n(B) Two.\n(C) Three.\n(S) Four.\n(R) Five.\n"));
    CHECK_FALSE(found("no-banner", "(C) 2027 Example Ltd\n"));
    CHECK_FALSE(found("no-banner", "(U) One.\n(U) Two.\n(U) Three.\n"));
}

TEST_CASE("portion marks: banners that differ", "[check][markings]") {
    CHECK(found("two-banners", "SECRET\n\nText.\n\nUNCLASSIFIED\n"));
    CHECK(found("two-banners", "STRENG GEHEIM\n\nText.\n\nGEHEIM\n"));
    CHECK_FALSE(found("two-banners", "- SECRET -\n\nText.\n\nSECRET\n"));
    CHECK_FALSE(found("two-banners", "SECRET\n\nSECRET SANTA comes on Monday.\n"));
}
