// Phrases as one pattern.
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "base/text.h"
#include "policy/pattern.h"

namespace sendguard::policy {
namespace {

/// Scripts without blanks between words, and Hangul, whose particles are written onto the noun.
bool needs_boundary(char32_t c) {
    const auto cp = static_cast<UChar32>(c);
    if (u_isalnum(cp) == 0) return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(cp, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_HANGUL:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
        case USCRIPT_TIBETAN:
            return false;
        default:
            return true;
    }
}

bool is_blank(char32_t c) {
    return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

std::string phrase_regex(const std::string& phrase) {
    std::string body;
    char32_t first = 0, last = 0;
    bool blank = false;
    for (std::size_t at = 0; at < phrase.size();) {
        const auto c = next_code_point(phrase, at);
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && !body.empty()) body += ' ';
        blank = false;
        const bool word = c >= 0x80 || u_isalnum(static_cast<UChar32>(c)) != 0;
        if (!word) body += '\\';
        append_utf8(body, c);
        if (first == 0) first = c;
        last = c;
    }
    if (body.empty()) return body;
    // Not \b: an underscore, as in a file's name, ends a word.
    if (needs_boundary(first)) body.insert(0, "(?<![\\p{L}\\p{N}])");
    if (needs_boundary(last)) body += "(?![\\p{L}\\p{N}])";
    return body;
}

}  // namespace

std::string phrases_regex(std::span<const std::string> phrases) {
    std::vector<std::string> parts;
    for (const auto& phrase : phrases) {
        if (auto part = phrase_regex(phrase); !part.empty()) parts.push_back(std::move(part));
    }
    if (parts.empty()) return "(?!)";
    // Of two phrases that begin alike the longer is the one that is meant.
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    std::string out = parts.size() == 1 ? "" : "(?:";
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "|") + parts[i];
    return parts.size() == 1 ? out : out + ")";
}

}  // namespace sendguard::policy
