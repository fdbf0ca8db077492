// What follows DATA, as bytes come in: where it ends, and what is wrong with its form.
//
// The data ends at CRLF . CRLF and nowhere else; servers that took LF . LF for it let a second mail
// be smuggled in. A bare CR, a bare LF and over-long lines are noted, so that they can be refused
// once the end is known and the session is in step again. source: RFC 5321 4.1.1.4, 4.5.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sendguard::gate {

class DataReceiver {
  public:
    explicit DataReceiver(std::uint64_t max_line) : max_line_(max_line) {}

    /// Appends the data among `bytes` to `out`, dots still stuffed, without the final dot line.
    /// in:  out - what was received so far; its last kTail bytes must still be there
    /// out: how many of `bytes` were taken; all, unless the end came
    std::size_t receive(std::string_view bytes, std::string& out);
    /// A piece of BDAT, which knows no dots: they are stuffed on the way in.
    void receive_chunk(std::string_view bytes, std::string& out);
    /// The last piece of BDAT has come: the last line gets its end.
    void end_chunks(std::string& out);

    bool ended() const { return ended_; }
    std::uint64_t bytes() const { return bytes_; }  ///< received so far
    bool bare_line_end() const { return bare_; }    ///< a CR or LF that is no CRLF
    bool eight_bit() const { return eight_bit_; }   ///< a byte over 127
    bool line_too_long() const { return too_long_; }
    bool dotted() const { return dotted_; }  ///< a line begins with a (stuffed) dot

    /// What receive() may need to look back at.
    static constexpr std::size_t kTail = 8;

  private:
    void look_at(std::string_view text, std::size_t from);
    bool find_end(std::string& out, std::size_t from);

    std::uint64_t max_line_;
    std::uint64_t bytes_ = 0, line_ = 0;
    bool started_ = false, ended_ = false, bare_ = false, too_long_ = false, dotted_ = false,
         eight_bit_ = false;
    bool at_line_start_ = true;  // of BDAT
    char last_ = '\n';
};

}  // namespace sendguard::gate
