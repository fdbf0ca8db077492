#include "gate/guard.h"

#include <iterator>
#include <utility>

namespace sendguard::gate {

Result<Guarded> guard(const policy::Policy& policy, GuardInput input, check::Workspace& workspace) {
    Guarded out;
    out.draft = draft::read_draft(std::move(input.bytes), input.read);
    if (out.draft.put_off) return out;

    check::Facts facts{.now = input.now,
                       .gate = input.gate,
                       .signoffs = signoff::stated_signoffs(out.draft),
                       .explain = input.explain,
                       .identity = std::move(input.identity),
                       .sent = std::move(input.sent),
                       .path = input.signoffs.path_in_repository,
                       .authors = std::move(input.more_authors)};
    if (input.histories != nullptr) {
        BOOST_OUTCOME_TRY(ask_history(*input.histories, policy, out.draft, facts));
    }
    if (!input.stands.empty() && signoff::draft_digest(out.draft) == input.stands_of)
        facts.stands = std::move(input.stands);
    input.signoffs.keyring = policy.keyring_text;
    auto signed_ones = signoff::signed_signoffs(out.draft, input.signoffs, input.now);
    std::move(signed_ones.begin(), signed_ones.end(), std::back_inserter(facts.signoffs));
    std::move(input.more_signoffs.begin(), input.more_signoffs.end(),
              std::back_inserter(facts.signoffs));

    BOOST_OUTCOME_TRY(out.evaluation, check::evaluate(policy, out.draft, facts, workspace));
    out.letter = std::move(facts.letter);
    return out;
}

}  // namespace sendguard::gate
