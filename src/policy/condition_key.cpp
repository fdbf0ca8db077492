#include "policy/condition_key.h"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/cache.h"

namespace sendguard::policy {
namespace {

class Plain {
  public:
    explicit Plain(const std::vector<PatternId>& first) : first_(first) {}

    void make(Condition& condition) {
        condition.line = 0;
        std::visit(*this, condition.is);
    }
    void operator()(AllOf& c) { make_each(c.children); }
    void operator()(AnyOf& c) { make_each(c.children); }
    void operator()(Not& c) { make_each(c.child); }
    void operator()(TextCondition& c) {
        c.fix = Fix::none;
        same(c.pattern);
        same(c.near_pattern);
    }
    void operator()(HeaderCondition& c) { same(c.pattern); }
    void operator()(AttachmentCondition& c) { same(c.name); }
    void operator()(LinkCondition& c) { same(c.pattern); }
    void operator()(MetadataCondition& c) { same(c.pattern); }
    template <class Other>
    void operator()(Other&) {}

  private:
    void make_each(std::vector<Condition>& children) {
        for (auto& child : children) make(child);
    }
    void same(PatternId& id) const {
        if (id < first_.size()) id = first_[id];
    }

    const std::vector<PatternId>& first_;
};

}  // namespace

ConditionKeys::ConditionKeys(const Policy& policy) : first_(policy.patterns.size()) {
    std::map<std::pair<std::string_view, bool>, PatternId> seen;
    for (PatternId i = 0; i < first_.size(); ++i) {
        const auto& spec = policy.patterns.spec(i);
        first_[i] = seen.try_emplace({spec.regex, spec.ignore_case}, i).first->second;
    }
}

const std::string& ConditionKeys::of(const Condition& condition) {
    auto& key = keys_[&condition];
    if (!key.empty()) return key;
    auto copy = condition;
    Plain(first_).make(copy);
    key = serialize_condition(copy);
    return key;
}

}  // namespace sendguard::policy
