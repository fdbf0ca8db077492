#include "review/people_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/excerpt.h"
#include "signoff/values.h"

namespace sendguard::review {
namespace {

using nlohmann::json;
using policy::Condition;
using report::printable;

void collect(const Condition& condition, std::set<policy::GroupId>& out) {
    const auto all = [&](const std::vector<Condition>& children) {
        for (const auto& child : children) collect(child, out);
    };
    if (const auto* both = std::get_if<policy::AllOf>(&condition.is)) all(both->children);
    if (const auto* any = std::get_if<policy::AnyOf>(&condition.is)) all(any->children);
    const auto* recipients = std::get_if<policy::RecipientsCondition>(&condition.is);
    if (recipients == nullptr) return;
    for (const auto& test : recipients->tests) {
        if (test.quantifier == policy::AddressTest::Quantifier::none) continue;
        for (const auto& matcher : test.matchers)
            if (matcher.kind == policy::AddressMatcher::Kind::group) out.insert(matcher.group);
    }
}

enum class Kind : std::size_t { sensitive, first_time, external, internal };
constexpr std::array<std::string_view, 4> kTitles{"Sensitive", "External, for the first time",
                                                  "External", "Internal"};
constexpr std::array<std::string_view, 4> kTones{"block", "hold", "warn", "pass"};

struct Person {
    std::string name, address, role;
};

std::string role_words(const draft::Recipient& one) {
    const std::string_view field = one.role == draft::Role::to   ? "To"
                                   : one.role == draft::Role::cc ? "Cc"
                                                                 : "Bcc: others do not see it";
    return one.in_envelope ? std::string(field)
                           : fmt::format("{}, but it is not sent to them", field);
}

std::string delivery_words(const hold::Hold& held, const std::string& address) {
    const auto found = std::ranges::find_if(held.addressees, [&](const hold::Addressee& one) {
        return signoff::canonical_address(one.address) == address;
    });
    if (found == held.addressees.end() || found->delivery == hold::Delivery::waiting) return {};
    return printable(fmt::format("{} {}", hold::delivery_name(found->delivery), found->reply));
}

}  // namespace

std::set<policy::GroupId> sensitive_groups(const policy::Policy& policy) {
    std::set<policy::GroupId> out;
    for (const auto& rule : policy.rules)
        if (rule.action >= policy::Action::hold) collect(rule.when, out);
    return out;
}

json people_view(const policy::Policy& policy, const draft::Draft& draft, const hold::Hold& held,
                 const std::set<std::string>& known) {
    const auto sensitive = sensitive_groups(policy);
    std::array<json, 4> groups{json::array(), json::array(), json::array(), json::array()};
    for (const auto& one : draft.recipients) {
        const auto address = signoff::canonical_address(one.mailbox.address);
        const bool internal = policy.is_internal(address);
        const bool first = !internal && !known.contains(address);
        auto kind = internal ? Kind::internal : first ? Kind::first_time : Kind::external;
        auto tags = json::array();
        for (const auto id : sensitive) {
            const auto& group = policy.groups[id];
            if (!group.contains(address)) continue;
            kind = Kind::sensitive;
            tags.push_back({{"tag", printable(group.name)}});
        }
        if (kind == Kind::sensitive && first) tags.push_back({{"tag", "first time"}});
        if (kind == Kind::sensitive && !internal) tags.push_back({{"tag", "external"}});
        groups[static_cast<std::size_t>(kind)].push_back(
            {{"name", printable(one.mailbox.name)},
             {"address", printable(one.mailbox.address)},
             {"role", role_words(one)},
             {"tags", std::move(tags)},
             {"delivery", delivery_words(held, address)}});
    }
    auto out = json::array();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].empty()) continue;
        const auto count = groups[i].size();
        out.push_back({{"title", kTitles[i]},
                       {"tone", kTones[i]},
                       {"count", count},
                       {"people", std::move(groups[i])}});
    }
    return out;
}

}  // namespace sendguard::review
