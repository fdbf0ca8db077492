// One line a finding, for the answers of SMTP and sendmail: what, where, and whose sign-off is
// missing.
#include <fmt/format.h>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostBytes = 400;   // an SMTP reply line has 512 with its code and CRLF
constexpr std::size_t kQuotedBytes = 60;  // enough to find the place by

std::string line_for(const check::Finding& finding) {
    auto line = fmt::format("{}: {}", printable(finding.rule), printable(finding.message));
    if (!finding.places.empty()) {
        const auto& place = finding.places[0];
        line += fmt::format(" (line {}{}: \"{}\")", place.line, place.decoded ? ", decoded" : "",
                            shortened(printable(place.text), kQuotedBytes));
    }
    if (finding.approvers) {
        line += fmt::format(" Missing: sign-off by {}; so far: {}.", who_must_sign(finding),
                            who_has_signed(finding));
    } else if (!finding.help.empty()) {
        line += " " + printable(finding.help);
    }
    return shortened(std::move(line), kMostBytes);
}

}  // namespace

std::vector<std::string> short_lines(const check::Evaluation& evaluation) {
    std::vector<std::string> lines;
    for (const auto& finding : evaluation.findings) lines.push_back(line_for(finding));
    return lines;
}

}  // namespace sendguard::report
