// The order of a statement's fields, and the words for a difference in each.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace sendguard::signoff {

struct FieldKind {
    std::string_view key;
    std::string_view differs;  ///< "the recipients differ"
    bool once = false;
};

inline constexpr std::array<FieldKind, 13> kFields{{
    {"sender", "the envelope sender differs", true},
    {"from", "the author (From) differs", false},
    {"header-sender", "the Sender field differs", false},
    {"reply-to", "the Reply-To addresses differ", false},
    {"to", "the recipients differ", false},
    {"cc", "the recipients differ", false},
    {"bcc", "the recipients differ", false},
    {"subject", "the subject differs", true},
    {"part", "the content differs", false},
    {"file", "the file differs", true},
    {"raw", "the bytes of a mail that can be read in two ways differ", true},
    {"as", "the group signed for differs", true},
    {"until", "the end of the term differs", true},
}};

/// Index into kFields of the line's key; kFields.size() when it has none of these.
std::size_t field_of(std::string_view line);

/// The first difference between two drafts' lines, in words: "the recipients differ: + to: <x@y>".
/// Empty when there is none.
std::string difference_in_words(std::string_view old_lines, std::string_view new_lines);

}  // namespace sendguard::signoff
