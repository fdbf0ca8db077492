// The commands go out in windows of replies awaited: one without PIPELINING, else kWindow, so that
// neither side ever fills the other's buffers. A reply answers the command at the head of the
// window.
#include "forward/smtp_transaction.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "forward/smtp_commands.h"

namespace sendguard::forward {
namespace {

constexpr std::size_t kWindow = 100;            // 100 replies fit into any socket's buffer
constexpr std::size_t kPieceBytes = 64u << 10;  // one look for an early reply a piece
constexpr std::chrono::milliseconds kQuitWait{2000};
constexpr std::size_t kShownRecipients = 5;

/// What a reply's first digit says of the command.
enum class Sense : std::uint8_t { done, go_on, later, never };
Sense sense(const Reply& reply) {
    if (reply.code < 300) return Sense::done;
    if (reply.code < 400) return Sense::go_on;
    return reply.code < 500 ? Sense::later : Sense::never;
}

std::string advice(Outcome outcome) {
    switch (outcome) {
        case Outcome::sent:
            return "";
        case Outcome::partly:
            return " Send again only to those who were refused.";
        case Outcome::refused:
            return " Nothing was sent; mend what the server names before sending again.";
        case Outcome::deferred:
            return " Nothing was sent; try again later.";
        case Outcome::unknown:
            return " The message may have been taken: do not resend it blindly, ask the recipients "
                   "or look in the server's log first.";
    }
    return "";
}

class Run {
  public:
    Run(Channel& channel, const Capabilities& ehlo, const Transaction& transaction,
        const TransactionSettings& settings, const Commands& commands)
        : channel_(channel),
          reader_(channel),
          ehlo_(ehlo),
          transaction_(transaction),
          settings_(settings),
          commands_(commands) {
        for (const auto& recipient : transaction.recipients) {
            receipt_.recipients.push_back({recipient, {}});
        }
    }

    RanTransaction run() {
        if (commands_.impossible.empty()) {
            if (envelope() && data_command() && data()) end_of_data();
        } else {
            end(Outcome::refused, "MAIL", {},
                "Not offered to " + settings_.server + ": " + commands_.impossible + ".");
        }
        if (!commands_.note.empty()) receipt_.detail += " " + commands_.note;
        return {std::move(receipt_), in_order_ && !reader_.spoke_early()};
    }

  private:
    // Each stage gives true to go on; false: the receipt is written.
    bool envelope();
    bool take_reply(std::size_t index);
    bool judge_envelope();
    bool judge_refusals(std::size_t refused, const RecipientReply& first);
    bool data_command();
    bool data();
    bool spoke_too_early();
    bool end_of_data();

    bool send(std::string_view bytes, std::string_view stage);
    std::optional<Reply> reply(std::string_view stage, int patience = 1);
    bool end(Outcome outcome, std::string_view stage, Reply final_reply, std::string detail);
    bool stop(std::string_view stage, const std::string& words);
    bool fault(std::string_view stage, const std::string& words);
    bool refusal(std::string_view stage, const Reply& reply, const std::string& what);

    std::string command(std::size_t index) const;
    std::string_view stage_of(std::size_t index) const;
    bool pipelines_data() const { return ehlo_.pipelining && !transaction_.all_or_none; }

    Channel& channel_;
    ReplyReader reader_;
    const Capabilities& ehlo_;
    const Transaction& transaction_;
    const TransactionSettings& settings_;
    const Commands& commands_;
    Receipt receipt_;
    Reply mail_;
    std::optional<Reply> data_;  ///< the reply to DATA, once it came
    std::size_t taken_ = 0;
    bool dot_left_ = false;  ///< the piece with the final dot was given to the channel
    bool in_order_ = true;   ///< QUIT would be understood
};

bool Run::end(Outcome outcome, std::string_view stage, Reply final_reply, std::string detail) {
    receipt_.outcome = outcome;
    receipt_.stage = stage;
    receipt_.final_reply = std::move(final_reply);
    receipt_.detail = std::move(detail) + advice(outcome);
    return false;
}

bool Run::stop(std::string_view stage, const std::string& words) {
    in_order_ = false;
    return end(Outcome::deferred, stage, {}, words + ".");
}

bool Run::fault(std::string_view stage, const std::string& words) {
    in_order_ = false;
    return end(dot_left_ ? Outcome::unknown : Outcome::deferred, stage, {},
               settings_.server + " failed at " + std::string(stage) + ": " + words + ".");
}

bool Run::refusal(std::string_view stage, const Reply& reply, const std::string& what) {
    if (sense(reply) == Sense::done || sense(reply) == Sense::go_on) {
        return fault(stage, "it answered out of turn (" + reply.text() + ")");
    }
    const bool never = sense(reply) == Sense::never;
    return end(never ? Outcome::refused : Outcome::deferred, stage, reply,
               settings_.server + (never ? " refused " : " put off ") + what + " (" +
                   std::string(stage) + "): " + reply.text() + ".");
}

bool Run::send(std::string_view bytes, std::string_view stage) {
    auto sent = channel_.send(bytes);
    return sent.has_value() || fault(stage, sent.error().message);
}

std::optional<Reply> Run::reply(std::string_view stage, int patience) {
    auto got = reader_.next(settings_.timeout * patience);
    if (!got) {
        fault(stage, got.error().message);
        return std::nullopt;
    }
    if (got.value().code == 421) {  // the server hangs up after it: RFC 5321 3.8
        in_order_ = false;
        refusal(stage, got.value(), "the message");
        return std::nullopt;
    }
    return std::move(got.value());
}

std::string Run::command(std::size_t index) const {
    if (index == 0) return commands_.mail;
    const auto& recipients = commands_.recipients;
    return index <= recipients.size() ? recipients[index - 1] : "DATA\r\n";
}

std::string_view Run::stage_of(std::size_t index) const {
    if (index == 0) return "MAIL";
    return index <= commands_.recipients.size() ? "RCPT" : "DATA";
}

bool Run::envelope() {
    const std::size_t count = 1 + commands_.recipients.size() + (pipelines_data() ? 1 : 0);
    const std::size_t window = ehlo_.pipelining ? kWindow : 1;
    for (std::size_t first = 0; first < count; first += window) {
        const auto last = std::min(first + window, count);
        std::string bytes;
        for (auto i = first; i < last; ++i) bytes += command(i);
        if (!send(bytes, stage_of(first))) return false;
        for (auto i = first; i < last; ++i) {
            if (!take_reply(i)) return false;
        }
        if (sense(mail_) != Sense::done) break;
    }
    return judge_envelope();
}

bool Run::take_reply(std::size_t index) {
    auto got = reply(stage_of(index));
    if (!got) return false;
    if (index == 0) {
        mail_ = std::move(*got);
    } else if (index > commands_.recipients.size()) {
        data_ = std::move(*got);
    } else if (sense(mail_) == Sense::done) {  // else it only answers "no MAIL before"
        if (sense(*got) == Sense::done) ++taken_;
        receipt_.recipients[index - 1].reply = std::move(*got);
    }
    return true;
}

bool Run::judge_envelope() {
    // A server that waits for data must not read QUIT as a line of it.
    if (data_ && data_->code == 354) in_order_ = false;
    if (sense(mail_) != Sense::done) {
        return refusal("MAIL", mail_, "the sender <" + transaction_.sender + ">");
    }
    const auto refused = receipt_.recipients.size() - taken_;
    if (refused == 0 || (taken_ > 0 && !transaction_.all_or_none)) return true;
    // A refusal for good outweighs one for now: as it stands the mail will never be taken.
    const auto& all = receipt_.recipients;
    auto first = std::find_if(all.begin(), all.end(), [](const RecipientReply& one) {
        return sense(one.reply) == Sense::never;
    });
    if (first == all.end()) {
        first = std::find_if(all.begin(), all.end(), [](const RecipientReply& one) {
            return sense(one.reply) != Sense::done;
        });
    }
    return judge_refusals(refused, *first);
}

bool Run::judge_refusals(std::size_t refused, const RecipientReply& first) {
    std::string what = std::to_string(refused) + " of " +
                       std::to_string(receipt_.recipients.size()) + " recipients";
    if (refused == 1) what += ", <" + first.recipient + ">";
    const Reply reply = first.reply;
    refusal("RCPT", reply, what);
    if (refused > 1) {
        std::size_t shown = 0;
        for (const auto& one : receipt_.recipients) {
            if (sense(one.reply) == Sense::done || ++shown > kShownRecipients) continue;
            receipt_.detail += " <" + one.recipient + ">: " + one.reply.text() + ".";
        }
    }
    if (taken_ > 0) receipt_.detail += " The others did not get it either.";
    return false;
}

bool Run::data_command() {
    if (!data_) {
        if (!send("DATA\r\n", "DATA")) return false;
        data_ = reply("DATA");
        if (!data_) return false;
    }
    if (data_->code == 354) return true;
    return refusal("DATA", *data_, "the message");
}

bool Run::data() {
    in_order_ = false;
    DataSource source(transaction_.message);
    while (!source.done()) {
        const auto piece = source.next(kPieceBytes);
        if (reader_.spoke_early()) return spoke_too_early();
        if (source.done() && transaction_.before_dot) {
            if (const auto may = transaction_.before_dot(); !may)
                return stop("DATA", may.error().message);
        }
        dot_left_ = source.done();
        if (!send(piece, dot_left_ ? "end of data" : "DATA")) return false;
    }
    return true;
}

bool Run::spoke_too_early() {
    auto early = reply("DATA");
    return early && refusal("DATA", *early, "the message");
}

bool Run::end_of_data() {
    const auto got = reply("end of data", settings_.final_patience);
    if (!got) return false;
    if (sense(*got) != Sense::done) {
        if (sense(*got) != Sense::go_on) in_order_ = true;
        return refusal("end of data", *got, "the message");
    }
    in_order_ = true;
    const auto all = receipt_.recipients.size();
    if (taken_ == all) {
        return end(Outcome::sent, "end of data", *got,
                   settings_.server + " took the message: " + got->text() + ".");
    }
    std::string detail = settings_.server + " took the message for " + std::to_string(taken_) +
                         " of " + std::to_string(all) + " recipients: " + got->text() + ".";
    for (const auto& one : receipt_.recipients) {
        if (sense(one.reply) == Sense::done) continue;
        detail += " Not taken: <" + one.recipient + ">: " + one.reply.text() + ".";
    }
    return end(Outcome::partly, "end of data", *got, std::move(detail));
}

}  // namespace

Result<RanTransaction> run_transaction(Channel& channel, const Capabilities& ehlo,
                                       const Transaction& transaction,
                                       const TransactionSettings& settings) {
    BOOST_OUTCOME_TRY(const auto commands,
                      make_commands(transaction, wire_facts(transaction.message), ehlo));
    return Run(channel, ehlo, transaction, settings, commands).run();
}

void say_quit(Channel& channel, std::chrono::milliseconds timeout) {
    if (!channel.send("QUIT\r\n")) return;
    [[maybe_unused]] const auto said = ReplyReader(channel).next(std::min(kQuitWait, timeout));
}

}  // namespace sendguard::forward
