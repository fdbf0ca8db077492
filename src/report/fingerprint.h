// What makes a finding the same one when the file around it has changed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"

namespace sendguard::report {

/// `text` without blanks at its ends, and with each run of blanks as one.
std::string normalised_line(std::string_view text);

/// 64 hexadecimal digits over rule, path, line and ordinal: a finding keeps it when lines come or
/// go elsewhere in the file, when a blank changes, and when its rule's wording does.
///
/// in: path - from the repository's root on; line_text - the line of the place, "" where there is
///     none; ordinal - how many places of that rule and line stand before it in the file
std::string fingerprint(std::string_view rule, std::string_view path, std::string_view line_text,
                        std::size_t ordinal);

/// A finding's places as what they are known by: `line` is normalised. What stands beyond those
/// that a finding lists has one item of its own, however many they are, for nobody counts them; so
/// has a finding without any place.
struct KnownPlace {
    std::string fingerprint;
    std::string line;
};
std::vector<KnownPlace> known_places(const check::Finding& finding, std::string_view path);

}  // namespace sendguard::report
