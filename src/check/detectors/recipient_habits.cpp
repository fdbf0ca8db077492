// What the sender's history says of a mail's recipients: who is new, who was hardly meant, who is
// missing, who only looks like somebody known. Without a history, or with one of fewer than
// history::kEnoughSent mails, nothing is said.
// source: history/rank.h (Carvalho & Cohen, SDM 2007), history/habits.h
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "check/detectors/detectors.h"
#include "check/recipient_place.h"
#include "history/habits.h"
#include "history/rank.h"

namespace sendguard::check {
namespace {

using history::Contact;
using history::Letter;
using history::Sign;

constexpr std::size_t kMostNamed = 3;  // addresses in one sentence

bool wanted(const DetectorInput& input, std::string_view kind) {
    const auto& kinds = input.condition.kinds;
    return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
}

/// A list of recipients longer than that is no habit of a person, and each is held against all.
bool has_history(const DetectorInput& input) {
    return input.history != nullptr && input.draft.kind == draft::Kind::mail &&
           input.letter.recipients.size() <= history::kMaxTogether &&
           history::knows_enough(*input.history);
}

std::string times(std::uint32_t count) {
    return count == 1 ? "once" : count == 2 ? "twice" : fmt::format("{} times", count);
}

/// "anna@example.org, ben@example.org and 4 others"
std::string names(const std::vector<std::string>& addresses) {
    const auto shown = std::min(addresses.size(), kMostNamed);
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == addresses.size();
        out += (i == 0 ? "" : last ? " and " : ", ") + addresses[i];
    }
    const auto more = addresses.size() - shown;
    if (more == 0) return out;
    return out + fmt::format(" and {} other{}", more, more == 1 ? "" : "s");
}

/// The recipients' addresses as the mail writes them.
std::string as_written(const draft::Draft& draft, std::string_view key) {
    for (const auto& one : draft.recipients)
        if (history::key_of(one.mailbox.address) == key) return one.mailbox.address;
    return std::string(key);
}

Detection detection(const DetectorInput& input, std::string_view key, std::string detail) {
    return {recipient_place(input.draft, as_written(input.draft, key)), std::move(detail)};
}

std::vector<Detection> first_time(const DetectorInput& input) {
    std::vector<Detection> out;
    if (!has_history(input)) return out;
    for (const auto& key : input.letter.recipients) {
        const auto kind = input.policy.is_internal(key) ? "internal" : "external";
        if (!wanted(input, kind) || !history::is_first_time(*input.history, key)) continue;
        out.push_back(detection(
            input, key, fmt::format("you have never written to {}", as_written(input.draft, key))));
    }
    return out;
}

std::string why_unusual(const DetectorInput& input, const Letter& letter,
                        const history::Suspect& suspect) {
    const auto& profile = *input.history;
    const auto& key = letter.recipients[suspect.recipient];
    const auto address = as_written(input.draft, key);
    const auto* contact = profile.find(key);
    std::vector<std::string> others;
    for (const auto& one : letter.recipients)
        if (one != key) others.push_back(as_written(input.draft, one));
    std::string out;
    if (contact == nullptr || contact->sent == 0) {
        out = fmt::format("you have never written to {}", address);
    } else if (suspect.evidence[static_cast<std::size_t>(Sign::apart)] > 0) {
        out = fmt::format("you have written to {} {}, and never together with {}", address,
                          times(contact->sent), names(others));
    } else {
        out = fmt::format("you have written to {} {} in {} mails, and seldom about such things",
                          address, times(contact->sent), profile.sent());
    }
    if (const auto* meant = history::meant(profile, letter, suspect.recipient))
        out += fmt::format("; did you mean {}, to whom you wrote {}?", meant->address,
                           times(meant->sent));
    return out;
}

std::vector<Detection> unusual(const DetectorInput& input) {
    std::vector<Detection> out;
    if (!has_history(input)) return out;
    const auto& letter = input.letter;
    if (const auto suspect = history::doubtful(*input.history, letter))
        out.push_back(detection(input, letter.recipients[suspect->recipient],
                                why_unusual(input, letter, *suspect)));
    return out;
}

std::vector<Detection> missing(const DetectorInput& input) {
    std::vector<Detection> out;
    if (!has_history(input)) return out;
    const auto& letter = input.letter;
    for (const auto& one : history::missing_usual(*input.history, letter)) {
        std::vector<std::string> with;
        for (const auto* contact : one.with)
            with.push_back(as_written(input.draft, contact->address));
        out.push_back(
            {recipient_place(input.draft, with.front()),
             fmt::format("{} is missing: when you write to {}, it is nearly always there ({} of {} "
                         "mails)",
                         one.contact->address, names(with), one.times, one.of)});
    }
    return out;
}

std::string_view kind_of(history::Likeness likeness) {
    switch (likeness) {
        case history::Likeness::domain:
            return "domain";
        case history::Likeness::address:
            return "address";
        case history::Likeness::person:
            return "person";
    }
    return "";
}

std::vector<Detection> lookalike(const DetectorInput& input) {
    std::vector<Detection> out;
    if (!has_history(input)) return out;
    for (const auto& key : input.letter.recipients) {
        const auto found = history::lookalike(*input.history, key);
        if (!found || !wanted(input, kind_of(found->likeness))) continue;
        const bool person = found->likeness == history::Likeness::person;
        out.push_back(detection(
            input, key,
            fmt::format(
                "you have never written to {}, but {} to {}{}", as_written(input.draft, key),
                times(found->contact->sent), found->contact->address,
                person ? ", the same name at another domain" : ", one slip of a key away")));
    }
    return out;
}

}  // namespace

Detector first_time_recipient_detector() {
    return {"first-time-recipient",
            "a recipient that the sender never wrote to, and never heard of (needs a history)",
            {"internal", "external"},
            {},
            first_time,
            true};
}
Detector unusual_recipient_detector() {
    return {"unusual-recipient",
            "a recipient that hardly goes with the others and the text: added by mistake? (needs a "
            "history)",
            {},
            {},
            unusual,
            true};
}
Detector missing_recipient_detector() {
    return {"missing-recipient",
            "somebody who nearly always stands beside these recipients (needs a history)",
            {},
            {},
            missing,
            true};
}
Detector contact_lookalike_detector() {
    return {"contact-lookalike",
            "an unknown address that looks like one often written to (needs a history)",
            {"domain", "address", "person"},
            {},
            lookalike,
            true};
}

}  // namespace sendguard::check
