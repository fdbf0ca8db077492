#include "check/marker_lines.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/lines.h"
#include "base/text.h"

namespace sendguard::check {
namespace {

using draft::SourceSpan;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kLineEnds = "\r\n";
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kMarks = " \t#*_=";  // around a marker: blanks, emphasis, headings
/// A line that ends after fewer characters than these was broken on purpose: texts are wrapped at
/// 60 to 80, and the word that did not fit has some.
constexpr std::size_t kWrapped = 40;

/// A text's lines, found from any byte of them.
class SourceLines {
  public:
    explicit SourceLines(std::string_view text)
        : text_(text), first_(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0) {}

    MarkerLine at(std::size_t byte) const {
        const auto before = text_.substr(0, byte).find_last_of(kLineEnds);
        const auto begin = before == std::string_view::npos ? first_ : before + 1;
        const auto end = std::min(text_.find_first_of(kLineEnds, byte), text_.size());
        return {std::max(begin, first_), end, end + line_end_size(text_, end)};
    }
    std::optional<MarkerLine> above(const MarkerLine& line) const {
        if (line.begin <= first_) return std::nullopt;
        const bool crlf = line.begin >= 2 && line_end_size(text_, line.begin - 2) == 2;
        return at(line.begin - (crlf ? 2 : 1));
    }
    std::optional<MarkerLine> below(const MarkerLine& line) const {
        if (line.next >= text_.size()) return std::nullopt;
        return at(line.next);
    }
    std::string_view words(const MarkerLine& line) const {
        return text_.substr(line.begin, line.end - line.begin);
    }

  private:
    std::string_view text_;
    std::size_t first_ = 0;
};

bool is_blank(std::string_view line) {
    return line.find_first_not_of(kBlanks) == std::string_view::npos;
}

bool holds_words(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return is_ascii_letter(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    });
}

/// in: markers - sorted by their begins
bool is_covered(std::string_view text, const MarkerLine& line,
                const std::vector<SourceSpan>& markers) {
    const auto only_marks = [&](std::size_t begin, std::size_t end) {
        return text.substr(begin, end - begin).find_first_not_of(kMarks) == std::string_view::npos;
    };
    std::size_t at = line.begin;
    bool words = false;
    for (const auto& marker : markers) {
        if (marker.begin < line.begin || marker.end > line.end) continue;
        if (marker.begin > at && !only_marks(at, marker.begin)) return false;
        at = std::max(at, marker.end);
        words = words || holds_words(text.substr(marker.begin, marker.end - marker.begin));
    }
    return words && only_marks(at, line.end);
}

/// "-----" or "====": what makes a heading of the line above, or shuts a block.
bool is_rule(std::string_view line) {
    line = trim(line);
    return line.size() >= 2 && !holds_words(line) &&
           line.find_first_not_of(line.front()) == std::string_view::npos;
}

/// Whether a sentence that stands in the line before goes on in this one.
bool begins_small(std::string_view line) {
    std::size_t at = line.find_first_not_of(kMarks);
    if (at == std::string_view::npos) return false;
    return u_islower(static_cast<UChar32>(next_code_point(line, at))) != 0;
}

/// Whether the line is full, and its sentence goes on in the next.
bool runs_on(std::string_view line) {
    line = trim(line);
    if (count_code_points(line) < kWrapped) return false;
    std::size_t at = line.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
    const auto last = next_code_point(line, at);
    return last == U',' || u_isalnum(static_cast<UChar32>(last)) != 0;
}

/// Whether a heading or an item of a list can go from between its neighbours ("" where none stands)
/// so that these do not become one paragraph, or another item's text.
bool parts_nothing(std::string_view line, std::string_view above, std::string_view below) {
    line = trim(line);
    const char mark = line.front();
    const auto after = line.find_first_not_of(mark);
    if (after == std::string_view::npos || kBlanks.find(line[after]) == std::string_view::npos)
        return true;
    if (mark == '#' || mark == '=') return is_blank(above) || is_blank(below);
    const bool item = (mark == '*' || mark == '-' || mark == '+') && line.back() != mark;
    return !item || is_blank(below) || below.front() == mark;
}

}  // namespace

std::vector<MarkerLine> marker_lines(std::string_view text, std::vector<SourceSpan> markers) {
    std::ranges::sort(markers, {}, &SourceSpan::begin);
    const SourceLines lines(text);
    std::vector<MarkerLine> out;
    for (const auto& marker : markers) {
        const auto line = lines.at(std::min(marker.begin, text.size()));
        if (!out.empty() && out.back().begin == line.begin) continue;
        if (is_covered(text, line, markers)) out.push_back(line);
    }
    const auto is_marker = [&](const MarkerLine& line) {
        return std::ranges::binary_search(out, line.begin, {}, &MarkerLine::begin);
    };
    // What lies beyond the other marker lines, for those go, too.
    const auto words_beyond = [&](const MarkerLine& from, auto step) {
        auto line = step(from);
        while (line && is_marker(*line)) line = step(*line);
        return line ? lines.words(*line) : std::string_view();
    };
    for (auto& line : out) {
        const auto above = words_beyond(line, [&](const auto& one) { return lines.above(one); });
        const auto below = words_beyond(line, [&](const auto& one) { return lines.below(one); });
        line.alone = !is_rule(below) && !begins_small(below) && !runs_on(above) &&
                     parts_nothing(lines.words(line), above, below);
    }
    return out;
}

}  // namespace sendguard::check
