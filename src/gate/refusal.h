// A refusal as an SMTP reply: one line a finding, never over 512 octets a line, ASCII unless the
// client asked for SMTPUTF8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"
#include "policy/service.h"

namespace sendguard::gate {

/// One reply of ours.
struct SmtpReply {
    int code = 250;
    std::string enhanced;            ///< "5.7.1"; "" = none (greetings, 354)
    std::vector<std::string> lines;  ///< one at least; printable, no line ends
    bool operator==(const SmtpReply&) const = default;
};

/// The reply as it goes over the wire: each line with code and enhanced code, at most 512 octets
/// with its CRLF. in: utf8 - the client may be answered outside ASCII (RFC 6531 3.7.4)
/// source: RFC 5321 4.2.1, 4.5.3.1.5, RFC 2034
std::string wire(const SmtpReply& reply, bool utf8);

/// 550 5.7.1 with the findings that stop the message; more than kMaxRefusalLines are counted.
SmtpReply refusal(const check::Evaluation& evaluation, const policy::RefusalTexts& texts);
/// 451 4.7.1
SmtpReply could_not_check(std::string_view why, const policy::RefusalTexts& texts);

inline constexpr std::size_t kMaxRefusalLines = 20;

}  // namespace sendguard::gate
