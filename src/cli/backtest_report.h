// A backtest in words and as JSON (docs/rule-tools.md).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/backtest_tally.h"
#include "policy/policy.h"

namespace sendguard::cli {

struct BacktestFacts {
    const BacktestTally& tally;
    const policy::Policy& policy;
    const policy::Policy* against = nullptr;
    std::string policy_name, against_name;  ///< for people
    std::vector<std::string> sources;       ///< by TallyExample::source
    std::chrono::duration<double> took{0};  ///< wall clock
    double cpu_seconds = 0;                 ///< of all threads
    check::Verdict stops_at = check::Verdict::hold;
};

inline constexpr std::size_t kNoisiest = 10;

/// The rules that fired, noisiest first: by the messages that they warned of or stopped, then by
/// notes and what they only observed.
std::vector<std::pair<std::string, const RuleCount*>> noisiest(const PolicyTally& tally);

std::string backtest_text(const BacktestFacts& facts);
std::string backtest_json(const BacktestFacts& facts);

}  // namespace sendguard::cli
