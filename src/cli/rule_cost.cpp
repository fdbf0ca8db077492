#include "cli/rule_cost.h"

#include <algorithm>
#include <ctime>

#include "check/conditions.h"

namespace sendguard::cli {
namespace {

constexpr double kLongEnough = 2000;  ///< microseconds; the clock's own cost vanishes in it
constexpr std::size_t kMostRounds = 10'000;

double thread_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Microseconds that `work` takes, of many rounds of it.
template <class Work>
Result<double> time_of(Work work) {
    const auto began = thread_us();
    for (std::size_t rounds = 1;; ++rounds) {
        BOOST_OUTCOME_TRY(work());
        const auto took = thread_us() - began;
        if (took >= kLongEnough || rounds == kMostRounds) return took / static_cast<double>(rounds);
    }
}

bool is_asked(const policy::Rule& rule, const check::SearchedText& text) {
    return rule.triggers.empty() || std::ranges::any_of(rule.triggers, [&](auto pattern) {
               return text.places_of(pattern) != 0;
           });
}

}  // namespace

Result<RuleCost> measure_rule(const policy::Policy& policy, const policy::Rule& rule,
                              const std::vector<ReadExample>& drafts) {
    RuleCost out{.drafts = drafts.size()};
    check::Workspace workspace;
    for (const auto& [draft, facts] : drafts) {
        const auto* const one = &draft;
        const auto* const its = &facts;
        check::SearchedText text;
        BOOST_OUTCOME_TRY(text.prepare(*one, policy.patterns));
        const check::Scene scene{policy, *one, *its, text, check::audience_of(policy, *one)};
        if (is_asked(rule, text)) {
            ++out.asked;
            BOOST_OUTCOME_TRY(const auto own, time_of([&]() -> Result<void> {
                                  check::Evidence evidence;
                                  BOOST_OUTCOME_TRY(check::holds(rule.when, scene, evidence));
                                  return outcome::success();
                              }));
            out.rule += own;
        }
        BOOST_OUTCOME_TRY(const auto all, time_of([&]() -> Result<void> {
                              BOOST_OUTCOME_TRY(check::evaluate(policy, *one, *its, workspace));
                              return outcome::success();
                          }));
        out.all += all;
    }
    out.rule /= static_cast<double>(drafts.size());
    out.all /= static_cast<double>(drafts.size());
    return out;
}

}  // namespace sendguard::cli
