// A mail as the history sees it: who wrote to whom, when, in which words. Nothing else of a mail is
// ever learned.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "draft/draft.h"

namespace sendguard::history {

inline constexpr std::size_t kMaxTextBytes = 8000;  ///< of a mail's words; its topic shows by then

struct Letter {
    std::string from;                     ///< key_of() the author; "" = not known
    std::vector<std::string> recipients;  ///< key_of() each, sorted, each once
    std::string text;  ///< subject, then body and quoted text, UTF-8, at most kMaxTextBytes
    Timestamp at{};
};

/// An address as histories name it: all in lower case, the domain in A-labels.
std::string key_of(std::string_view address);

/// What a draft says of who writes to whom: its first From address, else its envelope sender, and
/// all its recipients. A file has no recipients.
Letter letter_of(const draft::Draft& draft, Timestamp at);

/// A word of a text, by the FNV-1a hash of its lower-case bytes, and how much it weighs.
struct Term {
    std::uint32_t hash = 0;
    float weight = 0;
    bool operator==(const Term&) const = default;
};

/// in:   text - UTF-8
/// out:  its words of 2 to 30 bytes (letters, digits, all beyond ASCII), sorted by hash, each once,
///       weighed 1 + ln(count), scaled to length 1
/// cost: linear, and a sort
/// source: Salton & Buckley 1988, term weight "lnc" (the idf is applied when two are compared)
std::vector<Term> terms_of(std::string_view text);
/// The hashes of the words of a local part that can be a name: three letters or more.
std::vector<std::uint32_t> name_words(std::string_view address);

}  // namespace sendguard::history
