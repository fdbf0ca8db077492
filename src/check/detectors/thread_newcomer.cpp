// In an answer, a recipient from a domain that the mail so far did not know. A reporter completed
// into a privileged exchange read all of it, since the answer carried what went before.
//
// The idea: the quoted text names those who took part, by their addresses; one recipient outside
// the house whose domain none of them has is new. Silent where the quoted text names one address
// (its writer's: the others are not known), where several are new (they are meant), where the mail
// goes to a mailing list, and where the text names the newcomer or says that somebody is added.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/recipient_place.h"
#include "draft/addresses.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostLookedAt = 20'000;  // of a passage

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

/// "[ilug] ..." has the tag "ilug".
std::string tag_of(std::string_view subject) {
    const auto begin = subject.find('[');
    const auto end = subject.find(']', std::min(begin, subject.size()));
    return end == std::string_view::npos ? ""
                                         : ascii_lower(subject.substr(begin + 1, end - begin - 1));
}

/// A mailing list: who answers there quotes people whose addresses nobody sees.
bool is_list(std::string_view address, std::string_view tag) {
    const auto domain = ascii_lower(domain_of(address));
    for (const auto begin : {"list.", "lists.", "listserv.", "groups.", "googlegroups."})
        if (domain.starts_with(begin)) return true;
    const auto local = ascii_lower(local_part_of(address));
    for (const auto end :
         {"-list", "-l", "-users", "-dev", "-devel", "-announce", "-discuss", "-talk"})
        if (local.ends_with(end)) return true;
    return local == "list" || (!tag.empty() && local == tag);
}

bool goes_to_list(const draft::Draft& draft) {
    for (const auto* field : {"List-Id", "List-Post", "List-Unsubscribe"})
        if (draft.header(field) != nullptr) return true;
    const auto tag = tag_of(draft.subject());
    return std::ranges::any_of(draft.recipients, [&](const draft::Recipient& recipient) {
        return is_list(recipient.mailbox.address, tag);
    });
}

/// The words of text and quotes.
std::unordered_set<std::string> words_of(const draft::Draft& draft) {
    std::unordered_set<std::string> words;
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::body && passage.place != draft::Place::quote) continue;
        for (auto& word : name_words(passage.text.substr(0, kMostLookedAt)))
            words.insert(std::move(word));
    }
    return words;
}

/// Whether `words` name the recipient: two words of the name, or the only one there is.
bool is_named(const std::unordered_set<std::string>& words, const draft::Mailbox& mailbox) {
    const auto person = person_of(mailbox);
    const auto named = std::ranges::count_if(person.words, [&](const std::string& word) {
        return word.size() >= 3 && words.contains(word);
    });
    return named >= 2 || (named == 1 && person.words.size() == 1);
}

/// The domain as its registry sells it: "example.co.uk".
std::string house_of(std::string_view domain) {
    const auto name = registered_name(domain);
    return fmt::format("{}.{}", name.label, name.ending);
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
    if (!outsiders || says_so(draft) || goes_to_list(draft)) return {};
    // All of them new: the mail is handed to others on purpose, with the old one below.
    if (std::ranges::count_if(draft.recipients, is_outside) == 1) return {};
    std::unordered_set<std::string> houses;
    for (const auto& domain : known) houses.insert(house_of(domain));
    const auto words = words_of(draft);
    std::vector<const draft::Mailbox*> newcomers;
    for (const auto& recipient : draft.recipients) {
        const auto& mailbox = recipient.mailbox;
        if (!is_outside(recipient) || houses.contains(house_of(domain_of(mailbox.address))) ||
            is_named(words, mailbox))
            continue;
        newcomers.push_back(&mailbox);
        if (newcomers.size() > 1) return {};
    }
    std::vector<Detection> out;
    for (const auto* newcomer : newcomers)
        out.push_back({recipient_place(draft, newcomer->address),
                       std::string(domain_of(newcomer->address)) +
                           " takes no part in the mail that is answered"});
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
