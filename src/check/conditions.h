// The conditions of a rule against one draft: does it hold, and where.
//
// "Could not tell" is an Error (a pattern ran away), never "no".
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "check/evaluate.h"
#include "check/memo.h"
#include "check/searched_text.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

/// What all conditions of one evaluation read.
struct Scene {
    const policy::Policy& policy;
    const draft::Draft& draft;
    const Facts& facts;
    const SearchedText& text;
    policy::Audience audience;
    Memo memo = {};
};

/// Where a condition held, gathered while a rule is evaluated.
struct Evidence {
    std::vector<draft::Location> places;          ///< at most kMaxFindingPlaces
    std::size_t more = 0;                         ///< those beyond
    std::vector<std::string> notes;               ///< at most kMaxFindingPlaces, and "and 7 more"
    std::unordered_set<std::size_t> more_notes;   ///< hashes of those beyond
    std::vector<draft::SourceSpan> removable;     ///< of searches with `fix: remove-line`
    std::vector<ExplainLine>* explain = nullptr;  ///< filled when not null
    std::string rule;
    std::uint32_t depth = 0;

    void add(draft::Location place);
    void note(std::string text);   ///< once each
    void merge(Evidence&& other);  ///< takes its places, notes and lines

  private:
    void say_more();
};

/// The path that rules by path go by; "" for mail, which has the same verdict wherever it is kept.
std::string_view path_of(const draft::Draft& draft, const Facts& facts);

/// The finding of a rule that held.
Finding finding_of(const policy::Rule& rule, Evidence&& evidence);

Result<bool> holds(const policy::Condition& condition, const Scene& scene, Evidence& evidence);

/// False: it cannot hold, which is told without trying its pattern.
bool may_hold_text(const policy::TextCondition& condition, const Scene& scene);

/// One kind of condition each; called by holds().
Result<bool> holds_text(const policy::TextCondition& condition, const Scene& scene,
                        Evidence& evidence);
Result<bool> holds_header(const policy::HeaderCondition& condition, const Scene& scene,
                          Evidence& evidence);
Result<bool> holds_link(const policy::LinkCondition& condition, const Scene& scene,
                        Evidence& evidence);
Result<bool> holds_attachment(const policy::AttachmentCondition& condition, const Scene& scene,
                              Evidence& evidence);
bool holds_content(const policy::ContentCondition& condition, const Scene& scene,
                   Evidence& evidence);
bool holds_recipients(const policy::RecipientsCondition& condition, const Scene& scene,
                      Evidence& evidence);
bool holds_sender(const policy::SenderCondition& condition, const Scene& scene, Evidence& evidence);
Result<bool> holds_time(const policy::TimeCondition& condition, const Scene& scene);
Result<bool> holds_detect(const policy::DetectCondition& condition, const Scene& scene,
                          Evidence& evidence);

/// False for mail, which has no metadata of that kind.
Result<bool> holds_metadata(const policy::MetadataCondition& condition, const Scene& scene,
                            Evidence& evidence);

/// A condition in words, for --explain: "text in subject, body: /draft/".
std::string describe(const policy::Condition& condition, const policy::Policy& policy);

}  // namespace sendguard::check
