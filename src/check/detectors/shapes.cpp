#include "check/detectors/shapes.h"

#include <algorithm>
#include <cstdint>
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

/// Where a number of the shape may begin, by the number word that its first digit is in.
std::optional<std::size_t> start_of(const Outline& outline, const NumberWord& word,
                                    std::string_view text) {
    constexpr std::size_t kBits = 32;
    if (outline.letters != 0 && is_ascii_digit(text[word.begin]) &&
        word.begin >= outline.letters + 1)
        return word.begin - outline.letters - 1;
    if (word.size() >= kBits || (outline.sizes >> word.size() & 1u) == 0) return std::nullopt;
    return word.begin;
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

void find_shape(std::string_view text, std::span<const NumberWord> words, NumberContext& context,
                const NumberShape& shape, std::vector<NumberHit>& out) {
    Alike separated, together;
    const auto outline = outline_of(shape.shape);
    std::size_t past = 0;
    for (const auto& word : words) {
        const auto start = word.end <= past ? std::nullopt : start_of(outline, word, text);
        if (!start) continue;
        auto match = match_at(text, *start, shape.shape);
        if (!match) continue;
        auto& alike = match->separated ? separated : together;
        ++alike.all;
        if (!shape.valid(match->compact) || is_in_link(text, match->begin)) continue;
        past = match->end;
        // A serial number may pass as well; letters in the shape speak for themselves.
        const bool proven = (shape.needs == Needs::check ||
                             (shape.needs == Needs::separators && match->separated)) &&
                            !(all_digits(match->compact) && context.is_another(match->begin));
        const bool named = !proven && (shape.needs != Needs::both || match->separated) &&
                           context.names(shape.context, match->begin, match->end);
        NumberHit hit{match->begin, match->end, std::move(match->compact), std::string(shape.name)};
        alike.named += named;
        (proven || named ? out : alike.doubtful).push_back(std::move(hit));
    }
    if (shape.needs == Needs::both) return;
    const bool unnamed_list = shape.needs != Needs::column || separated.named != 0;
    if (unnamed_list && separated.is_list())
        std::ranges::move(separated.doubtful, std::back_inserter(out));
    if (together.named != 0 && together.is_list())
        std::ranges::move(together.doubtful, std::back_inserter(out));
}

}  // namespace

void find_shapes(std::string_view text, std::span<const NumberWord> words, NumberContext& context,
                 std::span<const NumberShape> shapes, std::vector<NumberHit>& out) {
    for (const auto& shape : shapes) find_shape(text, words, context, shape, out);
}

}  // namespace sendguard::check
