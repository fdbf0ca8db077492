// A house in memory for tests of the review: a policy, a store, tokens, people who visit.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "check/detector.h"
#include "gate/hold_judge.h"
#include "hold/memory_store.h"
#include "policy/memory_source.h"
#include "review/app.h"
#include "review/cookies.h"

namespace sendguard::test {

inline Timestamp& house_clock() {
    static Timestamp now{std::chrono::seconds(1'800'000'000)};
    return now;
}
inline Timestamp house_now() {
    return house_clock();
}

inline constexpr const char* kLetter =
    "From: Anna <anna@example.org>\r\nTo: <minister@mod.example>\r\nSubject: The bridge\r\n"
    "\r\nSir,\r\n\r\nthe bridge opens in May.\r\n";

class House {
  public:
    explicit House(const std::string& http = "page: true, users: u, tokens: t") {
        const auto loaded = load_house(
            "groups: {principals: [anna@example.org, ben@example.org, cara@example.org, "
            "bot@example.org], ministries: [\"@mod.example\"]}\n"
            "rules:\n"
            "  - {id: letters, message: Two principals., action: hold, approvers: {group: "
            "principals, count: 2, not: [author]}, when: {recipients: {any: ministries}}, "
            "examples: {fires: [{to: a@mod.example}], silent: [{to: a@b.example}]}}\n"
            "  - {id: bridge, message: Delicate., action: warn, when: {text: {phrases: [the "
            "bridge]}}, examples: {fires: [{body: the bridge}], silent: [{body: x}]}}\n"
            "service:\n"
            "  store: \"sqlite:x.db\"\n"
            "  next_hop: {url: \"smtp://127.0.0.1:2525\", tls: none}\n"
            "  http: {listen: \"127.0.0.1:0\", " +
            http + "}\n");
        INFO(faults_of(loaded));
        REQUIRE(loaded.policy != nullptr);
        policy = loaded.policy;
        store = hold::make_memory_store(house_now);
        desk = std::make_unique<hold::Desk>(*store, gate::make_judge([this] { return policy; }),
                                            hold::DeskSettings{});
        app = std::make_unique<review::App>(
            review::CoreParts{.policy = [this] { return policy; },
                              .desk = desk.get(),
                              .forward =
                                  [this](const policy::NextHop&, const forward::Transaction&) {
                                      ++forwarded;
                                      return Result<forward::Receipt>(
                                          forward::Receipt{.outcome = forward::Outcome::sent});
                                  },
                              .clock = house_now});
        auto access = std::make_shared<review::Access>();
        review::TokensFile tokens;
        for (const auto& [name, kind] : {std::pair{"ben@example.org", policy::SenderKind::person},
                                         std::pair{"cara@example.org", policy::SenderKind::person},
                                         std::pair{"zoe@example.org", policy::SenderKind::person},
                                         std::pair{"bot@example.org", policy::SenderKind::agent}})
            token[name] = tokens.add({name, kind}).view();
        access->tokens = std::make_shared<const review::TokensFile>(std::move(tokens));
        app->core().access.store(std::move(access));
    }

    std::string held() {
        const auto kept = desk->submit({.bytes = std::make_shared<const std::string>(kLetter),
                                        .sender = "anna@example.org",
                                        .recipients = {"minister@mod.example"},
                                        .gate = "smtp",
                                        .submitter = {.name = "anna@example.org", .via = "smtp"}});
        REQUIRE(kept);
        return kept.value().id;
    }

    review::Response api(const std::string& who, const std::string& method,
                         const std::string& target, const std::string& body = "{}") {
        review::Request request{.method = method, .target = target, .body = body};
        request.headers.emplace("authorization", "Bearer " + token[who]);
        request.headers.emplace("content-type", "application/json");
        request.peer = parse_ip("127.0.0.1");
        return app->answer(request);
    }

    /// A session of that person, as after a login through a proxy.
    std::string session(const std::string& who) {
        return app->core().sessions.open({.name = who, .via = "test"}, house_now());
    }
    review::Response page(const std::string& session, const std::string& method,
                          const std::string& target, const std::string& form = "") {
        review::Request request{.method = method, .target = target, .body = form};
        request.headers.emplace("cookie", "send-guard-session=" + session);
        request.headers.emplace("content-type", "application/x-www-form-urlencoded");
        request.peer = parse_ip("127.0.0.1");
        return app->answer(request);
    }

    std::shared_ptr<const policy::Policy> policy;
    std::unique_ptr<hold::Store> store;
    std::unique_ptr<hold::Desk> desk;
    std::unique_ptr<review::App> app;
    std::map<std::string, std::string> token;
    int forwarded = 0;
};

}  // namespace sendguard::test
