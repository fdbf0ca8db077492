// JUnit's XML: a suite a draft, in it a case for each rule that fired; a draft without findings is
// a case that passes, one that could not be checked a case with an error. A hold and a block fail
// their case; a warning and a note pass, and say what they say in system-out.
// source: the format as Jenkins and GitLab read it (docs.gitlab.com, ci/testing/unit_test_reports);
// www.w3.org/TR/xml, 2.2 (characters), 3.3.3 (attributes)
#include <fmt/format.h>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

/// in: in_attribute - line ends and tabs are kept as references, or the reader makes blanks of them
std::string xml(std::string_view text, bool in_attribute = false) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool blank = c == U'\t' || c == U'\n' || c == U'\r';
        if (c == U'&') {
            out += "&amp;";
        } else if (c == U'<') {
            out += "&lt;";
        } else if (c == U'>') {
            out += "&gt;";  // or "]]>" could stand in text, which XML does not allow
        } else if (c == U'"') {
            out += "&quot;";
        } else if (c == U'\r' || (blank && in_attribute)) {
            out += fmt::format("&#{};", static_cast<std::uint32_t>(c));
        } else if ((c < 0x20 && !blank) || c == 0xFFFE || c == 0xFFFF) {
            out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));  // not in XML 1.0
        } else {
            append_utf8(out, c);
        }
    }
    return out;
}

std::string attribute(std::string_view name, std::string_view value) {
    return fmt::format(" {}=\"{}\"", name, xml(value, true));
}

bool fails(const check::Finding& finding) {
    return severity_of(finding.action) == Severity::error;
}

/// Every place on a line of its own, then why and what to do.
std::string body(const DraftReport& draft, const check::Finding& finding) {
    std::string text;
    for (const auto& place : finding.places) {
        const auto words = place_words(place);
        text += fmt::format("{}:{}:{}: {}{}{}\n", printable(path_of(draft)), place.line,
                            place.column, printable(place.text), words.empty() ? "" : "  ", words);
    }
    if (finding.more_places != 0) {
        text += fmt::format("and {}\n", counted(finding.more_places, "more place"));
    }
    if (!finding.why.empty()) text += fmt::format("why: {}\n", printable(finding.why));
    if (!finding.help.empty()) text += fmt::format("do: {}\n", printable(finding.help));
    if (finding.approvers) {
        text += fmt::format("needs: sign-off by {}; so far: {}\n", who_must_sign(finding),
                            who_has_signed(finding));
    }
    for (const auto& note : finding.notes) text += fmt::format("note: {}\n", printable(note));
    return text;
}

std::string open_case(const DraftReport& draft, std::string_view name) {
    const auto path = printable(path_of(draft));
    return fmt::format("    <testcase{}{}{}", attribute("classname", path),
                       attribute("name", printable(name)), attribute("file", path));
}

std::string finding_case(const DraftReport& draft, const check::Finding& finding) {
    const auto text = xml(body(draft, finding));
    const auto message = printable(finding.message);
    auto out = open_case(draft, finding.rule) + ">\n";
    if (fails(finding)) {
        out += fmt::format("      <failure{}{}>{}</failure>\n", attribute("message", message),
                           attribute("type", policy::action_name(finding.action)), text);
    } else {
        out += fmt::format("      <system-out>{}: {}\n{}</system-out>\n",
                           policy::action_name(finding.action), xml(message), text);
    }
    return out + "    </testcase>\n";
}

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;

    std::string attributes() const {
        return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\"", tests, failures, errors);
    }
};

std::string suite(const DraftReport& draft, Counts& all) {
    Counts counts;
    std::string cases;
    const auto& evaluation = draft.evaluation;
    if (!draft.error.empty() || evaluation.verdict == check::Verdict::error) {
        counts.errors = counts.tests = 1;
        cases += open_case(draft, kNotChecked) +
                 fmt::format(">\n      <error{} type=\"error\"/>\n    </testcase>\n",
                             attribute("message", error_of(draft)));
    }
    for (const auto& finding : evaluation.findings) {
        ++counts.tests;
        counts.failures += fails(finding) ? 1 : 0;
        cases += finding_case(draft, finding);
    }
    if (counts.tests == 0) {
        counts.tests = 1;
        cases = open_case(draft, "send-guard") + "/>\n";
    }
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
    return fmt::format("  <testsuite{}{}>\n{}  </testsuite>\n",
                       attribute("name", printable(path_of(draft))), counts.attributes(), cases);
}

}  // namespace

std::string junit_report(const Report& report) {
    Counts all;
    std::string suites;
    for (const auto* draft : by_path(report)) suites += suite(*draft, all);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
        "name=\"send-guard\"{}>\n{}</testsuites>\n",
        all.attributes(), suites);
}

}  // namespace sendguard::report
