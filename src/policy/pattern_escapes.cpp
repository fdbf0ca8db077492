// Escapes and character classes: the parts of a pattern that stand for one character.
#include <algorithm>

#include "draft/fold.h"
#include "policy/pattern_literals.h"
#include "policy/pattern_parser.h"

namespace sendguard::policy {

std::string lowered(char32_t c) {
    std::string one;
    append_utf8(one, c);
    return draft::lower(one);
}

Known PatternParser::escape() {
    ++at_;
    const char c = peek();
    if (c == '\0') return fail();
    if (!is_ascii_letter(c) && !is_ascii_digit(c))
        return exactly({lowered(next_code_point(in_, at_))});
    ++at_;
    if (is_ascii_digit(c)) {  // a back reference or an octal character
        while (is_ascii_digit(peek())) ++at_;
        return unknown(kAnything);
    }
    const auto is_one_of = [c](std::string_view set) {
        return set.find(c) != std::string_view::npos;
    };
    if (c == 'b') return nothing(Before::boundary);
    if (c == 'A') return nothing(Before::outside);
    if (is_one_of("BzZK")) return nothing(Before::inherited);
    if (c == 's' || c == 'n') return exactly({" "});
    if (is_one_of("dwShVaefrt")) return unknown(kOneChar);
    if (c == 'W') return unknown(kOneCharOrLine, Before::outside);
    if (is_one_of("DHv")) return unknown(kOneCharOrLine);
    if (c == 'R') return unknown(times(kOneCharOrLine, 2));
    if (c == 'X') return unknown(kAnything);
    if (c == 'x') return hex();
    if (c == 'N') return starts("{U+") ? fail() : unknown(kOneChar);
    if (is_one_of("pP")) return property(c == 'P');
    if (is_one_of("gk")) return reference();
    return fail();  // \G too: it asks where the search began
}

Known PatternParser::hex() {
    char32_t value = 0;
    return hex_value(value) ? exactly({lowered(value)}) : fail();
}

bool PatternParser::hex_value(char32_t& value) {
    const bool braces = take("{");
    std::size_t digits = 0;
    for (; digits < (braces ? 6u : 2u); ++digits, ++at_) {
        const char c = ascii_lower(peek());
        if (!is_ascii_digit(c) && (c < 'a' || c > 'f')) break;
        value = value * 16 + static_cast<char32_t>(is_ascii_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (braces && !take("}")) return false;
    return digits != 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

Known PatternParser::property(bool negated) {
    const bool braces = take("{");
    const auto start = at_;
    if (braces ? !take_past('}') : !is_ascii_letter(peek())) return fail();
    if (!braces) ++at_;
    const auto name = in_.substr(start, at_ - start - (braces ? 1 : 0));
    const bool lineless =
        !negated && name.size() <= 2 && (name.starts_with('L') || name.starts_with('N'));
    return unknown(lineless ? kOneChar : kOneCharOrLine);
}

Known PatternParser::reference() {
    Known any = unknown(kAnything);
    if (take("{")) return take_past('}') ? any : fail();
    if (take("<")) return take_past('>') ? any : fail();
    if (take("'")) return take_past('\'') ? any : fail();
    if (peek() == '-' || peek() == '+') ++at_;
    if (!is_ascii_digit(peek())) return fail();
    while (is_ascii_digit(peek())) ++at_;
    return any;
}

/// One member of a class; nothing in `item` for a set such as \d. False at what is not understood.
bool PatternParser::class_item(std::optional<char32_t>& item) {
    item.reset();
    if (peek() != '\\') {
        item = next_code_point(in_, at_);
        return true;
    }
    ++at_;
    const char c = peek();
    if (c == '\0' || is_ascii_digit(c) || c == 'Q' || c == 'E') return false;
    if (!is_ascii_letter(c)) {
        item = next_code_point(in_, at_);
        return true;
    }
    ++at_;
    if (c == 'n') {
        item = '\n';
        return true;
    }
    if (c == 'x') {
        item = 0;
        return hex_value(*item);
    }
    if (c == 'p' || c == 'P') {
        property(c == 'P');
        return ok_;
    }
    return std::string_view("dDwWsShHvV").find(c) != std::string_view::npos;
}

Known PatternParser::char_class() {
    if (starts("[[:<:]]") || starts("[[:>:]]")) return fail();
    ++at_;
    const bool negated = take("^");
    bool open = negated;       // not a small set
    bool has_newline = false;  // for certain
    bool has_words = false;    // all that \w matches, for certain
    bool all_small = true;     // no set such as \W or [:space:] among the members
    Strings members;
    for (bool first = true; peek() != ']' || first; first = false) {
        if (at_ >= in_.size()) return fail();
        if (starts("[:") || starts("[.") || starts("[=")) {
            const auto end = in_.find(":]", at_);
            if (!starts("[:") || end == std::string_view::npos) return fail();
            at_ = end + 2;
            open = true;
            all_small = false;
            continue;
        }
        has_newline = has_newline || starts("\\s") || starts("\\v");
        has_words = has_words || starts("\\w");
        const bool lineless = starts("\\w") || starts("\\d") || starts("\\h") || starts("\\S");
        std::optional<char32_t> low;
        if (!class_item(low)) return fail();
        if (!low && !lineless) all_small = false;
        std::optional<char32_t> high = low;
        if (peek() == '-' && peek(1) != ']' && at_ + 1 < in_.size()) {
            if (!low) return fail();  // a set cannot begin a range; PCRE2 takes '-' literally
            ++at_;
            if (!class_item(high)) return fail();
        }
        has_newline = has_newline || (low && high && *low <= '\n' && *high >= '\n');
        if (!low || !high || *high < *low || *high - *low >= kMaxClass) {
            open = true;
            continue;
        }
        for (char32_t c = *low; c <= *high; ++c) members.push_back(lowered(c));
    }
    ++at_;
    const bool may_be_newline = negated ? !has_newline : has_newline || !all_small;
    Known other = unknown(may_be_newline ? kOneCharOrLine : kOneChar,
                          negated && has_words ? Before::outside : Before::open);
    if (open) return other;
    Known known = exactly(std::move(members));
    return known.exact->size() <= kMaxClass ? known : other;
}

}  // namespace sendguard::policy
