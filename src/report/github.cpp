// Annotations by GitHub's workflow commands.
//
// The problem: the runner reads commands from what a step prints: "::name::" at a line's start,
// after blanks too, and the older "##[name]" anywhere in a line. The idea: every line is either a
// constant or a command of ours whose parts are escaped, so that no text of a draft is ever outside
// of one. Limits: GitHub shows ten annotations of a kind a step; the worst come first, and a line
// says how many more there are. source: github.com/actions/runner, Runner.Common/ActionCommand.cs
// (parsing, escapes); docs.github.com, workflow commands and limits
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/region.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostOfOneKind = 10;
constexpr std::size_t kMostMessageBytes = 3000;  // GitHub cuts an annotation at 4 KB

// Not "data": std::data would be found for a std::string, and be the better match.
std::string escaped_data(std::string_view text) {
    std::string out;
    for (const char c : to_valid_utf8(text)) {
        if (c == '%') {
            out += "%25";
        } else if (c == '\r') {
            out += "%0D";
        } else if (c == '\n') {
            out += "%0A";
        } else {
            out += c;
        }
    }
    return out;
}

std::string escaped_property(std::string_view text) {
    std::string out;
    for (const char c : escaped_data(text)) {
        if (c == ':') {
            out += "%3A";
        } else if (c == ',') {
            out += "%2C";
        } else {
            out += c;
        }
    }
    return out;
}

std::string_view command_name(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "notice";
    }
    return "error";
}

std::string annotation(const Occurrence& one) {
    auto properties = fmt::format("file={}", escaped_property(printable(path_of(*one.draft))));
    if (one.place != nullptr) {
        const auto region = region_in_file(*one.place, Units::utf16);
        properties += fmt::format(",line={},endLine={}", region.line, region.end_line);
        // Columns are for spans of one line. source: docs.github.com, checks API, annotations
        if (region.column != 0 && region.line == region.end_line) {
            properties += fmt::format(",col={},endColumn={}", region.column, region.end_column);
        }
    }
    const auto& finding = *one.finding;
    properties += fmt::format(
        ",title={}", escaped_property(fmt::format("{}: {}", policy::action_name(finding.action),
                                                  printable(finding.rule))));
    return fmt::format("::{} {}::{}\n", command_name(severity_of(finding.action)), properties,
                       escaped_data(shortened(told(one), kMostMessageBytes)));
}

std::string unchecked_annotation(const DraftReport& draft) {
    return fmt::format("::error file={},title={}::{}\n",
                       escaped_property(printable(path_of(draft))),
                       escaped_property("could not be checked"),
                       escaped_data(shortened(error_of(draft), kMostMessageBytes)));
}

/// The lines of one kind, at most ten, and how many there are in all.
struct Kind {
    std::string lines;
    std::size_t count = 0;

    void add(const std::string& line) {
        if (count++ < kMostOfOneKind) lines += line;
    }
};

}  // namespace

std::string github_report(const Report& report) {
    std::array<Kind, 3> kinds;
    for (const auto* draft : not_checked(report)) kinds[0].add(unchecked_annotation(*draft));
    const auto all = occurrences(report);
    // Among errors, what can never be cleared comes before what waits for a sign-off.
    for (const auto action : {policy::Action::block, policy::Action::hold, policy::Action::warn,
                              policy::Action::note}) {
        for (const auto& one : all) {
            if (one.finding->action != action) continue;
            kinds[static_cast<std::size_t>(severity_of(action))].add(annotation(one));
        }
    }
    std::string out;
    std::vector<std::string> more;
    constexpr std::array<std::string_view, 3> kNouns{"error", "warning", "notice"};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        out += kinds[i].lines;
        if (kinds[i].count > kMostOfOneKind) {
            more.push_back(counted(kinds[i].count - kMostOfOneKind, kNouns[i]));
        }
    }
    if (!more.empty()) {
        out += fmt::format("send-guard: GitHub shows {} of a kind a step; not shown: {}\n",
                           kMostOfOneKind, fmt::join(more, ", "));
    }
    std::vector<check::Verdict> verdicts;
    for (const auto& draft : report.drafts) verdicts.push_back(draft.evaluation.verdict);
    return out + fmt::format("send-guard: {}\n", count_verdicts(verdicts));
}

}  // namespace sendguard::report
