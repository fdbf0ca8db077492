// One line a finding, for the answers of SMTP and sendmail: what, where, and whose sign-off is
// missing.
#include <fmt/format.h>

#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostBytes = 400;   // an SMTP reply line has 512 with its code and CRLF
constexpr std::size_t kQuotedBytes = 60;  // enough to find the place by

/// `text` cut to `most` bytes between code points.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    text.resize(end);
    return text + "...";
}

std::string line_for(const check::Finding& finding) {
    auto line = fmt::format("{}: {}", printable(finding.rule), printable(finding.message));
    if (!finding.places.empty()) {
        const auto& place = finding.places[0];
        line += fmt::format(" (line {}{}: \"{}\")", place.line, place.decoded ? ", decoded" : "",
                            cut(printable(place.text), kQuotedBytes));
    }
    if (finding.approvers) {
        line += fmt::format(" Missing: sign-off by {}; so far: {}.", who_must_sign(finding),
                            who_has_signed(finding));
    } else if (!finding.help.empty()) {
        line += " " + printable(finding.help);
    }
    return cut(std::move(line), kMostBytes);
}

}  // namespace

std::vector<std::string> short_lines(const check::Evaluation& evaluation) {
    std::vector<std::string> lines;
    for (const auto& finding : evaluation.findings) lines.push_back(line_for(finding));
    return lines;
}

}  // namespace sendguard::report
