// The words that mail programs write between a new mail and the old one, by language. Each kind
// asks for more than a word: an attribution for a verb, a colon at the end and a date or address; a
// header line counts only in a block of three; so that "He wrote:" in a letter stays a letter.
#include "draft/quotes_lines.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "draft/quotes_words.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kLongestOpener = 400;
constexpr std::size_t kLongestLabel = 44;
constexpr std::size_t kLongestClosing = 90;
constexpr std::size_t kNameBlockBytes = 4096;
constexpr std::size_t kNameBlockLines = 12;
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view strip_marks(std::string_view text, std::string_view marks) {
    const std::size_t first = text.find_first_not_of(marks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(marks) - first + 1);
}

bool ends_with_colon(std::string_view line) {
    return line.ends_with(':') || line.ends_with(kWideColon) || line.ends_with(":*");
}

bool is_separator(std::string_view line) {
    const std::string_view inner = trim_line(strip_marks(line, "-_=*>< \t"));
    if (inner.size() < 4 || inner.size() > 90) return false;
    const bool ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==") ||
                       line.starts_with("- -");
    for (const std::string_view word : ruled ? kRuledSeparators : kBareSeparators) {
        if (ruled ? starts_with_ignoring_case(inner, word) : equals_ignoring_case(inner, word)) {
            return inner.size() <= word.size() + 4;
        }
    }
    return false;
}

std::uint8_t header_label(std::string_view line) {
    line = strip_marks(line, "*_ \t");
    std::size_t colon = line.substr(0, kLongestLabel).find(':');
    std::size_t after = colon + 1;
    if (colon == std::string_view::npos) {
        colon = line.substr(0, kLongestLabel).find(kWideColon);
        after = colon + kWideColon.size();
    }
    if (colon == std::string_view::npos || colon == 0) return 0;
    const std::string_view label = trim_line(strip_marks(line.substr(0, colon), "*_ \t"));
    if (trim_line(line.substr(after)).empty()) return 0;
    for (const LabelWord& word : kLabels) {
        if (word.word.size() == label.size() && equals_ignoring_case(word.word, label)) {
            return word.label;
        }
    }
    return 0;
}

bool has_word_break(std::string_view line, std::size_t at, std::size_t end) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
    };
    return (at == 0 || !letter(line[at - 1])) && (end >= line.size() || !letter(line[end]));
}

// "... wrote:": a verb of writing, and a date or address, and the colon.
bool is_attribution(std::string_view line, bool has_address) {
    if (!ends_with_colon(line)) return false;
    const auto digits = std::count_if(line.begin(), line.end(), is_digit);
    if (digits == 0 && !has_address) return false;
    for (const std::string_view verb : kVerbs) {
        const std::size_t at = line.find(verb);
        if (at == std::string_view::npos) continue;
        // Only Latin letters need a word's edge: Chinese and Japanese write no blanks.
        const bool latin = (static_cast<unsigned char>(verb.front()) & 0x80) == 0;
        if (!latin || has_word_break(line, at, at + verb.size())) return true;
    }
    // Some programs write no verb: "2025年2月3日(月) 10:12 Anna <anna@example.org>:"
    return has_address && digits >= 6 && (line.ends_with(">:") || line.ends_with(">\xEF\xBC\x9A"));
}

}  // namespace

std::string_view trim_line(std::string_view line) {
    for (;;) {
        line = trim(line);
        if (line.starts_with(kNoBreakSpace)) {
            line.remove_prefix(2);
        } else if (line.ends_with(kNoBreakSpace)) {
            line.remove_suffix(2);
        } else {
            return line;
        }
    }
}

bool may_be_opener(std::string_view line) {
    if (line.empty() || line.size() > kLongestOpener) return false;
    const char last = line.back();
    if (last == ':' || last == '\x9A' || last == '*') return true;
    const char first = line.front();
    if (first == '-' || first == '_' || first == '=') return true;
    const std::size_t head = std::min(line.size(), kLongestLabel);
    if (std::memchr(line.data(), ':', head) != nullptr) return true;
    return (static_cast<unsigned char>(first) & 0x80) != 0 &&
           line.substr(0, head).find(kWideColon) != std::string_view::npos;
}

LineClass classify_line(std::string_view line) {
    line = trim_line(line);
    if (line.empty() || line.size() > kLongestOpener) return {};
    if (is_separator(line)) return {LineKind::separator, 0, false};
    const std::size_t at_sign = line.find('@');
    const bool has_address = at_sign != std::string_view::npos && at_sign > 0;
    if (is_attribution(line, has_address)) return {LineKind::attribution, 0, has_address};
    if (const std::uint8_t label = header_label(line); label != 0) {
        return {LineKind::header, label, has_address};
    }
    return {};
}

bool is_signature_mark(std::string_view line) {
    if (!line.starts_with("--")) return false;
    return trim_line(line.substr(2)).empty();
}

bool is_closing_line(std::string_view line) {
    line = trim_line(line);
    if (line.size() < 2 || line.size() > kLongestClosing) return false;
    for (;;) {
        const std::size_t before = line.size();
        for (const std::string_view mark : {",", ".", "!", ";", "\xEF\xBC\x8C", "\xE3\x80\x82",
                                            "\xEF\xBC\x81", "\xD8\x8C", "\xE3\x80\x81"}) {
            if (line.ends_with(mark)) line.remove_suffix(mark.size());
        }
        line = trim_line(line);
        if (line.size() == before) break;
    }
    return std::any_of(std::begin(kClosings), std::end(kClosings), [&](std::string_view closing) {
        return closing.size() == line.size() && equals_ignoring_case(closing, line);
    });
}

std::size_t name_block(std::string_view text) {
    const std::size_t floor = text.size() > kNameBlockBytes ? text.size() - kNameBlockBytes : 0;
    std::size_t end = text.size();
    std::size_t block = text.size();  // where the lines after the one looked at begin
    std::size_t named = 0;            // lines after it that are not empty
    while (end > floor) {
        const bool ended = text[end - 1] == '\n';
        const std::size_t search = end - (ended ? 1 : 0);
        std::size_t begin = search;
        while (begin > floor && text[begin - 1] != '\n') --begin;
        if (begin == floor && floor != 0) return text.size();
        const std::string_view line = text.substr(begin, search - begin);
        if (!trim_line(line).empty()) {
            if (named > 0 && is_closing_line(line)) return block;
            if (++named > kNameBlockLines) return text.size();
        }
        block = begin;
        end = begin;
    }
    return text.size();
}

}  // namespace sendguard::draft
