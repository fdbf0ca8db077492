// The program without a process around it: words in, exit code and two streams out.
#include "cli/run.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/outgoing.h"
#include "cli/request.h"
#include "cli/selection.h"
#include "gate/mail_gate.h"

using namespace sendguard;
using namespace sendguard::cli;

namespace {

struct Ran {
    int exit = 0;
    std::string out;
    std::string err;
};

Ran run_it(const std::vector<std::string>& words) {
    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out, .err = err};
    const int exit = run_words(words, console);
    return {exit, out.str(), err.str()};
}

/// A folder of its own that goes with the case.
class Folder {
  public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "send-guard-test-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string write(const std::string& name, std::string_view text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }
    std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

}  // namespace

TEST_CASE("run: nothing asked is wrong usage, help is not", "[cli][run]") {
    CHECK(run_it({}).exit == 2);
    CHECK(run_it({}).out.empty());
    CHECK(run_it({"--help"}).exit == 0);
    CHECK_THAT(run_it({"--help"}).out, Catch::StartsWith("Examples:\n"));
    CHECK_THAT(run_it({"check", "--help"}).out,
               Catch::StartsWith("Examples:\n  send-guard check letter.eml\n"));
    CHECK_THAT(run_it({"help", "rules", "test"}).out, Catch::Contains("send-guard rules test"));
    CHECK_THAT(run_it({"help", "rules"}).out, Catch::Contains("send-guard rules lint"));
    CHECK(run_it({"help", "nothing"}).exit == 2);
}

TEST_CASE("run: a mistyped command is answered with the likely one", "[cli][run]") {
    CHECK_THAT(run_it({"chekc", "a.eml"}).err, Catch::Contains("did you mean `send-guard check`?"));
    CHECK(run_it({"chekc", "a.eml"}).exit == 2);
    CHECK_THAT(run_it({"rules", "lintt"}).err,
               Catch::Contains("did you mean `send-guard rules lint`?"));
    CHECK_THAT(run_it({"rules"}).err, Catch::Contains("rules list, rules explain"));
    CHECK_THAT(run_it({"--policy", "x", "check"}).err,
               Catch::Contains("the command comes before its options"));
}

TEST_CASE("run: what the talk quotes cannot steer a terminal", "[cli][run][security]") {
    CHECK_THAT(run_it({"\x1b[2J"}).err, !Catch::Contains("\x1b"));
    CHECK_THAT(run_it({"check", "--now", "\x1b[2J", "a"}).err, !Catch::Contains("\x1b"));
}

TEST_CASE("run: a result that cannot be written is no success", "[cli][run]") {
    std::ostringstream err;
    std::ostream out(nullptr);
    Console console{.out = out, .err = err};
    CHECK(run_words({"man"}, console) == 2);
    CHECK_THAT(err.str(), Catch::Contains("cannot be written"));
}

TEST_CASE("run: completion knows three shells", "[cli][run]") {
    CHECK(run_it({"completion", "bash"}).exit == 0);
    CHECK(run_it({"completion", "csh"}).exit == 2);
}

TEST_CASE("selection: a folder gives its drafts in order, and never nothing", "[cli][selection]") {
    const Folder folder;
    const auto b = folder.write("b.eml", "");
    const auto a = folder.write("a/z.MD", "");
    folder.write("c.bin", "");
    folder.write(".git/d.txt", "");
    const auto found = select_paths({folder.path(), "-", b});
    REQUIRE(found);
    std::vector<std::string> paths;
    for (const auto& draft : found.value().drafts) paths.push_back(draft.path);
    CHECK(paths == std::vector<std::string>{a, b, "-"});
    const Folder empty;
    CHECK(select_paths({empty.path()}).error().code == Errc::not_found);
    CHECK(select_paths({"-", "-"}).error().code == Errc::bad_input);
    CHECK(select_paths({""}).error().code == Errc::bad_input);
}

TEST_CASE("request: an envelope address holds no line end, no bracket, no second address",
          "[cli][request][security]") {
    const auto& check = *find_command("check");
    for (const auto* bad :
         {"a@example.org>\r\nRCPT TO:<b@example.org", "a@example.org b@example.org", "anna",
          "a@example.org,b@example.org", "@example.org", "a@", "<>"}) {
        const auto arguments = parse_arguments(check, {"--to", bad, "x.eml"});
        REQUIRE(arguments);
        CAPTURE(bad);
        CHECK_FALSE(read_request(arguments.value()));
    }
    const auto good = parse_arguments(check, {"--to", "<a@example.org>", "--from", "<>", "x.eml"});
    const auto request = read_request(good.value());
    REQUIRE(request);
    CHECK(request.value().envelope.recipients == std::vector<std::string>{"a@example.org"});
    CHECK(request.value().envelope.sender == "");
}

TEST_CASE("request: a sign-off's term counts from now, and must lie ahead", "[cli][request]") {
    const auto& sign = *find_command("sign");
    const auto now = parse_rfc3339("2026-12-01T00:00:00Z").value();
    const auto in_days = parse_arguments(sign, {"--until", "2d", "x.eml"});
    CHECK(read_signer_fields(in_days.value(), now).value().until == now + std::chrono::hours(48));
    const auto past = parse_arguments(sign, {"--until", "2026-11-30", "x.eml"});
    CHECK_FALSE(read_signer_fields(past.value(), now));
    const auto wrong = parse_arguments(sign, {"--until", "soon", "x.eml"});
    CHECK_FALSE(read_signer_fields(wrong.value(), now));
}

TEST_CASE("request: a file's statement path starts at the repository's root", "[cli][request]") {
    const Folder folder;
    folder.write(".git/HEAD", "");
    const auto file = folder.write("news/today.md", "text");
    NamesByFolder paths(path_in_repository);
    CHECK(paths.of(file) == "news/today.md");
    CHECK(paths.of(folder.write("news/tomorrow.md", "text")) == "news/tomorrow.md");
    CHECK(paths.of(folder.write("top.md", "text")) == "top.md");
    CHECK(paths.of(folder.path() + "/news/../top.md") == "top.md");
    std::filesystem::create_symlink(folder.path() + "/top.md", folder.path() + "/news/link.md");
    CHECK(paths.of(folder.path() + "/news/link.md") == "top.md");
    CHECK(paths.of("-") == "-");
}

TEST_CASE("warn header: names the rules that warn, and no other", "[cli][outgoing]") {
    check::Evaluation evaluation;
    CHECK(gate::warn_header(evaluation) == "");
    for (const auto* rule : {"a/b", "c/d"}) {
        check::Finding finding;
        finding.rule = rule;
        evaluation.findings.push_back(finding);
    }
    check::Finding note;
    note.rule = "e/f";
    note.action = policy::Action::note;
    evaluation.findings.push_back(note);
    CHECK(gate::warn_header(evaluation) == "Send-Guard: warn; rules=\"a/b, c/d\"");
}

TEST_CASE("warn header: a long list of rules is folded", "[cli][outgoing]") {
    check::Evaluation evaluation;
    for (int i = 0; i < 100; ++i) {
        check::Finding finding;
        finding.rule = "house/rule-with-a-long-name-" + std::to_string(i);
        evaluation.findings.push_back(finding);
    }
    std::istringstream lines(gate::warn_header(evaluation));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() < 998);
    CHECK(count > 1);
}

TEST_CASE("colour: the option outweighs the environment, the environment the terminal",
          "[cli][console]") {
    const auto wants = [](const char* choice, bool terminal, const char* no, const char* force,
                          const char* term) {
        return wants_colour({.choice = choice,
                             .terminal = terminal,
                             .no_color = no,
                             .force_color = force,
                             .term = term});
    };
    CHECK(wants("auto", true, "", "", "xterm"));
    CHECK_FALSE(wants("auto", false, "", "", "xterm"));
    CHECK_FALSE(wants("auto", true, "", "", "dumb"));
    CHECK_FALSE(wants("auto", true, "1", "1", "xterm"));
    CHECK(wants("auto", false, "", "1", "xterm"));
    CHECK(wants("always", false, "1", "", "dumb"));
    CHECK_FALSE(wants("never", true, "", "1", "xterm"));
}
