// A message as the bytes that follow DATA: CRLF line ends only, dots stuffed, the final dot;
// without a second copy of it in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/lines.h"

namespace sendguard::forward {

/// What MAIL must know of a message before it goes out.
struct WireFacts {
    std::uint64_t bytes = 0;   ///< with CRLF line ends, without stuffing and final dot (RFC 1870)
    bool eight_bit = false;    ///< a byte over 127 anywhere
    bool utf8_header = false;  ///< the top header block is UTF-8 and not ASCII (RFC 6532)
};
WireFacts wire_facts(std::string_view message);

/// Gives the wire's bytes piece by piece.
class DataSource {
  public:
    explicit DataSource(std::string_view message) : message_(message), ends_(message) {}
    /// About `room` bytes more; the last piece ends with the final dot, after it done() is true.
    std::string next(std::size_t room);
    bool done() const { return done_; }

  private:
    std::string_view message_;
    LineEnds ends_;
    std::size_t at_ = 0;
    bool line_start_ = true;
    bool done_ = false;
};

/// Where the top header block ends: the offset of the empty line (or the message's end).
std::size_t header_end(std::string_view message);

}  // namespace sendguard::forward
