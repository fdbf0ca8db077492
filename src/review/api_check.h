// Drafts that come in over the API.
#pragma once

#include "review/acts.h"
#include "review/core.h"

namespace sendguard::review {

Response post_check(Core& core, const Call& call);
Response post_submit(Core& core, const Call& call);
/// An edited draft in the place of the one that is held.
Response put_message(Core& core, const Call& call);

}  // namespace sendguard::review
