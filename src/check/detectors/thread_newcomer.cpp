// In an answer, a recipient from a domain that the mail so far did not know. A reporter completed
// into a privileged exchange read all of it, since the answer carried what went before.
//
// The idea: the quoted text names those who took part, by their addresses; one recipient outside
// the house whose domain none of them has is new. Silent where the quoted text names one address
// (its writer's: the others are not known), where several are new (they are meant), and where the
// text itself says that somebody is added.
#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/recipient_place.h"
#include "draft/addresses.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

// "I copy Tom", "adding Tom": the newcomer is meant. In the languages of the shipped packs.
constexpr std::string_view kAdded[] = {
    "adding ",   "added ",        "cc'ing",   "ccing",      "copying ", "copied in",
    "i copy ",   "looping in",    "loop in",  "including ", "introduc", "in cc",
    "in copy",   "in kopie",      "füge ",    "en copie",   "j'ajoute", "en copia",
    "con copia", "in copia",      "aggiungo", "in de cc",   "ik voeg",  "em cópia",
    "adiciono",  "do wiadomości", "dw:",      "dodaję",     "cc:",      "+ "};

bool is_forward(std::string_view subject) {
    const std::string low = draft::lower(draft::fold(subject.substr(0, 12)));
    for (const auto prefix : {"fw:", "fwd:", "wg:", "tr:", "rv:", "i:", "enc:", "doorst:", "pd:"}) {
        if (low.starts_with(prefix)) return true;
    }
    return false;
}

bool says_so(const draft::Draft& draft) {
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::body) continue;
        const std::string low = draft::lower(draft::fold(passage.text.substr(0, 2000)));
        for (const auto words : kAdded) {
            if (low.find(words) != std::string::npos) return true;
        }
    }
    return false;
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    const auto is_outside = [&](const draft::Recipient& recipient) {
        return !recipient.mailbox.address.empty() &&
               !input.policy.is_internal(recipient.mailbox.address);
    };
    if (draft.kind != draft::Kind::mail || is_forward(draft.subject()) ||
        std::ranges::none_of(draft.recipients, is_outside))
        return {};
    const auto addresses = quoted_addresses(draft);
    if (addresses.size() < 2) return {};
    const auto known = domains_of(addresses);
    const bool outsiders = std::ranges::any_of(
        known, [&](const std::string& domain) { return !input.policy.is_internal("a@" + domain); });
    if (!outsiders || says_so(draft)) return {};
    std::vector<Detection> out;
    for (const auto& recipient : draft.recipients) {
        if (!is_outside(recipient)) continue;
        const std::string domain(domain_of(recipient.mailbox.address));
        const auto name = registered_name(domain);
        const bool met = std::ranges::any_of(known, [&](const std::string& one) {
            const auto other = registered_name(one);
            return other.label == name.label && other.ending == name.ending;
        });
        if (!met)
            out.push_back({recipient_place(draft, recipient.mailbox.address),
                           domain + " takes no part in the mail that is answered"});
    }
    // All of them new: the mail is handed to others on purpose, with the old one below.
    const auto outside = std::ranges::count_if(draft.recipients, is_outside);
    if (out.size() != 1 || outside == 1) return {};
    return out;
}

}  // namespace

Detector thread_newcomer_detector() {
    return {"thread-newcomer",
            "in an answer, a recipient from a domain that took no part so far",
            {},
            {},
            detect};
}

}  // namespace sendguard::check
