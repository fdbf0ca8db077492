#include "policy/pattern_literals.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "draft/fold.h"
#include "policy/pattern_literal_set.h"

namespace sendguard::policy {
namespace {

constexpr int kMaxDepth = 100;
/// `c` as it stands in a text that was lowered.
std::string lowered(char32_t c) {
    std::string one;
    append_utf8(one, c);
    return draft::lower(one);
}

/// Recursive descent over a pattern that PCRE2 takes; `ok_` turns false at what is not understood.
class Parser {
  public:
    explicit Parser(std::string_view in, bool extended) : in_(in), extended_(extended) {}

    Required run() {
        const auto known = alternatives(0);
        if (!ok_ || at_ != in_.size()) return {};
        return known.required;
    }

  private:
    Known fail() {
        ok_ = false;
        at_ = in_.size();
        return {};
    }
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0';
    }
    bool starts(std::string_view what) const { return in_.substr(at_, what.size()) == what; }
    bool take(std::string_view what) {
        if (!starts(what)) return false;
        at_ += what.size();
        return true;
    }
    bool take_past(char close) {
        const auto end = in_.find(close, at_);
        if (end == std::string_view::npos) return false;
        at_ = end + 1;
        return true;
    }

    Known alternatives(int depth) {
        if (depth > kMaxDepth) return fail();
        Known all = sequence(depth);
        while (ok_ && take("|")) {
            const Known next = sequence(depth);
            if (all.exact && next.exact) {
                all.exact = unite(*all.exact, *next.exact);
                if (all.exact->size() > kMaxLiterals) all.exact.reset();
            } else {
                all.exact.reset();
            }
            all.required = either(all.required, next.required);
            all.width = widest(all.width, next.width);
            all.after = unite(all.after, next.after);
        }
        return all;
    }

    Known sequence(int depth) {
        Sequence sequence;
        skip_ignored();
        while (ok_ && at_ < in_.size() && peek() != '|' && peek() != ')') {
            const Known part = atom(depth);
            skip_ignored();
            quantified(part, sequence);
            skip_ignored();
        }
        return sequence.finish();
    }

    /// Blanks and comments of (?x).
    void skip_ignored() {
        while (extended_ && at_ < in_.size()) {
            if (peek() == '#') {
                const auto end = in_.find('\n', at_);
                at_ = end == std::string_view::npos ? in_.size() : end + 1;
            } else if (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')) {
                ++at_;
            } else if (static_cast<unsigned char>(peek()) >= 0x80) {
                // U+0085, U+200E, U+200F, U+2028 and U+2029 are ignored as well.
                auto next = at_;
                const auto c = next_code_point(in_, next);
                if (c != 0x85 && c != 0x200e && c != 0x200f && c != 0x2028 && c != 0x2029) return;
                at_ = next;
            } else {
                return;
            }
        }
    }

    void quantified(const Known& part, Sequence& sequence) {
        std::uint32_t low = 1, high = 1;
        if (!quantifier(low, high)) return sequence.add(part);
        if (peek() == '+' || peek() == '?') ++at_;
        skip_ignored();
        // PCRE2 takes a quantifier after a quantifier for an error; be safe.
        std::uint32_t again_low = 1, again_high = 1;
        if (quantifier(again_low, again_high)) {
            fail();
            return;
        }
        if (is_one_blank(part)) {
            low = std::min(low, 1u);
            high = std::min(high, 1u);
        }
        if (low == 0) {
            Known maybe;
            if (high == 1 && part.exact) maybe.exact = unite(*part.exact, {""});
            if (high == 0) maybe.exact = Strings{""};
            maybe.width = times(part.width, high);
            maybe.after = unite(Before::inherited, part.after);
            return sequence.add(maybe);
        }
        constexpr std::uint32_t kMaxCopies = 8;
        std::uint32_t copies = 0;
        for (; copies + 1 < std::min(low, kMaxCopies); ++copies) sequence.add(part);
        if (low == high && low <= kMaxCopies) return sequence.add(part);
        sequence.add_repeated(part, high == kUnbounded ? high : high - copies);
    }

    bool quantifier(std::uint32_t& low, std::uint32_t& high) {
        if (take("*")) return low = 0, high = kUnbounded, true;
        if (take("+")) return low = 1, high = kUnbounded, true;
        if (take("?")) return low = 0, high = 1, true;
        if (peek() != '{') return false;
        const auto start = at_++;
        if (number(low)) {
            high = low;
            if (take("}")) return true;
            if (take(",")) {
                high = kUnbounded;
                if (take("}")) return true;
                if (number(high) && take("}")) return true;
            }
        }
        // Not a quantifier for this PCRE2, but one for later ones ({,3} and blanks inside).
        at_ = start;
        const auto end = in_.find('}', at_);
        const auto inside = in_.substr(at_ + 1, end == std::string_view::npos ? 0 : end - at_ - 1);
        const bool odd =
            !inside.empty() && inside.find_first_not_of("0123456789, \t") == std::string_view::npos;
        if (odd) fail();
        low = high = 1;
        return false;
    }

    bool number(std::uint32_t& value) {
        if (!is_ascii_digit(peek())) return false;
        value = 0;
        while (is_ascii_digit(peek())) {
            if (value < 100000) value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
            ++at_;
        }
        return true;
    }

    Known atom(int depth) {
        const char c = peek();
        if (c == '(') return group(depth);
        if (c == '[') return char_class();
        if (c == '\\') return escape();
        if (c == '*' || c == '+' || c == '?') return fail();
        if (c == '.' || c == '^' || c == '$') {
            ++at_;
            if (c == '.') return unknown(dot_all_ ? kOneCharOrLine : kOneChar);
            return nothing(c == '^' ? Before::outside : Before::inherited);
        }
        return exactly({lowered(next_code_point(in_, at_))});
    }

    Known group(int depth) {
        if (starts("(*")) return fail();
        const bool outer = extended_;
        enum class Kind { plain, look_ahead, other_look } kind = Kind::plain;
        if (!take("(?")) {
            ++at_;
        } else if (take("=")) {
            kind = Kind::look_ahead;
        } else if (take("!") || take("<=") || take("<!")) {
            kind = Kind::other_look;
        } else if (take("|") || take(">") || take(":")) {
        } else if (take("<") || take("P<")) {
            if (!take_past('>')) return fail();
        } else if (take("'")) {
            if (!take_past('\'')) return fail();
        } else if (peek() == 'R' || peek() == '&' || starts("P>") || starts("P=") ||
                   is_ascii_digit(peek()) ||
                   ((peek() == '+' || peek() == '-') && is_ascii_digit(peek(1)))) {
            return take_past(')') ? unknown(kAnything) : fail();
        } else if (!flags()) {
            return fail();
        } else if (take(")")) {
            return exactly({""});
        } else if (!take(":")) {
            return fail();
        }
        Known inside = alternatives(depth + 1);
        if (!take(")")) return fail();
        extended_ = outer;
        if (kind == Kind::plain) return inside;
        Known seen = nothing(Before::inherited);
        // What is looked ahead at stands in the text as well; what is looked back at stands before
        // the match, where nobody asks.
        if (kind == Kind::look_ahead) seen.required = inside.required;
        return seen;
    }

    /// Flags of (?flags) or (?flags:; false when there is one that is not known.
    bool flags() {
        bool on = true;
        const auto start = at_;
        for (; at_ < in_.size() && peek() != ')' && peek() != ':'; ++at_) {
            const char c = peek();
            if (c == '-') {
                on = false;
            } else if (c == '^') {
                extended_ = false;
            } else if (c == 'x') {
                extended_ = on;
            } else if (std::string_view("imsnJU").find(c) == std::string_view::npos) {
                return false;
            }
            dot_all_ = dot_all_ || c == 's';  // for the rest of the pattern, to be safe
        }
        return at_ != start;
    }

    Known escape() {
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
        if (c == 'N') return take("{") && !take_past('}') ? fail() : unknown(kOneChar);
        if (is_one_of("pP")) return property() ? unknown(kOneCharOrLine) : fail();
        if (is_one_of("gk")) return reference();
        return fail();  // \G too: it asks where the search began
    }

    Known hex() {
        char32_t value = 0;
        return hex_value(value) ? exactly({lowered(value)}) : fail();
    }

    bool hex_value(char32_t& value) {
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

    bool property() {
        if (take("{")) return take_past('}');
        if (!is_ascii_letter(peek())) return false;
        ++at_;
        return true;
    }

    Known reference() {
        Known any = unknown(kAnything);
        if (take("{")) return take_past('}') ? any : fail();
        if (take("<")) return take_past('>') ? any : fail();
        if (take("'")) return take_past('\'') ? any : fail();
        if (peek() == '-' || peek() == '+') ++at_;
        if (!is_ascii_digit(peek())) return fail();
        while (is_ascii_digit(peek())) ++at_;
        return any;
    }

    Known char_class();
    bool class_item(std::optional<char32_t>& item);

    std::string_view in_;
    bool extended_ = false;
    bool dot_all_ = false;
    bool ok_ = true;
    std::size_t at_ = 0;
};

/// One member of a class; nothing in `item` for a set such as \d. False at what is not understood.
bool Parser::class_item(std::optional<char32_t>& item) {
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
    if (c == 'p' || c == 'P') return property();
    return std::string_view("dDwWsShHvV").find(c) != std::string_view::npos;
}

Known Parser::char_class() {
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

}  // namespace

Required draw_literals(std::string_view prepared, bool extended) {
    return Parser(prepared, extended).run();
}

}  // namespace sendguard::policy
