// Address fields as mailboxes, and who receives a draft.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::draft {

struct AddressList {
    std::vector<Mailbox> mailboxes;
    bool complicated = false;  ///< unbalanced, nested or routed: another reader may see others
};

/// in:     raw - an address field's value, folded
/// out:    mailboxes in order, groups opened; display names decoded; a word without "@" that stands
///         alone has an empty address and that word as its name
/// cost:   linear
/// source: RFC 5322 3.4, RFC 6854
AddressList parse_addresses(std::string_view raw);

/// `address` with its domain in lower-case A-labels.
/// source: RFC 5891, UTS 46
std::string canonical_address(std::string_view address);

}  // namespace sendguard::draft
