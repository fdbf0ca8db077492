// A display name that belongs to another address. Mail programs complete a name and hide the
// address behind it: passport data of heads of state went to the wrong house that way.
//
// Kinds:
//   address    the name itself is an address, and another than the one behind it
//   person     name and address are both a person's, and share no word: "Anna Berg" <tom.reed@...>
//   two-homes  two recipients of one name at two domains, one of the house or a group's, one not
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

/// The address that a display name shows; "" when it shows none.
std::string shown_address(std::string_view name) {
    const auto words = split(name, ' ');
    for (const auto raw : words) {
        const auto word = without_ends(raw, "<>()[]'\",;");
        const auto at = word.rfind('@');
        const auto dot = word.rfind('.');
        const bool whole = at != std::string_view::npos && at > 0 &&
                           dot != std::string_view::npos && dot > at + 1 && word.size() > dot + 2;
        if (whole) return draft::canonical_address(word);
    }
    return {};
}

/// Words of the display name and of the local part, both a person's, and none may name the other.
bool names_another(const draft::Mailbox& mailbox) {
    if (mailbox.name.find('@') != std::string::npos) return false;
    const auto shown = name_words(mailbox.name);
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

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    std::vector<Detection> out;
    for (const auto& recipient : draft.recipients) {
        const auto& mailbox = recipient.mailbox;
        if (mailbox.name.empty() || mailbox.address.empty()) continue;
        const auto place = [&] { return recipient_place(draft, mailbox.address); };
        const auto shown = shown_address(mailbox.name);
        if (!shown.empty() && ascii_lower(shown) != ascii_lower(mailbox.address)) {
            if (asks_for(input.condition, "address"))
                out.push_back({place(), "shown as " + shown + ", sent to " + mailbox.address});
        } else if (asks_for(input.condition, "person") && names_another(mailbox)) {
            out.push_back({place(), "shown as " + mailbox.name + ", sent to " + mailbox.address});
        }
    }
    if (!asks_for(input.condition, "two-homes") || draft.recipients.size() > 100) return out;
    for (const auto& one : draft.recipients) {
        if (is_named(input.policy, std::string(domain_of(one.mailbox.address)))) continue;
        const auto person = person_of(one.mailbox);
        if (!person.is_person || one.mailbox.name.empty()) continue;
        for (const auto& other : draft.recipients) {
            if (&one == &other || other.mailbox.name != one.mailbox.name ||
                domain_of(one.mailbox.address) == domain_of(other.mailbox.address) ||
                !is_named(input.policy, std::string(domain_of(other.mailbox.address))))
                continue;
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
