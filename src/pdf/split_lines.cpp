#include "pdf/split_lines.h"

#include <string_view>
#include <vector>

#include "base/text.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kFewest = 3;     ///< words: a table's row of two cells stays two lines
constexpr std::size_t kMaxRuns = 500;  ///< of a page; more are a table of figures
constexpr float kWidest = 2.5F;        ///< of the font's height: a wider gap is a column's

bool is_word(std::string_view line) {
    return !line.empty() && line.find(' ') == std::string_view::npos;
}

bool is_edge(std::string_view text, std::size_t at) {
    return at >= text.size() || text[at] == ' ' || text[at] == '\n';
}

/// Whether `words` stand in `painted`, whole.
bool stands(std::string_view painted, std::string_view words) {
    for (auto at = painted.find(words); at != std::string_view::npos;
         at = painted.find(words, at + 1))
        if ((at == 0 || is_edge(painted, at - 1)) && is_edge(painted, at + words.size()))
            return true;
    return false;
}

/// The next line after `at`, an empty one between passed over.
std::size_t after(const std::vector<std::string_view>& lines, std::size_t at) {
    return at + 2 < lines.size() && lines[at + 1].empty() ? at + 2 : at + 1;
}

/// From where on lines of one word stand, at least kFewest of them; the number of lines if nowhere.
std::size_t next_run(const std::vector<std::string_view>& lines, std::size_t from) {
    for (std::size_t start = from; start < lines.size(); ++start) {
        std::size_t length = 0;
        for (std::size_t i = start; i < lines.size() && is_word(lines[i]); i = after(lines, i))
            if (++length == kFewest) return start;
    }
    return lines.size();
}

}  // namespace

std::string mend_split_lines(std::string text, const PageMarks& marks) {
    const auto lines = split(text, '\n');
    std::size_t at = next_run(lines, 0);
    if (at == lines.size()) return text;
    const auto painted = words_of(marks, Sight::seen, kWidest);
    std::string out;
    std::size_t done = 0;
    for (std::size_t runs = 0; at < lines.size() && runs < kMaxRuns; ++runs) {
        for (; done < at; ++done) out.append(lines[done]).append("\n");
        std::string joined(lines[at]);
        std::size_t words = 1, end = at + 1;
        for (auto i = after(lines, at); i < lines.size() && is_word(lines[i]);
             i = after(lines, i)) {
            if (!stands(painted, joined + " " + std::string(lines[i]))) break;
            joined.append(" ").append(lines[i]);
            ++words;
            end = i + 1;
        }
        if (words >= kFewest) {
            out += joined + "\n";
            done = end;
        } else {
            end = at + 1;
        }
        at = next_run(lines, end);
    }
    for (; done < lines.size(); ++done) {
        out += lines[done];
        if (done + 1 < lines.size()) out += '\n';
    }
    return out;
}

}  // namespace sendguard::pdf
