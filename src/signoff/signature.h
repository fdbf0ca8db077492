// SSHSIG signatures over statements, through ssh-keygen -Y, and where they are kept: the sidecar
// FILE.signoff and Send-Guard-Signoff: header fields. ssh-keygen is met in this one file's body; it
// is started without a shell, and no value from a draft becomes an option.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "draft/draft.h"
#include "signoff/statement.h"

namespace sendguard::signoff {

/// A statement and the armoured signature over it, as found; nothing checked yet.
struct SignedStatement {
    std::string statement;
    std::string signature;  ///< -----BEGIN SSH SIGNATURE----- ... END, with line ends
    std::string from;  ///< where it was found: "letter.eml.signoff", "header Send-Guard-Signoff"
};

/// errors: bad_input (torn block), with line
Result<std::vector<SignedStatement>> parse_sidecar(std::string_view bytes, std::string_view name);
std::string format_sidecar(const std::vector<SignedStatement>& statements);
/// From the draft's Send-Guard-Signoff: fields (base64 of the same).
Result<std::vector<SignedStatement>> from_headers(const draft::Draft& draft);

/// Signs with `ssh-keygen -Y sign -f key -n send-guard`.
/// errors: not_found (key, ssh-keygen), denied, io
Result<std::string> sign(std::string_view statement, const std::filesystem::path& key);

/// Who signed, by the allowed_signers text, at `now` (valid-after, valid-before).
/// out:    the principals the keyring names for the key
/// errors: denied (unknown key, bad signature, expired key, wrong namespace), io
Result<std::vector<std::string>> verify(const SignedStatement& signed_statement,
                                        std::string_view keyring, Timestamp now);

}  // namespace sendguard::signoff
