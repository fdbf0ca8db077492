// A recipient's domain that is nearly one that is known: one letter off, another ending, letters
// that look alike. Over 100,000 mails for one country's soldiers went to another country's domain
// in half a year, for a letter left out of the ending.
//
// Known are the house's own domains, those of the policy's groups (a pack's placeholders only to
// other reserved domains), the other recipients' (with an address in the same mail one of the two
// is wrong), and those of who wrote what is answered. A domain that is itself known is
// never a likeness. What only this mail knows may be two houses ("stadtwerk", "stadtwerke"), unless
// the people there are the same. Kinds:
//   ending, typo, letters, swallowed   see domains.h
//   webmail                            a slip for a large provider: "gmial.com"
// cost: a comparison for each of kMostDomains domains outside and each known one; those of the mail
//       itself up to kMostMet
// source: domains.h; Szurdi et al., "The Long Taile of Typosquatting Domain Names" (USENIX 2014)
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"ending", "typo", "letters", "swallowed"};

constexpr std::size_t kMostDomains = 2'000;  ///< outside; a mail to more is a mailing, not a slip
constexpr std::size_t kMostMet = 100;        ///< more are not compared with each other
constexpr std::size_t kMostShown = 20;

using Domains = std::unordered_set<std::string>;

/// Domains that others are taken for. Groups of the packs hold reserved ones, which are nobody's
/// house: they are compared with reserved domains only.
struct Known {
    Domains house, placeholder;
};

Known listed_domains(const policy::Policy& policy) {
    Known out;
    out.house.insert(policy.internal_domains.begin(), policy.internal_domains.end());
    for (const auto& group : policy.groups) {
        auto& to = is_placeholder(group) ? out.placeholder : out.house;
        to.insert(group.domains.begin(), group.domains.end());
        for (const auto& address : group.addresses) to.emplace(domain_of(address));
    }
    return out;
}

/// By domain, the people whom this mail knows there.
using People = std::unordered_map<std::string, std::vector<NamedPerson>>;

void add_person(People& people, const draft::Mailbox& mailbox) {
    constexpr std::size_t kMostPeople = 20;  // of one domain
    auto& there = people[std::string(domain_of(mailbox.address))];
    if (there.size() < kMostPeople) there.push_back(person_of(mailbox));
}

/// Whether one of `there` may be one of `here`: a word of their names in common.
bool are_related(const std::vector<NamedPerson>& here, const std::vector<NamedPerson>& there) {
    const auto shares = [&](const std::string& word) {
        return word.size() >= 3 && !is_office_word(word) &&
               std::ranges::any_of(there, [&](const NamedPerson& person) {
                   return std::ranges::find(person.words, word) != person.words.end();
               });
    };
    return std::ranges::any_of(
        here, [&](const NamedPerson& person) { return std::ranges::any_of(person.words, shares); });
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

/// in: met - the domains of this mail, with the people there
Found compare_met(const DetectorInput& input, const std::string& domain, const People& met) {
    const auto here = met.find(domain);
    for (const auto& other : met) {
        auto found = compare(input, domain, other.first, true);
        if (!found.any()) continue;
        const bool related = here != met.end() && are_related(here->second, other.second);
        if (related || !may_be_two_houses(domain, other.first)) return found;
    }
    return {};
}

Found look_at(const DetectorInput& input, const std::string& domain, const Known& known,
              const People& met) {
    if (const auto meant = webmail_meant(domain);
        !meant.empty() && asks_for(input.condition, "webmail"))
        return {fmt::format("{} is {} {}", domain, likeness_clause(Likeness::typo), meant)};
    for (const auto& one : known.house) {
        if (auto found = compare(input, domain, one, false); found.any()) return found;
    }
    if (in_reserved_world(domain)) {
        for (const auto& one : known.placeholder) {
            if (auto found = compare(input, domain, one, false); found.any()) return found;
        }
    }
    if (auto found = compare_met(input, domain, met); found.any()) return found;
    if (!asks_for(input.condition, "ending")) return {};
    for (const auto& glob : input.policy.internal_globs) {
        if (glob.starts_with("*.") && ends_nearly(domain, std::string_view(glob).substr(2)))
            return {fmt::format("{} ends nearly as the house's own {}", domain, glob)};
    }
    return {};
}

/// The people outside, and those who wrote what is answered.
People people_of(const draft::Draft& draft, const Domains& strange,
                 const std::unordered_set<std::string>& quoted) {
    People met;
    for (const auto& address : quoted) add_person(met, {.name = {}, .address = address});
    for (const auto& recipient : draft.recipients) {
        if (strange.contains(std::string(domain_of(recipient.mailbox.address))))
            add_person(met, recipient.mailbox);
    }
    return met;
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    std::vector<Detection> out;
    Domains strange, near;
    std::vector<const draft::Recipient*> firsts;  // of each domain outside
    for (const auto& recipient : draft.recipients) {
        const std::string domain(domain_of(recipient.mailbox.address));
        if (domain.empty() || near.contains(domain) || strange.contains(domain) ||
            input.policy.is_internal(recipient.mailbox.address))
            continue;
        if (is_named(input.policy, domain)) {
            near.insert(domain);
        } else {
            strange.insert(domain);
            firsts.push_back(&recipient);
        }
        if (near.size() + strange.size() == kMostDomains) break;
    }
    if (strange.empty()) return out;
    auto known = listed_domains(input.policy);
    known.house.insert(near.begin(), near.end());
    const auto answered = domains_of(quoted_addresses(draft));
    People met;
    if (strange.size() <= kMostMet) met = people_of(draft, strange, quoted_addresses(draft, true));
    for (const auto* recipient : firsts) {
        const std::string domain(domain_of(recipient->mailbox.address));
        // Answering to a domain that the mail came from is no slip of ours.
        if (answered.contains(domain)) continue;
        if (const auto found = look_at(input, domain, known, met); found.any())
            out.push_back({recipient_place(draft, recipient->mailbox.address), found.clause});
        if (out.size() == kMostShown) break;
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
