#include "draft/recipients.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "draft/addresses.h"
#include "draft/mime_second.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxSecondBytes = 20000;  ///< GMime's address reader is slow on long junk

bool has_address(const std::vector<Mailbox>& list, const std::string& address) {
    return std::ranges::find(list, address, &Mailbox::address) != list.end();
}

/// A field's mailboxes; those that only GMime sees come last.
std::vector<Mailbox> read_field(Reading& reading, const Source& source, const HeaderField& field) {
    AddressList list = parse_addresses(field.value);
    if (!list.complicated || field.value.size() > kMaxSecondBytes) return std::move(list.mailboxes);
    const auto second = parse_mailboxes_with_gmime(field.value);
    if (!second) return std::move(list.mailboxes);
    bool differs = false;
    for (const auto& mailbox : second.value()) {
        Mailbox other{mailbox.name, canonical_address(mailbox.address)};
        if (other.address.find('@') == std::string::npos ||
            has_address(list.mailboxes, other.address))
            continue;
        list.mailboxes.push_back(std::move(other));
        differs = true;
    }
    if (differs)
        reading.fault(FaultClass::ambiguous, "address-syntax",
                      fmt::format("readers see different addresses in the header {}",
                                  to_valid_utf8(field.name)),
                      0, source.offset(field.begin));
    return std::move(list.mailboxes);
}

/// Every recipient once; a plain To beats Cc beats Bcc.
class RecipientList {
  public:
    explicit RecipientList(Reading& reading) : reading_(reading) {}

    void add(Mailbox mailbox, Role role, bool in_envelope) {
        auto& recipients = reading_.draft().recipients;
        // Local parts that differ in case only are one mailbox everywhere but on paper.
        const std::string key =
            ascii_lower(mailbox.address.empty() ? mailbox.name : mailbox.address);
        const auto [found, is_new] = known_.try_emplace(key, recipients.size());
        if (!is_new) {
            recipients[found->second].in_envelope |= in_envelope;
            return;
        }
        if (recipients.size() == kMaxRecipients)
            reading_.fault(FaultClass::unreadable, "limit-recipients",
                           fmt::format("the message has more than {} recipients", kMaxRecipients),
                           0, 0);
        recipients.push_back({std::move(mailbox), role, in_envelope});
    }

  private:
    Reading& reading_;
    std::unordered_map<std::string, std::size_t> known_;
};

}  // namespace

void read_people(Reading& reading, const Source& source) {
    Draft& draft = reading.draft();
    const bool enveloped = !draft.envelope.recipients.empty();
    RecipientList list(reading);
    const auto each = [&](std::string_view name, const auto& take) {
        for (const auto& field : draft.headers)
            if (equals_ignoring_case(field.name, name))
                for (auto& mailbox : read_field(reading, source, field)) take(std::move(mailbox));
    };
    each("From", [&](Mailbox m) { draft.from.push_back(std::move(m)); });
    each("Sender", [&](Mailbox m) { draft.sender.push_back(std::move(m)); });
    each("Reply-To", [&](Mailbox m) { draft.reply_to.push_back(std::move(m)); });
    each("To", [&](Mailbox m) { list.add(std::move(m), Role::to, !enveloped); });
    each("Cc", [&](Mailbox m) { list.add(std::move(m), Role::cc, !enveloped); });
    each("Bcc", [&](Mailbox m) { list.add(std::move(m), Role::bcc, !enveloped); });
    for (const auto& address : draft.envelope.recipients)
        list.add({{}, canonical_address(address)}, Role::bcc, true);
}

}  // namespace sendguard::draft
