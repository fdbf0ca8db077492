// The drafts of one hold beside each other: which one a reviewer knows, and what has changed since.
// The page and `hold diff` show the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"
#include "hold/store.h"
#include "review/difference.h"

namespace sendguard::review {

/// The draft that the present one is compared with.
struct KnownDraft {
    std::uint32_t number = 1;
    std::string signed_by;  ///< the last person who signed it off; "" = nobody did
};
/// The last draft before the present one that was signed off, else the one before.
/// in:     held - of two drafts or more
/// errors: as Store::draft()
Result<KnownDraft> known_draft(hold::Store& store, const hold::Hold& held);

/// A draft of the hold, read with the envelope that it had.
/// errors: as Store::bytes()
Result<draft::Draft> read_past(hold::Store& store, const hold::Hold& held, std::uint32_t number);

/// What of a draft is compared, a line for each fact.
struct DraftSection {
    std::string_view name;  ///< "envelope", "header", "text", "not seen", "parts"
    std::vector<std::string> lines;
};
/// All sections, in this order; lines are printable.
std::vector<DraftSection> draft_sections(const draft::Draft& draft);

struct SectionDifference {
    std::string_view name;
    std::vector<DifferentLine> lines;  ///< also those that are the same
    bool any = false;                  ///< whether some differ
};
std::vector<SectionDifference> draft_difference(const draft::Draft& before,
                                                const draft::Draft& after);

}  // namespace sendguard::review
