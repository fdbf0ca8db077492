#include "policy/policy.h"

#include <algorithm>
#include <array>

#include "base/path_glob.h"
#include "base/text.h"

namespace sendguard::policy {
namespace {

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}

constexpr std::array<std::string_view, 4> kActions = {"note", "warn", "hold", "block"};
constexpr std::array<std::string_view, 2> kStrengths = {"stated", "signed"};
constexpr std::array<std::string_view, 3> kAudiences = {"internal", "external", "public"};
constexpr std::array<std::string_view, kGates> kGateNames = {"check", "send",   "sendmail",
                                                             "smtp",  "milter", "http"};
constexpr std::array<std::string_view, 2> kFixNames = {"", "remove-line"};

struct FixFinder {
    static Fix of_all(const std::vector<Condition>& children) {
        Fix strongest = Fix::none;
        for (const auto& child : children) strongest = std::max(strongest, fix_of(child));
        return strongest;
    }
    Fix operator()(const AllOf& all) const { return of_all(all.children); }
    Fix operator()(const AnyOf& any) const { return of_all(any.children); }
    Fix operator()(const Not& is_not) const { return of_all(is_not.child); }
    Fix operator()(const TextCondition& text) const { return text.fix; }
    template <class Other>
    Fix operator()(const Other& /*finds no text*/) const {
        return Fix::none;
    }
};

}  // namespace

std::string_view action_name(Action action) {
    return name_of(kActions, action);
}
std::string_view strength_name(Strength strength) {
    return name_of(kStrengths, strength);
}
std::string_view audience_name(Audience audience) {
    return name_of(kAudiences, audience);
}
std::string_view gate_name(GateKind gate) {
    return name_of(kGateNames, gate);
}
std::string_view fix_name(Fix fix) {
    return name_of(kFixNames, fix);
}

Fix fix_of(const Condition& condition) {
    return std::visit(FixFinder{}, condition.is);
}

std::optional<Action> action_from_name(std::string_view name) {
    const auto found = std::find(kActions.begin(), kActions.end(), name);
    if (found == kActions.end()) return std::nullopt;
    return static_cast<Action>(found - kActions.begin());
}

PlaceSet default_places() {
    PlaceSet places;
    for (auto place : {draft::Place::subject, draft::Place::body, draft::Place::signature,
                       draft::Place::filename})
        places.set(static_cast<std::size_t>(place));
    return places;
}

bool Group::contains(std::string_view address) const {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos) return false;
    // Mail systems that tell Anna@ from anna@ are not met; a list that did would miss people.
    const std::string lower = ascii_lower(address);
    if (addresses.contains(lower) || domains.contains(lower.substr(at + 1))) return true;
    return std::any_of(globs.begin(), globs.end(),
                       [&](const auto& glob) { return glob_match(glob, lower); });
}

std::string_view sender_kind_name(SenderKind kind) {
    static constexpr std::string_view kNames[] = {"unknown", "person", "program", "agent"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<SenderKind> sender_kind_from_name(std::string_view name) {
    for (std::size_t i = 0; i < kSenderKinds; ++i) {
        const auto kind = static_cast<SenderKind>(i);
        if (sender_kind_name(kind) == name) return kind;
    }
    return std::nullopt;
}

std::string_view mode_name(Mode mode) {
    return mode == Mode::enforce ? "enforce" : "observe";
}

std::string_view role_name(ListenerRole role) {
    static constexpr std::string_view kNames[] = {"proxy", "relay", "submission"};
    return kNames[static_cast<std::size_t>(role)];
}

const Rule* Policy::rule(std::string_view id) const {
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

RulesAt::RulesAt(const Policy& policy, std::string_view path) : policy_(policy) {
    if (path.empty()) return;
    for (const auto& scope : policy.paths) {
        if (std::ranges::any_of(scope.match,
                                [&](const auto& glob) { return path_match(glob, path); }))
            scopes_.push_back(&scope);
    }
}

const Rule* RulesAt::at(std::uint32_t index) const {
    const Rule* rule = &policy_.rules[index];
    bool on = rule->everywhere;
    for (const auto* scope : scopes_) {
        const auto names = [&](const auto& rules) {
            return std::ranges::find(rules, index) != rules.end();
        };
        if (names(scope->on)) on = true;
        if (names(scope->off)) on = false;
        for (const auto& [changed, as] : scope->changed) {
            if (changed == index) rule = &as;
        }
    }
    return on ? rule : nullptr;
}

const Rule* RulesAt::find(std::string_view id) const {
    const auto* rule = policy_.rule(id);
    return rule == nullptr ? nullptr : at(static_cast<std::uint32_t>(rule - policy_.rules.data()));
}

bool Policy::is_internal(std::string_view address) const {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos) return false;
    const std::string domain = ascii_lower(address.substr(at + 1));
    if (internal_domains.contains(domain)) return true;
    return std::any_of(internal_globs.begin(), internal_globs.end(),
                       [&](const auto& glob) { return glob_match(glob, domain); });
}

bool Policy::matches(const AddressMatcher& matcher, std::string_view address) const {
    switch (matcher.kind) {
        case AddressMatcher::Kind::internal:
            return is_internal(address);
        case AddressMatcher::Kind::external:
            return !is_internal(address);
        case AddressMatcher::Kind::group:
            return groups[matcher.group].contains(address);
        case AddressMatcher::Kind::glob:
            return glob_match(matcher.glob, address);
    }
    return false;
}

}  // namespace sendguard::policy
