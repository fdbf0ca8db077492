// What a message without Date, Message-ID or From learns from this machine beside gate/host.h: the
// user, chance.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sendguard::cli {

/// The login name of the user who runs the program; "uid-1234" where the system has none.
std::string login_name();

/// Time and 128 bits of chance, "20200106152000.0f...@host".
/// errors: internal (the system gives no random bytes)
Result<std::string> new_message_id(Timestamp time, std::string_view host);

}  // namespace sendguard::cli
