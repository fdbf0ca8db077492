// Login and logout at the page.
#pragma once

#include "review/core.h"
#include "review/roles.h"

namespace sendguard::review {

Response get_login(Core& core, const Call& call);
Response post_login(Core& core, const Call& call);
Response post_logout(Core& core, const Call& call);

}  // namespace sendguard::review
