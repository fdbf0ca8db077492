// A display name that belongs to another address. Mail programs complete a name and hide the
// address behind it: passport data of heads of state went to the wrong house that way.
//
// Kinds:
//   address    the name itself is an address, and another than the one behind it; not where both
//              may be one mailbox (one house and name), nor where a list or forwarder keeps it
//   person     name and address are both a person's, and share no word: "Anna Berg" <tom.reed@...>
//   two-homes  two recipients of one name at two domains, one of the house or a group's, the other
//              neither that nor a provider's
// Limits: initials and short forms count as the same person; a local part of one word tells
// nothing. source: names.h
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/recipient_place.h"
#include "draft/addresses.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostShown = 20;
constexpr std::size_t kLongestName = 500;  ///< bytes of a display name that are looked at

/// The address that a display name shows beside none that is the one behind it; "" for none.
std::string shown_address(std::string_view name, std::string_view behind) {
    std::string shown;
    const auto words = split(name.substr(0, kLongestName), ' ');
    for (const auto raw : words) {
        const auto word = without_ends(raw, "<>()[]'\",;");
        const auto at = word.rfind('@');
        const auto dot = word.rfind('.');
        const bool whole = at != std::string_view::npos && at > 0 &&
                           dot != std::string_view::npos && dot > at + 1 && word.size() > dot + 2;
        if (!whole) continue;
        auto address = draft::canonical_address(word);
        if (equals_ignoring_case(address, behind)) return {};
        if (shown.empty()) shown = std::move(address);
    }
    return shown;
}

/// Words of the display name and of the local part, both a person's, and none may name the other.
bool names_another(const draft::Mailbox& mailbox) {
    if (mailbox.name.find('@') != std::string::npos) return false;
    const auto shown = name_words(std::string_view(mailbox.name).substr(0, kLongestName));
    const auto behind = name_words(local_part_of(mailbox.address));
    const auto full = [](const std::vector<std::string>& words) {
        return words.size() >= 2 && words.size() <= 4 &&
               std::ranges::all_of(words, [](const auto& word) { return word.size() >= 3; }) &&
               std::ranges::none_of(words, is_office_word);
    };
    if (!full(shown) || !full(behind)) return false;
    return std::ranges::none_of(shown, [&](const std::string& word) {
        return std::ranges::any_of(behind, [&](const std::string& other) {
            return near_names(word, other) || word.find(other) != std::string::npos ||
                   other.find(word) != std::string::npos;
        });
    });
}

std::string letters_and_digits(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (is_ascii_letter(c) || is_ascii_digit(c)) out += ascii_lower(c);
    return out;
}

bool shares_a_word(std::string_view one, std::string_view other) {
    const auto words = name_words(other);
    return std::ranges::any_of(name_words(one), [&](const std::string& word) {
        return word.size() >= 3 && std::ranges::any_of(words, [&](const std::string& there) {
                   return near_names(word, there) ||
                          (there.size() > word.size() && there.find(word) != std::string::npos);
               });
    });
}

/// Whether the shown address and the one behind it may be one mailbox, or are meant to differ: a
/// list or a forwarder that writes "anna at x.example via The List".
bool is_same_mailbox(const DetectorInput& input, std::string_view name, const std::string& shown,
                     const std::string& address) {
    const std::string low = ascii_lower(name);
    for (const auto word : {" via ", " on behalf of ", " (via ", " über ", " im auftrag von "})
        if (low.find(word) != std::string::npos) return true;
    const auto local = ascii_lower(local_part_of(shown));
    const auto behind = ascii_lower(local_part_of(address));
    const auto here = registered_name(domain_of(shown)),
               there = registered_name(domain_of(address));
    const bool same_house = here.label == there.label && here.ending == there.ending;
    if (same_house && (local == behind || shares_a_word(local, behind))) return true;
    // Forwarders keep the address in what they write: "anna=x.example@...",
    // "anna.at.x.example@...".
    const auto kept = letters_and_digits(behind);
    if (kept.size() > local.size() && kept.find(letters_and_digits(local)) != std::string::npos &&
        kept.find(letters_and_digits(domain_of(shown))) != std::string::npos)
        return true;
    for (const auto* field : {"List-Post", "List-Id"}) {
        const auto* list = input.draft.header(field);
        if (list == nullptr) continue;
        const auto text = ascii_lower(list->value.substr(0, 1000));
        if (text.find(ascii_lower(address)) != std::string::npos ||
            text.find(ascii_lower(behind) + "." + std::string(domain_of(address))) !=
                std::string::npos)
            return true;
    }
    // The same person, who has moved; shown as one of the house's it is a slip.
    return local == behind && !input.policy.is_internal(shown);
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    std::vector<Detection> out;
    for (const auto& recipient : draft.recipients) {
        const auto& mailbox = recipient.mailbox;
        if (mailbox.name.empty() || mailbox.address.empty()) continue;
        const auto place = [&] { return recipient_place(draft, mailbox.address); };
        const auto shown = shown_address(mailbox.name, mailbox.address);
        if (out.size() == kMostShown) return out;
        if (!shown.empty()) {
            if (asks_for(input.condition, "address") &&
                !is_same_mailbox(input, mailbox.name, shown, mailbox.address))
                out.push_back({place(), "shown as " + shown + ", sent to " + mailbox.address});
        } else if (asks_for(input.condition, "person") && names_another(mailbox)) {
            out.push_back({place(), "shown as " + mailbox.name + ", sent to " + mailbox.address});
        }
    }
    if (!asks_for(input.condition, "two-homes") || draft.recipients.size() > 100) return out;
    for (const auto& one : draft.recipients) {
        if (is_named(input.policy, std::string(domain_of(one.mailbox.address)))) continue;
        const auto person = person_of(one.mailbox);
        // Whoever adds somebody's private mailbox to the one at work chose both.
        if (!person.is_person || one.mailbox.name.empty() ||
            is_webmail(domain_of(one.mailbox.address)))
            continue;
        for (const auto& other : draft.recipients) {
            if (&one == &other || other.mailbox.name != one.mailbox.name ||
                domain_of(one.mailbox.address) == domain_of(other.mailbox.address) ||
                !is_named(input.policy, std::string(domain_of(other.mailbox.address))))
                continue;
            if (out.size() == kMostShown) return out;
            out.push_back({recipient_place(draft, one.mailbox.address),
                           one.mailbox.name + " is also at " + other.mailbox.address});
        }
    }
    return out;
}

}  // namespace

Detector display_name_detector() {
    return {"display-name",
            "a recipient whose display name belongs to another address",
            {"address", "person", "two-homes"},
            {},
            detect};
}

}  // namespace sendguard::check
