// Lines are put into places first, then runs of one place become passages. Most texts have no line
// that is quoted or opens a quote; a first look finds that out at the speed of memchr and leaves
// them whole.
#include "draft/quotes.h"

#include <algorithm>
#include <cstring>

#include "draft/quotes_lines.h"

namespace sendguard::draft {
namespace {

struct Line {
    std::size_t begin = 0;
    std::size_t content = 0;  // behind the quote marks
    std::size_t end = 0;      // before the line end
    std::size_t next = 0;
    std::uint32_t depth = 0;
    bool blank = false;
    LineClass found;
    Place place = Place::body;
};

constexpr std::size_t kHeaderBlockLines = 8;

std::size_t line_end(std::string_view text, std::size_t from) {
    const void* hit = std::memchr(text.data() + from, '\n', text.size() - from);
    if (hit == nullptr) return text.size();
    return static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
}

bool is_soft(std::string_view content) {
    return content.ends_with(' ') && content != "-- ";
}

// Whether the text is one body as it stands, but for a name block.
bool is_plain(std::string_view text, Flowed flowed) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t newline = line_end(text, at);
        std::size_t end = newline;
        if (end > at && text[end - 1] == '\r') --end;
        if (end > at) {
            const std::string_view line = text.substr(at, end - at);
            const char first = line.front();
            if (first == '>') return false;
            if (flowed.flowed && (first == ' ' || is_soft(line))) return false;
            if (first == '-' && is_signature_mark(line)) return false;
            if (may_be_opener(line.back() == ' ' ? trim_line(line) : line) &&
                classify_line(line).kind != LineKind::ordinary) {
                return false;
            }
        }
        at = newline + 1;
    }
    return true;
}

Line read_line(std::string_view text, std::size_t begin, bool after_quote) {
    Line line;
    line.begin = line.content = begin;
    const std::size_t newline = line_end(text, begin);
    line.next = std::min(newline + 1, text.size());
    line.end = newline > begin && text[newline - 1] == '\r' ? newline - 1 : newline;
    const std::string_view content = text.substr(begin, line.end - begin);
    // ">From" is a letter's own line that a mailbox file has marked; ">=" is a sign.
    const bool marked = content.starts_with('>') && !content.starts_with(">=") &&
                        (after_quote || !content.starts_with(">From "));
    if (marked) {
        std::size_t at = begin;
        while (at < line.end && text[at] == '>') {
            ++line.depth;
            ++at;
            if (at + 1 < line.end && text[at] == ' ' && text[at + 1] == '>') ++at;
        }
        if (at < line.end && text[at] == ' ') ++at;
        line.content = at;
    } else {
        line.blank = trim_line(content).empty();
        if (!line.blank && may_be_opener(trim_line(content))) line.found = classify_line(content);
    }
    return line;
}

std::vector<Line> read_lines(std::string_view text) {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size(); at = lines.back().next) {
        lines.push_back(read_line(text, at, !lines.empty() && lines.back().depth > 0));
    }
    return lines;
}

// Where the header block that starts at `from` ends; `from` when there is none.
std::size_t header_block_end(const std::vector<Line>& lines, std::size_t from) {
    unsigned labels = 0;
    std::size_t end = from;
    const std::size_t limit = std::min(lines.size(), from + kHeaderBlockLines);
    for (std::size_t i = from; i < limit; ++i) {
        if (lines[i].blank || lines[i].found.kind != LineKind::header) {
            if (lines[i].blank && i == from + 1) continue;  // some programs space the block
            if (!lines[i].blank && i > from && lines[i].found.kind == LineKind::ordinary &&
                lines[i].depth == 0 && i + 1 < limit &&
                lines[i + 1].found.kind == LineKind::header) {
                continue;  // a list of recipients on more lines
            }
            break;
        }
        labels |= lines[i].found.label;
        end = i + 1;
    }
    const unsigned count = (labels & 1) + (labels >> 1 & 1) + (labels >> 2 & 1) + (labels >> 3 & 1);
    return count >= 3 ? end : from;
}

// Whether the next line that is not empty is marked with '>'.
bool marks_follow(const std::vector<Line>& lines, std::size_t from) {
    while (from < lines.size() && lines[from].blank) ++from;
    return from < lines.size() && lines[from].depth > 0;
}

// "On Monday, 3 February, Anna Example" before a line "<anna@example.org> wrote:".
bool begins_attribution(std::string_view line) {
    for (const std::string_view word :
         {"On ", "Am ", "Le ", "El ", "Il ", "Em ", "Op ", "W dniu ", "Den ", "At "}) {
        if (line.starts_with(word)) {
            return line.find_first_of("0123456789") != std::string_view::npos;
        }
    }
    return false;
}

class Sorter {
  public:
    Sorter(std::string_view text, std::vector<Line>& lines) : text_(text), lines_(lines) {}

    void run() {
        for (std::size_t i = 0; i < lines_.size();) i = place_line(i);
    }

  private:
    // out: the next line to look at
    std::size_t place_line(std::size_t i) {
        Line& line = lines_[i];
        if (line.depth > 0 || rest_) return quote(i, i + 1);
        if (line.blank) {
            line.place = i > 0 ? lines_[i - 1].place : Place::body;
            return i + 1;
        }
        switch (line.found.kind) {
            case LineKind::separator:
                return open(i, i + 1, true);
            case LineKind::attribution: {
                const bool certain = line.found.has_address;
                if (!certain && !marks_follow(lines_, i + 1)) break;
                if (i > 0 && lines_[i - 1].depth == 0 && lines_[i - 1].place != Place::quote &&
                    begins_attribution(content(lines_[i - 1]))) {
                    lines_[i - 1].place = Place::quote;
                }
                return open(i, i + 1, certain);
            }
            case LineKind::header: {
                if (line.found.label != kFromLabel) break;
                const std::size_t end = header_block_end(lines_, i);
                if (end != i) return open(i, end, true);
                break;
            }
            case LineKind::ordinary:
                if (is_signature_mark(content(line))) signature_ = true;
                break;
        }
        line.place = signature_ ? Place::signature : Place::body;
        return i + 1;
    }

    std::size_t quote(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) lines_[i].place = Place::quote;
        signature_ = false;
        return to;
    }

    // Lines that open a quote: without marks behind them, all that follows is quoted.
    std::size_t open(std::size_t from, std::size_t to, bool certain) {
        if (certain && !marks_follow(lines_, to)) {
            const std::size_t block = to < lines_.size() ? header_block_end(lines_, to) : to;
            rest_ = block == to || !marks_follow(lines_, block);
            to = block;
        }
        return quote(from, to);
    }

    std::string_view content(const Line& line) const {
        return text_.substr(line.content, line.end - line.content);
    }

    std::string_view text_;
    std::vector<Line>& lines_;
    bool signature_ = false;
    bool rest_ = false;
};

void append(TextPassage& out, std::string_view text, std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    const std::size_t at = out.text.size();
    if (out.map.empty() || out.map.back().origin + (at - out.map.back().text) != begin) {
        out.map.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(begin)});
    }
    out.text.append(text.substr(begin, end - begin));
}

// The lines [from, to) as one passage; copied only where marks or soft line ends are cut.
TextPassage make_passage(std::string_view text, const std::vector<Line>& lines, std::size_t from,
                         std::size_t to, Flowed flowed) {
    TextPassage out;
    out.place = lines[from].place;
    out.begin = lines[from].begin;
    out.end = lines[to - 1].next;
    bool changed = false;
    for (std::size_t i = from; i < to && !changed; ++i) {
        const std::string_view content =
            text.substr(lines[i].content, lines[i].end - lines[i].content);
        changed =
            lines[i].depth > 0 || (flowed.flowed && (is_soft(content) || content.starts_with(' ')));
    }
    if (!changed) return out;
    for (std::size_t i = from; i < to; ++i) {
        std::size_t begin = lines[i].content;
        std::size_t end = lines[i].end;
        if (flowed.flowed && lines[i].depth == 0 && begin < end && text[begin] == ' ') ++begin;
        const bool joins = flowed.flowed && i + 1 < to && lines[i + 1].depth == lines[i].depth &&
                           is_soft(text.substr(begin, end - begin)) && end > begin;
        if (joins && flowed.delsp) --end;
        append(out, text, begin, joins ? end : lines[i].next);
    }
    return out;
}

std::size_t input_offset(const TextPassage& passage, std::size_t at) {
    const auto after = std::upper_bound(passage.map.begin(), passage.map.end(), at,
                                        [](std::size_t t, const Segment& s) { return t < s.text; });
    const Segment& segment = *std::prev(after);
    return segment.origin + (at - segment.text);
}

// Adds a body passage, its name block apart.
void add_body(std::vector<TextPassage>& out, std::string_view text, TextPassage passage) {
    const bool copied = !passage.text.empty();
    const std::string_view body = copied ? std::string_view(passage.text)
                                         : text.substr(passage.begin, passage.end - passage.begin);
    const std::size_t at = name_block(body);
    if (at >= body.size()) {
        out.push_back(std::move(passage));
        return;
    }
    TextPassage names;
    names.place = Place::signature;
    names.end = passage.end;
    names.begin = copied ? input_offset(passage, at) : passage.begin + at;
    if (copied) {
        for (std::size_t i = 0; i < passage.map.size(); ++i) {
            const std::size_t stop =
                i + 1 < passage.map.size() ? passage.map[i + 1].text : passage.text.size();
            if (stop <= at) continue;
            const std::size_t start = std::max<std::size_t>(passage.map[i].text, at);
            const std::size_t origin = passage.map[i].origin + (start - passage.map[i].text);
            append(names, text, origin, origin + (stop - start));
        }
        passage.text.resize(at);
        while (passage.map.back().text >= at && passage.map.size() > 1) passage.map.pop_back();
    }
    passage.end = names.begin;
    out.push_back(std::move(passage));
    out.push_back(std::move(names));
}

}  // namespace

std::vector<TextPassage> split_text(std::string_view text, Flowed flowed) {
    std::vector<TextPassage> out;
    if (text.empty()) return out;
    if (is_plain(text, flowed)) {
        TextPassage whole;
        whole.end = text.size();
        add_body(out, text, std::move(whole));
        return out;
    }
    std::vector<Line> lines = read_lines(text);
    Sorter(text, lines).run();
    for (std::size_t from = 0; from < lines.size();) {
        std::size_t to = from + 1;
        while (to < lines.size() && lines[to].place == lines[from].place) ++to;
        TextPassage passage = make_passage(text, lines, from, to, flowed);
        if (passage.place == Place::body) {
            add_body(out, text, std::move(passage));
        } else {
            out.push_back(std::move(passage));
        }
        from = to;
    }
    return out;
}

bool opens_quote(std::string_view line) {
    const LineClass found = classify_line(line);
    switch (found.kind) {
        case LineKind::ordinary:
            return false;
        case LineKind::attribution:
        case LineKind::separator:
            return true;
        case LineKind::header:
            return found.label == kFromLabel;
    }
    return false;
}

}  // namespace sendguard::draft
