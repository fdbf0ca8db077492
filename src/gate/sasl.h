// AUTH without sockets: the server's side of PLAIN and LOGIN, a line in, an answer out. It does not
// know who the users are: it ends with a name and a password, which Users::verify() judges.
//
// states:  start() -> challenge -> step() -> challenge -> step() -> credentials | refused
// source:  RFC 4954 (SMTP AUTH), RFC 4616 (PLAIN), draft-murchison-sasl-login-00 (LOGIN)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/password.h"
#include "gate/refusal.h"

namespace sendguard::gate {

/// A line of the client, without CRLF. source: RFC 4954 4.5.3 of 5321 as extended in section 4
inline constexpr std::size_t kMaxSaslLineBytes = 12288;

/// What follows AUTH in the answer to EHLO.
inline constexpr std::string_view kSaslMechanisms = "PLAIN LOGIN";

struct SaslCredentials {
    std::string user;
    Secret password;
};

struct SaslStep {
    enum class Kind : std::uint8_t {
        challenge,    ///< send `reply` (334), hand the client's next line to step()
        credentials,  ///< the exchange is over; judge `credentials`
        refused,      ///< the exchange is over; send `reply` (501, 504, 500)
    };
    Kind kind = Kind::refused;
    SmtpReply reply;
    SaslCredentials credentials;
};

/// One exchange; after credentials or refused it is over, and another step is refused (503 5.5.1).
class SaslExchange {
  public:
    /// in:  mechanism - as in the AUTH command, any case; initial - what followed it, base64, "="
    ///      for an empty one; nullopt when nothing did
    SaslStep start(std::string_view mechanism, std::optional<std::string_view> initial);
    /// in:  line - what the client sent, without CRLF; "*" cancels
    SaslStep step(std::string_view line);

  private:
    enum class State : std::uint8_t { idle, plain, login_name, login_password };
    SaslStep take(std::string_view bytes);
    SaslStep over(SmtpReply reply);

    State state_ = State::idle;
    std::string user_;
};

/// Replies for what Users::verify() says.
const SmtpReply& login_accepted();     ///< 235 2.7.0
const SmtpReply& login_refused();      ///< 535 5.7.8
const SmtpReply& login_unavailable();  ///< 454 4.7.0

/// The bytes of `text`, which must be whole base64 with its padding, without blanks, junk or
/// stray bits. errors: bad_input
/// source: RFC 4648 3.2, 3.3, 3.5
Result<Secret> decode_strict_base64(std::string_view text);

}  // namespace sendguard::gate
