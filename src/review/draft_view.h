// A draft as a page shows it: the text that its recipient will see with every finding marked in
// place, what the recipient would not see, and what is attached. Values for templates: texts are
// printable (controls, bidi and invisible characters written \u{hex}), and escaped by the template.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "check/finding.h"
#include "draft/draft.h"

namespace sendguard::review {

/// What a reviewer has to look at before signing: each finding, and what readers would not see.
struct Item {
    std::string key;  ///< changes with what it shows
    std::size_t number = 0;
};
inline constexpr std::string_view kUnseenItem = "unseen";

struct DraftView {
    std::vector<Item> items;  ///< in order of the page
    /// Object, never null: see draft_view.cpp, each function its part.
    std::shared_ptr<const nlohmann::json> values;
};

/// in: findings - those that stand; url - of the hold's page, for links to parts
DraftView draft_view(const draft::Draft& draft, const std::vector<check::Finding>& findings,
                     const std::string& url);

/// Whether a recipient reads at once what stands in such a place.
bool is_seen(draft::Place place);
/// The lines that a recipient reads, for a comparison of two drafts.
std::vector<std::string> visible_lines(const draft::Draft& draft);

/// A part's bytes after transfer decoding.
std::string part_bytes(const draft::Draft& draft, const draft::Part& part);
/// Whether a part has bytes of its own in the message: not a member of an archive, no multipart.
bool has_bytes(const draft::Part& part);

}  // namespace sendguard::review
