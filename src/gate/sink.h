// `send-guard sink`: a small SMTP server that files what it gets into a Maildir. For trying out,
// staging and tests; it takes mail for everyone and is bound to loopback unless told otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"

namespace sendguard::gate {

/// The protocol without sockets: lines in, replies out. source: RFC 5321
class SinkSession {
  public:
    struct Delivery {
        std::string sender;
        std::vector<std::string> recipients;
        std::string message;  ///< dots unstuffed, CRLF
    };
    using Deliver =
        std::function<Result<std::string>(const Delivery&)>;  ///< the name it was filed under

    explicit SinkSession(Deliver deliver);
    std::string greeting() const;
    /// Takes what arrived and gives what to answer; sets closed() after QUIT or a fault.
    std::string receive(std::string_view bytes);
    bool closed() const { return closed_; }

  private:
    std::string command(std::string_view line);  ///< counts faults
    std::string obey(std::string_view line);
    std::string mail(std::string_view rest);
    std::string rcpt(std::string_view rest);
    std::string data();
    std::string data_line(std::string_view line);
    std::string end_of_data();
    void reset();
    void cap_buffer();
    Deliver deliver_;
    std::string buffer_;
    Delivery delivery_;
    bool in_data_ = false;
    bool greeted_ = false;
    bool have_sender_ = false;
    bool too_large_ = false;
    bool lone_line_end_ = false;
    int faults_ = 0;
    bool closed_ = false;
};

struct SinkOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2525;  ///< 0: any free one
    std::filesystem::path maildir;
    std::uint64_t stop_after = 0;  ///< messages; 0 = never
    std::function<void(std::uint16_t port)> on_listening;
    std::function<void(const SinkSession::Delivery&, const std::string& name)> on_delivery;
    std::atomic<bool>* stop = nullptr;
};
/// Serves until stopped. errors: io (port in use, Maildir not writable)
Result<void> run_sink(const SinkOptions& options);

}  // namespace sendguard::gate
