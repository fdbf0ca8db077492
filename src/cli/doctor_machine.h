// The doctor's eyes: runs postconf, opens files, tries addresses. All it finds are facts for
// gate/doctor.h; it judges nothing, and it never sends a message.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "gate/doctor.h"

namespace sendguard::cli {

/// Runs postconf on a configuration folder.
/// errors: not_found (no postconf), bad_input (postconf refuses the configuration), timeout, io
Result<gate::PostfixTexts> ask_postconf(const std::filesystem::path& config_dir);

/// Mail servers other than Postfix whose configuration stands on this machine: "Exim (/etc/exim4)".
std::vector<std::string> other_mail_servers();

/// Answers the questions as far as this process may look.
gate::DoctorFacts look_around(const gate::DoctorQuestions& questions);

}  // namespace sendguard::cli
