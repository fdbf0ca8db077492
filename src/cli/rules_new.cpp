// `rules new`: a rule with its examples, by options or by asking, into a policy file.
//
// The policy is loaded and the examples run as they would stand, from memory, before anything is
// written; the file takes the rule at the end of its rules, and every other byte of it stays.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "check/detector.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/example_run.h"
#include "cli/policy_choice.h"
#include "cli/rule_text.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;
using report::printable;

constexpr std::size_t kMostPolicy = std::size_t{16} << 20;
constexpr std::string_view kJoined = ".send-guard-rules-new.yaml";

/// The disk, with one file as it would be and one that is not there at all.
class AsItWouldBe final : public policy::PolicySource {
  public:
    AsItWouldBe(fs::path path, std::string text, std::string joined)
        : path_(std::move(path)), text_(std::move(text)), joined_(std::move(joined)) {}
    Result<std::string> read(const fs::path& path) const override {
        if (path.filename() == kJoined) return joined_;
        std::error_code fault;
        if (fs::absolute(path, fault).lexically_normal() == path_) return text_;
        return policy::real_source().read(path);
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }

  private:
    fs::path path_;
    std::string text_, joined_;
};

/// Where the rule goes, and the policy that it is part of there.
struct Target {
    fs::path file;       ///< absolute
    std::string before;  ///< its bytes; "" when it is not there yet
    bool there = false;
    std::optional<fs::path> policy;  ///< of the house; nullopt: there is none, or `file` itself is
    bool included = true;            ///< the policy reads `file`
};

Result<Target> find_target(const Arguments& arguments) {
    Target out;
    std::error_code fault;
    std::optional<fs::path> policy;
    if (const auto given = arguments.value("policy")) {
        policy = *given;
    } else {
        policy = policy::find_policy(fs::path(".") / "-");
    }
    const auto into = arguments.value("into");
    if (!into && !policy)
        return error(Errc::not_found,
                     "there is no send-guard.yaml here or above: `send-guard init` writes one, or "
                     "name a file with --into");
    out.file = fs::absolute(into ? fs::path(*into) : *policy, fault).lexically_normal();
    out.there = fs::exists(out.file, fault);
    if (out.there) {
        BOOST_OUTCOME_TRY(out.before, read_file(out.file, kMostPolicy));
    }
    if (!policy) return out;
    const auto whole = fs::absolute(*policy, fault).lexically_normal();
    if (whole == out.file) return out;
    out.policy = whole;
    const auto loaded = policy::load_policy(whole, check::with_detectors({.use_cache = false}));
    out.included =
        loaded.policy && std::ranges::any_of(loaded.policy->files, [&](const std::string& name) {
            return fs::absolute(name, fault).lexically_normal() == out.file;
        });
    return out;
}

/// An address that the matcher of a recipients condition meets; "" when none can be told.
std::string address_of(const policy::Policy& policy, const std::string& who) {
    const auto glob = [](std::string text) {
        for (auto at = text.find('*'); at != std::string::npos; at = text.find('*', at + 1))
            text.replace(at, 1, "x");
        return text;
    };
    if (who == "external") return "reader@outside.example";
    if (who == "internal")
        return policy.internal_domains.empty()
                   ? ""
                   : "colleague@" + *std::ranges::min_element(policy.internal_domains);
    if (who.find('@') != std::string::npos)
        return glob(who.starts_with('@') ? "reader" + who : who);
    const auto found = policy.group_by_name.find(who);
    if (found == policy.group_by_name.end()) return "";
    const auto& group = policy.groups[found->second];
    if (!group.addresses.empty()) return *std::ranges::min_element(group.addresses);
    if (!group.domains.empty()) return "reader@" + *std::ranges::min_element(group.domains);
    return group.globs.empty() ? "" : glob(group.globs.front());
}

std::string text_option(const Arguments& arguments, std::string_view option,
                        std::string_view question, bool needed, Console& console) {
    auto value = arguments.value(option).value_or("");
    if (value.empty() && needed && can_ask(console)) value = ask(question, console);
    return value;
}

std::vector<std::string> list_option(const Arguments& arguments, std::string_view option,
                                     std::string_view question, bool needed, Console& console) {
    auto values = arguments.values(option);
    if (!values.empty() || !needed || !can_ask(console)) return values;
    for (;;) {
        auto one = ask(question, console);
        if (one.empty()) return values;
        values.push_back(std::move(one));
    }
}

constexpr std::string_view kActions[] = {"note", "warn", "hold", "block"};

bool is_rule_name(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
           std::string_view::npos;
}

/// Asks again until `right` says so; "" (an empty line, the end of input) is always right.
template <class Right>
std::string ask_until(std::string_view question, Right right, Console& console) {
    for (;;) {
        auto answer = ask(question, console);
        if (answer.empty() || right(answer)) return answer;
        console.complain(fmt::format("'{}' is none of that", escape_invisible(answer)));
    }
}

NewRule read_rule(const Arguments& arguments, Console& console) {
    NewRule rule;
    const bool asks = can_ask(console);
    if (!arguments.positional().empty()) rule.id = arguments.positional()[0];
    if (rule.id.empty() && asks)
        rule.id = ask_until("A name for the rule (a-z, 0-9, -)?", is_rule_name, console);
    if (rule.id.starts_with("house/")) rule.id = rule.id.substr(6);
    const auto text = [&](std::string_view option, std::string_view question, bool needed) {
        return text_option(arguments, option, question, needed, console);
    };
    rule.message = text("message", "What is wrong, in one sentence that the sender reads?", true);
    rule.why = text("why", "Why does it matter?", true);
    rule.help = text("do", "What should the sender do?", true);
    rule.action = arguments.value("action").value_or("");
    if (rule.action.empty() && asks)
        rule.action = ask_until(
            "note, warn, hold or block? (warn)",
            [](const std::string& word) {
                return std::ranges::find(kActions, word) != std::end(kActions);
            },
            console);
    if (rule.action.empty()) rule.action = "warn";
    rule.mode = arguments.value("mode").value_or("");
    rule.approvers =
        text("approvers", "Who may sign it off: a group, or sender?", rule.action == "hold");
    rule.regex = text("regex", "", false);
    rule.phrases = list_option(arguments, "phrase", "Words to look for (an empty line ends)?",
                               rule.regex.empty(), console);
    rule.in = arguments.values("in");
    rule.recipients = list_option(
        arguments, "recipients",
        "Only to whom: external, internal, a group? (an empty line: whoever, or no more)", true,
        console);
    const auto bodies = [&](std::string_view option, std::string_view question) {
        std::vector<NewExample> out;
        for (auto& body : list_option(arguments, option, question, true, console))
            out.push_back({std::move(body), ""});
        return out;
    };
    rule.fires = bodies("fires", "A text that it must find (an empty line ends)?");
    rule.silent = bodies("silent", "A near miss that it must leave alone (an empty line ends)?");
    return rule;
}

std::string missing(const NewRule& rule) {
    if (rule.id.empty()) return "the rule needs a name";
    if (rule.message.empty()) return "the rule needs a --message";
    if (rule.why.empty()) return "the rule needs a --why";
    if (rule.phrases.empty() && rule.regex.empty() && rule.recipients.empty())
        return "the rule needs something to look for: --phrase, --regex or --recipients";
    if (!rule.phrases.empty() && !rule.regex.empty())
        return "--phrase and --regex exclude each other";
    if (rule.fires.empty()) return "the rule needs a text that it must find: --fires";
    if (rule.silent.empty() && rule.recipients.empty())
        return "the rule needs a near miss that it must leave alone: --silent";
    return "";
}

/// Examples to whom the rule speaks of, and one to somebody else.
void address_examples(const policy::Policy& policy, NewRule& rule) {
    if (rule.recipients.empty()) return;
    const auto to = address_of(policy, rule.recipients.front());
    for (auto* list : {&rule.fires, &rule.silent})
        for (auto& example : *list) example.to = to;
    for (const auto* other : {"internal", "external"}) {
        if (std::ranges::find(rule.recipients, other) != rule.recipients.end()) continue;
        const auto address = address_of(policy, other);
        if (address.empty() || address == to) continue;
        rule.silent.push_back({rule.fires.front().body, address});
        return;
    }
}

/// The policy as it would be with that text in the target.
policy::Loaded load_as_it_would_be(const Target& target, const std::string& text) {
    const auto options = check::with_detectors({.examples = true, .use_cache = false});
    std::string joined;
    fs::path start = target.file;
    if (target.policy && target.included) {
        start = *target.policy;
    } else if (target.policy) {
        start = target.policy->parent_path() / kJoined;
        joined =
            fmt::format("version: 1\ninclude: [{}, {}]\n", yaml_string(target.policy->string()),
                        yaml_string(target.file.string()));
    }
    return policy::load_policy(start, options, AsItWouldBe(target.file, text, joined));
}

Result<std::string> text_with(const Target& target, const NewRule& rule) {
    if (!target.there) return new_policy_text(rule);
    return with_rule(target.before, rule);
}

/// Whether all examples of the rule do as they say; what does not is said.
bool run_its_examples(const policy::Loaded& loaded, const std::string& id, Console& console) {
    const auto run = run_examples(*loaded.policy, loaded.examples, {id});
    for (const auto& failure : run.failures) console.complain(printable(failure.text));
    if (run.failures.empty())
        console.say(fmt::format("{} examples, all as they say", run.examples));
    return run.failures.empty();
}

}  // namespace

int run_rules_new(const Arguments& arguments, Console& console) {
    const auto fail = [&](const std::string& text) {
        console.complain(printable(text));
        return 2;
    };
    const auto target = find_target(arguments);
    if (!target) return fail(target.error().message);
    const auto& at = target.value();
    const auto current = policy::load_policy(at.policy  ? at.policy
                                             : at.there ? std::optional(at.file)
                                                        : std::nullopt,
                                             check::with_detectors({.use_cache = false}));
    if (!current.policy) {
        print_faults(current.faults, console);
        return 2;
    }
    auto rule = read_rule(arguments, console);
    if (const auto text = missing(rule); !text.empty()) return fail(text);
    const auto id = "house/" + rule.id;
    if (current.policy->rule(id) != nullptr)
        return fail(fmt::format("there is a rule {} already; it is never written over", id));
    address_examples(*current.policy, rule);
    const auto text = text_with(at, rule);
    if (!text) return fail(text.error().message);
    const auto loaded = load_as_it_would_be(at, text.value());
    console.out << rule_yaml(rule, 2);
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        return 2;
    }
    if (!run_its_examples(loaded, id, console)) {
        console.complain("nothing is written");
        return 1;
    }
    const auto written = at.there ? replace_file(at.file, at.before, text.value())
                                  : write_file(at.file, text.value());
    if (!written) return fail(written.error().message);
    console.say(fmt::format("{} stands in {} now", id, printable(at.file.string())));
    if (at.policy && !at.included)
        console.say(
            fmt::format("it counts once {} has it under include:", printable(at.policy->string())));
    return 0;
}

}  // namespace sendguard::cli
