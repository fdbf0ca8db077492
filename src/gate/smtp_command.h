// One command line of a client, taken apart and judged by its form. Nothing of it can end a command
// of ours or begin another one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/refusal.h"

namespace sendguard::gate {

enum class Verb : std::uint8_t {
    ehlo,
    helo,
    lhlo,
    mail,
    rcpt,
    data,
    bdat,
    rset,
    noop,
    quit,
    vrfy,
    expn,
    help,
    starttls,
    auth,
    xforward,
    xclient,
    foreign,  ///< of another protocol (GET, POST, ...): the client is no SMTP client
    unknown,
};

/// "SIZE=1000" is {"SIZE", "1000", true}.
struct Parameter {
    std::string name;  ///< in capitals
    std::string value;
    bool has_value = false;
};

struct Command {
    Verb verb = Verb::unknown;
    std::string argument;  ///< what follows the verb
    std::string address;   ///< MAIL, RCPT: between < and >, without a source route
    std::vector<Parameter> parameters;
    SmtpReply fault;  ///< code 250: well-formed; else what to answer
    bool well_formed() const { return fault.code == 250; }
};

/// in:      line - without its CRLF
/// source:  RFC 5321 4.1.1, 4.1.2; RFC 6531 3.3 (UTF-8 in addresses)
Command parse_command(std::string_view line);

/// xtext decoded; nullopt when it is none, or holds a control character.
/// source: RFC 3461 4; XFORWARD_README
std::optional<std::string> decode_xtext(std::string_view text);

/// The parameters as they stood: " SIZE=1000 BODY=8BITMIME".
std::string parameters_text(const std::vector<Parameter>& parameters);

}  // namespace sendguard::gate
