#include "cli/outgoing.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/answers.h"
#include "gate/mail_gate.h"

namespace sendguard::cli {
namespace {

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
        if (auto header = gate::warn_header(checked.report.evaluation); !header.empty()) {
            added.push_back(std::move(header));
        }
    }
    mail.bytes = forward::outgoing_bytes(*checked.bytes, gate::dropped_fields(), added);
    return mail;
}

}  // namespace sendguard::cli
