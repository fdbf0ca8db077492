// A fault before the transaction is an outcome with nothing sent. A refused login is "later", not
// "for good": the mail is fine, the password is to be mended (Postfix's smtp_sasl_auth_soft_bounce
// does so).
#include "forward/hop_opener.h"

#include "base/text.h"
#include "forward/credentials.h"
#include "forward/next_hop.h"

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

OpenedHop failed(Outcome outcome, std::string stage, Reply reply, std::string detail) {
    OpenedHop out;
    out.outcome = outcome;
    out.stage = std::move(stage);
    out.reply = std::move(reply);
    out.detail = std::move(detail);
    return out;
}

OpenedHop not_opened(const ChannelSettings& settings, const Opening& opening,
                     const std::vector<Reply>& replies) {
    Reply said;
    if (!replies.empty() && replies.back().code >= 400) said = replies.back();
    const bool never = opening.fault == OpenFault::refused && said.code >= 500;
    std::string detail = server_text(settings) + " could not be used (" + opening.stage +
                         "): " + what_failed(opening) + ".";
    if (said.code != 0) detail += " It said: " + said.text() + ".";
    if (!opening.words.empty()) {
        detail += " [" + escape_invisible(to_valid_utf8(opening.words)) + "]";
    }
    detail += " Nothing was sent.";
    return failed(never ? Outcome::refused : Outcome::deferred, opening.stage, said,
                  std::move(detail));
}

}  // namespace

Result<std::unique_ptr<HopOpener>> HopOpener::make(const policy::NextHop& next_hop,
                                                   OpenChannel open) {
    BOOST_OUTCOME_TRY(auto settings, channel_settings(next_hop));
    std::unique_ptr<HopOpener> opener(
        new HopOpener(next_hop, std::move(settings), std::move(open)));
    BOOST_OUTCOME_TRY(opener->read_files());
    return opener;
}

Result<void> HopOpener::read_files() {
    if (hop_.token_command.empty()) {
        auto copy = settings_;
        return fetch_secret(copy);
    }
    BOOST_OUTCOME_TRY(split_command(hop_.token_command));
    return outcome::success();
}

Result<void> HopOpener::fetch_secret(ChannelSettings& settings) {
    if (!hop_.password_file.empty()) {
        BOOST_OUTCOME_TRY(settings.password, read_secret_file(hop_.password_file));
    } else if (!hop_.token_file.empty()) {
        BOOST_OUTCOME_TRY(settings.bearer_token, read_secret_file(hop_.token_file));
    } else if (!hop_.token_command.empty()) {
        BOOST_OUTCOME_TRY(settings.bearer_token, run_secret_command(hop_.token_command));
        const std::lock_guard lock(mutex_);
        kept_token_ = settings.bearer_token;
    }
    return outcome::success();
}

Result<OpenedHop> HopOpener::open() {
    auto settings = settings_;
    // A token from a command is kept until a server refuses it; files are cheap and read each time.
    if (!hop_.token_command.empty()) {
        const std::lock_guard lock(mutex_);
        settings.bearer_token = kept_token_;
    }
    if (settings.bearer_token.empty()) {
        auto fetched = fetch_secret(settings);
        if (!fetched && fetched.error().code == Errc::bad_policy) return fetched.error();
        if (!fetched) {
            return failed(Outcome::deferred, "AUTH", {},
                          fetched.error().message + "; nothing was sent, try again later.");
        }
    }
    auto opening = open_(settings);
    if (opening.fault == OpenFault::login_refused && has_token()) {
        // Tokens live about an hour: a fresh one, once.
        if (fetch_secret(settings)) opening = open_(settings);
    }
    const auto replies = group_replies(opening.lines);
    if (!opening.channel) return not_opened(settings, opening, replies);
    // After STARTTLS the server is asked again; only the last answer was given under TLS.
    OpenedHop out;
    for (const auto& reply : replies) {
        if (reply.code == 250) out.ehlo = read_capabilities(reply);
    }
    if (!settings.user.empty() && !out.ehlo.auth) {
        return failed(Outcome::deferred, "AUTH", {},
                      server_text(settings) +
                          " offers no AUTH, but next_hop has a user: nothing was "
                          "sent. Use its submission port (587), or take user out.");
    }
    out.channel = std::move(opening.channel);
    return out;
}

}  // namespace sendguard::forward
