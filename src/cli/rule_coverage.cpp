// How a condition is judged: the answers of all conditions are known for each example, so the rule
// can be worked out again with one answer turned round. A condition is needed when for some example
// the rule would then do otherwise.
#include "cli/rule_coverage.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "check/conditions.h"
#include "check/why_not.h"
#include "cli/example_run.h"
#include "draft/encoded_words.h"
#include "draft/fold.h"
#include "policy/pattern_branches.h"

namespace sendguard::cli {
namespace {

using namespace policy;

/// An example with the answers of its rule's conditions.
struct Tried {
    ReadExample example;
    check::SearchedText text;
    std::vector<check::Answer> answers;
    bool fires = false;
};

bool is_list(const Condition& condition) {
    return std::holds_alternative<AllOf>(condition.is) ||
           std::holds_alternative<AnyOf>(condition.is) || std::holds_alternative<Not>(condition.is);
}

/// The answer of the condition at `at`, with that at `turned` as `as`; moves `at` behind its tree.
bool work_out(const std::vector<check::Answer>& answers, std::size_t& at, std::size_t turned,
              bool as) {
    const auto own = at++;
    const auto& condition = *answers[own].condition;
    if (!is_list(condition)) return own == turned ? as : answers[own].held.value_or(false);
    bool all = true, any = false;
    while (at < answers.size() && answers[at].depth > answers[own].depth) {
        const bool held = work_out(answers, at, turned, as);
        all = all && held;
        any = any || held;
    }
    if (std::holds_alternative<Not>(condition.is)) return !all;
    return std::holds_alternative<AllOf>(condition.is) ? all : any;
}

/// The texts that a condition's pattern is matched with, folded.
class Texts {
  public:
    explicit Texts(const Tried& tried) : tried_(tried) {}
    std::vector<std::string> take() { return std::move(out_); }

    void operator()(const TextCondition& c) {
        for (std::size_t p = 0; p < draft::kPlaces; ++p)
            if (c.in.test(p)) add_place(static_cast<draft::Place>(p));
    }
    void operator()(const LinkCondition&) { add_place(draft::Place::link); }
    void operator()(const HeaderCondition& c) {
        for (const auto& field : tried_.example.draft.headers)
            if (equals_ignoring_case(field.name, c.name))
                out_.push_back(draft::fold(trim(draft::decode_header_text(field.value))));
    }
    void operator()(const AttachmentCondition&) {
        for (const auto& part : tried_.example.draft.parts)
            if (part.attachment) out_.push_back(draft::fold(part.filename));
    }
    void operator()(const MetadataCondition&) {
        for (const auto& fact : tried_.example.draft.facts) out_.push_back(draft::fold(fact.value));
    }
    template <class Other>
    void operator()(const Other&) {}

  private:
    void add_place(draft::Place place) {
        for (const auto& item : tried_.text.at(place)) out_.emplace_back(tried_.text.folded(item));
    }
    const Tried& tried_;
    std::vector<std::string> out_;
};

std::vector<PatternId> patterns_of(const Condition& condition) {
    std::vector<PatternId> out;
    if (const auto* text = std::get_if<TextCondition>(&condition.is))
        out = {text->pattern, text->near_pattern};
    if (const auto* header = std::get_if<HeaderCondition>(&condition.is)) out = {header->pattern};
    if (const auto* link = std::get_if<LinkCondition>(&condition.is)) out = {link->pattern};
    if (const auto* file = std::get_if<AttachmentCondition>(&condition.is)) out = {file->name};
    if (const auto* data = std::get_if<MetadataCondition>(&condition.is)) out = {data->pattern};
    std::erase(out, kNoPattern);
    return out;
}

/// An alternative as its author wrote it: without the word boundaries that phrases get.
std::string as_written(std::string text) {
    constexpr std::string_view kBefore = "(?<![\\p{L}\\p{N}])", kBehind = "(?![\\p{L}\\p{N}])";
    if (text.starts_with(kBefore)) text.erase(0, kBefore.size());
    if (text.ends_with(kBehind)) text.erase(text.size() - kBehind.size());
    return text;
}

class Cover {
  public:
    Cover(const Policy& policy, const Rule& rule) : policy_(policy), rule_(rule) {
        out_.rule = rule.id;
        out_.where = rule.where;
    }

    RuleCoverage run(const std::vector<Example>& examples) {
        for (const auto& example : examples)
            if (example.rule == rule_.id) try_one(example);
        if (tried_.empty()) return std::move(out_);
        for (std::size_t i = 0; i < tried_.front()->answers.size(); ++i) {
            const auto& condition = *tried_.front()->answers[i].condition;
            if (!is_list(condition)) cover(condition, i);
        }
        return std::move(out_);
    }

  private:
    void try_one(const Example& example) {
        auto read = read_example(example);
        if (!read) return;
        auto tried = std::make_unique<Tried>();
        tried->example = std::move(read.value());
        const auto& [draft, facts] = tried->example;
        if (!tried->text.prepare(draft, policy_.patterns)) return;
        const check::Scene scene{policy_, draft, facts, tried->text,
                                 check::audience_of(policy_, draft)};
        tried->answers = check::answers(rule_.when, scene);
        tried->fires = tried->answers.front().held.value_or(false);
        if (tried->fires == example.fires) tried_.push_back(std::move(tried));
    }

    /// Whether some example's outcome hangs on the condition at `at` being what it is, and not
    /// `as`.
    bool turns(std::size_t at, bool as) const {
        return std::ranges::any_of(tried_, [&](const auto& tried) {
            std::size_t from = 0;
            return work_out(tried->answers, from, at, as) != tried->fires;
        });
    }

    void cover(const Condition& condition, std::size_t at) {
        ++out_.conditions;
        const auto words = check::describe(condition, policy_);
        const bool holds = turns(at, false);
        if (!holds) out_.never_holds.push_back(words);
        if (!turns(at, true)) out_.never_fails.push_back(words);
        const bool ever_held = std::ranges::any_of(
            tried_, [&](const auto& tried) { return tried->answers[at].held.value_or(false); });
        // Of a condition that never holds no alternative was met; to say so again helps nobody.
        for (const auto pattern : patterns_of(condition)) meet(condition, pattern, ever_held);
    }

    void meet(const Condition& condition, PatternId pattern, bool ever_held) {
        const auto branches = branches_of(policy_.patterns.spec(pattern));
        if (branches.empty()) return;
        out_.alternatives += branches.size();
        std::vector<PatternSpec> specs;
        for (const auto& branch : branches) specs.push_back(branch.alone);
        const auto set = PatternSet::build(std::move(specs));
        if (!set) return;
        for (PatternId i = 0; i < branches.size(); ++i)
            if (!ever_held || !is_met(condition, set.value(), i))
                out_.never_met.push_back(as_written(branches[i].text));
    }

    bool is_met(const Condition& condition, const PatternSet& set, PatternId branch) {
        return std::ranges::any_of(tried_, [&](const auto& tried) {
            Texts texts(*tried);
            std::visit(texts, condition.is);
            return std::ranges::any_of(texts.take(), [&](const std::string& text) {
                const auto found = set.find(branch, text, 1);
                return found && !found.value().empty();
            });
        });
    }

    const Policy& policy_;
    const Rule& rule_;
    std::vector<std::unique_ptr<Tried>> tried_;
    RuleCoverage out_;
};

}  // namespace

std::vector<RuleCoverage> cover_rules(const Policy& policy, const std::vector<Example>& examples,
                                      const std::vector<std::string>& rules) {
    std::vector<RuleCoverage> out;
    for (const auto& id : rules) {
        const auto* rule = policy.rule(id);
        if (rule != nullptr) out.push_back(Cover(policy, *rule).run(examples));
    }
    return out;
}

}  // namespace sendguard::cli
