#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "report/fixture.h"
#include "report/formats.h"

using namespace sendguard;
using namespace sendguard::report;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::size_t count_of(const std::vector<std::string>& lines, std::string_view start) {
    return static_cast<std::size_t>(
        std::ranges::count_if(lines, [&](const auto& line) { return line.starts_with(start); }));
}

}  // namespace

TEST_CASE("github report: an annotation a place, the worst first", "[report][github]") {
    const auto lines = lines_of(github_report(mixed_report()));
    REQUIRE(lines.size() == 6);
    CHECK(lines[0] ==
          "::error file=b/gone.eml,title=could not be checked::b/gone.eml does not exist");
    CHECK(lines[1] ==
          "::error file=z.eml,line=3,endLine=3,col=10,endColumn=15,title=block%3A "
          "drafts/subject-marker::The subject says that this is a draft. (\"DRAFT\") Take the mark "
          "off when the text is final.");
    CHECK_THAT(lines[2], Catch::StartsWith("::error file=z.eml,line=20,"));
    CHECK_THAT(lines[3], Catch::StartsWith("::error file=a b.eml,title=hold%3A house/letters"));
    CHECK_THAT(lines[4], Catch::StartsWith("::warning file=a b.eml,line=3,"));
    CHECK(lines[5] == "send-guard: 4 drafts: 1 not checked, 1 blocked, 1 held, 1 clean");
}

TEST_CASE("github report: ten of a kind, and how many more", "[report][github]") {
    auto finding = marker_finding();
    finding.places.assign(13, subject_place());
    auto note = marker_finding();
    note.action = policy::Action::note;
    note.places.assign(11, subject_place());
    Report report;
    report.drafts = {draft_report("a.eml", check::Verdict::block, {finding, note})};
    const auto lines = lines_of(github_report(report));
    CHECK(count_of(lines, "::error ") == 10);
    CHECK(count_of(lines, "::notice ") == 10);
    CHECK(count_of(lines,
                   "send-guard: GitHub shows 10 of a kind a step; not shown: 3 errors, 1 "
                   "notice") == 1);
}

TEST_CASE("github report: no text of a draft is a command", "[report][github][security]") {
    Report report;
    report.drafts = {hostile_draft()};
    for (const auto& line : lines_of(github_report(report))) {
        CAPTURE(line);
        CHECK((line.starts_with("::error file=") || line.starts_with("send-guard: ")));
        CHECK_FALSE(line.find('\r') != std::string::npos);
        // What the runner takes for properties ends at the first "::" after the name.
        const auto data = line.find("::", 2);
        if (line.starts_with("::")) CHECK_THAT(line.substr(0, data), Catch::Contains("title="));
        CHECK_THAT(line, !Catch::Contains("##["));
        for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    }
}

TEST_CASE("github report: percent signs of a text stay percent signs", "[report][github]") {
    auto finding = marker_finding();
    finding.message = "100% sure, really: %0A";
    Report report;
    report.drafts = {draft_report("50%,a:b.eml", check::Verdict::block, {finding})};
    const auto line = lines_of(github_report(report))[0];
    CHECK_THAT(line, Catch::StartsWith("::error file=50%25%2Ca%3Ab.eml,"));
    CHECK_THAT(line, Catch::Contains("::100%25 sure, really: %250A"));
}
