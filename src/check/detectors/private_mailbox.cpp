// A mail to a private mailbox: one at a provider that gives mailboxes to anybody. Kinds:
//   own      the sender's own, by its local part or name: work that is taken home
//   foreign  somebody else's
// source: domains.h, names.h
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostShown = 20;
constexpr std::size_t kMostSenders = 10;

struct Sender {
    NamedPerson person;
    std::string local;
};

/// Those of the house who stand in From.
std::vector<Sender> senders_of(const DetectorInput& input) {
    std::vector<Sender> out;
    for (const auto& from : input.draft.from) {
        if (!input.policy.is_internal(from.address)) continue;
        out.push_back({person_of(from), ascii_lower(local_part_of(from.address))});
        if (out.size() == kMostSenders) break;
    }
    return out;
}

bool is_same_person(const Sender& sender, const draft::Mailbox& recipient) {
    const auto& own = sender.person;
    const auto other = person_of(recipient);
    const auto met = std::ranges::count_if(own.words, [&](const std::string& word) {
        return word.size() >= 3 && std::ranges::any_of(other.words, [&](const std::string& there) {
                   return word == there ||
                          (word.size() >= 4 && there.find(word) != std::string::npos);
               });
    });
    const auto& local = sender.local;
    return met >= 2 ||
           (local.size() >= 4 && local == ascii_lower(local_part_of(recipient.address)) &&
            !is_office_word(local));
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto senders = senders_of(input);
    for (const auto& recipient : input.draft.recipients) {
        const auto& mailbox = recipient.mailbox;
        if (!is_webmail(domain_of(mailbox.address)) || input.policy.is_internal(mailbox.address))
            continue;
        const bool own = std::ranges::any_of(
            senders, [&](const Sender& sender) { return is_same_person(sender, mailbox); });
        if (asks_for(input.condition, own ? "own" : "foreign"))
            out.push_back({recipient_place(input.draft, mailbox.address),
                           mailbox.address + (own ? " is the sender's private mailbox"
                                                  : " is a private mailbox")});
        if (out.size() == kMostShown) break;
    }
    return out;
}

}  // namespace

Detector private_mailbox_detector() {
    return {"private-mailbox",
            "a recipient at a provider that gives mailboxes to anybody",
            {"own", "foreign"},
            {},
            detect};
}

}  // namespace sendguard::check
