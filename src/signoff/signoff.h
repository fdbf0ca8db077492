// All sign-offs of a draft, stated and signed, brought to one form: a fact for evaluation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "draft/draft.h"
#include "signoff/signature.h"

namespace sendguard::signoff {

/// One person's sign-off, checked. Whether the person is of the group a rule asks for is the rule's
/// question.
struct Signoff {
    std::string person;      ///< canonical address, or the keyring's principal
    bool signed_ = false;    ///< false: stated in the draft only
    std::string as;          ///< the group signed for; "" in stated ones
    bool any_group = false;  ///< signed, and for each group of the person: a commit names none
    std::optional<Timestamp> until;
    std::string from;         ///< "line Approved-by in body", "letter.eml.signoff", ...
    std::string void_reason;  ///< empty: it counts; else why it does not, one sentence
};

/// Lines such as "Approved-by: Name <address>" in the draft's own text (not in quotes) and front
/// matter `approved_by`.
std::vector<Signoff> stated_signoffs(const draft::Draft& draft);

/// One stated sign-off: "Name <address>" or the address; void when it is not exactly one.
Signoff stated_signoff(std::string_view value, std::string from);

struct SignedSources {
    std::string sidecar;  ///< bytes of FILE.signoff; "" = none
    std::string sidecar_name;
    std::string keyring;  ///< allowed_signers text
    std::string path_in_repository;
};
/// Checks every signed statement against the draft as it is now. A statement over other bytes,
/// addresses or parts is void, with what differs as the reason.
std::vector<Signoff> signed_signoffs(const draft::Draft& draft, const SignedSources& sources,
                                     Timestamp now);

/// The authors of a draft, for `not: [author]`: envelope sender, every From address; canonical.
/// Empty: not known.
std::vector<std::string> authors(const draft::Draft& draft);

}  // namespace sendguard::signoff
