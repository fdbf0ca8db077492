// Transfer decoding in pieces, for digests of large parts: nothing but one small buffer is kept.
#pragma once

#include <functional>
#include <string_view>

#include "draft/draft.h"

namespace sendguard::signoff {

using Sink = std::function<void(std::string_view piece)>;

/// Hands the bytes of `content` after transfer decoding to `sink`, piece by piece.
///
/// Lenient as mail programs are: what is no base64 is skipped, a broken "=" stays as it is. A part
/// that programs decode differently is a Fault of the draft, and the statement then covers its raw
/// bytes too.
/// source: RFC 2045 6.7, 6.8
void decode_transfer(draft::TransferEncoding encoding, std::string_view content, const Sink& sink);

}  // namespace sendguard::signoff
