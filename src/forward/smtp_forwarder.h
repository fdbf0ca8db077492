// smtp:// and smtps:// targets: open, log in, run one transaction, say what came of it.
#pragma once

#include <memory>

#include "base/result.h"
#include "forward/channel.h"
#include "forward/forward.h"
#include "policy/policy.h"

namespace sendguard::forward {

/// in:      open - how channels are opened; the tests' is a script
/// errors:  bad_policy (channel_settings', unreadable password or token file)
Result<std::unique_ptr<Forwarder>> make_smtp_forwarder(const policy::NextHop& next_hop,
                                                       OpenChannel open);

/// Opens through libcurl's module.
OpenChannel curl_channels();

/// maildir:PATH. errors: bad_policy (no path)
Result<std::unique_ptr<Forwarder>> make_maildir_forwarder(const policy::NextHop& next_hop);

}  // namespace sendguard::forward
