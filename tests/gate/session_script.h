// A client of SmtpSession as text: what it says goes in, what it is answered comes out, and the
// wants in between are met from a script.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "gate/smtp_session.h"

namespace sendguard::gate::test {

using Strings = std::vector<std::string>;

class SessionScript {
  public:
    /// What a listener of our own host would offer.
    static SessionSettings usual() {
        SessionSettings out;
        out.hostname = "gate.example.org";
        return out;
    }
    explicit SessionScript(SessionSettings settings = usual())
        : settings_(std::move(settings)),
          store_(budget_, "/nonexistent", 1u << 30),
          session(settings_, store_) {
        session.greet();
        greeting = session.take_output();
    }

    /// Says `text` in one piece, and gives all that is answered.
    std::string say(std::string_view text) {
        session.receive(text);
        std::string out;
        while (!closed && meet(session.step())) out += session.take_output();
        return out + session.take_output();
    }
    /// Says `text` a byte at a time.
    std::string trickle(std::string_view text) {
        std::string out;
        for (const char c : text) out += say({&c, 1});
        return out;
    }
    /// EHLO, MAIL and RCPT for one recipient, answered well.
    void open_mail(std::string_view parameters = "") {
        const std::string hello = settings_.lmtp ? "LHLO" : "EHLO";
        REQUIRE(say(hello + " client.example.org\r\n").starts_with("250-"));
        const auto mail = "MAIL FROM:<anna@example.org>" + std::string(parameters) + "\r\n";
        REQUIRE(say(mail) == "250 2.1.0 Ok\r\n");
        REQUIRE(say("RCPT TO:<bo@example.net>\r\n") == "250 2.1.5 Fine\r\n");
    }
    /// open_mail() and DATA: what comes next is the message.
    void open_data() {
        open_mail();
        REQUIRE(say("DATA\r\n").starts_with("354 "));
    }

    // The script.
    std::map<std::string, SmtpReply> recipient_replies;  ///< others: 250 2.1.5 Fine
    SmtpReply message_reply{250, "2.0.0", {"Taken"}};
    std::string password = "secret";  ///< of every user

    // What the session asked for.
    std::vector<Strings> asked;  ///< the addresses of each want
    struct Message {
        std::string sender, recipients, text;  ///< with parameters; dots stuffed
        bool bare_line_ends = false, dotted = false;
    };
    std::vector<Message> messages;
    std::vector<std::pair<std::string, std::string>> logins;  ///< user, password
    int handshakes = 0;
    bool closed = false;
    std::string greeting;

  private:
    SessionSettings settings_;
    MemoryBudget budget_;
    MessageStore store_;

  public:
    SmtpSession session;

  private:
    /// false: the session waits for more, or is over.
    bool meet(SmtpSession::Want want) {
        switch (want) {
            case SmtpSession::Want::input:
                return false;
            case SmtpSession::Want::recipients:
                recipients();
                return true;
            case SmtpSession::Want::message:
                message();
                return true;
            case SmtpSession::Want::login:
                login();
                return true;
            case SmtpSession::Want::tls:
                ++handshakes;
                session.tls_started();
                return true;
            case SmtpSession::Want::close:
                closed = true;
                return false;
        }
        return false;
    }
    void recipients() {
        std::vector<SmtpReply> replies;
        asked.emplace_back();
        for (const auto& one : session.asked()) {
            asked.back().push_back(one.address);
            const auto found = recipient_replies.find(one.address);
            replies.push_back(found == recipient_replies.end() ? SmtpReply{250, "2.1.5", {"Fine"}}
                                                               : found->second);
        }
        session.answer_recipients(replies);
    }
    void message() {
        Message out;
        out.sender = session.sender().address + parameters_text(session.sender().parameters);
        for (const auto& one : session.taken()) {
            if (!out.recipients.empty()) out.recipients += ", ";
            out.recipients += one.address + parameters_text(one.parameters);
        }
        out.bare_line_ends = session.bare_line_ends();
        out.dotted = session.dotted();
        const auto text = store_.whole();
        REQUIRE(text);
        out.text = *text.value();
        messages.push_back(std::move(out));
        session.answer_message(message_reply);
    }
    void login() {
        const auto& given = session.login();
        logins.emplace_back(given.user, given.password.view());
        const bool good = given.password.view() == password;
        const auto user = good ? given.user : std::string();
        session.answer_login(good ? login_accepted() : login_refused(), user);
    }
};

/// The reply lines, without their line ends.
inline Strings lines(std::string_view text) {
    Strings out;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) out.emplace_back(trim(line));
    }
    return out;
}

/// The reply codes, in order: "250 550"; a reply of many lines counts once.
inline std::string codes(std::string_view text) {
    std::string out;
    for (const auto& line : lines(text)) {
        if (line.size() > 3 && line[3] == '-') continue;
        out += (out.empty() ? "" : " ") + line.substr(0, 3);
    }
    return out;
}

}  // namespace sendguard::gate::test
