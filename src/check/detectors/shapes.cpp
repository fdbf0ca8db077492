#include "check/detectors/shapes.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"

namespace sendguard::check {
namespace {

struct Match {
    std::string compact;
    std::size_t begin = 0, end = 0;
    bool separated = true;  ///< a separator stood at every "_"
};

bool fits(char shape, char c) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (shape == '9') return is_ascii_digit(c);
    return shape == 'A' ? capital : capital || is_ascii_digit(c);
}

std::optional<Match> match_at(std::string_view text, std::size_t at, std::string_view shape) {
    if (at > 0 && is_ascii_word(text[at - 1])) return std::nullopt;
    Match out;
    out.begin = at;
    for (const char one : shape) {
        if (one == '_' || one == '~') {
            const std::string_view separators = one == '~' ? " -./" : " -.";
            if (at < text.size() && separators.find(text[at]) != std::string_view::npos) {
                ++at;
            } else {
                out.separated = false;
            }
            continue;
        }
        if (at >= text.size() || !fits(one, text[at])) return std::nullopt;
        out.compact += text[at++];
    }
    if (at < text.size() && is_ascii_word(text[at])) return std::nullopt;
    // "12-3456-7890-1": the number goes on.
    if (at + 1 < text.size() && (text[at] == '-' || text[at] == '/') &&
        is_ascii_digit(text[at + 1]))
        return std::nullopt;
    out.end = at;
    return out;
}

/// Where a number of the shape may begin, by the number word that its first digit is in.
std::size_t start_of(std::string_view shape, const NumberWord& word, std::string_view text) {
    const auto letters = shape.find_first_of("9_X");
    if (letters == 0 || shape[letters] != '_' || !is_ascii_digit(text[word.begin]))
        return word.begin;
    return word.begin >= letters + 1 ? word.begin - letters - 1 : word.begin;
}

}  // namespace

void find_shapes(std::string_view text, std::span<const NumberShape> shapes,
                 std::vector<NumberHit>& out) {
    const auto words = number_words(text);
    for (const auto& shape : shapes) {
        std::vector<NumberHit> doubtful;
        std::size_t alike = 0;
        std::size_t past = 0;
        for (const auto& word : words) {
            if (word.end <= past) continue;
            const auto match = match_at(text, start_of(shape.shape, word, text), shape.shape);
            if (!match) continue;
            ++alike;
            if (!shape.valid(match->compact)) continue;
            past = match->end;
            const bool proven = shape.needs == Needs::check ||
                                (shape.needs == Needs::separators && match->separated);
            const bool named = !proven && (shape.needs != Needs::both || match->separated) &&
                               stands_after(text, match->begin, shape.context);
            NumberHit hit{match->begin, match->end, match->compact, std::string(shape.name)};
            if (proven || named) {
                out.push_back(std::move(hit));
            } else if (match->separated && shape.needs != Needs::both) {
                doubtful.push_back(std::move(hit));
            }
        }
        if (doubtful.size() >= kListOfNumbers && doubtful.size() * 10 >= alike * 9)
            std::ranges::move(doubtful, std::back_inserter(out));
    }
}

}  // namespace sendguard::check
