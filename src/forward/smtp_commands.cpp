// A parameter goes out only when the server offers its extension. What the message cannot do
// without (8-bit bytes, UTF-8 in addresses or headers, its size) is refused here when it is not
// offered: to encode it anew would change bytes that were read, checked and perhaps signed.
#include "forward/smtp_commands.h"

#include "base/limits.h"
#include "forward/smtp_address.h"
#include "forward/smtp_transaction.h"

namespace sendguard::forward {
namespace {

std::string why_impossible(const WireFacts& facts, bool needs_utf8, const Capabilities& ehlo) {
    if (ehlo.max_size != 0 && facts.bytes > ehlo.max_size) {
        return "the message has " + std::to_string(facts.bytes) + " bytes and the server takes " +
               std::to_string(ehlo.max_size) + " at most: make the attachments smaller";
    }
    if (needs_utf8 && !ehlo.smtp_utf8) {
        return "an address or a header is written outside ASCII and the server does not offer "
               "SMTPUTF8: use an ASCII address, encode the header (RFC 2047), or choose another "
               "next hop";
    }
    if (facts.eight_bit && !ehlo.eight_bit) {
        return "the message has 8-bit bytes and the server does not offer 8BITMIME: encode the "
               "text as "
               "quoted-printable or base64 (send-guard does not change what was checked)";
    }
    return "";
}

}  // namespace

Result<void> check_transaction(const Transaction& transaction) {
    if (transaction.recipients.empty()) {
        return error(Errc::bad_input, "there is no recipient: nothing to send");
    }
    if (transaction.recipients.size() > kMaxRecipients) {
        return error(Errc::limit,
                     "over " + std::to_string(kMaxRecipients) + " recipients: use a mailing list");
    }
    BOOST_OUTCOME_TRY(wire_address(transaction.sender));
    for (const auto& recipient : transaction.recipients) {
        if (recipient.empty()) return error(Errc::bad_input, "a recipient's address is empty");
        BOOST_OUTCOME_TRY(wire_address(recipient));
    }
    BOOST_OUTCOME_TRY(check_notify(transaction.notify));
    BOOST_OUTCOME_TRY(check_ret(transaction.ret));
    return check_envid(transaction.envid);
}

Result<Commands> make_commands(const Transaction& transaction, const WireFacts& facts,
                               const Capabilities& ehlo) {
    BOOST_OUTCOME_TRY(check_transaction(transaction));
    const bool wants_dsn =
        !transaction.envid.empty() || !transaction.ret.empty() || !transaction.notify.empty();
    Commands out;
    BOOST_OUTCOME_TRY(const auto sender, wire_address(transaction.sender));
    bool needs_utf8 = facts.utf8_header || sender.needs_utf8;
    for (const auto& recipient : transaction.recipients) {
        BOOST_OUTCOME_TRY(const auto address, wire_address(recipient));
        needs_utf8 = needs_utf8 || address.needs_utf8;
        std::string command = "RCPT TO:<" + address.text + ">";
        if (ehlo.dsn && !transaction.notify.empty()) command += " NOTIFY=" + transaction.notify;
        if (ehlo.dsn && wants_dsn) command += " ORCPT=" + orcpt(recipient);
        out.recipients.push_back(command + "\r\n");
    }
    out.mail = "MAIL FROM:<" + sender.text + ">";
    if (ehlo.size) out.mail += " SIZE=" + std::to_string(facts.bytes);
    if (facts.eight_bit && ehlo.eight_bit) out.mail += " BODY=8BITMIME";
    if (needs_utf8 && ehlo.smtp_utf8) out.mail += " SMTPUTF8";
    if (ehlo.dsn && !transaction.ret.empty()) out.mail += " RET=" + transaction.ret;
    if (ehlo.dsn && !transaction.envid.empty()) out.mail += " ENVID=" + xtext(transaction.envid);
    out.mail += "\r\n";
    out.impossible = why_impossible(facts, needs_utf8, ehlo);
    if (wants_dsn && !ehlo.dsn) {
        out.note = "The server does not offer DSN: no delivery notices were asked for.";
    }
    return out;
}

}  // namespace sendguard::forward
