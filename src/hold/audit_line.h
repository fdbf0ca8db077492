// What one entry of the audit chain says: the event, and digests of what it left in the store, so
// that a stored record or message that was changed behind the store's back is noticed.
#pragma once

#include <cstdint>
#include <string>

#include "hold/store.h"

namespace sendguard::hold {

struct AuditLine {
    Event event;
    std::uint64_t version = 0;  ///< of the hold that it left; 0 = the hold was not changed
    std::string record;         ///< "sha256:..." of that hold's record; "" = not changed
    std::uint32_t draft = 0;    ///< of the new bytes; 0 = none came
    std::string bytes;          ///< "sha256:..." of them; "" = none came
};

}  // namespace sendguard::hold
