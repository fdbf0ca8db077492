#include "forward/forward.h"

#include "base/text.h"
#include "forward/smtp_forwarder.h"

namespace sendguard::forward {

std::string_view outcome_name(Outcome outcome) {
    switch (outcome) {
        case Outcome::sent:
            return "sent";
        case Outcome::partly:
            return "partly";
        case Outcome::refused:
            return "refused";
        case Outcome::deferred:
            return "deferred";
        case Outcome::unknown:
            return "unknown";
    }
    return "unknown";
}

Result<std::unique_ptr<Forwarder>> make_forwarder(const policy::NextHop& next_hop) {
    if (starts_with_ignoring_case(next_hop.url, "maildir:"))
        return make_maildir_forwarder(next_hop);
    return make_smtp_forwarder(next_hop, curl_channels());
}

}  // namespace sendguard::forward
