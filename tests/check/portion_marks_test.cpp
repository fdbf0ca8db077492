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

TEST_CASE("portion marks: whatever script stands around them", "[check][markings]") {
    // Folding brings look-alike letters into the script of their word; that of a mark stays.
    for (const std::string_view around :
         {"\u041c\u0438 \u0437\u0443\u0441\u0442\u0440\u0456\u043b\u0438\u0441\u044f "
          "\u0432\u0447\u043e\u0440\u0430.",
          "\u03a3\u03c5\u03bd\u03b1\u03bd\u03c4\u03b7\u03b8\u03ae\u03ba\u03b1\u03bc\u03b5 "
          "\u03c7\u03b8\u03b5\u03c2."}) {
        for (const std::string mark : {"(S//NF)", "(TS//OC)", "(C//XE)"}) {
            CAPTURE(around, mark);
            CHECK(found("no-banner", mark + " " + std::string(around) + "\n"));
        }
    }
}
