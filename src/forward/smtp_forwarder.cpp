// A fault before the transaction is an outcome with nothing sent. A refused login is "later", not
// "for good": the mail is fine, the password is to be mended (Postfix's smtp_sasl_auth_soft_bounce
// does so).
#include "forward/smtp_forwarder.h"

#include "base/module.h"
#include "base/text.h"
#include "forward/credentials.h"
#include "forward/next_hop.h"
#include "forward/smtp_reply.h"
#include "forward/smtp_transaction.h"

namespace sendguard::forward {
namespace {

std::string what_failed(const Opening& opening) {
    switch (opening.fault) {
        case OpenFault::unknown_host:
            return "its name has no address; check the url in next_hop";
        case OpenFault::no_connection:
            return "no connection; check host and port, and whether the server is up";
        case OpenFault::no_starttls:
            return "it does not offer or take STARTTLS, which tls: verify asks for (smtps:// or "
                   "tls: none "
                   "may be meant)";
        case OpenFault::certificate:
            return "its certificate cannot be trusted for this host; set ca_file when it is your "
                   "own, or "
                   "use the name it is made out to";
        case OpenFault::tls:
            return "the TLS handshake failed";
        case OpenFault::ca_file:
            return "ca_file cannot be read as certificates";
        case OpenFault::login_refused:
            return "the login was refused or no way of logging in is in common; check user, auth "
                   "and the "
                   "password or token";
        case OpenFault::refused:
            return "it does not take mail from here";
        case OpenFault::timeout:
            return "it did not answer in time";
        case OpenFault::closed:
            return "it closed the connection";
        case OpenFault::none:
        case OpenFault::other:
            return "it is no SMTP server that can be used";
    }
    return "";
}

class SmtpForwarder : public Forwarder {
  public:
    SmtpForwarder(const policy::NextHop& next_hop, ChannelSettings settings, OpenChannel open)
        : hop_(next_hop), settings_(std::move(settings)), open_(std::move(open)) {}

    Result<Receipt> forward(const Transaction& transaction) override {
        BOOST_OUTCOME_TRY(check_transaction(transaction));
        auto receipt = forward_once(transaction);
        if (receipt) receipt.value().target = target_text(settings_);
        return receipt;
    }

    Result<void> read_files() {
        if (hop_.token_command.empty()) return fetch_secret();
        BOOST_OUTCOME_TRY(split_command(hop_.token_command));
        return outcome::success();
    }

  private:
    Result<Receipt> forward_once(const Transaction& transaction);
    Receipt not_opened(const Opening& opening, const std::vector<Reply>& replies,
                       const Transaction& transaction) const;
    Receipt not_sent(Outcome outcome, std::string stage, Reply reply, std::string detail,
                     const Transaction& transaction) const;
    Result<void> fetch_secret();
    bool has_token() const { return !hop_.token_file.empty() || !hop_.token_command.empty(); }

    policy::NextHop hop_;
    ChannelSettings settings_;
    OpenChannel open_;
};

Result<void> SmtpForwarder::fetch_secret() {
    if (!hop_.password_file.empty()) {
        BOOST_OUTCOME_TRY(settings_.password, read_secret_file(hop_.password_file));
    } else if (!hop_.token_file.empty()) {
        BOOST_OUTCOME_TRY(settings_.bearer_token, read_secret_file(hop_.token_file));
    } else if (!hop_.token_command.empty()) {
        BOOST_OUTCOME_TRY(settings_.bearer_token, run_secret_command(hop_.token_command));
    }
    return outcome::success();
}

Receipt SmtpForwarder::not_sent(Outcome outcome, std::string stage, Reply reply, std::string detail,
                                const Transaction& transaction) const {
    Receipt receipt;
    receipt.outcome = outcome;
    receipt.stage = std::move(stage);
    receipt.final_reply = std::move(reply);
    receipt.detail = std::move(detail);
    for (const auto& recipient : transaction.recipients)
        receipt.recipients.push_back({recipient, {}});
    return receipt;
}

Receipt SmtpForwarder::not_opened(const Opening& opening, const std::vector<Reply>& replies,
                                  const Transaction& transaction) const {
    Reply said;
    if (!replies.empty() && replies.back().code >= 400) said = replies.back();
    const bool never = opening.fault == OpenFault::refused && said.code >= 500;
    std::string detail = server_text(settings_) + " could not be used (" + opening.stage +
                         "): " + what_failed(opening) + ".";
    if (said.code != 0) detail += " It said: " + said.text() + ".";
    if (!opening.words.empty()) {
        detail += " [" + escape_invisible(to_valid_utf8(opening.words)) + "]";
    }
    detail += " Nothing was sent.";
    return not_sent(never ? Outcome::refused : Outcome::deferred, opening.stage, said,
                    std::move(detail), transaction);
}

Result<Receipt> SmtpForwarder::forward_once(const Transaction& transaction) {
    // A token from a command is kept until a server refuses it; files are cheap and read each time.
    const bool kept = !hop_.token_command.empty() && !settings_.bearer_token.empty();
    if (!kept) {
        auto fetched = fetch_secret();
        if (!fetched && fetched.error().code == Errc::bad_policy) return fetched.error();
        if (!fetched) {
            return not_sent(Outcome::deferred, "AUTH", {},
                            fetched.error().message + "; nothing was sent, try again later.",
                            transaction);
        }
    }
    auto opening = open_(settings_);
    if (opening.fault == OpenFault::login_refused && has_token()) {
        // Tokens live about an hour: a fresh one, once.
        if (fetch_secret()) opening = open_(settings_);
    }
    const auto replies = group_replies(opening.lines);
    if (!opening.channel) return not_opened(opening, replies, transaction);
    // After STARTTLS the server is asked again; only the last answer was given under TLS.
    Capabilities ehlo;
    for (const auto& reply : replies) {
        if (reply.code == 250) ehlo = read_capabilities(reply);
    }
    if (!settings_.user.empty() && !ehlo.auth) {
        opening.channel.reset();
        return not_sent(Outcome::deferred, "AUTH", {},
                        server_text(settings_) +
                            " offers no AUTH, but next_hop has a user: nothing was "
                            "sent. Use its submission port (587), or take user out.",
                        transaction);
    }
    TransactionSettings settings;
    settings.server = server_text(settings_);
    settings.timeout = settings_.timeout;
    return run_transaction(*opening.channel, ehlo, transaction, settings);
}

}  // namespace

Result<std::unique_ptr<Forwarder>> make_smtp_forwarder(const policy::NextHop& next_hop,
                                                       OpenChannel open) {
    BOOST_OUTCOME_TRY(auto settings, channel_settings(next_hop));
    auto forwarder =
        std::make_unique<SmtpForwarder>(next_hop, std::move(settings), std::move(open));
    BOOST_OUTCOME_TRY(forwarder->read_files());
    return std::unique_ptr<Forwarder>(std::move(forwarder));
}

OpenChannel curl_channels() {
    return [](const ChannelSettings& settings) {
        Opening opening;
        const auto symbol = module_symbol("curl", kCurlOpen);
        if (symbol) {
            reinterpret_cast<CurlOpen>(symbol.value())(settings, opening);
        } else {
            opening.fault = OpenFault::other;
            opening.stage = "connect";
            opening.words = symbol.error().message;
        }
        return opening;
    };
}

}  // namespace sendguard::forward
