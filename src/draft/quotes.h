// What of a plain text its author wrote, what was quoted or forwarded, and which lines are the
// author's name block.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::draft {

struct TextPassage {
    Place place = Place::body;  ///< body, quote or signature
    std::string text;  ///< quote marks cut, flowed lines joined; empty: [begin, end) as it is
    std::vector<Segment> map;  ///< offsets of `text` to bytes of the input; empty with empty text
    std::size_t begin = 0, end = 0;  ///< bytes of the input
};

struct Flowed {
    bool flowed = false;  ///< format=flowed
    bool delsp = false;   ///< DelSp=yes
};

/// in:     text - UTF-8; LF or CRLF line ends
/// out:    passages in text order, together covering all that is not a quote mark
/// cost:   linear; text that needs no change is not copied
/// source: RFC 3676 (flowed, quoting, "-- " signature), common "On ... wrote:" and
/// forwarded-message
///         lines in the languages of the shipped packs
std::vector<TextPassage> split_text(std::string_view text, Flowed flowed = {});

/// Whether `line` opens quoted earlier mail ("On ... wrote:", "-----Original Message-----", "Von:
/// ...").
bool opens_quote(std::string_view line);

}  // namespace sendguard::draft
