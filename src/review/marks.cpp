#include "review/marks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/text.h"

namespace sendguard::review {
namespace {

using draft::Origin;
using draft::Passage;

struct Range {
    std::size_t begin = 0, end = 0;
    bool empty() const { return begin >= end; }
};

/// The lines of a text; CRLF, LF and CR end them, as line_column() counts.
class Lines {
  public:
    explicit Lines(std::string_view text) : text_(text) {
        for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
             at = text.find_first_of("\r\n", at)) {
            at += text.substr(at, 2) == "\r\n" ? 2 : 1;
            starts_.push_back(at);
        }
    }
    std::optional<std::size_t> offset(std::uint32_t line, std::uint32_t column) const {
        if (line == 0 || column == 0 || line > starts_.size()) return std::nullopt;
        std::size_t at = starts_[line - 1];
        for (std::uint32_t i = 1; i < column; ++i) {
            if (at >= text_.size()) return std::nullopt;
            next_code_point(text_, at);
        }
        return at;
    }

  private:
    std::string_view text_;
    std::vector<std::size_t> starts_{0};
};

class Finder {
  public:
    explicit Finder(const draft::Draft& draft) : draft_(draft) {}

    /// Where `place` stands in the passage's text; empty: not there.
    Range in_passage(const Passage& passage, const draft::Location& place) {
        const bool decoded = passage.origin_kind != Origin::source;
        if (passage.place != place.place || decoded != place.decoded) return {};
        if (number_of(passage) != place.part) return {};
        const bool own_text = passage.origin_kind == Origin::field ||
                              (decoded && (passage.alternative || !part_of(passage)));
        const auto text = own_text   ? passage.text
                          : !decoded ? std::string_view(*draft_.bytes)
                                     : part_of(passage)->text;
        std::uint32_t before = 0;
        if (passage.origin_kind == Origin::field) before = line_of_source(passage.origin) - 1;
        if (place.line <= before || place.end_line <= before) return {};
        const auto& lines = lines_of(text);
        const auto begin = lines.offset(place.line - before, place.column);
        const auto end = lines.offset(place.end_line - before, place.end_column);
        if (!begin || !end || *begin >= *end) return {};
        return own_text ? Range{*begin, std::min(*end, passage.text.size())}
                        : through_map(passage, {*begin, *end});
    }

  private:
    const draft::Part* part_of(const Passage& passage) const {
        return passage.part < draft_.parts.size() ? &draft_.parts[passage.part] : nullptr;
    }
    std::string_view number_of(const Passage& passage) const {
        const auto* part = part_of(passage);
        return part == nullptr ? std::string_view() : std::string_view(part->number);
    }
    const Lines& lines_of(std::string_view text) {
        const auto key = std::tuple(text.data(), text.size());
        return lines_.try_emplace(key, text).first->second;
    }
    std::uint32_t line_of_source(std::size_t offset) const {
        return line_column(*draft_.bytes, offset).line;
    }

    /// The passage's bytes that came from `origin`.
    static Range through_map(const Passage& passage, Range origin) {
        if (passage.map.empty()) {
            const std::size_t from = passage.origin;
            if (origin.end <= from) return {};
            return {std::max(origin.begin, from) - from,
                    std::min(origin.end - from, passage.text.size())};
        }
        Range out{passage.text.size(), 0};
        const auto take = [&](std::size_t text, std::size_t from, std::size_t length) {
            const auto begin = std::max(origin.begin, from);
            const auto end = std::min(origin.end, from + length);
            if (begin >= end) return;
            out.begin = std::min(out.begin, text + (begin - from));
            out.end = std::max(out.end, text + (end - from));
        };
        for (std::size_t i = 0; i < passage.map.size(); ++i) {
            const auto& one = passage.map[i];
            const std::size_t end =
                i + 1 < passage.map.size() ? passage.map[i + 1].text : passage.text.size();
            if (i == 0 && one.text > 0) take(0, one.origin, one.text);
            if (end > one.text) take(one.text, one.origin, end - one.text);
        }
        return out;
    }

    const draft::Draft& draft_;
    std::map<std::tuple<const char*, std::size_t>, Lines> lines_;
};

}  // namespace

std::vector<Mark> find_marks(const draft::Draft& draft,
                             const std::vector<check::Finding>& findings) {
    std::vector<Mark> out;
    if (!draft.bytes) return out;
    Finder finder(draft);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        for (const auto& place : findings[i].places) {
            for (std::uint32_t at = 0; at < draft.passages.size(); ++at) {
                const auto range = finder.in_passage(draft.passages[at], place);
                if (range.empty()) continue;
                out.push_back(
                    {.passage = at, .begin = range.begin, .end = range.end, .finding = i});
                break;
            }
        }
    }
    std::ranges::sort(out, {}, [](const Mark& mark) {
        return std::tuple(mark.passage, mark.begin, mark.end, mark.finding);
    });
    return out;
}

}  // namespace sendguard::review
