// The command line of sendmail(1), as mail programs, cron, PHP and mail servers write it.
//
// Boost.Program_options cannot read it (-oi, -FCronDaemon, -f ""), so getopt(3) does, with the list
// of options that Postfix's sendmail takes. Options end at the first word that is none: a recipient
// that begins with '-' is never taken for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

struct SendmailArguments {
    enum class Mode : std::uint8_t {
        mail,   ///< -bm: a message on standard input
        smtp,   ///< -bs: an SMTP session on standard input and output
        queue,  ///< -bp: what is held
    };
    Mode mode = Mode::mail;
    bool help = false;
    std::optional<std::string> policy;  ///< --policy, before all other words
    bool header_recipients = false;     ///< -t
    bool dot_ends = true;               ///< a line "." ends the message; -i and -oi: it does not
    std::optional<std::string> sender;  ///< -f or -r; "" is the null sender
    std::string full_name;              ///< -F
    std::string notify, ret, envid;     ///< -N, -R, -V; "" = not asked
    std::vector<std::string> recipients;
    bool after_dashes = false;  ///< the recipients stood after "--"
};

/// in:     words - without the program's name and the command word
/// errors: bad_input (an unknown option, a missing or wrong value, a -b or -q that is not done
///         here, a recipient that begins with '-' and does not stand after "--")
/// source: postfix sendmail(1), Sendmail's sendmail(8)
Result<SendmailArguments> parse_sendmail(const std::vector<std::string>& words);

}  // namespace sendguard::cli
