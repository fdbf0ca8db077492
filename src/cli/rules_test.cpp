// `rules test`: the shipped packs with an organization of their own, then the house's policy with
// its own rules. The shipped rules are not run under the house's policy: its groups and domains are
// not those that their examples speak of.
#include <fmt/format.h>

#include "check/detector.h"
#include "cli/commands.h"
#include "cli/example_run.h"
#include "cli/policy_choice.h"
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

/// Whether all went well; nullopt: the policy is faulty.
std::optional<bool> test_policy(std::string_view what, const policy::Loaded& loaded, bool shipped,
                                Console& console) {
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        return std::nullopt;
    }
    std::vector<std::string> rules;
    for (const auto& rule : loaded.policy->rules) {
        if (is_shipped(rule) == shipped) rules.push_back(rule.id);
    }
    const auto run = run_examples(*loaded.policy, loaded.examples, rules);
    print_run(what, run, console);
    return run.failures.empty();
}

}  // namespace

int run_rules_test(const Arguments& arguments, Console& console) {
    const auto options = check::with_detectors({.examples = true, .use_cache = false});
    const auto shipped =
        test_policy("shipped packs",
                    policy::load_policy(std::filesystem::path(kAllPacksFile), options, AllPacks()),
                    true, console);
    const auto path = arguments.positional().empty()
                          ? policy::find_policy(std::filesystem::path(".") / "-")
                          : std::optional<std::filesystem::path>(arguments.positional()[0]);
    std::optional<bool> own = true;
    if (path) {
        own = test_policy(report::printable(path->string()), policy::load_policy(path, options),
                          false, console);
    }
    if (!shipped || !own) return 2;
    return *shipped && *own ? 0 : 1;
}

}  // namespace sendguard::cli
