// A driver without a loop of events: one client, who waits while a message is judged and sent.
// Recipients are judged by form only; the next hop is asked once the message is whole, and then
// takes it for all of them or for none.
#include "cli/sendmail_smtp.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "cli/sendmail_addresses.h"
#include "cli/sendmail_message.h"
#include "gate/outgoing.h"
#include "gate/smtp_session.h"

namespace sendguard::cli {
namespace {

using gate::SmtpReply;
using Want = gate::SmtpSession::Want;

gate::SessionSettings settings_for(const SubmissionGate& gate) {
    const auto& limits = gate.service().limits;
    return {.hostname = gate.host(),
            .dsn = false,  // a transaction's recipients share one NOTIFY here
            .message_bytes = limits.message_bytes,
            .line_bytes = limits.line_bytes,
            .recipients = limits.recipients,
            .errors = limits.errors,
            .normalize_line_ends = gate.service().normalize_line_ends};
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

SmtpReply reply_of(const Ending& ending, const forward::Receipt& receipt) {
    if (!ending) {
        const auto& said = receipt.final_reply;
        if (said.code / 100 != 2 || said.lines.empty()) return {250, "2.0.0", {"Sent"}};
        return {said.code, "", said.lines};
    }
    SmtpReply reply{ending->enhanced.starts_with('4') ? 451 : 550, ending->enhanced, {}};
    // The findings are the answer; a summary above them would push one out of a short window.
    if (ending->exit != gate::SendExit::no_permission || ending->lines.empty())
        reply.lines.push_back(ending->text);
    reply.lines.insert(reply.lines.end(), ending->lines.begin(), ending->lines.end());
    return reply;
}

class Driver {
  public:
    Driver(SubmissionGate& gate, const Submission& mail)
        : gate_(gate),
          mail_(mail),
          store_(budget_, gate.service().spool, gate.service().limits.spool_over),
          session_(settings_for(gate), store_) {}

    void run() {
        session_.greet();
        for (;;) {
            const auto want = session_.step();
            if (!write_all(session_.take_output()) || want == Want::close) return;
            if (!meet(want)) return;
        }
    }

  private:
    /// out: false at the end of input
    bool meet(Want want) {
        switch (want) {
            case Want::input:
                return read_some();
            case Want::recipients:
                answer_recipients();
                return true;
            case Want::message:
                session_.answer_message(submit());
                return true;
            case Want::login:
            case Want::tls:  // neither is offered
            case Want::close:
                return false;
        }
        return false;
    }

    bool read_some() {
        std::array<char, 64u << 10> buffer{};
        ssize_t n = 0;
        do {
            n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        } while (n < 0 && errno == EINTR);
        if (n <= 0) return false;
        session_.receive({buffer.data(), static_cast<std::size_t>(n)});
        return true;
    }

    void answer_recipients() {
        std::vector<SmtpReply> replies;
        for (const auto& path : session_.asked()) {
            const auto address = addresses_in(path.address, {.domain = gate_.domain()});
            replies.push_back(address && address.value().size() == 1
                                  ? SmtpReply{250, "2.1.5", {"Ok"}}
                                  : SmtpReply{553, "5.1.3", {"That is no address to send to"}});
        }
        session_.answer_recipients(replies);
    }

    SmtpReply submit() {
        auto bytes = store_.whole();
        if (!bytes) return {451, "4.3.0", {bytes.error().message}};
        auto mail = mail_;
        mail.message = with_crlf(
            session_.dotted() ? gate::unstuffed(*bytes.value()) : std::string_view(*bytes.value()),
            gate_.service().normalize_line_ends);
        const AddressRules rules{.domain = gate_.domain()};
        const auto sender = addresses_in(session_.sender().address, rules);
        if (!sender || sender.value().size() > 1)
            return {553, "5.1.7", {"The sender is no address"}};
        mail.sender = sender.value().empty() ? "" : sender.value().front();
        for (const auto& path : session_.taken()) {
            const auto address = addresses_in(path.address, rules);
            if (!address) return reply_of(bad_address(address.error()), {});
            mail.recipients.push_back(address.value().front());
        }
        const auto ending = gate_.submit(std::move(mail));
        if (!ending && !gate_.kept().lines.empty()) return gate_.kept();
        return reply_of(ending, gate_.receipt());
    }

    SubmissionGate& gate_;
    const Submission& mail_;
    gate::MemoryBudget budget_;
    gate::MessageStore store_;
    gate::SmtpSession session_;
};

}  // namespace

Ending run_smtp(SubmissionGate& gate, const Submission& mail) {
    Driver(gate, mail).run();
    return std::nullopt;
}

}  // namespace sendguard::cli
