// The block of settings in front of a text to be published: YAML between "---" lines, TOML between
// "+++" lines, or a JSON object. Site generators decide by it whether and when a page is public.
//
// What is read are keys and the words they have, not the whole of three languages: nested keys are
// joined by dots, lists give one value an item, block text is one value. What cannot be followed is
// skipped; the block's text stays searchable as metadata. source: YAML 1.2.2, TOML 1.0, RFC 8259;
// Jekyll, Hugo, Eleventy
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draft/text_part.h"

namespace sendguard::draft {

inline constexpr std::size_t kMaxFrontMatterValues = 1000;  ///< a page has a dozen

enum class FrontMatterKind : std::uint8_t { none, yaml, toml, json };

struct FrontMatter {
    FrontMatterKind kind = FrontMatterKind::none;
    std::size_t end = 0;  ///< past its last line; 0 with none
};

/// in: text - a file's text, behind a byte order mark
FrontMatter find_front_matter(std::string_view text);

/// One key with one of its values, and where the value stands as it is written.
struct FrontMatterValue {
    std::string key;    ///< ASCII lower case, "-" and " " as "_"; nested ones joined by "."
    std::string value;  ///< without quotes, escapes resolved
    std::size_t begin = 0, end = 0;
};

/// The values of a block as find_front_matter() found it, in its order.
/// cost: linear
std::vector<FrontMatterValue> read_front_matter(std::string_view block, FrontMatterKind kind);

/// Adds the front matter as metadata, and what it says as facts of the draft when it is a file.
/// out: what stands behind it; all of `origin` when there is none
TextOrigin add_front_matter(Reading& reading, const TextOrigin& origin);

}  // namespace sendguard::draft
