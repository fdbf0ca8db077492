// The door to zlib, for the few places where a stream of it stands alone.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::draft {

/// What a zlib stream unpacks to, as far as it is whole, and at most `most` bytes of it.
std::string inflate_stream(std::string_view packed, std::size_t most);

}  // namespace sendguard::draft
