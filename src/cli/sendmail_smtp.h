// `sendmail -bs`: the session of gate/smtp_session.h on standard input and output, for programs
// such as Alpine that speak SMTP to a program in place of a server.
#pragma once

#include "cli/submission.h"

namespace sendguard::cli {

/// Serves until QUIT, the end of input or an output that is gone.
///
/// in:     gate - loaded; mail - the fields that the command line gave, for every message
/// out:    nullopt after a session, however its messages ended: the client was told
Ending run_smtp(SubmissionGate& gate, const Submission& mail);

}  // namespace sendguard::cli
