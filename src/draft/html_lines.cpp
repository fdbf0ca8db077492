// Hidden text never interrupts a line: it has flows of its own, and the visible letters around it
// stand together. Where a line has both, it is also kept as a reader without CSS would show it.
// Letters that stand alone in cells or lines are also kept joined.
#include "draft/html_lines.h"

#include <algorithm>

#include "base/text.h"
#include "draft/quotes_lines.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kConditional = kHidings;
constexpr std::size_t kCdata = kHidings + 1;
constexpr std::size_t kFewestLetters = 4;  // fewer single letters are initials or a list
constexpr std::size_t kLongestUnit = 8;    // bytes; one letter with blanks around it

bool all_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos;
}

}  // namespace

Place Lines::place_of(const Setting& setting) const {
    if (page_) return Place::body;
    if (setting.quote || rest_ == Rest::quote) return Place::quote;
    return setting.signature || rest_ == Rest::signature ? Place::signature : Place::body;
}

void Lines::text(const Setting& setting, std::size_t origin, std::string_view text, bool made) {
    if (setting.hiding == Hiding::none) {
        visible(setting, origin, text, made);
    } else {
        unseen(setting, origin, text, made);
    }
}

void Lines::visible(const Setting& setting, std::size_t origin, std::string_view text, bool made) {
    if (made || !setting.keeps_lines) return put(setting, origin, text, made);
    while (!text.empty()) {
        const std::size_t newline = text.find('\n');
        const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
        put(setting, origin, text.substr(0, length), true);
        if (newline != std::string_view::npos) end_visible_line();
        origin += length;
        text.remove_prefix(length);
    }
}

void Lines::put(const Setting& setting, std::size_t origin, std::string_view text, bool as_is) {
    if (visible_.size() == line_) {
        if (const Place place = place_of(setting); place != visible_.place()) {
            if (all_blank(text)) return;
            change_place(place);
        }
    }
    const std::size_t from = visible_.size();
    visible_.append(origin, text);
    if (!as_is) visible_.flatten(from);
    visible_bytes_ += text.size();
}

void Lines::unseen(const Setting& setting, std::size_t origin, std::string_view text, bool made) {
    const std::size_t index = static_cast<std::size_t>(setting.hiding);
    Flow& flow = asides_[index];
    if (flow.size() == 0) {
        if (all_blank(text)) return;
        flow = Flow(Place::hidden, std::string(hiding_name(setting.hiding)));
    } else if (seen_[index] != visible_bytes_) {
        flow.end_line(origin);
    }
    seen_[index] = visible_bytes_;
    const std::size_t begin = flow.size();
    flow.append(origin, text);
    if (!made && !setting.keeps_lines) flow.flatten(begin);
    note_piece(index, begin);
}

void Lines::aside(std::string_view detail, const Flow& text) {
    const std::size_t index = detail.starts_with("CDATA") ? kCdata : kConditional;
    Flow& flow = asides_[index];
    if (flow.size() == 0) flow = Flow(Place::body, std::string(detail));
    if (text.blank()) return;
    if (flow.size() != 0 && seen_[index] != visible_bytes_) flow.append(0, "\n");
    seen_[index] = visible_bytes_;
    const std::size_t begin = flow.size();
    flow.append_piece(text, 0, text.size());
    note_piece(index, begin);
}

void Lines::note_piece(std::size_t flow, std::size_t begin) {
    const std::size_t end = asides_[flow].size();
    if (!pieces_.empty()) {
        Piece& last = pieces_.back();
        if (last.flow == flow && last.at == visible_.size() && last.end == begin) {
            last.end = end;
            return;
        }
    }
    pieces_.push_back({visible_.size(), flow, begin, end});
}

void Lines::line_break(const Setting& setting, std::size_t origin, bool empty_too) {
    if (setting.hiding != Hiding::none) {
        Flow& flow = asides_[static_cast<std::size_t>(setting.hiding)];
        const std::size_t begin = flow.size();
        flow.end_line(origin);
        if (flow.size() != begin) note_piece(static_cast<std::size_t>(setting.hiding), begin);
        // A box that is not drawn does not break the line around it.
        if (setting.hiding == Hiding::display || setting.hiding == Hiding::attribute) return;
        if (empty_too) return;
    }
    if (visible_.size() == line_ && !empty_too) {
        pieces_.clear();
        return;
    }
    if (visible_.size() != 0) visible_.append(origin, "\n");
    end_visible_line();
}

void Lines::cell_break(const Setting& setting, std::size_t origin) {
    end_unit();
    if (setting.hiding == Hiding::display) return;
    if (visible_.size() > line_) visible_.append(origin, " ");
    unit_ = visible_.size();
}

void Lines::end_visible_line() {
    end_unit();
    if (!pieces_.empty()) join_pieces();
    look_at_line();
    line_ = unit_ = visible_.size();
}

// A cell or line that holds one letter joins the letters before it.
void Lines::end_unit() {
    const std::string_view unit = std::string_view(visible_.text()).substr(unit_);
    if (unit.empty() || unit == "\n") return;
    if (unit.size() <= kLongestUnit) {
        std::string_view letter = trim(unit);
        if (letter.empty() && !ladder_.empty() && unit.find('\n') == std::string_view::npos) {
            letter = unit.substr(0, 1);
        }
        if (letter.empty()) return;
        std::size_t length = 0;
        next_code_point(letter, length);
        if (length == letter.size()) {
            const std::size_t begin = unit_ + static_cast<std::size_t>(letter.data() - unit.data());
            ladder_.emplace_back(begin, begin + length);
            return;
        }
    }
    if (!ladder_.empty()) flush_letters();
}

void Lines::flush_letters() {
    if (ladder_.size() >= kFewestLetters) {
        if (letters_.size() != 0) letters_.append(0, "\n");
        for (const auto& [begin, end] : ladder_) letters_.append_piece(visible_, begin, end);
    }
    ladder_.clear();
}

void Lines::join_pieces() {
    bool worth = !visible_.blank(line_);
    if (worth) {
        worth = std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
            return !all_blank(std::string_view(asides_[piece.flow].text())
                                  .substr(piece.begin, piece.end - piece.begin));
        });
    }
    if (worth) {
        std::size_t at = line_;
        for (const Piece& piece : pieces_) {
            const std::size_t stop = std::max(at, piece.at);
            joined_.append_piece(visible_, at, stop);
            joined_.append_piece(asides_[piece.flow], piece.begin, piece.end);
            at = stop;
        }
        joined_.append_piece(visible_, at, visible_.size());
    }
    pieces_.clear();
}

void Lines::look_at_line() {
    if (page_ || visible_.place() == Place::quote) return;
    const std::string_view line = std::string_view(visible_.text()).substr(line_);
    if (visible_.place() == Place::body && line.size() < 12 && is_signature_mark(line)) {
        if (rest_ == Rest::none) rest_ = Rest::signature;
        return;
    }
    const std::string_view trimmed = trim_line(line);
    if (trimmed.empty()) return;
    const LineClass found = may_be_opener(trimmed) ? classify_line(trimmed) : LineClass{};
    if (found.kind == LineKind::header) return look_at_header(found.label);
    labels_ = 0;
    if (found.kind == LineKind::ordinary) return;
    flush_letters();
    Flow quoted = visible_.split_at(line_, Place::quote);
    close_visible();
    visible_ = std::move(quoted);
    if (found.kind == LineKind::separator) rest_ = Rest::quote;
}

void Lines::look_at_header(std::uint8_t label) {
    if (labels_ == 0) {
        if (label != kFromLabel) return;
        header_ = line_;
    }
    labels_ = static_cast<std::uint8_t>(labels_ | label);
    const int count = (labels_ & 1) + (labels_ >> 1 & 1) + (labels_ >> 2 & 1) + (labels_ >> 3 & 1);
    if (count < 3) return;
    flush_letters();
    Flow quoted = visible_.split_at(header_, Place::quote);
    close_visible();
    visible_ = std::move(quoted);
    labels_ = 0;
    rest_ = Rest::quote;
}

void Lines::change_place(Place place) {
    if (place == Place::quote && rest_ == Rest::signature) rest_ = Rest::none;
    close_visible();
    visible_ = Flow(place, {});
}

void Lines::close_visible() {
    flush_letters();
    if (!page_ && visible_.place() == Place::body) {
        if (const std::size_t at = name_block(visible_.text()); at < visible_.size()) {
            Flow tail = visible_.split_at(at, Place::signature);
            visible_.take(out_);
            tail.take(out_);
        }
    }
    visible_.take(out_);
    line_ = unit_ = 0;
    labels_ = 0;
    for (Piece& piece : pieces_) piece.at = 0;  // pending ones stand before the next line
}

void Lines::finish() {
    end_visible_line();
    close_visible();
    for (Flow& flow : asides_) flow.take(out_);
    joined_.take(out_);
    letters_.take(out_);
}

}  // namespace sendguard::draft
