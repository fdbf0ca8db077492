// The API and the page as a service beside the listeners of `serve`.
#pragma once

#include "gate/serve.h"

namespace sendguard::review {

/// For gate::ServeOptions::beside.
/// out:    null where the policy has no service.http
/// errors: bad_policy (a users or tokens file, a certificate), unavailable (the address is in use)
Result<std::unique_ptr<gate::Beside>> start_review(const gate::BesideParts& parts);

}  // namespace sendguard::review
