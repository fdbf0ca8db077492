// A draft that comes in over the API: the message and its envelope.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/service.h"
#include "review/http.h"

namespace sendguard::review {

struct ApiDraft {
    std::shared_ptr<const std::string> bytes;
    std::string sender;
    std::vector<std::string> recipients;
    /// Of message and envelope, to tell whether a key was used for the same.
    std::string digest() const;
};

/// in:     either application/json: {"sender", "recipients": [...], "message" | "message_base64"};
///         or message/rfc822, the message itself, with ?sender=...&recipient=...&recipient=...
///         What of the envelope is missing is taken from From, To, Cc and Bcc.
/// errors: bad_input, limit
Result<ApiDraft> read_api_draft(const Request& request, const policy::ServiceLimits& limits);

}  // namespace sendguard::review
