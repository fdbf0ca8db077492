// Opening a channel to the next hop: secrets fetched, logged in, and asked what it offers.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "forward/channel.h"
#include "forward/forward.h"
#include "forward/smtp_reply.h"
#include "policy/service.h"

namespace sendguard::forward {

/// A channel past greeting, EHLO, STARTTLS and AUTH; or why there is none.
struct OpenedHop {
    std::unique_ptr<Channel> channel;  ///< null: what follows tells why
    Capabilities ehlo;
    Outcome outcome = Outcome::deferred;  ///< refused or deferred
    std::string stage;                    ///< "connect", "EHLO", "STARTTLS", "AUTH"
    Reply reply;                          ///< what the server said to that; code 0: nothing
    std::string detail;                   ///< for a person
};

/// May be used by several threads at once.
class HopOpener {
  public:
    /// errors: bad_policy (channel_settings', unreadable password or token file)
    static Result<std::unique_ptr<HopOpener>> make(const policy::NextHop& next_hop,
                                                   OpenChannel open);
    /// Blocks until the channel is open or has failed; at most about the settings' timeout.
    /// errors: bad_policy (a password or token file cannot be read any more)
    Result<OpenedHop> open();
    const ChannelSettings& settings() const { return settings_; }

  private:
    HopOpener(const policy::NextHop& next_hop, ChannelSettings settings, OpenChannel open)
        : hop_(next_hop), settings_(std::move(settings)), open_(std::move(open)) {}
    Result<void> read_files();
    Result<void> fetch_secret(ChannelSettings& settings);
    bool has_token() const { return !hop_.token_file.empty() || !hop_.token_command.empty(); }

    policy::NextHop hop_;
    ChannelSettings settings_;  ///< without secrets
    OpenChannel open_;
    std::mutex mutex_;
    std::string kept_token_;  ///< of token_command, until a server refuses it
};

}  // namespace sendguard::forward
