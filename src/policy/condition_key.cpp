#include "policy/condition_key.h"

#include <utility>
#include <vector>

#include "policy/cache.h"

namespace sendguard::policy {
namespace {

/// The first pattern of the policy with the same text.
PatternId first_of_its_text(PatternId id, const Policy& policy) {
    if (id == kNoPattern || id >= policy.patterns.size()) return id;
    for (PatternId i = 0; i < id; ++i)
        if (policy.patterns.spec(i) == policy.patterns.spec(id)) return i;
    return id;
}

class Plain {
  public:
    explicit Plain(const Policy& policy) : policy_(policy) {}

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
    void same(PatternId& id) const { id = first_of_its_text(id, policy_); }

    const Policy& policy_;
};

}  // namespace

std::string condition_key(const Condition& condition, const Policy& policy) {
    auto copy = condition;
    Plain(policy).make(copy);
    return serialize_condition(copy);
}

}  // namespace sendguard::policy
