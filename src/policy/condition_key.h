// Conditions compared: equal keys mean the same condition, wherever it stands.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "policy/policy.h"

namespace sendguard::policy {

/// The keys of one policy's conditions; each is made once. One thread's.
class ConditionKeys {
  public:
    explicit ConditionKeys(const Policy& policy);

    /// The condition's content as bytes, without the lines it stands on; patterns of the same text
    /// count as one. Of two different conditions the keys differ.
    /// in: condition - of the policy, which must outlive this
    const std::string& of(const Condition& condition);

  private:
    std::vector<PatternId> first_;  ///< by pattern: the first of the same text
    std::unordered_map<const Condition*, std::string> keys_;
};

}  // namespace sendguard::policy
