// The parser behind draw_literals(): what strings a pattern's syntax demands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "policy/pattern_literal_set.h"

namespace sendguard::policy {

/// Recursive descent over a pattern that PCRE2 takes; `ok_` turns false at what is not understood.
class PatternParser {
  public:
    explicit PatternParser(std::string_view in) : in_(in) {}

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

    /// A group's name; (?<*...) is a look-behind, and more may come.
    bool name(char close) {
        const auto start = at_;
        while (is_ascii_word(peek())) ++at_;
        return at_ != start && take(std::string_view(&close, 1));
    }

    Known alternatives(int depth);
    Known sequence(int depth);
    /// Blanks and comments of (?x).
    void skip_ignored();
    void quantified(const Known& part, Sequence& sequence);
    bool quantifier(std::uint32_t& low, std::uint32_t& high);

    bool number(std::uint32_t& value) {
        if (!is_ascii_digit(peek())) return false;
        value = 0;
        while (is_ascii_digit(peek())) {
            if (value < 100000) value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
            ++at_;
        }
        return true;
    }

    Known atom(int depth);
    Known group(int depth);
    /// Flags of (?flags) or (?flags:; false when there is one that is not known.
    bool flags();
    Known escape();
    Known hex();
    bool hex_value(char32_t& value);
    /// Letters and numbers are no line ends; of other properties that is not looked up.
    Known property(bool negated);
    Known reference();
    Known char_class();
    bool class_item(std::optional<char32_t>& item);

    std::string_view in_;
    bool extended_ = false;
    bool dot_all_ = false;
    bool ok_ = true;
    std::size_t at_ = 0;
};

/// `c` as it stands in a text that was lowered.
std::string lowered(char32_t c);

}  // namespace sendguard::policy
