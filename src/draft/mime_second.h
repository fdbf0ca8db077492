// The second reading of a message that two readers may read differently: GMime's. It lives in a
// module of its own that is loaded on first use, for its libraries cost 5 ms of start-up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "draft/draft.h"

namespace sendguard::draft {

/// One text as GMime decodes it.
struct SecondText {
    Place place = Place::body;  ///< subject, header, body, filename
    std::string type;           ///< media type of the part; "" for header text
    std::string text;           ///< UTF-8
    std::string detail;         ///< header name or file name
};

/// All texts GMime finds in `bytes`: subject, display names, file names, every text part, preamble,
/// epilogue, forwarded messages.
/// errors: internal (module missing), limit
Result<std::vector<SecondText>> read_with_gmime(std::string_view bytes);

/// The addresses of a header value that is more than plain `Name <a@b>, c@d` (groups, comments,
/// quoted parts, routes), as GMime reads them.
Result<std::vector<Mailbox>> parse_mailboxes_with_gmime(std::string_view value);

}  // namespace sendguard::draft
