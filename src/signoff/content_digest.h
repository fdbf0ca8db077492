// The size and SHA-256 of a part's content in the form that transport does not change.
#pragma once

#include <cstdint>
#include <string>

#include "draft/draft.h"

namespace sendguard::signoff {

struct ContentDigest {
    std::uint64_t size = 0;
    std::string sha256;  ///< 64 hexadecimal digits
};

/// Of the bytes after transfer decoding, before charset decoding; text/* with CRLF as LF.
///
/// Two forms that the wire itself changes are evened out too: attached messages and other types
/// sent without base64 have LF for CRLF, and the whole content of a mail of one part ends with a
/// line end (SMTP adds one).
ContentDigest content_digest(const draft::Draft& draft, const draft::Part& part);

/// Of the header fields that a reader sees or that say how to read, and the body, as they stand,
/// CRLF as LF: what a statement adds when two programs may read two different mails in these bytes.
ContentDigest raw_digest(const draft::Draft& draft);

}  // namespace sendguard::signoff
