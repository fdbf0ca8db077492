// The next hop's settings, read and judged once: where it is, how it is guarded, who logs in.
#pragma once

#include <string>

#include "base/result.h"
#include "forward/channel.h"
#include "policy/policy.h"

namespace sendguard::forward {

/// Whether `host` is this machine by its name or number (localhost, 127/8, ::1).
bool is_loopback(std::string_view host);

/// URL and settings -> where and how to connect; password and token stay empty.
///
/// errors:  bad_policy (unknown scheme or tls word, a path in the URL, credentials that would leave
/// this
///          machine without a verified TLS connection)
Result<ChannelSettings> channel_settings(const policy::NextHop& next_hop);

/// "smtp://host:25"
std::string target_text(const ChannelSettings& settings);
/// "host:25"
std::string server_text(const ChannelSettings& settings);

}  // namespace sendguard::forward
