// What people said of rules' findings: right, or a false alarm. Kept in the hold store where the
// policy has one, each with a line in its audit chain; else in a file of the user's.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hold/store.h"
#include "policy/policy.h"

namespace sendguard::cli {

struct RuleFeedback {
    std::uint64_t right = 0, false_alarms = 0;
    std::uint64_t held = 0;  ///< among the newest holds of the store, kRecentHolds at most
    bool any() const { return right + false_alarms + held != 0; }
};
inline constexpr std::size_t kRecentHolds = 1000;

struct FeedbackEntry {
    std::string rule;
    bool right = false;
    std::string hold;   ///< id; "" = none
    std::string file;   ///< name of the draft; "" = none
    std::string words;  ///< may be empty
    hold::Actor actor;
    Timestamp at{};
};

class FeedbackBook {
  public:
    /// errors: as hold::open_store(); not_found (no store, and no home for a file)
    static Result<FeedbackBook> open(const policy::Policy& policy);

    /// errors: as hold::Store; io
    Result<void> add(const FeedbackEntry& entry);
    /// By rule, of those named.
    /// errors: as hold::Store; io; internal (what is kept cannot be read)
    Result<std::map<std::string, RuleFeedback>> counts(const std::vector<std::string>& rules);
    /// The rules in the findings of a hold.
    /// errors: not_found (no store, no such hold), internal
    Result<std::vector<std::string>> rules_of(const std::string& hold);
    /// Whether it is kept in a file and not in a store.
    bool in_file() const { return store_ == nullptr; }

  private:
    Result<void> add_to_file(const FeedbackEntry& entry) const;
    Result<std::map<std::string, RuleFeedback>> counts_of_file() const;
    Result<void> count_holds(std::map<std::string, RuleFeedback>& out);

    std::unique_ptr<hold::Store> store_;
    std::string file_;
    std::string organization_;  ///< entries of other houses in the same file do not count
};

}  // namespace sendguard::cli
