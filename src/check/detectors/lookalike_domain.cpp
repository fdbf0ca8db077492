// A recipient's domain that is nearly one that is known: one letter off, another ending, letters
// that look alike. Over 100,000 mails for one country's soldiers went to another country's domain
// in half a year, for a letter left out of the ending.
//
// Known are the house's own domains, those of every group of the policy, the other recipients'
// (with an address in the same mail one of the two is wrong), and the domains of the mail that is
// answered. A domain that is itself known is never a likeness. Kinds:
//   ending, typo, letters, swallowed   see domains.h
//   webmail                            a slip for a large provider: "gmial.com"
// cost: a comparison for each external recipient's domain and each known one
// source: domains.h; Szurdi et al., "The Long Taile of Typosquatting Domain Names" (USENIX 2014)
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"ending", "typo", "letters", "swallowed"};

using Domains = std::unordered_set<std::string>;

Domains listed_domains(const policy::Policy& policy) {
    Domains out(policy.internal_domains.begin(), policy.internal_domains.end());
    for (const auto& group : policy.groups) {
        out.insert(group.domains.begin(), group.domains.end());
        for (const auto& address : group.addresses) out.emplace(domain_of(address));
    }
    return out;
}

struct Found {
    std::string clause;
    bool any() const { return !clause.empty(); }
};

/// in: by_letters - of what only stands in this mail, which may be cut off: no endings
Found compare(const DetectorInput& input, std::string_view domain, std::string_view known,
              bool by_letters) {
    if (is_webmail(known) || is_webmail(domain)) return {};
    const auto like = likeness(domain, known);
    if (by_letters && (like == Likeness::ending || like == Likeness::swallowed)) return {};
    if (!like || !asks_for(input.condition, kKinds[static_cast<std::size_t>(*like)])) return {};
    return {fmt::format("{} is {} {}", domain, likeness_clause(*like), known)};
}

/// in: known - of the policy; met - of this mail
Found look_at(const DetectorInput& input, const std::string& domain, const Domains& known,
              const Domains& met) {
    if (const auto meant = webmail_meant(domain);
        !meant.empty() && asks_for(input.condition, "webmail"))
        return {fmt::format("{} is {} {}", domain, likeness_clause(Likeness::typo), meant)};
    for (const auto& one : known) {
        if (auto found = compare(input, domain, one, false); found.any()) return found;
    }
    for (const auto& one : met) {
        if (auto found = compare(input, domain, one, true); found.any()) return found;
    }
    if (!asks_for(input.condition, "ending")) return {};
    for (const auto& glob : input.policy.internal_globs) {
        if (glob.starts_with("*.") && ends_nearly(domain, std::string_view(glob).substr(2)))
            return {fmt::format("{} ends nearly as the house's own {}", domain, glob)};
    }
    return {};
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    std::vector<Detection> out;
    Domains strange, near;
    for (const auto& recipient : draft.recipients) {
        const std::string domain(domain_of(recipient.mailbox.address));
        if (domain.empty() || input.policy.is_internal(recipient.mailbox.address)) continue;
        (is_named(input.policy, domain) ? near : strange).insert(domain);
    }
    if (strange.empty()) return out;
    auto known = listed_domains(input.policy);
    known.insert(near.begin(), near.end());
    auto met = domains_of(quoted_addresses(draft));
    const Domains answered = met;
    met.insert(strange.begin(), strange.end());
    for (const auto& recipient : draft.recipients) {
        const std::string domain(domain_of(recipient.mailbox.address));
        // Answering to a domain that the mail came from is no slip of ours.
        if (!strange.contains(domain) || answered.contains(domain)) continue;
        if (const auto found = look_at(input, domain, known, met); found.any())
            out.push_back({recipient_place(draft, recipient.mailbox.address), found.clause});
    }
    return out;
}

}  // namespace

Detector lookalike_domain_detector() {
    return {"lookalike-domain",
            "a recipient's domain that is nearly one of the house, its groups or the thread",
            {"ending", "typo", "letters", "swallowed", "webmail"},
            {},
            detect};
}

}  // namespace sendguard::check
