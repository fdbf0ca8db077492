// The pages of held drafts, and what their forms do.
#pragma once

#include "review/core.h"

namespace sendguard::review {

Response get_list(Core& core, const Call& call);
Response get_hold_page(Core& core, const Call& call);
Response get_html(Core& core, const Call& call);
Response get_part(Core& core, const Call& call);
Response get_whole(Core& core, const Call& call);

/// /holds/{id}/{act}: approve, reject, return, recall, revoke, confirm, settle.
Response post_page_act(Core& core, const Call& call);
Response post_page_freeze(Core& core, const Call& call);

}  // namespace sendguard::review
