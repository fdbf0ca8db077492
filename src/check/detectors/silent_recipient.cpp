// A recipient of the envelope whom no header field names, and whom the author did not put in Bcc
// as far as can be seen. A library that sends mail for programs once added a Bcc to each of them.
//
// Whoever writes with a mail program has Bcc taken off before the gate sees it, so this says
// something of what programs and agents send, and of what a rule asks it for.
// source: RFC 5322 3.6.3, RFC 5321 7.2
#include <algorithm>
#include <string>
#include <vector>

#include "check/detectors/detectors.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    if (draft.kind != draft::Kind::mail || draft.envelope.recipients.empty()) return {};
    const auto* bcc = draft.header("Bcc");
    std::vector<Detection> out;
    for (const auto& recipient : draft.recipients) {
        const auto& address = recipient.mailbox.address;
        if (recipient.role != draft::Role::bcc || !recipient.in_envelope || address.empty())
            continue;
        if (bcc != nullptr && bcc->value.find(address) != std::string_view::npos) continue;
        out.push_back({recipient_place(draft, address), address + " stands in the envelope only"});
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
