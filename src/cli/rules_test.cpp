// `rules test`: the shipped packs with an organization of their own, then the house's policy with
// its own rules. The shipped rules are not run under the house's policy: its groups and domains are
// not those that their examples speak of.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/example_run.h"
#include "cli/policy_choice.h"
#include "cli/rule_coverage.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

constexpr std::string_view kAllPacksFile = "all-packs.yaml";

/// The embedded packs, and one policy in memory that names them all.
class AllPacks final : public policy::PolicySource {
  public:
    Result<std::string> read(const std::filesystem::path& path) const override {
        if (path.filename() != kAllPacksFile) return policy::real_source().read(path);
        std::vector<std::string_view> names;
        for (const auto name : pack_names()) {
            if (name != policy::kStructurePack) names.push_back(name);
        }
        return fmt::format(
            "version: 1\norganization: {{name: Example, domains: [example.org]}}\npacks: [{}]\n",
            fmt::join(names, ", "));
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }
};

bool is_shipped(const policy::Rule& rule) {
    return rule.where.file.starts_with("pack:");
}

using Json = nlohmann::ordered_json;
using Coverage = std::vector<RuleCoverage>;

struct Wanted {
    bool coverage = false;
    bool coverage_of_shipped = false;  ///< takes ten seconds
    bool json = false;
    Json policies = Json::array();
};

void print_run(std::string_view what, const ExampleRun& run, Console& console) {
    for (const auto& failure : run.failures) {
        console.out << fmt::format("{}:{}: {}\n", report::printable(failure.where.file),
                                   failure.where.line, report::printable(failure.text));
    }
    console.out << fmt::format(
        "{}: {}, {}, {}\n", what, report::counted(run.rules, "rule"),
        report::counted(run.examples, "example"),
        run.failures.empty() ? "all as they say" : report::counted(run.failures.size(), "failure"));
}

void print_coverage(std::string_view what, const Coverage& coverage, Console& console) {
    std::size_t conditions = 0, needed = 0, alternatives = 0, met = 0;
    const auto list = [&](std::string_view words, const std::vector<std::string>& items) {
        for (const auto& item : items)
            console.out << fmt::format("    {}: {}\n", words, report::printable(item));
    };
    for (const auto& rule : coverage) {
        conditions += rule.conditions;
        needed += rule.conditions - rule.never_holds.size();
        alternatives += rule.alternatives;
        met += rule.alternatives - rule.never_met.size();
        if (rule.whole()) continue;
        console.out << fmt::format("{}:{}: {}\n", report::printable(rule.where.file),
                                   rule.where.line, report::printable(rule.rule));
        list("no example needs this to hold", rule.never_holds);
        list("no example needs this to fail", rule.never_fails);
        list("no example meets", rule.never_met);
    }
    console.out << fmt::format("{}: examples need {} of {}, and meet {} of {}\n", what, needed,
                               report::counted(conditions, "condition"), met,
                               report::counted(alternatives, "alternative"));
}

Json texts_json(const std::vector<std::string>& texts) {
    Json list = Json::array();
    for (const auto& text : texts) list.push_back(to_valid_utf8(text));
    return list;
}

Json run_json(std::string_view what, const ExampleRun& run, const Coverage& coverage) {
    Json json;
    json["policy"] = to_valid_utf8(what);
    json["rules"] = run.rules;
    json["examples"] = run.examples;
    json["failures"] = Json::array();
    for (const auto& failure : run.failures)
        json["failures"].push_back({{"file", to_valid_utf8(failure.where.file)},
                                    {"line", failure.where.line},
                                    {"text", to_valid_utf8(failure.text)}});
    if (coverage.empty()) return json;
    json["coverage"] = Json::array();
    for (const auto& rule : coverage)
        json["coverage"].push_back({{"rule", to_valid_utf8(rule.rule)},
                                    {"conditions", rule.conditions},
                                    {"alternatives", rule.alternatives},
                                    {"never_holds", texts_json(rule.never_holds)},
                                    {"never_fails", texts_json(rule.never_fails)},
                                    {"never_met", texts_json(rule.never_met)}});
    return json;
}

/// Whether all went well; nullopt: the policy is faulty.
std::optional<bool> test_policy(std::string_view what, const policy::Loaded& loaded, bool shipped,
                                Wanted& wanted, Console& console) {
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        return std::nullopt;
    }
    std::vector<std::string> rules;
    for (const auto& rule : loaded.policy->rules) {
        if (is_shipped(rule) == shipped) rules.push_back(rule.id);
    }
    const auto run = run_examples(*loaded.policy, loaded.examples, rules);
    Coverage coverage;
    const bool covers = wanted.coverage && (!shipped || wanted.coverage_of_shipped);
    if (covers) coverage = cover_rules(*loaded.policy, loaded.examples, rules);
    if (wanted.json) {
        wanted.policies.push_back(run_json(what, run, coverage));
    } else {
        print_run(what, run, console);
        if (covers) print_coverage(what, coverage, console);
    }
    return run.failures.empty();
}

}  // namespace

int run_rules_test(const Arguments& arguments, Console& console) {
    const auto path = arguments.positional().empty()
                          ? policy::find_policy(std::filesystem::path(".") / "-")
                          : std::optional<std::filesystem::path>(arguments.positional()[0]);
    Wanted wanted{.coverage = arguments.has("coverage"),
                  .coverage_of_shipped = arguments.has("shipped") || !path,
                  .json = arguments.value("format") == "json"};
    const auto options = check::with_detectors({.examples = true, .use_cache = false});
    const auto shipped =
        test_policy("shipped packs",
                    policy::load_policy(std::filesystem::path(kAllPacksFile), options, AllPacks()),
                    true, wanted, console);
    std::optional<bool> own = true;
    if (path) {
        own = test_policy(report::printable(path->string()), policy::load_policy(path, options),
                          false, wanted, console);
    }
    if (wanted.json) {
        const Json whole{{"version", 1}, {"policies", std::move(wanted.policies)}};
        console.out << whole.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
    }
    if (!shipped || !own) return 2;
    return *shipped && *own ? 0 : 1;
}

}  // namespace sendguard::cli
