// What a backtest counts. Each thread fills a tally of its own; added together they are the same
// whatever thread saw which message, so that two runs print the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "check/finding.h"

namespace sendguard::cli {

inline constexpr std::size_t kVerdicts = 6;  ///< by check::Verdict

/// A message, for people to look at: which it is, and what was found there.
struct TallyExample {
    std::uint64_t rank = 0;  ///< drawn evenly over all messages, and the same on every run
    std::uint32_t source = 0, number = 0;  ///< as PastMail
    std::string subject = {};
    std::string place = {};  ///< "body line 4: \"DRAFT\""; "" where the finding has none
};

/// The `most` examples of the lowest rank.
class Sample {
  public:
    explicit Sample(std::size_t most = 3) : most_(most) {}
    bool wants(std::uint64_t rank) const {
        return most_ > 0 && (kept_.size() < most_ || rank < kept_.back().rank);
    }
    void add(TallyExample example);
    void add(Sample&& other);
    /// In order of source and number.
    std::vector<TallyExample> in_order() const;

  private:
    std::size_t most_;
    std::vector<TallyExample> kept_;  ///< by rank
};

/// Monday of a week, in days since 1970-01-01.
using Week = std::int32_t;
std::optional<Week> week_of(std::optional<Timestamp> date);
std::string week_name(std::optional<Week> week);  ///< "2026-01-05"; "no date"

struct WeekCount {
    std::uint64_t messages = 0, stopped = 0, warned = 0;
};
struct RuleCount {
    std::array<std::uint64_t, 4> by_action{};  ///< messages, by policy::Action
    std::uint64_t observed = 0;
    std::map<std::optional<Week>, std::uint64_t> by_week;
    Sample sample;
    std::uint64_t messages() const {
        return by_action[0] + by_action[1] + by_action[2] + by_action[3];
    }
};

/// What one policy says of all messages.
struct PolicyTally {
    std::array<std::uint64_t, kVerdicts> verdicts{};
    std::map<std::string, RuleCount, std::less<>> rules;  ///< those that fired
    std::map<std::optional<Week>, WeekCount> weeks;
};

/// Of two policies: what one stops and the other does not.
struct Difference {
    std::array<std::array<std::uint64_t, kVerdicts>, kVerdicts> verdicts{};  ///< [before][after]
    std::uint64_t newly_stopped = 0, no_longer_stopped = 0;
    Sample newly{10}, no_longer{10};
};

/// One message as it was judged.
struct Judged {
    TallyExample where;  ///< its rank, source, number and subject
    std::optional<Week> week = {};
    const check::Evaluation* now = nullptr;     ///< by the policy; null: it could not be checked
    const check::Evaluation* before = nullptr;  ///< by the one it is held against, if any
};

struct BacktestTally {
    BacktestTally(std::size_t examples, check::Verdict stops_at)
        : examples_(examples), stop_(stops_at) {}

    void add(const Judged& message);
    void add(BacktestTally&& other);

    std::uint64_t messages = 0, bytes = 0, unchecked = 0, skipped = 0;
    PolicyTally now, before;
    Difference difference;

  private:
    void count(const Judged& message, const check::Evaluation& evaluation, PolicyTally& tally);
    bool stops(const check::Evaluation& evaluation) const { return evaluation.verdict >= stop_; }
    std::size_t examples_;
    check::Verdict stop_;
};

}  // namespace sendguard::cli
