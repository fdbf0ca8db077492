// The commands for those who write rules, without a process around them.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/mail_source.h"
#include "cli/rule_text.h"
#include "cli/run.h"

using namespace sendguard;
using namespace sendguard::cli;
using nlohmann::json;

namespace {

struct Ran {
    int exit = 0;
    std::string out, err;
};

Ran run_it(const std::vector<std::string>& words) {
    std::ostringstream out, err;
    Console console{.out = out, .err = err};
    const int exit = run_words(words, console);
    return {exit, out.str(), err.str()};
}

/// A folder of its own that goes with the case; the user's state stands in it.
class House {
  public:
    House() {
        auto name = (std::filesystem::temp_directory_path() / "send-guard-tools-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
        setenv("XDG_STATE_HOME", (path_ / "state").c_str(), 1);
    }
    ~House() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
        unsetenv("XDG_STATE_HOME");
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;
    std::string write(const std::string& name, std::string_view text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return at(name);
    }
    std::string read(const std::string& name) const {
        std::ifstream file(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::string at(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

constexpr std::string_view kPolicy =
    "version: 1\norganization: {name: E, domains: [example.org]}\npacks: []\n"
    "groups: {desk: [editor@example.org]}\n"
    "rules:\n"
    "  - id: marker\n    message: A marker.\n    action: block\n"
    "    when: {text: {phrases: [not for release, code name]}}\n"
    "    examples:\n      fires: [{body: Not for release.}]\n      silent: [{body: For "
    "release.}]\n";

std::string mail(std::string_view subject, std::string_view date, std::string_view body,
                 std::string_view from = "anna@example.org") {
    return "From: " + std::string(from) +
           "\nTo: ben@example.net\nSubject: " + std::string(subject) +
           "\nDate: " + std::string(date) + "\n\n" + std::string(body) + "\n";
}

std::string mbox(const std::vector<std::string>& mails) {
    std::string out;
    for (const auto& one : mails)
        out += "From anna@example.org Mon Jan  5 10:00:00 2026\n" + one + "\n";
    return out;
}

const std::string kFirstWeek = "Mon, 05 Jan 2026 10:00:00 +0000";
const std::string kNextWeek = "Sun, 18 Jan 2026 23:59:59 +0000";

}  // namespace

TEST_CASE("mail source: messages of a mailbox, unquoted, over its buffer's end",
          "[cli][backtest]") {
    const House house;
    std::vector<std::string> mails;
    for (int i = 0; i < 40; ++i)
        mails.push_back(mail("m" + std::to_string(i), kFirstWeek,
                             ">From the desk\n>>From afar\nFrom here on\n" +
                                 std::string(i == 20 ? 3'000'000 : 60'000, 'x')));
    auto reader = MboxReader::open(house.write("a.mbox", mbox(mails)));
    REQUIRE(reader);
    std::string message;
    for (int i = 0; i < 40; ++i) {
        INFO(i);
        REQUIRE(reader.value()->next(message));
        CHECK_THAT(message, Catch::Contains("Subject: m" + std::to_string(i) + "\n"));
        CHECK_THAT(message, Catch::Contains("\nFrom the desk\n>From afar\nFrom here on\n"));
        CHECK(message.size() > (i == 20 ? 3'000'000u : 60'000u));
    }
    CHECK_FALSE(reader.value()->next(message));
}

TEST_CASE("mail source: a Maildir, a folder and an empty mailbox", "[cli][backtest]") {
    const House house;
    house.write("Maildir/cur/1.x:2,S", mail("one", kFirstWeek, "Hello."));
    house.write("Maildir/new/2.x", mail("two", kFirstWeek, "Hello."));
    house.write("Maildir/tmp/3.x", "half a mail");
    house.write("Maildir/.Sent/cur/4.x", mail("four", kFirstWeek, "Hello."));
    house.write("Maildir/.Sent/new/5.x", mail("five", kFirstWeek, "Hello."));
    house.write("news/new/a.md", "# News\n");
    auto sources = MailSources::open({house.at("Maildir"), house.at("news")});
    REQUIRE(sources);
    CHECK(sources.value()->files() == 5);
    const auto batch = sources.value()->take();
    REQUIRE(batch);
    REQUIRE(batch.value().size() == 5);
    CHECK(batch.value()[0].mail);
    CHECK_FALSE(batch.value()[4].mail);
    auto reader = MboxReader::open(house.write("empty.mbox", ""));
    std::string message;
    CHECK_FALSE(reader.value()->next(message));
    CHECK_FALSE(MailSources::open({house.at("nothing")}));
}

TEST_CASE("backtest: counts by rule and week, and names examples", "[cli][backtest]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto box = house.write(
        "sent.mbox",
        mbox({mail("one", kFirstWeek, "Not for release."), mail("two", kFirstWeek, "Good news."),
              mail("three", kNextWeek, "The code name is out."),
              mail("four", kNextWeek, "Not for release.", "eve@example.net")}));
    const auto ran = run_it({"backtest", "--over", box, "-p", policy, "--format", "json", "-q"});
    INFO(ran.err);
    REQUIRE(ran.exit == 0);
    const auto report = json::parse(ran.out);
    CHECK(report["messages"] == 4);
    CHECK(report["result"]["verdicts"]["block"] == 3);
    CHECK(report["result"]["rules"][0]["rule"] == "house/marker");
    CHECK(report["result"]["rules"][0]["weeks"] == json{{"2026-01-05", 1}, {"2026-01-12", 2}});
    CHECK(report["result"]["weeks"][1]["stopped"] == 2);
    const auto examples = report["result"]["rules"][0]["examples"];
    REQUIRE(examples.size() == 3);
    CHECK(examples[0]["message"] == 1);
    CHECK(examples[0]["found"] == "body line 6: \"Not for release\"");
    const auto text = run_it({"backtest", box, "-p", policy, "-q"});
    CHECK_THAT(text.out, Catch::Contains("3 would have been stopped (75.00 %)"));
    CHECK_THAT(text.out, Catch::Contains(" 1. house/marker (block): 3 messages"));
    const auto own = run_it({"backtest", box, "-p", policy, "--outgoing", "-f", "json", "-q"});
    CHECK(json::parse(own.out)["left_out"] == 1);
    CHECK(json::parse(own.out)["messages"] == 3);
}

TEST_CASE("backtest: two policies, and the same report on any number of threads",
          "[cli][backtest]") {
    const House house;
    const auto now = house.write("new.yaml", kPolicy);
    std::string old_text(kPolicy);
    old_text.replace(old_text.find("code name"), 9, "good news");
    const auto before = house.write("old.yaml", old_text);
    std::vector<std::string> mails;
    for (int i = 0; i < 300; ++i)
        mails.push_back(mail("n" + std::to_string(i), kFirstWeek,
                             i % 3 == 0   ? "A code name."
                             : i % 3 == 1 ? "Good news."
                                          : "Hello."));
    const auto box = house.write("sent.mbox", mbox(mails));
    const auto with = [&](const std::string& threads) {
        auto report = json::parse(run_it({"backtest", box, "-p", now, "--against", before,
                                          "--threads", threads, "-f", "json", "-q"})
                                      .out);
        report.erase("seconds");
        report.erase("cpu_seconds");
        return report;
    };
    const auto report = with("1");
    CHECK(report["difference"]["newly_stopped"] == 100);
    CHECK(report["difference"]["no_longer_stopped"] == 100);
    CHECK(report["difference"]["newly"].size() == 10);
    CHECK(with("4") == report);
}

TEST_CASE("backtest: what it refuses, and --at-most", "[cli][backtest]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto box = house.write("sent.mbox", mbox({mail("one", kFirstWeek, "Not for release.")}));
    CHECK(run_it({"backtest", "-p", policy}).exit == 2);
    CHECK(run_it({"backtest", house.at("none"), "-p", policy}).exit == 2);
    CHECK(run_it({"backtest", box, "-p", policy, "--domain", "example.org"}).exit == 2);
    CHECK(run_it({"backtest", box, "-p", policy, "--threads", "0"}).exit == 2);
    CHECK(run_it({"backtest", box, "-p", policy, "--at-most", "0.5%"}).exit == 1);
    CHECK(run_it({"backtest", box, "-p", policy, "--at-most", "100"}).exit == 0);
    CHECK(run_it({"backtest", box, "--domain", "example.org"}).exit == 0);
}

TEST_CASE("rule text: a rule goes to the end of the rules, and all else stays", "[cli][new]") {
    const NewRule rule{.id = "new",
                       .message = "M \"quoted\".",
                       .why = "W.",
                       .phrases = {"a b"},
                       .fires = {{"A b.", ""}},
                       .silent = {{"A c.", ""}}};
    const auto last = with_rule("version: 1\nrules:\n- id: x\n  message: M.\n\n# the end\n", rule);
    REQUIRE(last);
    CHECK_THAT(last.value(), Catch::StartsWith("version: 1\nrules:\n- id: x\n  message: M.\n"
                                               "- id: new\n  message: \"M \\\"quoted\\\".\"\n"));
    CHECK_THAT(last.value(), Catch::EndsWith("\n\n# the end\n"));
    const auto middle = with_rule("rules:\n    - id: x\nkeyring: k\n", rule);
    CHECK_THAT(middle.value(), Catch::Contains("    - id: x\n    - id: new\n"));
    CHECK_THAT(middle.value(), Catch::EndsWith("keyring: k\n"));
    CHECK_THAT(with_rule("version: 1", rule).value(),
               Catch::StartsWith("version: 1\n\nrules:\n  - id: new\n"));
    CHECK_THAT(with_rule("rules: []  # none yet\nversion: 1\n", rule).value(),
               Catch::Contains("# none yet\n  - id: new\n"));
    CHECK_FALSE(with_rule("rules: [{id: x}]\n", rule));
}

TEST_CASE("rules new: writes what its examples bear out, and nothing else", "[cli][new]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const std::vector<std::string> good{"rules",
                                        "new",
                                        "heron",
                                        "-p",
                                        policy,
                                        "--message",
                                        "A code name.",
                                        "--why",
                                        "Secret.",
                                        "--phrase",
                                        "Blue Heron",
                                        "--action",
                                        "hold",
                                        "--approvers",
                                        "desk",
                                        "--recipients",
                                        "external",
                                        "--fires",
                                        "Blue Heron starts."};
    const auto ran = run_it(good);
    INFO(ran.err);
    REQUIRE(ran.exit == 0);
    CHECK_THAT(house.read("send-guard.yaml"), Catch::StartsWith(std::string(kPolicy)));
    CHECK_THAT(house.read("send-guard.yaml"), Catch::Contains("- id: heron"));
    CHECK(run_it({"rules", "test", policy}).exit == 0);
    const auto written = house.read("send-guard.yaml");
    CHECK(run_it(good).exit == 2);  // it is there already
    auto wrong = good;
    wrong[2] = "other";
    wrong.back() = "A heron.";
    CHECK(run_it(wrong).exit == 1);
    wrong.back() = "Blue Heron.";
    wrong[14] = "nobody-knows";
    CHECK(run_it(wrong).exit == 2);
    CHECK(house.read("send-guard.yaml") == written);
}

TEST_CASE("rules new: into a file that is not there yet", "[cli][new]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto ran =
        run_it({"rules", "new", "x", "-p", policy, "--into", house.at("more.yaml"), "--message",
                "M.", "--why", "W.", "--phrase", "a b", "--fires", "A b.", "--silent", "A c."});
    INFO(ran.err);
    CHECK(ran.exit == 0);
    CHECK_THAT(house.read("more.yaml"), Catch::StartsWith("version: 1\nrules:\n  - id: x\n"));
    CHECK_THAT(ran.err, Catch::Contains("under include:"));
}

TEST_CASE("rules test: coverage names what no example needs", "[cli][coverage]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto ran = run_it({"rules", "test", policy, "--coverage", "--format", "json"});
    REQUIRE(ran.exit == 0);
    const auto own = json::parse(ran.out)["policies"][1]["coverage"][0];
    CHECK(own["rule"] == "house/marker");
    CHECK(own["conditions"] == 1);
    CHECK(own["alternatives"] == 2);
    CHECK(own["never_met"].size() == 1);
    CHECK(own["never_holds"].empty());
    CHECK(own["never_fails"].empty());
}

TEST_CASE("rules test: a condition whose loss no example would show", "[cli][coverage]") {
    const House house;
    const auto policy = house.write(
        "send-guard.yaml",
        "version: 1\norganization: {name: E, domains: [example.org]}\npacks: []\nrules:\n"
        "  - id: r\n    message: M.\n    action: warn\n"
        "    when: {text: {phrases: [a b]}, recipients: {any: external}}\n"
        "    examples: {fires: [{body: A b.}], silent: [{body: A c.}]}\n");
    const auto ran = run_it({"rules", "test", policy, "--coverage", "-f", "json"});
    const auto own = json::parse(ran.out)["policies"][1]["coverage"][0];
    REQUIRE(own["never_fails"].size() == 1);
    CHECK_THAT(own["never_fails"][0].get<std::string>(), Catch::StartsWith("recipients:"));
    CHECK(own["never_holds"].empty());
    CHECK_THAT(run_it({"rules", "test", policy, "--coverage"}).out,
               Catch::Contains("no example needs this to fail: recipients:"));
}

TEST_CASE("rules lint: a pattern that runs away, and one rule that is outdone", "[cli][lint]") {
    const House house;
    const auto policy = house.write(
        "send-guard.yaml",
        "version: 1\norganization: {name: E, domains: [example.org]}\npacks: []\nrules:\n"
        "  - id: runs\n    message: M.\n    action: warn\n    when: {text: {regex: '(a+)+!$'}}\n"
        "  - id: fine\n    message: M.\n    action: warn\n    when: {text: {phrases: [a b]}}\n");
    const auto ran = run_it({"rules", "lint", policy});
    CHECK(ran.exit == 1);
    CHECK_THAT(ran.out, Catch::Contains("error: house/runs: its pattern runs away"));
    CHECK(ran.out.find("house/fine") == std::string::npos);
    CHECK(run_it({"rules", "lint", house.write("ok.yaml", kPolicy)}).exit == 0);
}

TEST_CASE("why-not: exit codes, and the tree", "[cli][why]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto quiet = house.write("a.eml", mail("one", kFirstWeek, "Not for releese."));
    const auto ran = run_it({"why-not", quiet, "-p", policy, "--rule", "house/marker"});
    CHECK(ran.exit == 0);
    CHECK_THAT(ran.out, Catch::Contains("house/marker: silent"));
    CHECK_THAT(ran.out, Catch::Contains("nearest: body line 6"));
    const auto loud = house.write("b.eml", mail("one", kFirstWeek, "Not for release."));
    CHECK(run_it({"why-not", loud, "-p", policy, "--rule", "house/marker"}).exit == 1);
    CHECK(run_it({"why-not", loud, "-p", policy, "--rule", "house/none"}).exit == 2);
    CHECK(run_it({"why-not", loud, "-p", policy}).exit == 2);
}

TEST_CASE("rules explain: what a rule costs", "[cli][explain]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto ran = run_it({"rules", "explain", "house/marker", "-p", policy});
    CHECK(ran.exit == 0);
    CHECK_THAT(ran.out, Catch::Contains("over 2 examples"));
    CHECK_THAT(ran.out, Catch::Contains("asked on 1 of 2"));
    const auto file = house.write("b.eml", mail("one", kFirstWeek, "Not for release."));
    CHECK_THAT(run_it({"rules", "explain", "house/marker", file, "-p", policy}).out,
               Catch::Contains("over 1 file"));
}

TEST_CASE("feedback: is counted by rule and shown in the list", "[cli][feedback]") {
    const House house;
    const auto policy = house.write("send-guard.yaml", kPolicy);
    const auto draft = house.write("b.eml", mail("one", kFirstWeek, "Not for release."));
    const auto say = [&](const std::string& word) {
        return run_it({"feedback", "house/marker", draft, word, "-p", policy, "-m", "words"}).exit;
    };
    CHECK(say("false-alarm") == 0);
    CHECK(say("right") == 0);
    CHECK(say("false-alarm") == 0);
    CHECK(say("maybe") == 2);
    CHECK(run_it({"feedback", "house/none", draft, "right", "-p", policy}).exit == 2);
    CHECK_THAT(run_it({"rules", "list", "-p", policy}).out,
               Catch::Contains("[right 1, false alarms 2]"));
    const auto other =
        house.write("other.yaml",
                    "version: 1\norganization: {name: Other, domains: [example.net]}\npacks: []\n"
                    "rules:\n  - id: marker\n    message: M.\n    action: warn\n"
                    "    when: {text: {phrases: [a b]}}\n");
    CHECK(run_it({"rules", "list", "-p", other}).out.find("false alarms") == std::string::npos);
}

TEST_CASE("feedback: of a hold, in its store", "[cli][feedback]") {
    const House house;
    const auto policy = house.write(
        "send-guard.yaml",
        std::string(kPolicy) + "service:\n  store: \"sqlite:" + house.at("holds.db") + "\"\n");
    const auto draft = house.write("b.eml", mail("one", kFirstWeek, "Not for release."));
    CHECK(run_it({"feedback", "house/marker", draft, "right", "-p", policy}).exit == 0);
    CHECK(run_it({"feedback", "SG-7K3Q9M2XW5T8B4C6", "right", "-p", policy}).exit == 2);
    const auto list = json::parse(run_it({"rules", "list", "-p", policy, "-f", "json"}).out);
    for (const auto& rule : list["rules"])
        if (rule["rule"] == "house/marker") CHECK(rule["right"] == 1);
    CHECK_THAT(run_it({"audit", "export", "-p", policy}).out, Catch::Contains("feedback"));
}
