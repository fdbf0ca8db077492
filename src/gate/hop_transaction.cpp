#include "gate/hop_transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "forward/smtp_address.h"

namespace sendguard::gate {
namespace {

using forward::Outcome;
using forward::Reply;

constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kPieces = 16;  // at once, where they stand in memory
constexpr int kFinalPatience = 10;   // the next hop may scan or deliver first (RFC 5321 4.5.3.2.6)

SmtpReply later(std::string detail) {
    return {451,
            "4.4.1",
            {"The next hop could not be asked; try again later (" + std::move(detail) + ")"}};
}

SmtpReply out_of_turn() {
    return {451, "4.3.0", {"The next hop answered out of turn; try again later"}};
}

/// The next hop's reply as ours; its own enhanced code stands in its text.
SmtpReply own_reply(const Reply& reply) {
    SmtpReply out{reply.code, "", reply.lines};
    if (out.lines.empty()) out.lines.emplace_back();
    // 421 announces that the next hop hangs up, which is no affair of our client.
    if (reply.code == 421) out.code = 451;
    if (reply.code < 200 || reply.code / 100 == 3) return out_of_turn();
    return out;
}

Delivered delivered_as(Outcome outcome, SmtpReply reply, std::string detail) {
    return {outcome, std::move(reply), std::move(detail)};
}
/// The outcome that a reply of the next hop makes.
Delivered judged(SmtpReply reply, std::string detail) {
    auto outcome = Outcome::sent;
    if (reply.code >= 400) outcome = reply.code < 500 ? Outcome::deferred : Outcome::refused;
    return {outcome, std::move(reply), std::move(detail)};
}
SmtpReply vanished() {
    return {451,
            "4.4.2",
            {"The next hop was gone after the last byte, before it answered: it may have the "
             "message. Sent again, it may arrive twice"}};
}

}  // namespace

void HopTransaction::begin(std::shared_ptr<HopTarget> target, EnvelopePath sender,
                           std::map<std::string, std::string> told) {
    abort();
    target_ = std::move(target);
    sender_ = std::move(sender);
    told_ = std::move(told);
    taken_.clear();
    sender_reply_ = broken_ = SmtpReply{};
}

void HopTransaction::settle(bool in_order) {
    if (!connection_) return;
    if (in_order && open_ && !connection_->reset()) in_order = false;
    open_ = false;
    if (in_order) {
        pool_.release(std::move(connection_));
    } else {
        pool_.drop(std::move(connection_));
    }
}

void HopTransaction::park() {
    settle(true);
}

void HopTransaction::abort() {
    settle(true);
    target_.reset();
}

/// Parameters that the next hop understands. SIZE and DSN are asked for where they are offered;
/// BODY and SMTPUTF8 that cannot be passed on are judged by the message itself (impossible()).
std::string HopTransaction::passed(const std::vector<Parameter>& parameters) const {
    const auto& offers = connection_->offers();
    std::vector<Parameter> out;
    for (const auto& one : parameters) {
        bool pass = true;
        if (one.name == "SIZE") pass = offers.size;
        if (one.name == "BODY") pass = offers.eight_bit;
        if (one.name == "SMTPUTF8") pass = offers.smtp_utf8;
        if (one.name == "AUTH") pass = offers.auth;
        if (one.name == "RET" || one.name == "ENVID" || one.name == "NOTIFY" || one.name == "ORCPT")
            pass = offers.dsn;
        if (pass) out.push_back(one);
    }
    return parameters_text(out);
}

std::string HopTransaction::recipient_command(const EnvelopePath& one) const {
    return "RCPT TO:<" + one.address + ">" + passed(one.parameters) + "\r\n";
}

std::vector<std::string> HopTransaction::opening_commands() const {
    std::vector<std::string> out;
    std::string attributes;
    for (const auto word : split(connection_->offers().xforward, ' ')) {
        const auto found = told_.find(std::string(word));
        if (found == told_.end() || word.empty()) continue;
        const auto value =
            found->second.starts_with('[') ? found->second : forward::xtext(found->second);
        attributes += fmt::format(" {}={}", word, value);
    }
    if (!attributes.empty()) out.push_back("XFORWARD" + attributes + "\r\n");
    out.push_back("MAIL FROM:<" + sender_.address + ">" + passed(sender_.parameters) + "\r\n");
    return out;
}

Task<Result<void>> HopTransaction::connect(bool fresh) {
    if (connection_) co_return outcome::success();
    auto acquired = co_await pool_.acquire(target_, fresh);
    connection_ = std::move(acquired.connection);
    open_ = false;
    if (connection_) co_return outcome::success();
    co_return error(Errc::unavailable, acquired.refusal.detail);
}

/// Says what was not said yet on this connection, then the new recipients.
Task<Result<void>> HopTransaction::say(const std::vector<EnvelopePath>& asked,
                                       std::vector<SmtpReply>& replies) {
    std::vector<std::string> commands;
    const bool opens = !open_;
    if (opens) {
        commands = opening_commands();
        for (const auto& one : taken_) commands.push_back(recipient_command(one));
    }
    const auto mail = opens ? commands.size() - taken_.size() - 1 : 0;
    const auto first_new = commands.size();
    for (const auto& one : asked) commands.push_back(recipient_command(one));
    const std::size_t window = connection_->offers().pipelining ? 100 : 1;
    replies.clear();
    for (std::size_t first = 0; first < commands.size(); first += window) {
        const auto last = std::min(first + window, commands.size());
        std::string bytes;
        for (auto i = first; i < last; ++i) bytes += commands[i];
        open_ = true;
        BOOST_OUTCOME_CO_TRY(co_await connection_->send(bytes));
        for (auto i = first; i < last; ++i) {
            BOOST_OUTCOME_CO_TRY(auto reply, co_await connection_->reply());
            if (reply.code == 421) co_return error(Errc::unavailable, reply.text());
            if (opens && i < mail) continue;  // XFORWARD's answer changes nothing
            if (opens && i == mail) {
                if (reply.code / 100 != 2) sender_reply_ = own_reply(reply);
            } else if (i < first_new) {
                if (reply.code / 100 != 2) broken_ = own_reply(reply);
            } else {
                replies.push_back(sender_reply_.code / 100 == 2 ? own_reply(reply) : sender_reply_);
            }
        }
    }
    co_return outcome::success();
}

Task<std::vector<SmtpReply>> HopTransaction::recipients(const std::vector<EnvelopePath>& asked) {
    std::vector<SmtpReply> replies;
    if (sender_reply_.code / 100 != 2)
        co_return std::vector<SmtpReply>(asked.size(), sender_reply_);
    std::string why;
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto connected = co_await connect(attempt > 0);
        if (!connected) {
            why = connected.error().message;
            break;
        }
        // What was kept, or has been in use since the last recipient, may have died meanwhile.
        const bool may_be_dead = connection_->reused() || open_;
        auto said = co_await say(asked, replies);
        if (said) {
            for (std::size_t i = 0; i < asked.size(); ++i) {
                if (replies[i].code / 100 == 2) taken_.push_back(asked[i]);
            }
            if (sender_reply_.code / 100 != 2) settle(true);
            co_return replies;
        }
        why = said.error().message;
        settle(false);
        if (!may_be_dead) break;
    }
    co_return std::vector<SmtpReply>(asked.size(), later(why));
}

Task<Result<void>> HopTransaction::say_again() {
    std::vector<SmtpReply> none;
    if (open_) co_return outcome::success();
    broken_ = SmtpReply{};
    BOOST_OUTCOME_CO_TRY(co_await say({}, none));
    if (sender_reply_.code / 100 != 2) broken_ = sender_reply_;
    co_return outcome::success();
}

/// What the message needs and the next hop does not offer. To encode it anew would change bytes
/// that were read, checked and perhaps signed.
std::optional<Delivered> HopTransaction::impossible(const Outgoing& outgoing) const {
    const auto& offers = connection_->offers();
    if (outgoing.eight_bit && !offers.eight_bit)
        return Delivered{Outcome::refused,
                         {554,
                          "5.6.1",
                          {"The message has 8-bit bytes and the next hop does not "
                           "offer 8BITMIME: encode it as quoted-printable or base64"}},
                         "no 8BITMIME"};
    const bool utf8_address =
        !is_ascii(sender_.address) ||
        std::ranges::any_of(taken_, [](const auto& one) { return !is_ascii(one.address); });
    if ((outgoing.utf8_header || utf8_address) && !offers.smtp_utf8)
        return Delivered{Outcome::refused,
                         {550,
                          "5.6.7",
                          {"An address or a header is written outside ASCII and the "
                           "next hop does not offer SMTPUTF8"}},
                         "no SMTPUTF8"};
    return std::nullopt;
}

Task<Result<void>> HopTransaction::send_body(const Outgoing& outgoing, bool& dot_left) {
    constexpr std::string_view kDot = ".\r\n";
    const auto& store = *outgoing.store;
    std::string buffer;
    if (!outgoing.head.empty()) {
        BOOST_OUTCOME_CO_TRY(co_await connection_->send(outgoing.head));
    }
    // The last piece goes out together with the final dot; all before it as it stands.
    auto at = outgoing.rest_from;
    while (store.size() - at > kPiece) {
        const auto room = std::min<std::uint64_t>(kPieces * kPiece, store.size() - at - kPiece / 2);
        BOOST_OUTCOME_CO_TRY(const auto piece, store.read(at, room, buffer));
        BOOST_OUTCOME_CO_TRY(co_await connection_->send(piece));
        at += piece.size();
    }
    std::string last;
    while (at < store.size()) {
        BOOST_OUTCOME_CO_TRY(const auto piece, store.read(at, kPiece, buffer));
        last += piece;
        at += piece.size();
    }
    last += kDot;
    dot_left = true;
    BOOST_OUTCOME_CO_TRY(co_await connection_->send(last));
    co_return outcome::success();
}

/// errors: the connection failed; what that means depends on dot_left
Task<Result<Delivered>> HopTransaction::data(const Outgoing& outgoing, bool& dot_left) {
    BOOST_OUTCOME_CO_TRY(co_await say_again());
    if (broken_.code / 100 != 2) {
        settle(true);
        co_return judged(broken_, "the next hop changed its mind about the envelope");
    }
    if (auto no = impossible(outgoing)) {
        settle(true);
        co_return std::move(*no);
    }
    BOOST_OUTCOME_CO_TRY(co_await connection_->send("DATA\r\n"));
    BOOST_OUTCOME_CO_TRY(auto go, co_await connection_->reply());
    if (go.code == 421) co_return error(Errc::unavailable, go.text());
    if (go.code != 354) {
        settle(go.code >= 400);
        co_return judged(go.code >= 400 ? own_reply(go) : out_of_turn(), "DATA: " + go.text());
    }
    BOOST_OUTCOME_CO_TRY(co_await send_body(outgoing, dot_left));
    BOOST_OUTCOME_CO_TRY(auto done, co_await connection_->reply(kFinalPatience));
    open_ = false;
    settle(done.code != 421 && done.code / 100 != 3);
    co_return judged(own_reply(done), done.text());
}

Task<Delivered> HopTransaction::deliver(const Outgoing& outgoing) {
    std::string why;
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto connected = co_await connect(attempt > 0);
        if (!connected) {
            why = connected.error().message;
            break;
        }
        bool dot_left = false;
        auto delivered = co_await data(outgoing, dot_left);
        if (delivered) {
            target_.reset();
            co_return std::move(delivered.value());
        }
        why = delivered.error().message;
        settle(false);
        if (!dot_left) continue;
        target_.reset();
        co_return delivered_as(Outcome::unknown, vanished(), why);
    }
    target_.reset();
    co_return delivered_as(Outcome::deferred, later(why), why);
}

}  // namespace sendguard::gate
