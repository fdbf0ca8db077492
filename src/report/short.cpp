// One line a finding, for the answers of SMTP and sendmail: what, where, and whose sign-off is
// missing; in the house's own words where it has some.
#include <fmt/format.h>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostBytes = 400;   // an SMTP reply line has 512 with its code and CRLF
constexpr std::size_t kQuotedBytes = 60;  // enough to find the place by

std::string place_of(const check::Finding& finding) {
    if (finding.places.empty()) return "";
    const auto& place = finding.places[0];
    // The place first: a line's number is the server's, which may have put fields before it.
    return fmt::format("{}, line {}{}: \"{}\"", draft::place_name(place.place), place.line,
                       place.decoded ? ", decoded" : "",
                       shortened(printable(place.text), kQuotedBytes));
}

/// `text` with each {word} of policy::RefusalTexts filled in.
std::string filled(std::string_view text, const check::Finding& finding) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find('{', at);
        const auto close = text.find('}', open);
        if (close == std::string_view::npos) return out + std::string(text.substr(at));
        out += text.substr(at, open - at);
        const auto word = text.substr(open + 1, close - open - 1);
        if (word == "rule") out += printable(finding.rule);
        if (word == "message") out += printable(finding.message);
        if (word == "place") out += place_of(finding);
        if (word == "help") out += printable(finding.help);
        if (word == "approvers") out += who_must_sign(finding);
        if (word == "signed") out += who_has_signed(finding);
        at = close + 1;
    }
    return out;
}

std::string what_is_wrong(const check::Finding& finding, const policy::RefusalTexts& texts) {
    if (!texts.finding.empty()) return filled(texts.finding, finding);
    auto line = fmt::format("{}: {}", printable(finding.rule), printable(finding.message));
    if (!finding.places.empty()) line += fmt::format(" ({})", place_of(finding));
    return line;
}

std::string line_for(const check::Finding& finding, const policy::RefusalTexts& texts) {
    auto line = what_is_wrong(finding, texts);
    if (finding.approvers) {
        line += " " + filled(texts.missing.empty()
                                 ? "Missing: sign-off by {approvers}; so far: {signed}."
                                 : std::string_view(texts.missing),
                             finding);
    } else if (!finding.help.empty() && texts.finding.empty()) {
        line += " " + printable(finding.help);
    }
    return shortened(std::move(line), kMostBytes);
}

}  // namespace

std::vector<std::string> short_lines(const check::Evaluation& evaluation,
                                     const policy::RefusalTexts& texts) {
    std::vector<std::string> lines;
    for (const auto& finding : evaluation.findings) lines.push_back(line_for(finding, texts));
    return lines;
}

}  // namespace sendguard::report
