// Options that commands of several tables take.
#pragma once

#include "cli/options.h"

namespace sendguard::cli {

inline const Option kHelp{.name = "help", .letter = 'h', .value = "", .help = "show this help"};
inline const Option kNoCache{
    .name = "no-cache", .value = "", .help = "compile the policy afresh, without the cache"};
inline const Option kGatePolicy{
    .name = "policy",
    .letter = 'p',
    .value = "FILE",
    .help = "the policy that the gates run with (/etc/send-guard/send-guard.yaml unless said)",
    .completes = Completes::file};

}  // namespace sendguard::cli
