#include "forward/smtp_forwarder.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <utility>

#include "forward/credentials.h"
#include "forward/maildir.h"
#include "forward/next_hop.h"
#include "forward/scripted_channel.h"

using namespace sendguard;
using namespace sendguard::forward;
namespace fs = std::filesystem;

namespace {

/// A folder for one case.
struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "send-guard-forward-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    std::string file(const std::string& name, const std::string& text, mode_t mode = 0600) const {
        const auto full = path / name;
        std::ofstream(full) << text;
        ::chmod(full.c_str(), mode);
        return full.string();
    }
    fs::path path;
};

policy::NextHop hop(std::string url) {
    policy::NextHop out;
    out.url = std::move(url);
    return out;
}
Transaction mail() {
    Transaction out;
    out.sender = "a@example.org";
    out.recipients = {"b@example.org"};
    out.message = "Subject: x\r\n\r\nHello.\r\n";
    return out;
}
std::unique_ptr<Channel> good_server() {
    return std::make_unique<ScriptedChannel>(std::deque<std::string>{
        "250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 queued\r\n", "221 Bye\r\n"});
}

}  // namespace

TEST_CASE("next hop: URLs are read strictly", "[forward][settings]") {
    CHECK(target_text(channel_settings(hop("smtp://mx.example.org")).value()) ==
          "smtp://mx.example.org:25");
    CHECK(target_text(channel_settings(hop("smtps://mx.example.org/")).value()) ==
          "smtps://mx.example.org:465");
    CHECK(target_text(channel_settings(hop("smtp://[::1]:2525")).value()) == "smtp://[::1]:2525");
    for (const auto* bad :
         {"", "http://mx.example.org", "smtp://", "smtp://a b", "smtp://u:p@mx.example.org",
          "smtp://mx.example.org/helo", "smtp://mx.example.org:0", "smtp://mx:70000", "smtp://::1",
          "smtp://[::1", "smtp://mx\r\n.example"}) {
        INFO(bad);
        const auto got = channel_settings(hop(bad));
        REQUIRE_FALSE(got);
        CHECK(got.error().code == Errc::bad_policy);
    }
}

TEST_CASE("next hop: credentials leave this machine only to a verified server",
          "[forward][settings]") {
    auto login = hop("smtp://mx.example.org");
    login.user = "press";
    login.password_file = "smtp.pass";
    CHECK(channel_settings(login));
    login.tls = GENERATE("none", "opportunistic");
    CHECK_FALSE(channel_settings(login));
    login.url = "smtp://127.0.0.1:2525";
    CHECK(channel_settings(login));
    login.url = "smtp://127.example.org";
    CHECK_FALSE(channel_settings(login));
}

TEST_CASE("next hop: settings that contradict each other are refused", "[forward][settings]") {
    auto none = hop("smtps://mx.example.org");
    none.tls = "none";
    CHECK_FALSE(channel_settings(none));
    auto two = hop("smtp://mx.example.org");
    two.user = "press";
    CHECK_FALSE(channel_settings(two));
    two.password_file = "a";
    two.auth = "xoauth2";
    CHECK_FALSE(channel_settings(two));
    two.token_file = "b";
    CHECK_FALSE(channel_settings(two));
    auto helo = hop("smtp://mx.example.org");
    helo.helo_name = "a\r\nMAIL FROM:<x>";
    CHECK_FALSE(channel_settings(helo));
    helo.helo_name = "[192.0.2.1]";
    CHECK(channel_settings(helo));
}

TEST_CASE("credentials: a file open to everyone is refused with what to do",
          "[forward][settings]") {
    const Folder folder;
    CHECK(read_secret_file(folder.file("good", "secret\nmore\n")).value() == "secret");
    const auto open = read_secret_file(folder.file("open", "secret\n", 0644));
    REQUIRE_FALSE(open);
    CHECK(open.error().message.find("chmod 600") != std::string::npos);
    CHECK_FALSE(read_secret_file(folder.file("empty", "\n")));
    CHECK_FALSE(read_secret_file(folder.path / "missing"));
}

TEST_CASE("credentials: a command is words, not a shell's line", "[forward][settings]") {
    CHECK(split_command("a 'b c' \"d\\\"e\" f\\ g ''").value() ==
          std::vector<std::string>{"a", "b c", "d\"e", "f g", ""});
    CHECK_FALSE(split_command("a 'b"));
    CHECK_FALSE(split_command("  "));
    CHECK(run_secret_command("printf '%s\\n' '$HOME;id'").value() == "$HOME;id");
    CHECK(run_secret_command("false").error().code == Errc::unavailable);
    CHECK(run_secret_command("true").error().code == Errc::unavailable);
    CHECK(run_secret_command("/nonexistent/x").error().code == Errc::bad_policy);
    CHECK(run_secret_command("sleep 100", std::chrono::milliseconds(30)).error().code ==
          Errc::timeout);
}

TEST_CASE("forwarder: a refused token is fetched anew, once", "[forward][smtp]") {
    const Folder folder;
    auto login = hop("smtp://mx.example.org");
    login.user = "press";
    login.auth = "xoauth2";
    login.token_file = folder.file("token", "stale\n");
    std::vector<std::string> tokens;
    const auto fresh = GENERATE("fresh\n", "stale\n");
    auto forwarder = make_smtp_forwarder(login, [&](const ChannelSettings& settings) {
        tokens.push_back(settings.bearer_token);
        Opening opening;
        if (settings.bearer_token == "fresh") {
            opening.channel = good_server();
            opening.lines = {"250-mx", "250 AUTH XOAUTH2", "235 in"};
        } else {
            opening.fault = OpenFault::login_refused;
            opening.stage = "AUTH";
            opening.lines = {"220 mx", "535 5.7.8 no such login"};
            folder.file("token", fresh);
        }
        return opening;
    });
    REQUIRE(forwarder);
    const auto receipt = forwarder.value()->forward(mail()).value();
    CHECK(tokens.size() == 2);
    if (fresh == std::string("fresh\n")) {
        CHECK(receipt.outcome == Outcome::sent);
    } else {
        CHECK(receipt.outcome == Outcome::deferred);
        CHECK(receipt.stage == "AUTH");
        CHECK(receipt.final_reply.text() == "535 5.7.8 no such login");
        CHECK(receipt.detail.find("stale") == std::string::npos);
    }
}

TEST_CASE("forwarder: a connection carries the next mail, too", "[forward][smtp]") {
    // What the first server says after its first mail, and whether the second mail may go there.
    const auto [second, reused] = GENERATE(table<std::string, bool>(
        {{"250 Ok\r\n", true}, {"421 4.4.2 idle\r\n", false}, {"<close>", false}}));
    std::vector<ScriptedChannel*> opened;
    auto forwarder = make_smtp_forwarder(hop("smtp://mx.example.org"), [&](const ChannelSettings&) {
        auto channel = std::make_unique<ScriptedChannel>(
            std::deque<std::string>{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 queued\r\n",
                                    second, "250 Ok\r\n", "354 Go\r\n", "250 queued again\r\n"});
        opened.push_back(channel.get());
        Opening opening;
        opening.channel = std::move(channel);
        opening.lines = {"220 mx", "250 mx"};
        return opening;
    });
    CHECK(forwarder.value()->forward(mail()).value().outcome == Outcome::sent);
    CHECK(opened.at(0)->sent.ends_with("\r\n.\r\n"));
    const auto receipt = forwarder.value()->forward(mail()).value();
    CHECK(receipt.outcome == Outcome::sent);
    CHECK(receipt.final_reply.text() == (reused ? "250 queued again" : "250 queued"));
    CHECK(opened.size() == (reused ? 1 : 2));
}

TEST_CASE("forwarder: a mail is never offered twice once its data were begun", "[forward][smtp]") {
    int opened = 0;
    auto forwarder = make_smtp_forwarder(hop("smtp://mx.example.org"), [&](const ChannelSettings&) {
        ++opened;
        Opening opening;
        opening.channel = std::make_unique<ScriptedChannel>(
            std::deque<std::string>{"250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "250 queued\r\n",
                                    "250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n", "<close>"});
        opening.lines = {"220 mx", "250 mx"};
        return opening;
    });
    CHECK(forwarder.value()->forward(mail()).value().outcome == Outcome::sent);
    CHECK(forwarder.value()->forward(mail()).value().outcome == Outcome::unknown);
    CHECK(opened == 1);
}

TEST_CASE("forwarder: a server without AUTH gets no mail when there is a user", "[forward][smtp]") {
    const Folder folder;
    auto login = hop("smtp://mx.example.org");
    login.user = "press";
    login.password_file = folder.file("pass", "secret\n");
    auto forwarder = make_smtp_forwarder(login, [](const ChannelSettings&) {
        Opening opening;
        opening.channel = good_server();
        opening.lines = {"220 mx", "250-mx", "250-AUTH PLAIN", "220 go",
                         "250 mx"};  // none after TLS
        return opening;
    });
    const auto receipt = forwarder.value()->forward(mail()).value();
    CHECK(receipt.outcome == Outcome::deferred);
    CHECK(receipt.detail.find("offers no AUTH") != std::string::npos);
}

TEST_CASE("forwarder: a greeting of 5xx is for good, of 421 for later", "[forward][smtp]") {
    const std::string said = GENERATE("554 5.7.1 go away", "421 4.3.2 busy");
    auto forwarder = make_smtp_forwarder(hop("smtp://mx.example.org"), [&](const ChannelSettings&) {
        Opening opening;
        opening.fault = OpenFault::refused;
        opening.stage = "connect";
        opening.lines = {said};
        return opening;
    });
    const auto receipt = forwarder.value()->forward(mail()).value();
    CHECK(receipt.outcome == (said[0] == '5' ? Outcome::refused : Outcome::deferred));
    CHECK(receipt.final_reply.text() == said);
    CHECK(receipt.target == "smtp://mx.example.org:25");
    CHECK(receipt.detail.find("Nothing was sent") != std::string::npos);
}

TEST_CASE("forwarder: missing credentials and unknown schemes are faults of the policy",
          "[forward][settings]") {
    auto login = hop("smtp://mx.example.org");
    login.user = "press";
    login.password_file = "/nonexistent/pass";
    CHECK(make_forwarder(login).error().code == Errc::bad_policy);
    CHECK(make_forwarder(hop("ftp://x")).error().code == Errc::bad_policy);
    CHECK(make_forwarder(hop("maildir:")).error().code == Errc::bad_policy);
}

TEST_CASE("curl: a port that nobody serves is for later, and the sentence says where",
          "[forward][curl]") {
    auto nobody = hop("smtp://127.0.0.1:1");
    nobody.tls = "none";
    const auto receipt = make_forwarder(nobody).value()->forward(mail()).value();
    CHECK(receipt.outcome == Outcome::deferred);
    CHECK(receipt.stage == "connect");
    CHECK(receipt.detail.find("127.0.0.1:1 could not be used (connect): no connection") == 0);
}

TEST_CASE("maildir: the mail is filed whole under new", "[forward][maildir]") {
    const Folder folder;
    const auto box = folder.path / "deep" / "box";
    const auto receipt =
        make_forwarder(hop("maildir:" + box.string())).value()->forward(mail()).value();
    CHECK(receipt.outcome == Outcome::sent);
    REQUIRE(std::distance(fs::directory_iterator(box / "new"), {}) == 1);
    CHECK(fs::is_empty(box / "tmp"));
    std::ifstream in(fs::directory_iterator(box / "new")->path());
    CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == mail().message);
    const auto file = folder.file("file", "");
    CHECK(deliver_to_maildir(file, "x").error().code == Errc::io);
}
