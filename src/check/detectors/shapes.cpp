#include "check/detectors/shapes.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "base/text.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostLinkBytes = 200;  ///< looked back for the start of a link

struct Match {
    std::string compact;
    std::size_t begin = 0, end = 0;
    bool separated = true;  ///< a separator stood at every "_"
};

bool fits(char shape, char c) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (shape == '9') return is_ascii_digit(c);
    if (shape == 'a') return c >= 'a' && c <= 'z';
    return shape == 'A' ? capital : capital || is_ascii_digit(c);
}

/// The bytes of the separator at `at`; 0 where there is none.
std::size_t separator_size(std::string_view text, std::size_t at, bool slash) {
    if (at >= text.size()) return 0;
    const char c = text[at];
    if (c == ' ' || c == '-' || c == '.' || (slash && c == '/')) return 1;
    if (text.substr(at, 2) == "\xC2\xA0") return 2;  // no-break blanks, no-break hyphen
    const auto three = text.substr(at, 3);
    return three == "\xE2\x80\xAF" || three == "\xE2\x80\x91" ? 3 : 0;
}

/// "157.237.128.20", "12-3456-7890-1": the number is a part of a longer one.
bool is_part(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin > 1 && (text[begin - 1] == '.' || text[begin - 1] == '-') &&
        is_ascii_digit(text[begin - 2]))
        return true;
    if (end < text.size() && (is_ascii_word(text[end]) || text[end] == '@')) return true;
    return end + 1 < text.size() && (text[end] == '-' || text[end] == '/' || text[end] == '.') &&
           is_ascii_digit(text[end + 1]);
}

std::optional<Match> match_at(std::string_view text, std::size_t at, std::string_view shape) {
    if (at > 0 && is_ascii_word(text[at - 1])) return std::nullopt;
    Match out;
    out.begin = at;
    for (const char one : shape) {
        if (one == '_' || one == '~') {
            const auto size = separator_size(text, at, one == '~');
            out.separated &= size != 0;
            at += size;
        } else if (one == '-' || one == '.') {
            if (at >= text.size() || text[at++] != one) return std::nullopt;
        } else {
            if (at >= text.size() || !fits(one, text[at])) return std::nullopt;
            const char c = text[at++];
            out.compact += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    if (is_part(text, out.begin, at)) return std::nullopt;
    out.end = at;
    return out;
}

/// Whether byte `at` is inside a link, and not the value of a field ("?ssn=...").
bool is_in_link(std::string_view text, std::size_t at) {
    if (at == 0 || text[at - 1] == '=') return false;
    auto begin = at;
    while (begin > 0 && at - begin < kMostLinkBytes &&
           std::string_view(" \t\r\n\"<>()").find(text[begin - 1]) == std::string_view::npos)
        --begin;
    const auto before = text.substr(begin, at - begin);
    return before.find("://") != std::string_view::npos || before.starts_with("www.");
}

/// What can be told of a shape without a text.
struct Outline {
    std::size_t letters = 0;  ///< before the first separator, where no digit stands there
    std::uint32_t sizes = 0;  ///< bit n: a first word of n letters and digits may begin it
};

Outline outline_of(std::string_view shape) {
    constexpr std::string_view kSeparators = "_~-.";
    Outline out;
    const auto letters = shape.find_first_of("9_X");
    if (letters != 0 && shape[letters] == '_') out.letters = letters;
    std::size_t size = 0;
    for (const char one : shape) {
        if (kSeparators.find(one) == std::string_view::npos) {
            ++size;
        } else {
            out.sizes |= 1u << size;
        }
    }
    out.sizes |= 1u << size;
    return out;
}

/// The numbers of one shape that are written alike: all with their separators, or without.
struct Alike {
    std::size_t all = 0, named = 0;  ///< named: by a word
    std::vector<NumberHit> doubtful;

    bool is_list() const {
        return doubtful.size() + named >= kListOfNumbers &&
               (doubtful.size() + named) * 10 >= all * 9;
    }
};

/// The numbers of one shape in a text.
class Shaped {
  public:
    void look_at(NumberText& numbers, const NumberShape& shape, std::size_t start) {
        const auto text = numbers.text;
        auto& context = numbers.context;
        auto match = match_at(text, start, shape.shape);
        if (!match) return;
        auto& alike = match->separated ? separated_ : together_;
        ++alike.all;
        if (!shape.valid(match->compact) || is_in_link(text, match->begin)) return;
        past_ = match->end;
        // A serial number may pass as well; letters in the shape speak for themselves.
        const bool proven = (shape.needs == Needs::check ||
                             (shape.needs == Needs::separators && match->separated)) &&
                            !(all_digits(match->compact) && context.is_another(match->begin));
        const bool named = !proven && (shape.needs != Needs::both || match->separated) &&
                           context.names(shape.context, match->begin, match->end);
        NumberHit hit{match->begin, match->end, std::move(match->compact), std::string(shape.name)};
        alike.named += named;
        (proven || named ? sure_ : alike.doubtful).push_back(std::move(hit));
    }

    std::size_t past() const { return past_; }

    void hand_on(const NumberShape& shape, std::vector<NumberHit>& out) {
        std::ranges::move(sure_, std::back_inserter(out));
        if (shape.needs == Needs::both) return;
        const bool unnamed_list = shape.needs != Needs::column || separated_.named != 0;
        if (unnamed_list && separated_.is_list())
            std::ranges::move(separated_.doubtful, std::back_inserter(out));
        if (together_.named != 0 && together_.is_list())
            std::ranges::move(together_.doubtful, std::back_inserter(out));
    }

  private:
    Alike separated_, together_;
    std::vector<NumberHit> sure_;
    std::size_t past_ = 0;  ///< what stands before it is taken
};

constexpr std::size_t kDigit = 0, kCapital = 1, kSmall = 2;  // the rows of by_first_

std::size_t row_of(char c) {
    return is_ascii_digit(c) ? kDigit : c >= 'A' && c <= 'Z' ? kCapital : kSmall;
}

}  // namespace

ShapeTable::ShapeTable(std::span<const NumberShape> shapes) : shapes_(shapes) {
    for (std::size_t i = 0; i < std::min(shapes.size(), kMostShapes); ++i) {
        const auto bit = Shapes{1} << i;
        const auto outline = outline_of(shapes[i].shape);
        for (std::size_t size = 0; size < kMostSize; ++size) {
            if ((outline.sizes >> size & 1U) != 0) by_size_[size] |= bit;
        }
        const char first = shapes[i].shape.front();
        if (first == '9' || first == 'X') by_first_[kDigit] |= bit;
        if (first == 'A' || first == 'X') by_first_[kCapital] |= bit;
        if (first == 'a') by_first_[kSmall] |= bit;
        if (outline.letters != 0) by_letters_.emplace_back(outline.letters, bit);
    }
}

ShapeTable::Shapes ShapeTable::may_begin(std::string_view text, const NumberWord& word) const {
    if (word.size() >= kMostSize) return 0;
    return by_size_[word.size()] & by_first_[row_of(text[word.begin])];
}

void ShapeTable::find(NumberText& numbers, std::vector<NumberHit>& out) const {
    const auto text = numbers.text;
    std::vector<Shaped> found(shapes_.size());
    Shapes any = 0;
    const auto look_at = [&](std::size_t shape, const NumberWord& word, std::size_t start) {
        if (word.end <= found[shape].past()) return;
        any |= Shapes{1} << shape;
        found[shape].look_at(numbers, shapes_[shape], start);
    };
    for (const auto& word : numbers.words) {
        Shapes behind = 0;  // those whose letters stand before the word
        if (is_ascii_digit(text[word.begin])) {
            for (const auto& [letters, shape] : by_letters_) {
                if (word.begin < letters + 1) continue;
                behind |= shape;
                const char sign = text[word.begin - 1];
                if (sign == ' ' || sign == '-' || sign == '.')
                    look_at(static_cast<std::size_t>(std::countr_zero(shape)), word,
                            word.begin - letters - 1);
            }
        }
        for (auto rest = may_begin(text, word) & ~behind; rest != 0; rest &= rest - 1)
            look_at(static_cast<std::size_t>(std::countr_zero(rest)), word, word.begin);
    }
    for (; any != 0; any &= any - 1) {
        const auto shape = static_cast<std::size_t>(std::countr_zero(any));
        found[shape].hand_on(shapes_[shape], out);
    }
}

}  // namespace sendguard::check
