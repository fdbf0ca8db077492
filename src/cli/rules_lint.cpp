// `rules lint`: does this policy load, and if not, what are all its faults; and which of its rules
// load and cannot work. Of the shipped packs only what the house's own policy makes of them is
// said, as notes: their patterns are measured by our own tests.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/path_glob.h"
#include "check/detector.h"
#include "check/rule_lint.h"
#include "cli/commands.h"
#include "cli/folder_walk.h"
#include "cli/policy_choice.h"
#include "cli/request.h"
#include "policy/pattern_cost.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

constexpr double kSlow = 5000;  ///< microseconds for policy::kCostBytes of text: 100 mails' checks
constexpr double kSquare = 3;   ///< doubled text takes so many times as long: more than in step

bool is_shipped(const policy::Rule& rule) {
    return rule.where.file.starts_with("pack:");
}

struct PatternUse {
    policy::PatternId pattern;
    std::uint32_t line;
};

/// The patterns of a condition, each with its line.
class PatternUses {
  public:
    std::vector<PatternUse> take() { return std::move(out_); }
    void add(const policy::Condition& condition) {
        line_ = condition.line;
        std::visit(*this, condition.is);
    }
    void operator()(const policy::AllOf& c) { each(c.children); }
    void operator()(const policy::AnyOf& c) { each(c.children); }
    void operator()(const policy::Not& c) { each(c.child); }
    void operator()(const policy::TextCondition& c) {
        use(c.pattern);
        use(c.near_pattern);
    }
    void operator()(const policy::HeaderCondition& c) { use(c.pattern); }
    void operator()(const policy::LinkCondition& c) { use(c.pattern); }
    void operator()(const policy::AttachmentCondition& c) { use(c.name); }
    void operator()(const policy::MetadataCondition& c) { use(c.pattern); }
    template <class Other>
    void operator()(const Other&) {}

  private:
    void each(const std::vector<policy::Condition>& children) {
        for (const auto& child : children) add(child);
    }
    void use(policy::PatternId id) {
        if (id != policy::kNoPattern) out_.push_back({id, line_});
    }
    std::uint32_t line_ = 0;
    std::vector<PatternUse> out_;
};

class Said {
  public:
    /// in: notes - false: only errors and warnings are said
    Said(Console& console, bool notes) : console_(console), notes_(notes) {}

    void say(const Position& where, std::string_view weight, std::string_view rule,
             std::string_view text) {
        const bool note = weight == "note";
        if (note && !notes_) return;
        if (!note) ++faults_;
        console_.out << fmt::format("{}:{}: {}: {}: {}\n", report::printable(where.file),
                                    where.line, weight, report::printable(rule),
                                    report::printable(text));
    }
    std::size_t faults() const { return faults_; }

  private:
    Console& console_;
    bool notes_;
    std::size_t faults_ = 0;
};

void say_cost(const policy::Rule& rule, std::uint32_t line, const policy::PatternCost& cost,
              Said& said) {
    auto where = rule.where;
    if (line != 0) where.line = line;
    if (cost.runs_away) {
        said.say(where, "error", rule.id,
                 fmt::format("its pattern runs away on {} bytes of \"{}\" over and over: a draft "
                             "with such a line would be held as not checked",
                             cost.bytes, cost.repeated));
    } else if (cost.us > kSlow) {
        said.say(
            where, "warning", rule.id,
            fmt::format("its pattern is slow: {} KB of \"{}\" over and over take {:.0f} ms{}",
                        policy::kCostBytes / 1024, cost.repeated, cost.us / 1000,
                        cost.growth > kSquare
                            ? fmt::format(", and twice as much {:.0f} times as long", cost.growth)
                            : ""));
    }
}

void lint_patterns(const policy::Policy& policy, bool shipped, Said& said) {
    for (const auto& rule : policy.rules) {
        if (is_shipped(rule) && !shipped) continue;
        PatternUses uses;
        uses.add(rule.when);
        for (const auto& [pattern, line] : uses.take()) {
            const auto cost = policy::worst_cost(policy.patterns.spec(pattern));
            if (cost) say_cost(rule, line, cost.value(), said);
        }
    }
}

/// An empty group is a fault of whoever wrote the rule; of a shipped rule it may be meant.
void lint_conditions(const policy::Policy& policy, Said& said) {
    for (const auto& remark : check::lint_rules(policy)) {
        const auto* rule = policy.rule(remark.rule);
        const bool own = rule == nullptr || !is_shipped(*rule);
        if (!own && remark.kind == check::RemarkKind::outdone) continue;
        said.say(remark.where, own ? "warning" : "note", remark.rule, remark.text);
    }
}

/// Rules by path for files that are not there. Only in a repository: elsewhere nobody knows where
/// paths begin.
void lint_paths(const policy::Policy& policy, const std::filesystem::path& file, Said& said) {
    std::error_code fault;
    const auto root = repository_root(std::filesystem::absolute(file, fault).parent_path());
    if (!root || policy.paths.empty()) return;
    const auto walk = walk_folder(root->string());
    if (!walk) return;
    std::vector<std::string> names;
    for (const auto& found : walk.value().files)
        names.push_back(std::filesystem::path(found).lexically_relative(*root).generic_string());
    for (const auto& scope : policy.paths)
        for (const auto& glob : scope.match)
            if (std::ranges::none_of(names,
                                     [&](const auto& name) { return path_match(glob, name); }))
                said.say(scope.where, "note", "paths",
                         fmt::format("no file of this repository is met by {}", glob));
}

}  // namespace

int run_rules_lint(const Arguments& arguments, Console& console) {
    std::optional<std::filesystem::path> path;
    if (arguments.positional().empty()) {
        path = policy::find_policy(std::filesystem::path(".") / "-");
        if (!path) {
            console.complain("there is no send-guard.yaml here or above; name a FILE");
            return 2;
        }
    } else {
        path = arguments.positional()[0];
    }
    // Examples are part of the file, and a cached policy would hide a fault in them.
    const auto loaded =
        policy::load_policy(path, check::with_detectors({.examples = true, .use_cache = false}));
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        print_faults(loaded.faults, console);
        // Faults are what lint looks for: it could check, and found some.
        return std::filesystem::exists(*path) ? 1 : 2;
    }
    Said said(console, !arguments.has("quiet"));
    lint_patterns(*loaded.policy, arguments.has("shipped"), said);
    lint_conditions(*loaded.policy, said);
    lint_paths(*loaded.policy, *path, said);
    if (arguments.has("quiet")) return said.faults() == 0 ? 0 : 1;
    for (const auto& weakening : loaded.policy->weakenings) {
        console.out << fmt::format("{}:{}: note: weakens {}: {}\n",
                                   report::printable(weakening.where.file), weakening.where.line,
                                   report::printable(weakening.rule),
                                   report::printable(weakening.change));
    }
    console.out << fmt::format(
        "{}: {}; {}, {}\n", report::printable(path->string()),
        said.faults() == 0 ? "no faults" : report::counted(said.faults(), "fault"),
        report::counted(loaded.policy->rules.size(), "rule"),
        report::counted(loaded.policy->groups.size(), "group"));
    return said.faults() == 0 ? 0 : 1;
}

}  // namespace sendguard::cli
