#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

draft::Draft make_file(std::string_view text) {
    return draft::read_draft(std::make_shared<const std::string>(text), {.source = "release.txt"});
}

bool found(std::string_view kind, std::string_view body) {
    return fires(*make_rule("{detect: {name: release-form, kinds: [" + std::string(kind) + "]}}"),
                 make_file(body));
}

constexpr std::string_view kWhole =
    "PRESS RELEASE\n\nCouncil opens the new pier\n\nHarbour City, 2 March 2027 - The council opens "
    "the new pier on Friday.\n\nAbout Harbour City: a city by the sea.\n\nContact: Ana Lima, "
    "press@example.org\n\n###\n";

}  // namespace

TEST_CASE("release form: a whole release has nothing missing", "[check][release]") {
    for (const auto kind :
         {"no-headline", "no-dateline", "no-contact", "no-boilerplate", "no-end", "two-releases"})
        CHECK_FALSE(found(kind, kWhole));
}

TEST_CASE("release form: each part that is missing, and only it", "[check][release]") {
    const auto without = [](std::string_view part) {
        std::string text(kWhole);
        text.erase(text.find(part), part.size());
        return text;
    };
    CHECK(found("no-headline", without("Council opens the new pier\n\n")));
    CHECK(found("no-dateline", without("2 March 2027 - ")));
    CHECK(found("no-contact", without("press@example.org")));
    CHECK(found("no-boilerplate", without("About Harbour City: a city by the sea.\n\n")));
    CHECK(found("no-end", without("###")));
    CHECK_FALSE(found("no-end", without("About Harbour City: a city by the sea.\n\n")));
}

TEST_CASE("release form: two in one; a page's menu is none", "[check][release]") {
    const std::string filler(320, 'x');
    const std::string body(kWhole);
    CHECK(found("two-releases", body + filler + "\nA\nB\nC\nD\n" + body));
    CHECK_FALSE(
        found("two-releases", body + filler + "\nA\nB\nC\nD\nPress Releases\nNews\nJobs\n"));
}

TEST_CASE("release form: a text that speaks of a release is none", "[check][release]") {
    CHECK_FALSE(found("no-end", "The press release was late. Nobody knows why.\n"));
    CHECK_FALSE(found("no-dateline",
                      "For release notes see the wiki, and for the rest of it ask the desk.\n"));
    CHECK_FALSE(found("no-contact",
                      "Press release attached, as discussed. The pier opens tomorrow morning.\n"));
    CHECK_FALSE(found("no-dateline",
                      "... and sent out the\npress release.\n\nThe pier, as all of "
                      "the town knows, opens tomorrow.\n"));
    CHECK(found("no-dateline",
                "Press release No. 12\n\nCouncil opens the new pier\n\nThe council "
                "will open the new pier tomorrow.\n"));
    CHECK_FALSE(found("no-contact", "Press releases\n\nAll of them.\n"));
}
