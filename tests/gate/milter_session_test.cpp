#include "gate/milter_session.h"

#include <catch2/catch.hpp>

#include "check/make.h"
#include "gate/guard.h"
#include "gate/histories.h"
#include "hold/memory_store.h"

using namespace sendguard;
using namespace sendguard::gate;
using Kind = MilterAnswer::Kind;
using PolicyPointer = std::shared_ptr<const policy::Policy>;

namespace {

constexpr std::string_view kRules = R"(rules:
  - {id: codeword, message: No code words., action: block, when: {text: {phrases: [umbrella]}}}
  - {id: names, message: A name is open., action: hold, approvers: sender,
     when: {text: {phrases: [name to follow]}}}
  - {id: greeting, message: Too friendly., action: warn, when: {text: {phrases: [hugs]}}}
  - {id: trainee, message: Not to the outside., action: block,
     when: {sender: {user: "trainee*", kind: person}}}
)";

PolicyPointer house(std::string_view service = "") {
    return test::make_policy(std::string(kRules) + std::string(service));
}

/// A mail server's side of one message.
struct Server {
    PolicyPointer policy = house();
    MilterShared shared;
    MilterSession session{shared};
    check::Workspace workspace;
    std::string sender = "<anna@example.org>", user;

    void open(std::vector<std::pair<std::string, std::string>> fields = {}) {
        session.mail(policy, sender, user);
        session.recipient("<bo@example.net>");
        session.header("From", " Anna <anna@example.org>");
        session.header("To", " bo@example.net");
        for (const auto& [name, value] : fields) session.header(name, value);
        session.end_of_header();
    }
    MilterAnswer end() { return session.end_of_message("4F2A", Timestamp{}, workspace); }
    MilterAnswer say(std::string_view body,
                     std::vector<std::pair<std::string, std::string>> fields = {}) {
        open(std::move(fields));
        session.body(body);
        return end();
    }
};

}  // namespace

TEST_CASE("milter: whom an accepted mail goes to is learned, and of a refused one nothing",
          "[gate][milter][history]") {
    const Log log(-1);
    const auto histories =
        std::make_shared<StoredHistories>(hold::make_memory_store(), std::chrono::hours(24));
    HistoryLearner learner(histories, log);
    Server server;
    server.shared.learner = &learner;
    const auto sent = [&] {
        learner.finish();
        const auto profile = histories->profile("anna@example.org").value();
        return profile == nullptr ? 0 : profile->sent();
    };
    CHECK(server.say("Mind the umbrella.\r\n").kind == Kind::reject);
    CHECK(sent() == 0);
    CHECK(server.say("The museum opens at nine.\r\n").kind == Kind::accept);
    CHECK(sent() == 1);
}

TEST_CASE("milter: a clean mail is accepted without any change", "[gate][milter]") {
    Server server;
    const auto answer = server.say("The museum opens at nine.\r\n");
    CHECK(answer.kind == Kind::accept);
    CHECK(answer.remove.empty());
    CHECK(answer.warn_header.empty());
    CHECK(answer.record.action == MailAction::passed);
    CHECK(answer.record.recipients == 1);
    CHECK(answer.record.queue_id == "4F2A");
    CHECK(answer.record.policy == server.policy->digest);
}

TEST_CASE("milter: the message reads as the file would, byte for byte", "[gate][milter]") {
    // The size is that of the file, and places are the file's: line 6, after a folded field.
    const std::string file =
        "From: Anna <anna@example.org>\r\nTo: bo@example.net\r\nX-Fold:  one\r\n\ttwo \r\n"
        "X-Tight:yes\r\n\r\nThe umbrella.\r\n";
    Server server;
    const auto answer =
        server.say("The umbrella.\r\n", {{"X-Fold", "  one\n\ttwo "}, {"X-Tight", "yes"}});
    CHECK(answer.record.bytes == file.size());
    const auto checked =
        guard(*server.policy,
              {.bytes = std::make_shared<const std::string>(file), .read = {.expect_mail = true}},
              server.workspace);
    REQUIRE(checked);
    CHECK(answer.reply == refusal(checked.value().evaluation, {}));
}

TEST_CASE("milter: folds that come with CRLF stay as they are", "[gate][milter]") {
    Server with_lf, with_crlf;
    CHECK(with_lf.say("x\r\n", {{"X", " a\n b"}}).record.bytes ==
          with_crlf.say("x\r\n", {{"X", " a\r\n b"}}).record.bytes);
}

TEST_CASE("milter: a body in pieces is one body", "[gate][milter]") {
    Server server;
    server.open();
    for (const char c : std::string_view("The umbrella.\r\n")) server.session.body({&c, 1});
    const auto answer = server.end();
    CHECK(answer.kind == Kind::reject);
    CHECK(answer.record.rules == "house/codeword");
}

TEST_CASE("milter: hold and block are refused for good", "[gate][milter]") {
    Server server;
    for (const auto* text : {"The umbrella.\r\n", "Name to follow.\r\n"}) {
        const auto answer = server.say(text);
        CHECK(answer.kind == Kind::reject);
        CHECK(answer.reply.code == 550);
        CHECK(answer.reply.enhanced == "5.7.1");
        CHECK(answer.record.action == MailAction::refused);
    }
}

TEST_CASE("milter: with quarantine a hold is quarantined and a block is refused",
          "[gate][milter]") {
    Server server;
    server.policy = house("service: {milter: {quarantine: true}}\n");
    const auto held = server.say("Name to follow.\r\n", {{"Bcc", " eve@example.net"}});
    CHECK(held.kind == Kind::quarantine);
    CHECK(held.reason == "send-guard: house/names");
    CHECK(held.remove == std::vector<std::pair<std::string, int>>{{"Bcc", 1}});
    CHECK(held.record.action == MailAction::quarantined);
    CHECK(server.say("Umbrella. Name to follow.\r\n").kind == Kind::reject);
}

TEST_CASE("milter: fields that must not leave are named from the last to the first",
          "[gate][milter]") {
    Server server;
    const auto answer = server.say("Hugs.\r\n", {{"Send-Guard", " pass"},
                                                 {"bcc", " eve@example.net"},
                                                 {"SEND-GUARD", " fine"},
                                                 {"Send-Guard-Signoff", " eA=="},
                                                 {"X-Send-Guard", " stays"}});
    CHECK(answer.remove ==
          std::vector<std::pair<std::string, int>>{
              {"Send-Guard-Signoff", 1}, {"SEND-GUARD", 2}, {"bcc", 1}, {"Send-Guard", 1}});
    CHECK(answer.warn_header == "warn; rules=\"house/greeting\"");
}

TEST_CASE("milter: the login is the user of rules, for its own message only", "[gate][milter]") {
    Server server;
    server.user = "trainee7";
    const auto refused = server.say("Hello.\r\n");
    CHECK(refused.record.rules == "house/trainee");
    CHECK(refused.record.user == "trainee7");
    server.user.clear();
    CHECK(server.say("Hello.\r\n").kind == Kind::accept);
}

TEST_CASE("milter: a failure at a stage defers its message and no other", "[gate][milter]") {
    Server server;
    server.open();
    server.session.fail();
    server.session.body("The museum opens at nine.\r\n");
    const auto answer = server.end();
    CHECK(answer.kind == Kind::tempfail);
    CHECK(answer.reply.code == 451);
    CHECK(answer.reply.enhanced == "4.7.1");
    CHECK(answer.record.action == MailAction::deferred);
    CHECK(server.say("The museum opens at nine.\r\n").kind == Kind::accept);
}

TEST_CASE("milter: an end without a sender is deferred", "[gate][milter]") {
    Server server;
    const auto answer = server.end();
    CHECK(answer.kind == Kind::tempfail);
    CHECK(answer.reply.code == 451);
}

TEST_CASE("milter: an aborted message leaves nothing to the next", "[gate][milter]") {
    Server server;
    server.open({{"Bcc", " eve@example.net"}});
    server.session.body("The umbrella.\r\n");
    server.session.abort();
    const auto answer = server.say("The museum.\r\n");
    CHECK(answer.kind == Kind::accept);
    CHECK(answer.remove.empty());
    CHECK(answer.record.recipients == 1);
}

TEST_CASE("milter: over the size limit is refused, and not kept", "[gate][milter]") {
    Server server;
    server.policy = house("service: {limits: {message_size: 70kB}}\n");
    server.open();
    const std::string piece(32u << 10, 'x');
    for (int i = 0; i < 8; ++i) server.session.body(piece);
    CHECK(server.shared.memory.used.load() < (64u << 10));
    const auto answer = server.end();
    CHECK(answer.kind == Kind::reject);
    CHECK(answer.reply.code == 552);
    CHECK(answer.reply.enhanced == "5.3.4");
    CHECK(server.shared.memory.used.load() == 0);
}

TEST_CASE("milter: a large message is judged from its spool file", "[gate][milter]") {
    Server server;
    server.policy = house("service: {limits: {spool_over: 70kB}}\n");
    server.open();
    const std::string line = std::string(70, 'x') + "\r\n";
    for (int i = 0; i < 20000; ++i) server.session.body(line);
    server.session.body("The umbrella.\r\n");
    CHECK(server.shared.memory.used.load() < (1u << 20));
    const auto answer = server.end();
    CHECK(answer.kind == Kind::reject);
    CHECK(answer.record.rules == "house/codeword");
}

TEST_CASE("milter: a spool folder that is missing defers the message", "[gate][milter]") {
    Server server;
    server.policy = house("service: {spool: /nonexistent/spool, limits: {spool_over: 70kB}}\n");
    const auto answer = server.say(std::string(200u << 10, 'x'));
    CHECK(answer.kind == Kind::tempfail);
    CHECK(answer.record.detail.find("/nonexistent/spool") != std::string::npos);
}

TEST_CASE("milter: in mode observe all mail passes, that over the limit too", "[gate][milter]") {
    Server server;
    server.policy = house(
        "service: {milter: {mode: observe, quarantine: true}, limits: {message_size: 70kB}}\n");
    for (const auto& text : {std::string("The umbrella.\r\n"), std::string("Name to follow.\r\n"),
                             std::string(100u << 10, 'x')}) {
        const auto answer = server.say(text);
        CHECK(answer.kind == Kind::accept);
        CHECK(answer.record.action == MailAction::passed);
        CHECK(answer.record.verdict >= check::Verdict::hold);
    }
}

TEST_CASE("milter: the milter's own mode goes before the service's", "[gate][milter]") {
    Server server;
    server.policy = house("service: {mode: observe, milter: {mode: enforce}}\n");
    CHECK(server.say("The umbrella.\r\n").kind == Kind::reject);
}

TEST_CASE("milter: a message is judged by the policy that it began with", "[gate][milter]") {
    Server server;
    server.open();
    server.policy = test::make_policy("rules: []\n");
    server.session.body("The umbrella.\r\n");
    CHECK(server.end().kind == Kind::reject);
    CHECK(server.say("The umbrella.\r\n").kind == Kind::accept);
}

TEST_CASE("milter: a report of a mail server is spared, one of a login is not", "[gate][milter]") {
    Server server;
    server.sender = "<>";
    const std::vector<std::pair<std::string, std::string>> fields{
        {"Auto-Submitted", " auto-replied"}};
    CHECK(server.say("Name to follow.\r\n", fields).kind == Kind::accept);
    server.user = "anna";
    CHECK(server.say("Name to follow.\r\n", fields).kind == Kind::reject);
}
