#include "gate/hop_transaction.h"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>
#include <optional>

#include "gate/scripted_hop.h"

using namespace sendguard;
using namespace sendguard::gate;
using forward::Outcome;
using gate::test::ScriptedHop;

namespace {

using Scripts = std::vector<ScriptedHop::Script>;

/// A loop with its connections to `url`, and one transaction.
class Gate {
  public:
    explicit Gate(const std::string& url) {
        policy::NextHop hop;
        hop.url = url;
        hop.tls = "none";
        hop.timeout = std::chrono::seconds(5);
        auto target = HopTarget::make(hop);
        REQUIRE(target);
        target_ = std::move(target.value());
    }
    void begin(std::vector<Parameter> parameters = {}, std::string sender = "anna@example.org",
               std::map<std::string, std::string> told = {}) {
        transaction.begin(target_, {std::move(sender), std::move(parameters)}, std::move(told));
    }
    std::vector<SmtpReply> recipients(const std::vector<std::string>& addresses) {
        std::vector<EnvelopePath> asked;
        for (const auto& one : addresses) asked.push_back({one, {}});
        return wait(transaction.recipients(asked));
    }
    Delivered deliver(std::string_view body = "One.\r\n", bool eight_bit = false) {
        MemoryBudget budget;
        MessageStore store(budget, "", 1u << 20);
        store.tail() = body;
        Outgoing outgoing;
        outgoing.head = "Subject: x\r\n\r\n";
        outgoing.store = &store;
        outgoing.eight_bit = eight_bit;
        return wait(transaction.deliver(outgoing));
    }

  private:
    /// Runs the loop until `task` is done.
    template <class T>
    T wait(Task<T> task) {
        std::optional<T> out;
        asio::co_spawn(loop_.context(), std::move(task), [&](std::exception_ptr fault, T value) {
            if (fault) std::rethrow_exception(fault);
            out = std::move(value);
        });
        loop_.context().restart();
        while (!out) REQUIRE(loop_.context().run_one_for(std::chrono::seconds(20)) == 1);
        return std::move(*out);
    }
    std::shared_ptr<HopTarget> target_;
    Loop loop_;
    asio::thread_pool openers_{1};
    HopPool pool_{loop_, openers_, 1};

  public:
    HopTransaction transaction{pool_};
};

const std::string kMail = "MAIL FROM:<anna@example.org>\r\n";
const std::string kRcpt = "RCPT TO:<bo@example.net>\r\n";
const std::string kMessage = "DATA\r\nSubject: x\r\n\r\nOne.\r\n.\r\n";

}  // namespace

TEST_CASE("hop transaction: recipients are answered in the next hop's words, in order",
          "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 2.1.0 Ok\r\n", "250 2.1.5 First\r\n",
                             "550-5.1.1 Nobody\r\n550 5.1.1 here\r\n", "450 4.2.1 Third\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    const auto replies = gate.recipients({"a@example.net", "b@example.net", "c@example.net"});
    CHECK(replies == std::vector<SmtpReply>{{250, "", {"2.1.5 First"}},
                                            {550, "", {"5.1.1 Nobody", "5.1.1 here"}},
                                            {450, "", {"4.2.1 Third"}}});
    CHECK(gate.recipients({"d@example.net"}).size() == 1);
    CHECK(hop.heard() == std::vector<std::string>{
                             kMail + "RCPT TO:<a@example.net>\r\nRCPT TO:<b@example.net>\r\n"
                                     "RCPT TO:<c@example.net>\r\nRCPT TO:<d@example.net>\r\n"});
}

TEST_CASE("hop transaction: the message follows, and the reply to it is the next hop's",
          "[gate][hop]") {
    ScriptedHop hop(
        Scripts{{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 2.0.0 Queued as 7\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver();
    CHECK(delivered.outcome == Outcome::sent);
    CHECK(delivered.reply == SmtpReply{250, "", {"2.0.0 Queued as 7"}});
    CHECK(hop.heard() == std::vector<std::string>{kMail + kRcpt + kMessage});
    CHECK_FALSE(gate.transaction.begun());
}

TEST_CASE("hop transaction: a large message arrives whole", "[gate][hop]") {
    ScriptedHop hop({});
    Gate gate(hop.url());
    std::string body;
    for (int i = 0; i < 5000; ++i) body += std::to_string(i) + std::string(70, 'x') + "\r\n";
    gate.begin();
    gate.recipients({"bo@example.net"});
    CHECK(gate.deliver(body).outcome == Outcome::sent);
    CHECK(hop.heard()[0] == kMail + kRcpt + "DATA\r\nSubject: x\r\n\r\n" + body + ".\r\n");
}

TEST_CASE("hop transaction: a refused sender is what each recipient hears", "[gate][hop]") {
    ScriptedHop hop(Scripts{{"550 5.1.8 Not you\r\n", "503 5.5.1 No\r\n", "503 5.5.1 No\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    const SmtpReply refused{550, "", {"5.1.8 Not you"}};
    CHECK(gate.recipients({"a@example.net", "b@example.net"}) ==
          std::vector<SmtpReply>{refused, refused});
    CHECK(gate.recipients({"c@example.net"}) == std::vector<SmtpReply>{refused});
    CHECK_FALSE(gate.transaction.holds_connection());
}

TEST_CASE("hop transaction: a kept connection serves the next message", "[gate][hop]") {
    ScriptedHop hop({});
    Gate gate(hop.url());
    for (int i = 0; i < 2; ++i) {
        gate.begin();
        gate.recipients({"bo@example.net"});
        CHECK(gate.deliver().outcome == Outcome::sent);
    }
    CHECK(hop.heard() ==
          std::vector<std::string>{kMail + kRcpt + kMessage + kMail + kRcpt + kMessage});
}

TEST_CASE("hop transaction: a kept connection that died is tried afresh", "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 Ok\r\n", "<close>"},
                            {"250 Ok\r\n", "250 2.1.5 Again\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    gate.deliver();
    gate.begin();
    CHECK(gate.recipients({"bo@example.net"}) ==
          std::vector<SmtpReply>{{250, "", {"2.1.5 Again"}}});
    CHECK(gate.deliver().outcome == Outcome::sent);
    const auto heard = hop.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[1] == kMail + kRcpt + kMessage);
}

TEST_CASE("hop transaction: a goodbye on a kept connection is not for this message",
          "[gate][hop]") {
    ScriptedHop hop(Scripts{
        {"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 Ok\r\n", "421 4.4.2 Idle\r\n", "<close>"},
        {"250 Ok\r\n", "250 2.1.5 Again\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    gate.deliver();
    gate.begin();
    CHECK(gate.recipients({"bo@example.net"}) ==
          std::vector<SmtpReply>{{250, "", {"2.1.5 Again"}}});
    CHECK(hop.heard().size() == 2);
}

TEST_CASE("hop transaction: a fresh connection that dies is not tried again", "[gate][hop]") {
    ScriptedHop hop(Scripts{{"<close>"}});
    Gate gate(hop.url());
    gate.begin();
    const auto replies = gate.recipients({"a@example.net", "b@example.net"});
    REQUIRE(replies.size() == 2);
    for (const auto& reply : replies) {
        CHECK(reply.code == 451);
        CHECK(reply.enhanced == "4.4.1");
    }
    CHECK(hop.heard().size() == 1);
}

TEST_CASE("hop transaction: death between RCPT and DATA costs nothing but a connection",
          "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "550 No\r\n", "<close>"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net", "no@example.net"});
    CHECK(gate.deliver().outcome == Outcome::sent);
    const auto heard = hop.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[1] == kMail + kRcpt + kMessage);  // to those that were taken
}

TEST_CASE("hop transaction: a recipient that is no longer taken stops the message", "[gate][hop]") {
    ScriptedHop hop(
        Scripts{{"250 Ok\r\n", "250 Ok\r\n", "<close>"}, {"250 Ok\r\n", "452 4.2.2 Full now\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver();
    CHECK(delivered.outcome == Outcome::deferred);
    CHECK(delivered.reply == SmtpReply{452, "", {"4.2.2 Full now"}});
    REQUIRE(hop.heard().size() == 2);
    CHECK(hop.heard()[1].find("DATA") == std::string::npos);
}

TEST_CASE("hop transaction: death after the final dot is unknown, and nothing is sent twice",
          "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "<close>"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver();
    CHECK(delivered.outcome == Outcome::unknown);
    CHECK(delivered.reply.code == 451);
    CHECK(delivered.reply.enhanced == "4.4.2");
    CHECK(hop.heard() == std::vector<std::string>{kMail + kRcpt + kMessage});
}

TEST_CASE("hop transaction: a refusal of the message is passed on", "[gate][hop]") {
    for (const std::string reply : {"552 5.3.4 Too large", "452 4.3.1 No room"}) {
        INFO(reply);
        ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", reply + "\r\n"},
                                {"250 Ok\r\n", "250 Ok\r\n"}});
        Gate gate(hop.url());
        gate.begin();
        gate.recipients({"bo@example.net"});
        const auto delivered = gate.deliver();
        CHECK(delivered.outcome == (reply[0] == '5' ? Outcome::refused : Outcome::deferred));
        CHECK(delivered.reply == SmtpReply{reply[0] == '5' ? 552 : 452, "", {reply.substr(4)}});
        CHECK(hop.heard().size() == 1);
    }
}

TEST_CASE("hop transaction: a refused DATA is passed on, and the connection is kept",
          "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "554 5.7.1 No\r\n"}});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver();
    CHECK(delivered.outcome == Outcome::refused);
    CHECK(delivered.reply == SmtpReply{554, "", {"5.7.1 No"}});
    gate.begin();
    gate.recipients({"bo@example.net"});
    CHECK(hop.heard() ==
          std::vector<std::string>{kMail + kRcpt + "DATA\r\nRSET\r\n" + kMail + kRcpt});
}

TEST_CASE("hop transaction: the next hop's goodbye is a 451 to our client", "[gate][hop]") {
    ScriptedHop at_rcpt(Scripts{{"250 Ok\r\n", "421 4.3.2 Bye\r\n", "<close>"}});
    Gate first(at_rcpt.url());
    first.begin();
    const auto replies = first.recipients({"bo@example.net"});
    CHECK(replies[0].code == 451);
    CHECK(replies[0].lines[0].find("4.3.2 Bye") != std::string::npos);

    ScriptedHop at_end(Scripts{{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "421 4.3.2 Bye\r\n"}});
    Gate second(at_end.url());
    second.begin();
    second.recipients({"bo@example.net"});
    const auto delivered = second.deliver();
    CHECK(delivered.outcome == Outcome::deferred);
    CHECK(delivered.reply == SmtpReply{451, "", {"4.3.2 Bye"}});
}

TEST_CASE("hop transaction: 8-bit bytes need 8BITMIME, and are never encoded anew", "[gate][hop]") {
    ScriptedHop hop({}, "250 PIPELINING\r\n");
    Gate gate(hop.url());
    gate.begin({{"BODY", "8BITMIME", true}});
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver("Zo\xc3\xab.\r\n", true);
    CHECK(delivered.outcome == Outcome::refused);
    CHECK(delivered.reply.code == 554);
    CHECK(delivered.reply.enhanced == "5.6.1");
    gate.begin({{"BODY", "8BITMIME", true}});
    gate.recipients({"bo@example.net"});
    CHECK(gate.deliver().outcome == Outcome::sent);  // it said 8-bit, and is not
    CHECK(hop.heard() ==
          std::vector<std::string>{kMail + kRcpt + "RSET\r\n" + kMail + kRcpt + kMessage});
}

TEST_CASE("hop transaction: an address outside ASCII needs SMTPUTF8", "[gate][hop][smtputf8]") {
    ScriptedHop hop({}, "250-PIPELINING\r\n250 8BITMIME\r\n");
    Gate gate(hop.url());
    gate.begin({{"SMTPUTF8", "", false}}, "zo\xc3\xab@example.org");
    gate.recipients({"bo@example.net"});
    const auto delivered = gate.deliver();
    CHECK(delivered.outcome == Outcome::refused);
    CHECK(delivered.reply.code == 550);
    CHECK(delivered.reply.enhanced == "5.6.7");
    CHECK(hop.heard()[0].find("DATA") == std::string::npos);
}

TEST_CASE("hop transaction: RSET ends one that was given up, and the connection is kept",
          "[gate][hop]") {
    ScriptedHop hop({});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    gate.transaction.abort();
    CHECK_FALSE(gate.transaction.begun());
    gate.begin();
    gate.recipients({"bo@example.net"});
    CHECK(gate.deliver().outcome == Outcome::sent);
    CHECK(hop.heard() ==
          std::vector<std::string>{kMail + kRcpt + "RSET\r\n" + kMail + kRcpt + kMessage});
}

TEST_CASE("hop transaction: a parked one says its envelope again", "[gate][hop]") {
    ScriptedHop hop({});
    Gate gate(hop.url());
    gate.begin();
    gate.recipients({"bo@example.net"});
    gate.transaction.park();
    CHECK_FALSE(gate.transaction.holds_connection());
    CHECK(gate.transaction.begun());
    gate.recipients({"cy@example.net"});
    gate.transaction.park();
    CHECK(gate.deliver().outcome == Outcome::sent);
    const auto both = kMail + kRcpt + "RCPT TO:<cy@example.net>\r\n";
    CHECK(hop.heard() == std::vector<std::string>{kMail + kRcpt + "RSET\r\n" + both + "RSET\r\n" +
                                                  both + kMessage});
}

TEST_CASE("hop transaction: parameters and XFORWARD go where they are offered", "[gate][hop]") {
    const std::vector<Parameter> parameters{{"SIZE", "1000", true},
                                            {"BODY", "8BITMIME", true},
                                            {"RET", "HDRS", true},
                                            {"REQUIRETLS", "", false}};
    const std::map<std::string, std::string> told{
        {"ADDR", "192.0.2.1"}, {"NAME", "[UNAVAILABLE]"}, {"HELO", "a b"}, {"SOURCE", "REMOTE"}};
    ScriptedHop rich({},
                     "250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-DSN\r\n"
                     "250 XFORWARD NAME ADDR HELO\r\n");
    Gate first(rich.url());
    first.begin(parameters, "anna@example.org", told);
    first.recipients({"bo@example.net"});
    CHECK(rich.heard()[0] ==
          "XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.1 HELO=a+20b\r\n"
          "MAIL FROM:<anna@example.org> SIZE=1000 BODY=8BITMIME RET=HDRS REQUIRETLS\r\n" +
              kRcpt);
    ScriptedHop plain({}, "250 PIPELINING\r\n");
    Gate second(plain.url());
    second.begin(parameters, "anna@example.org", told);
    second.recipients({"bo@example.net"});
    CHECK(plain.heard()[0] == "MAIL FROM:<anna@example.org> REQUIRETLS\r\n" + kRcpt);
}

TEST_CASE("hop transaction: without PIPELINING each command waits for its answer", "[gate][hop]") {
    ScriptedHop hop(Scripts{{"250 Ok\r\n", "250 2.1.5 A\r\n", "250 2.1.5 B\r\n"}},
                    "250 8BITMIME\r\n");
    Gate gate(hop.url());
    gate.begin();
    CHECK(gate.recipients({"a@example.net", "b@example.net"}) ==
          std::vector<SmtpReply>{{250, "", {"2.1.5 A"}}, {250, "", {"2.1.5 B"}}});
    CHECK(gate.deliver().outcome == Outcome::sent);
}

TEST_CASE("hop transaction: a next hop that is not there is a 451", "[gate][hop]") {
    std::string url;
    { url = ScriptedHop({}).url(); }
    Gate gate(url);
    gate.begin();
    const auto replies = gate.recipients({"bo@example.net"});
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].code == 451);
    CHECK(replies[0].enhanced == "4.4.1");
}
