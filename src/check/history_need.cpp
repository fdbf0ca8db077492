#include "check/history_need.h"

#include <algorithm>
#include <variant>

#include "check/detector.h"

namespace sendguard::check {
namespace {

struct Asks {
    bool operator()(const policy::AllOf& c) const { return any(c.children); }
    bool operator()(const policy::AnyOf& c) const { return any(c.children); }
    bool operator()(const policy::Not& c) const { return any(c.child); }
    bool operator()(const policy::DetectCondition& c) const {
        const auto* const detector = find_detector(c.name);
        return detector != nullptr && detector->asks_history;
    }
    template <class Other>
    bool operator()(const Other& /*asks nobody*/) const {
        return false;
    }
    bool any(const std::vector<policy::Condition>& children) const {
        return std::ranges::any_of(children,
                                   [&](const auto& child) { return std::visit(*this, child.is); });
    }
};

}  // namespace

bool asks_history(const policy::Rule& rule) {
    return std::visit(Asks{}, rule.when.is);
}

HistoryNeed history_need(const policy::Policy& policy) {
    auto need = HistoryNeed::none;
    for (const auto& rule : policy.rules) {
        if (need == HistoryNeed::decisive) break;
        if (!asks_history(rule)) continue;
        const bool stops =
            rule.mode == policy::Mode::enforce && rule.action >= policy::Action::hold;
        need = stops ? HistoryNeed::decisive : HistoryNeed::advisory;
    }
    return need;
}

}  // namespace sendguard::check
