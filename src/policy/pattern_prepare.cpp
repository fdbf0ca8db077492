#include "policy/pattern_prepare.h"

#include <optional>
#include <vector>

#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::policy {
namespace {

bool is_alnum(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void append_literal(std::string& out, char32_t c) {
    if (c < 0x80 && !is_alnum(c) && c > ' ') out += '\\';
    append_utf8(out, c);
}

class Preparer {
  public:
    explicit Preparer(std::string_view regex) : in_(regex) {}

    std::string run() {
        while (at_ < in_.size()) step();
        flush(false);
        return std::move(out_);
    }

  private:
    struct Scope {
        bool extended = false;
    };

    void step() {
        const char c = in_[at_];
        if (quoted_) return quoted();
        if (c == '\\') return escape();
        if (c == '[') return char_class();
        if (c == '(') return open();
        if (scope_.extended && (c == ' ' || c == '\t' || c == '\n' || c == '#')) return ignored();
        if (c == ' ') {
            ++at_;
            return blank();
        }
        if (static_cast<unsigned char>(c) >= 0x80 || is_alnum(static_cast<unsigned char>(c))) {
            return literal(next_code_point(in_, at_));
        }
        flush(c == '?' || c == '*' || c == '+' || c == '{');
        if (c == ')' && !scopes_.empty()) {
            scope_ = scopes_.back();
            scopes_.pop_back();
        }
        verbatim(1);
    }

    void verbatim(std::size_t bytes) {
        flush(false);
        out_ += in_.substr(at_, bytes);
        at_ = std::min(at_ + bytes, in_.size());
        after_blank_ = false;
    }

    void blank() {
        flush(false);
        if (!after_blank_) out_ += "\\s";
        after_blank_ = true;
    }

    void literal(char32_t c) {
        if (scope_.extended) flush(false);
        last_ = run_.size();
        append_utf8(run_, c);
        plain_ &= c < 0x80;
        // Blanks of the pattern's own kind between folded runs are one blank, as in the text.
        if (scope_.extended) flush(true);
    }

    void flush(bool quantified) {
        if (run_.empty()) return;
        if (plain_) {
            out_ += run_;
            after_blank_ = false;
        } else if (quantified) {
            append_folded(run_.substr(0, last_), false);
            append_folded(run_.substr(last_), true);
        } else {
            append_folded(run_, false);
        }
        run_.clear();
        plain_ = true;
    }

    /// `one`: a quantifier may follow, so several characters need a group.
    void append_folded(std::string_view text, bool one) {
        const auto folded = draft::fold(text);
        const bool group = one && count_code_points(folded) != 1;
        if (group) out_ += "(?:";
        for (std::size_t i = 0; i < folded.size();) {
            const auto c = next_code_point(folded, i);
            const bool is_blank = c == ' ' || c == '\n';
            if (is_blank && !after_blank_) out_ += "\\s";
            if (!is_blank) append_literal(out_, c);
            after_blank_ = is_blank;
        }
        if (group) out_ += ')';
    }

    void quoted() {
        if (in_.substr(at_, 2) == "\\E") {
            quoted_ = false;
            at_ += 2;
            return;
        }
        const auto c = next_code_point(in_, at_);
        if (c == ' ') return blank();
        if (c >= 0x80 || is_alnum(c)) return literal(c);
        flush(false);
        append_literal(out_, c);
        after_blank_ = false;
    }

    /// The character of \x{h...} at `at`, which moves past it; nothing when it is not one.
    std::optional<char32_t> hex_character(std::size_t& at) const {
        if (in_.substr(at, 3) != "\\x{") return std::nullopt;
        char32_t value = 0;
        std::size_t i = at + 3;
        for (; i < in_.size() && in_[i] != '}'; ++i) {
            const char c = ascii_lower(in_[i]);
            const bool digit = c >= '0' && c <= '9';
            if ((!digit && (c < 'a' || c > 'f')) || value > 0x10ffff) return std::nullopt;
            value = value * 16 + static_cast<char32_t>(digit ? c - '0' : c - 'a' + 10);
        }
        const bool valid =
            i < in_.size() && i > at + 3 && value < 0x110000 && (value < 0xd800 || value > 0xdfff);
        if (!valid) return std::nullopt;
        at = i + 1;
        return value;
    }

    void escape() {
        const auto next = in_.substr(at_ + 1, 1);
        auto end = at_;
        if (const auto c = hex_character(end); c && *c >= 0x80) {
            at_ = end;
            return literal(*c);
        }
        if (next == "Q") {
            quoted_ = true;
            at_ += 2;
        } else if (next == "E") {
            at_ += 2;
        } else if (next == " " || next == "\t") {
            at_ += 2;
            blank();
        } else if (next == "t") {
            at_ += 2;
            blank();
        } else if (!next.empty() && static_cast<unsigned char>(next[0]) >= 0x80) {
            ++at_;
            literal(next_code_point(in_, at_));
        } else {
            named_escape(next);
        }
    }

    /// Escapes whose tail must not be taken for literal characters.
    void named_escape(std::string_view next) {
        std::size_t length = 2;
        if (next == "c" || next == "p" || next == "P") length = 3;
        while (next == "x" && length < 4 && at_ + length < in_.size() &&
               std::string_view("0123456789abcdefABCDEF").find(in_[at_ + length]) !=
                   std::string_view::npos) {
            ++length;
        }
        const auto tail = in_.substr(at_ + 2, 1);
        const bool named =
            !next.empty() && std::string_view("xpPgkoN").find(next[0]) != std::string_view::npos;
        const char close = tail == "{" ? '}' : tail == "<" ? '>' : tail == "'" ? '\'' : '\0';
        if (named && close != '\0') {
            const auto found = in_.find(close, at_ + 3);
            if (found != std::string_view::npos) length = found + 1 - at_;
        }
        verbatim(length);
    }

    void ignored() {
        if (in_[at_] != '#') return verbatim(1);
        const auto end = in_.find('\n', at_);
        verbatim((end == std::string_view::npos ? in_.size() : end + 1) - at_);
    }

    void open() {
        if (in_.substr(at_, 3) == "(?#") {
            // Gone without a trace, so that a quantifier behind it meets what stands before it.
            const auto end = in_.find(')', at_);
            at_ = end == std::string_view::npos ? in_.size() : end + 1;
            return;
        }
        if (in_.substr(at_, 2) == "(*") {
            const auto end = in_.find(')', at_);
            return verbatim((end == std::string_view::npos ? in_.size() : end + 1) - at_);
        }
        if (in_.substr(at_, 2) != "(?") {
            scopes_.push_back(scope_);
            return verbatim(1);
        }
        open_special();
    }

    void open_special() {
        constexpr std::string_view kFlags = "imsnxJU^-";
        auto end = at_ + 2;
        while (end < in_.size() && kFlags.find(in_[end]) != std::string_view::npos) ++end;
        const auto flags = in_.substr(at_ + 2, end - at_ - 2);
        const char stop = end < in_.size() ? in_[end] : '\0';
        if (stop == ')' && !flags.empty()) {
            set_flags(flags);
            return verbatim(end + 1 - at_);
        }
        scopes_.push_back(scope_);
        if (stop == ':') {
            set_flags(flags);
            return verbatim(end + 1 - at_);
        }
        // A name or number in the head of a group is no literal text.
        const auto head = in_.substr(at_ + 2, 2);
        if (head.substr(0, 1) == "<" && head != "<=" && head != "<!") return verbatim_to('>');
        if (head.substr(0, 1) == "'") return verbatim_to('\'');
        if (head == "P<") return verbatim_to('>');
        if (head.substr(0, 1) == "(") {
            scopes_.push_back(scope_);  // a condition: its own bracket, then the group's
            return verbatim(3);
        }
        verbatim(head == "<=" || head == "<!" ? 4 : 3);
    }

    void verbatim_to(char close) {
        const auto end = in_.find(close, at_ + 3 + (in_[at_ + 2] == 'P' ? 1 : 0));
        verbatim((end == std::string_view::npos ? in_.size() : end + 1) - at_);
    }

    void set_flags(std::string_view flags) {
        bool on = true;
        for (const char c : flags) {
            if (c == '-') on = false;
            if (c == '^') scope_.extended = false;
            if (c == 'x') scope_.extended = on;
        }
    }

    void char_class();
    bool class_set();
    char32_t class_take(bool quote);
    void class_character(char32_t c, bool in_range);

    std::string_view in_;
    std::string out_;
    std::string run_;       ///< literal characters not yet written
    std::size_t last_ = 0;  ///< where the last of them begins
    bool plain_ = true;     ///< run_ is ASCII
    bool quoted_ = false;
    bool after_blank_ = false;
    std::size_t at_ = 0;
    Scope scope_;
    std::vector<Scope> scopes_;
};

/// Writes a class member; the ends of a range stay as they are, so that it keeps its order.
void Preparer::class_character(char32_t c, bool in_range) {
    std::string one;
    append_utf8(one, c);
    const auto folded = c >= 0x80 && !in_range ? draft::fold(one) : one;
    if (folded.empty()) return append_literal(out_, c);
    for (std::size_t i = 0; i < folded.size();) {
        const auto part = next_code_point(folded, i);
        if ((part == ' ' || part == '\n') && !in_range) {
            out_ += " \\n";
        } else {
            append_literal(out_, part);
        }
    }
}

/// Copies \d, \p{..}, [:alpha:] and the like; false when a character stands at at_.
bool Preparer::class_set() {
    const auto rest = in_.substr(at_);
    auto after = at_;
    std::size_t length = 0;
    if (rest.substr(0, 2) == "[:") {
        const auto end = rest.find(":]", 2);
        length = end == std::string_view::npos ? 1 : end + 2;
    } else if (rest[0] == '\\' && rest.substr(0, 2) != "\\ " && !hex_character(after)) {
        const auto end = rest.substr(2, 1) == "{" ? rest.find('}') : std::string_view::npos;
        length = end == std::string_view::npos ? 2 : end + 1;
    }
    out_ += rest.substr(0, length);
    at_ = std::min(at_ + length, in_.size());
    return length != 0;
}

/// Takes the character at at_, which may be written \x{..} or escaped.
char32_t Preparer::class_take(bool quote) {
    if (!quote) {
        if (const auto c = hex_character(at_)) return *c;
        if (in_[at_] == '\\') ++at_;
    }
    return next_code_point(in_, at_);
}

void Preparer::char_class() {
    flush(false);
    after_blank_ = false;
    out_ += in_[at_++];
    if (in_.substr(at_, 1) == "^") out_ += in_[at_++];
    bool quote = false, range = false;
    for (bool first = true; at_ < in_.size(); first = false) {
        const auto two = in_.substr(at_, 2);
        if (two == (quote ? "\\E" : "\\Q")) {
            quote = !quote;
            at_ += 2;
            continue;
        }
        if (!quote && two[0] == ']' && !first) {
            out_ += in_[at_++];
            return;
        }
        if (!quote && two[0] == '-' && !first && two != "-]" && !range) {
            out_ += in_[at_++];
            range = true;
            continue;
        }
        if (quote || !class_set()) {
            const auto c = class_take(quote);
            const auto next = in_.substr(at_, 2);
            const bool begins =
                !quote && !range && next.size() == 2 && next[0] == '-' && next[1] != ']';
            class_character(c, range || begins);
        }
        range = false;
    }
}

}  // namespace

std::string prepare_pattern(std::string_view regex) {
    return Preparer(regex).run();
}

}  // namespace sendguard::policy
