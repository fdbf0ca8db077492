// Front matter: what a text file says about itself before its text, in YAML between "---", in TOML
// between "+++", or as one JSON object. Renderers take it off the page.
#pragma once

#include "draft/text_part.h"

namespace sendguard::draft {

/// Where the text begins behind its front matter; 0: there is none. A block without any key is
/// none either: a renderer draws it.
std::size_t front_matter_end(std::string_view text);

/// Adds the front matter as metadata.
/// out: what stands behind it; all of `origin` when there is none
TextOrigin add_front_matter(Reading& reading, const TextOrigin& origin);

}  // namespace sendguard::draft
