#include "gate/refusal.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "gate/answers.h"
#include "report/ascii.h"
#include "report/excerpt.h"
#include "report/report.h"

namespace sendguard::gate {

std::string wire(const SmtpReply& reply, bool utf8) {
    std::string out;
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        auto line = fmt::format("{}{}", reply.code, i + 1 < reply.lines.size() ? '-' : ' ');
        if (!reply.enhanced.empty()) line += reply.enhanced + " ";
        const auto room = kMaxSmtpLineBytes - 2 - line.size();
        const auto text = utf8 ? report::printable(reply.lines[i])
                               : report::to_ascii(report::printable(reply.lines[i]));
        out += line + shortened(text, room) + "\r\n";
    }
    return out;
}

SmtpReply refusal(const check::Evaluation& evaluation, const policy::RefusalTexts& texts) {
    const auto& row = answer(check::Verdict::block, false);
    SmtpReply out{row.smtp_code, std::string(row.smtp_enhanced), {}};
    if (!texts.refused.empty()) out.lines.push_back(texts.refused);
    check::Evaluation stopping;
    for (const auto& finding : evaluation.findings) {
        if (finding.action >= policy::Action::hold) stopping.findings.push_back(finding);
    }
    auto lines = report::short_lines(stopping, texts);
    const auto more = lines.size() > kMaxRefusalLines ? lines.size() - kMaxRefusalLines : 0;
    lines.resize(lines.size() - more);
    for (auto& line : lines) out.lines.push_back(std::move(line));
    if (more > 0) out.lines.push_back(fmt::format("... and {} more findings", more));
    if (out.lines.empty()) out.lines.emplace_back("The message was refused by the house's policy.");
    return out;
}

SmtpReply could_not_check(std::string_view why, const policy::RefusalTexts& texts) {
    const auto& row = answer(check::Verdict::error, false);
    const std::string words =
        texts.could_not_check.empty()
            ? "The message could not be checked, and was not sent; try again later"
            : texts.could_not_check;
    return {row.smtp_code,
            std::string(row.smtp_enhanced),
            {why.empty() ? words : fmt::format("{} ({})", words, why)}};
}

}  // namespace sendguard::gate
