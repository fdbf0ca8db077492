// Replies of an SMTP server: told apart from garbage, kept within a limit, and what EHLO's says.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "forward/channel.h"
#include "forward/forward.h"

namespace sendguard::forward {

/// One line of a reply: "250-SIZE 1000" is {250, true, "SIZE 1000"}.
/// errors: bad_input (no reply line: wrong digits, no blank or hyphen after them)
/// source: RFC 5321 4.2
struct ReplyLine {
    int code = 0;
    bool more = false;
    std::string text;
};
Result<ReplyLine> parse_reply_line(std::string_view line);

/// Whole replies from lines that a library collected; lines that are none are left out.
std::vector<Reply> group_replies(const std::vector<std::string>& lines);

/// Whole replies from bytes as they come; what came too early waits.
class ReplyAssembler {
  public:
    void receive(std::string_view bytes) { buffer_ += bytes; }
    /// The next whole reply; nullopt: more bytes are needed.
    /// errors: bad_input (not SMTP), limit (over kMaxSmtpReplyBytes)
    Result<std::optional<Reply>> next();
    /// Whether bytes wait that no next() has taken.
    bool waiting() const { return !buffer_.empty(); }

  private:
    std::optional<std::string> next_line();
    std::string buffer_;
    Reply open_;             ///< the lines of a reply that goes on
    std::size_t bytes_ = 0;  ///< of it
};

/// Takes whole replies off a channel, one by one.
class ReplyReader {
  public:
    explicit ReplyReader(Channel& channel) : channel_(channel) {}
    /// errors: timeout, unavailable (closed or broken), bad_input (not SMTP), limit (over
    ///         kMaxSmtpReplyBytes)
    Result<Reply> next(std::chrono::milliseconds wait);
    /// Whether anything has arrived that nobody asked for yet, or the server hung up.
    bool spoke_early();

  private:
    Channel& channel_;
    ReplyAssembler replies_;
    bool closed_ = false;
};

/// What the server's last EHLO answer offers.
struct Capabilities {
    bool pipelining = false, eight_bit = false, smtp_utf8 = false, dsn = false, auth = false;
    bool size = false;
    std::uint64_t max_size = 0;         ///< bytes; 0 = none told
    std::vector<std::string> keywords;  ///< all, in capitals: "XFORWARD", "REQUIRETLS"
    std::string xforward;               ///< the attributes it takes, in capitals: "NAME ADDR PROTO"
    bool offers(std::string_view keyword) const;
};
/// in: ehlo - the reply to EHLO; its first line is the server's name
/// source: RFC 5321 4.1.1.1, RFC 1870, 2920, 6152, 6531, 3461, 4954
Capabilities read_capabilities(const Reply& ehlo);

}  // namespace sendguard::forward
