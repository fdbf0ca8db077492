#include "cli/outgoing.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/answers.h"

namespace sendguard::cli {
namespace {

// Bcc would tell its readers of each other; our own fields must not come from outside.
const std::vector<std::string>& dropped_fields() {
    static const std::vector<std::string> names{"Bcc", "Resent-Bcc", "Send-Guard",
                                                "Send-Guard-Signoff"};
    return names;
}

Result<std::string> sender_of(const draft::Draft& draft, const Request& request) {
    if (request.envelope.sender) return *request.envelope.sender;
    const auto& mailboxes = draft.sender.empty() ? draft.from : draft.sender;
    if (mailboxes.size() == 1 && !mailboxes[0].address.empty()) return mailboxes[0].address;
    return error(Errc::bad_input,
                 fmt::format("{} names {} in From; say who sends it with --from ADDRESS",
                             draft.source, mailboxes.empty() ? "nobody" : "several people"));
}

Result<std::vector<std::string>> recipients_of(const draft::Draft& draft, const Request& request) {
    std::vector<std::string> recipients;
    for (const auto& recipient : draft.recipients) {
        if (!recipient.in_envelope) continue;
        const auto& address = recipient.mailbox.address;
        if (address.empty()) {
            return error(Errc::bad_input,
                         fmt::format("{} has a recipient whose address cannot be read: {}",
                                     draft.source, recipient.mailbox.name));
        }
        if (std::ranges::find(recipients, address) == recipients.end())
            recipients.push_back(address);
    }
    if (recipients.empty() && !request.envelope.recipients.empty())
        recipients = request.envelope.recipients;
    if (recipients.empty()) {
        return error(Errc::bad_input,
                     fmt::format("{} has no recipients; add To, or --to ADDRESS", draft.source));
    }
    return recipients;
}

}  // namespace

std::string warn_header(const check::Evaluation& evaluation) {
    constexpr std::size_t kFoldAt = 900;  // a line on the wire has 998 bytes (RFC 5322 2.1.1)
    std::string text;
    std::size_t line_start = 0;
    for (const auto& finding : evaluation.findings) {
        if (finding.action != policy::Action::warn) continue;
        if (text.empty()) {
            text = "Send-Guard: warn; rules=\"" + finding.rule;
            continue;
        }
        const bool fold = text.size() - line_start + finding.rule.size() > kFoldAt;
        text += fold ? ",\r\n " : ", ";
        if (fold) line_start = text.size();
        text += finding.rule;
    }
    return text.empty() ? "" : text + "\"";
}

Result<Outgoing> prepare(const CheckedDraft& checked, const Request& request) {
    if (!checked.draft || !checked.bytes) return error(Errc::internal, "a draft that was not read");
    const auto& draft = *checked.draft;
    if (draft.kind != draft::Kind::mail) {
        return error(Errc::bad_input, fmt::format("{} is no mail", draft.source));
    }
    Outgoing mail;
    mail.source = checked.report.source;
    BOOST_OUTCOME_TRY(mail.sender, sender_of(draft, request));
    BOOST_OUTCOME_TRY(mail.recipients, recipients_of(draft, request));
    std::vector<std::string> added;
    if (gate::answer(checked.report.evaluation.verdict, false).warn_header) {
        if (auto header = warn_header(checked.report.evaluation); !header.empty()) {
            added.push_back(std::move(header));
        }
    }
    mail.bytes = forward::outgoing_bytes(*checked.bytes, dropped_fields(), added);
    return mail;
}

}  // namespace sendguard::cli
