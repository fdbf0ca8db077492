// A recipient of the envelope whom no header field names, and whom the author did not put in Bcc
// as far as can be seen. A library that sends mail for programs once added a Bcc to each of them.
//
// Whoever writes with a mail program has Bcc taken off before the gate sees it, so this says
// something of what programs and agents send, and of what a rule asks it for.
// source: RFC 5322 3.6.3, RFC 5321 7.2
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/recipient_place.h"
#include "draft/addresses.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostShown = 20;

/// The addresses of every field To, Cc and Bcc, in small letters.
std::unordered_set<std::string> named_addresses(const draft::Draft& draft) {
    std::unordered_set<std::string> out;
    for (const auto& field : draft.headers) {
        if (!equals_ignoring_case(field.name, "To") && !equals_ignoring_case(field.name, "Cc") &&
            !equals_ignoring_case(field.name, "Bcc"))
            continue;
        for (const auto& mailbox : draft::parse_addresses(field.value).mailboxes)
            out.insert(ascii_lower(draft::canonical_address(mailbox.address)));
    }
    return out;
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    if (draft.kind != draft::Kind::mail || draft.envelope.recipients.empty()) return {};
    const auto named = named_addresses(draft);
    std::vector<Detection> out;
    for (const auto& recipient : draft.recipients) {
        const auto& address = recipient.mailbox.address;
        if (recipient.role != draft::Role::bcc || !recipient.in_envelope || address.empty())
            continue;
        if (named.contains(ascii_lower(draft::canonical_address(address)))) continue;
        out.push_back(
            {recipient_place(draft, address), address + " gets it too, and no field says so"});
        if (out.size() == kMostShown) break;
    }
    return out;
}

}  // namespace

Detector silent_recipient_detector() {
    return {"silent-recipient",
            "a recipient of the envelope whom no header field names",
            {},
            {},
            detect};
}

}  // namespace sendguard::check
