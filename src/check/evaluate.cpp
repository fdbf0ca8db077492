#include "check/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "check/allow_comments.h"
#include "check/conditions.h"
#include "check/searched_text.h"
#include "check/signoffs.h"

namespace sendguard::check {

struct Workspace::State {
    SearchedText text;
    std::vector<std::uint64_t> wanted;  ///< a bit a rule
};

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;

namespace {

using policy::Action;
using policy::Policy;
using policy::Rule;

constexpr std::string_view kRuleLimit = "structure/rule-limit";

/// A rule that could not be answered, with why.
struct Unanswered {
    const Rule* rule = nullptr;
    std::string reason;
};

/// The rules whose trigger was seen, and those that have none, as bits in rule order.
void find_wanted(const Policy& policy, const SearchedText& text,
                 std::vector<std::uint64_t>& wanted) {
    wanted.assign((policy.rules.size() + 63) / 64, 0);
    const auto want = [&](std::uint32_t rule) {
        wanted[rule >> 6] |= std::uint64_t{1} << (rule & 63);
    };
    for (const auto rule : policy.untriggered_rules) want(rule);
    for (std::size_t p = 0; p < draft::kPlaces; ++p) {
        for (const auto pattern : text.hits(static_cast<draft::Place>(p)).patterns()) {
            for (const auto rule : policy.rules_by_trigger[pattern]) want(rule);
        }
    }
}

/// "Could not tell" is a finding of its own, whatever the policy says of its rule.
Finding limit_finding(const Policy& policy, const std::vector<Unanswered>& unanswered) {
    Finding finding;
    if (const Rule* rule = policy.rule(kRuleLimit)) {
        finding = finding_of(*rule, Evidence{});
    } else {
        finding.rule = kRuleLimit;
        finding.action = Action::hold;
        finding.message = "A rule could not finish on this draft.";
        finding.why = "What could not be checked is not known to be clean.";
    }
    for (const auto& one : unanswered) {
        finding.notes.push_back(fmt::format("{}: {}", one.rule->id, one.reason));
    }
    return finding;
}

void add_finding(const Scene& scene, Finding finding, Evaluation& out) {
    if (finding.action == Action::hold && finding.approvers) {
        auto clear = clearance(scene.policy, scene.draft, scene.facts, *finding.approvers);
        finding.signed_by = std::move(clear.signed_by);
        // A copy first: the stage is a part of what it replaces.
        auto stage = *clear.stage;
        stage.before.clear();
        finding.approvers = std::move(stage);
        if (clear.cleared) {
            out.cleared.push_back(std::move(finding));
            return;
        }
        std::move(clear.notes.begin(), clear.notes.end(), std::back_inserter(finding.notes));
    }
    out.findings.push_back(std::move(finding));
}

/// Evaluates one rule. A runaway pattern goes to `unanswered`; any other error ends the evaluation.
Result<void> evaluate_rule(const Scene& scene, const Rule& rule, Evaluation& out,
                           std::vector<Unanswered>& unanswered) {
    Evidence evidence;
    evidence.rule = rule.id;
    if (scene.facts.explain) evidence.explain = &out.explain;
    const auto held = holds(rule.when, scene, evidence);
    const bool observed = rule.mode == policy::Mode::observe;
    if (!held && held.error().code == Errc::limit) {
        if (observed) {
            evidence.note("it could not finish on this draft: " + held.error().message);
            out.observed.push_back(finding_of(rule, std::move(evidence)));
            return outcome::success();
        }
        unanswered.push_back({&rule, held.error().message});
        return outcome::success();
    }
    if (!held) return held.error();
    const auto& stands = scene.facts.stands;
    if (!held.value() && std::ranges::find(stands, rule.id) == stands.end())
        return outcome::success();
    if (!held.value()) evidence.note("it was found when the draft was handed in");
    if (observed) {
        out.observed.push_back(finding_of(rule, std::move(evidence)));
    } else {
        add_finding(scene, finding_of(rule, std::move(evidence)), out);
    }
    return outcome::success();
}

}  // namespace

Finding finding_of(const Rule& rule, Evidence&& evidence) {
    Finding finding;
    finding.rule = rule.id;
    finding.action = rule.action;
    finding.message = rule.message;
    finding.why = rule.why;
    finding.help = rule.help;
    finding.approvers = rule.approvers;
    finding.places = std::move(evidence.places);
    finding.more_places = evidence.more;
    finding.notes = std::move(evidence.notes);
    finding.removable = std::move(evidence.removable);
    return finding;
}

Verdict verdict_of(const std::vector<Finding>& findings) {
    Verdict verdict = Verdict::pass;
    for (const auto& finding : findings) {
        const auto own = static_cast<Verdict>(static_cast<int>(Verdict::note) +
                                              static_cast<int>(finding.action));
        verdict = std::max(verdict, own);
    }
    return verdict;
}

policy::Audience audience_of(const Policy& policy, const draft::Draft& draft) {
    if (draft.kind == draft::Kind::file) return policy::Audience::public_;
    const bool internal = !draft.recipients.empty() &&
                          std::all_of(draft.recipients.begin(), draft.recipients.end(),
                                      [&](const draft::Recipient& recipient) {
                                          return policy.is_internal(recipient.mailbox.address);
                                      });
    return internal ? policy::Audience::internal : policy::Audience::external;
}

std::string_view path_of(const draft::Draft& draft, const Facts& facts) {
    return draft.kind == draft::Kind::file ? std::string_view(facts.path) : std::string_view();
}

Result<Evaluation> evaluate(const Policy& policy, const draft::Draft& draft, const Facts& facts,
                            Workspace& workspace) {
    auto& state = workspace.state();
    BOOST_OUTCOME_TRY(state.text.prepare(draft, policy.patterns));
    const Scene scene{policy, draft, facts, state.text, audience_of(policy, draft)};
    find_wanted(policy, state.text, state.wanted);
    Evaluation out;
    std::vector<Unanswered> unanswered;
    const policy::RulesAt rules(policy, path_of(draft, facts));
    for (std::uint32_t i = 0; i < policy.rules.size(); ++i) {
        const bool wanted = (state.wanted[i >> 6] >> (i & 63)) & 1;
        // To explain, every rule is asked: the prefilter changes no answer, only the cost.
        if (!wanted && !facts.explain) continue;
        const Rule* const rule = rules.at(i);
        if (rule == nullptr) continue;
        BOOST_OUTCOME_TRY(evaluate_rule(scene, *rule, out, unanswered));
    }
    if (!unanswered.empty()) add_finding(scene, limit_finding(policy, unanswered), out);
    apply_allow_comments(scene, out);
    std::stable_sort(out.findings.begin(), out.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.action > b.action; });
    out.verdict = verdict_of(out.findings);
    return out;
}

}  // namespace sendguard::check
