#include "policy/pattern_literals.h"

#include <algorithm>
#include <cstdint>

#include "policy/pattern_parser.h"

namespace sendguard::policy {
namespace {

constexpr int kMaxDepth = 100;

}  // namespace

Known PatternParser::alternatives(int depth) {
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

Known PatternParser::sequence(int depth) {
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
void PatternParser::skip_ignored() {
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

void PatternParser::quantified(const Known& part, Sequence& sequence) {
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

bool PatternParser::quantifier(std::uint32_t& low, std::uint32_t& high) {
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

Known PatternParser::atom(int depth) {
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

Known PatternParser::group(int depth) {
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
        if (!name('>')) return fail();
    } else if (take("'")) {
        if (!name('\'')) return fail();
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
bool PatternParser::flags() {
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

Required draw_literals(std::string_view prepared) {
    return PatternParser(prepared).run();
}

}  // namespace sendguard::policy
