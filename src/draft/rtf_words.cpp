// RTF's control words that change the state of text or stand for a character.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "draft/rtf.h"

namespace sendguard::draft {
namespace {

/// The code pages of Windows that are not named after their number, by number.
std::string page_name(int page) {
    switch (page) {
        case 0:
        case 1252:
            return "windows-1252";
        case 932:
            return "shift_jis";
        case 936:
            return "gbk";
        case 949:
            return "windows-949";
        case 950:
            return "big5";
        case 437:
        case 850:
        case 852:
        case 866:
            return fmt::format("ibm{}", page);
        case 10000:
            return "macintosh";
        case 65001:
            return "utf-8";
    }
    return fmt::format("windows-{}", page);
}

/// The code page of a font's charset (\fcharset); 0 = the document's.
int page_of_charset(int charset) {
    switch (charset) {
        case 77:
            return 10000;
        case 128:
            return 932;
        case 129:
            return 949;
        case 134:
            return 936;
        case 136:
            return 950;
        case 161:
            return 1253;
        case 162:
            return 1254;
        case 163:
            return 1258;
        case 177:
            return 1255;
        case 178:
            return 1256;
        case 186:
            return 1257;
        case 204:
            return 1251;
        case 222:
            return 874;
        case 238:
            return 1250;
        case 254:
            return 437;
    }
    return 0;
}

}  // namespace

const RtfReader::Words& RtfReader::words() {
    using R = RtfReader;
    static const Words table = {
        {"u", &R::on_unicode},
        {"uc", &R::on_skip_bytes},
        {"plain", &R::on_style_reset},
        {"pard", &R::on_paragraph_reset},
        {"par", &R::on_paragraph},
        {"sect", &R::on_paragraph},
        {"page", &R::on_line},
        {"line", &R::on_line},
        {"cell", &R::on_cell},
        {"nestcell", &R::on_cell},
        {"row", &R::on_row},
        {"nestrow", &R::on_row},
        {"intbl", &R::on_table},
        {"tab", &R::on_tab},
        {"v", &R::on_hidden},
        {"deleted", &R::on_deleted},
        {"revised", &R::on_inserted},
        {"revauth", &R::on_author},
        {"revauthdel", &R::on_deleter},
        {"revdttm", &R::on_written},
        {"revdttmdel", &R::on_removed},
        {"f", &R::on_font},
        {"fcharset", &R::on_charset},
        {"ansicpg", &R::on_code_page},
        {"cf", &R::on_color},
        {"highlight", &R::on_shade},
        {"chcbpat", &R::on_shade},
        {"cb", &R::on_shade},
        {"cbpat", &R::on_shade},
        {"fs", &R::on_size},
        {"red", &R::on_red},
        {"green", &R::on_green},
        {"blue", &R::on_blue},
    };
    return table;
}

void RtfReader::on_unicode(int value) {
    if (to_skip_ > 0) to_skip_ = 0;
    flush();
    to_skip_ = states_.back().skip_bytes;
    const auto unit = static_cast<char32_t>(value & 0xFFFF);
    if (unit >= 0xD800 && unit < 0xDC00) {
        high_surrogate_ = unit;
        return;
    }
    std::string utf8;
    if (unit >= 0xDC00 && unit < 0xE000 && high_surrogate_ != 0) {
        append_utf8(utf8, 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (unit - 0xDC00));
    } else {
        const bool lone = unit >= 0xD800 && unit < 0xE000;
        append_utf8(utf8, lone || unit == 0 ? U'\uFFFD' : unit);
    }
    high_surrogate_ = 0;
    put(utf8);
}

void RtfReader::on_style_reset(int) {
    auto& state = states_.back();
    state.hidden = state.deleted = state.inserted = state.shaded = false;
    state.color = 0;
    state.size = 24;
    state.author = state.deleter = 0;
    state.written = state.removed = 0;
    state.font = -1;
}

void RtfReader::on_paragraph_reset(int) {
    states_.back().in_table = false;
}

void RtfReader::end_paragraph(bool cell) {
    if (states_.back().goal != Goal::story) {
        put("\n");
        return;
    }
    out_.end_paragraph(cell);
    if (out_.in_box()) return;
    if (!cell && !states_.back().in_table) {
        was_in_table_ = false;
        out_.at(fmt::format("paragraph {}", ++paragraphs_));
    }
}

void RtfReader::on_paragraph(int) {
    end_paragraph(states_.back().in_table && !out_.in_box());
}

void RtfReader::on_table(int) {
    states_.back().in_table = true;
    if (out_.in_box() || states_.back().goal != Goal::story) return;
    if (!was_in_table_) {
        was_in_table_ = true;
        ++tables_;
        row_ = 1;
    }
    out_.at(fmt::format("table {} row {}", tables_, row_));
}

void RtfReader::on_cell(int) {
    end_paragraph(true);
    out_.end_cell();
}

void RtfReader::on_row(int) {
    out_.end_row();
    ++row_;
    if (states_.back().in_table && !out_.in_box())
        out_.at(fmt::format("table {} row {}", tables_, row_));
}

void RtfReader::on_line(int) {
    put("\n");
}

void RtfReader::on_tab(int) {
    put("\t");
}

void RtfReader::on_hidden(int value) {
    states_.back().hidden = value != 0;
}

void RtfReader::on_deleted(int value) {
    states_.back().deleted = value != 0;
}

void RtfReader::on_inserted(int value) {
    states_.back().inserted = value != 0;
}

void RtfReader::on_author(int value) {
    states_.back().author = value;
}

void RtfReader::on_deleter(int value) {
    states_.back().deleter = value;
}

void RtfReader::on_written(int value) {
    states_.back().written = static_cast<std::uint32_t>(value);
}

void RtfReader::on_removed(int value) {
    states_.back().removed = static_cast<std::uint32_t>(value);
}

void RtfReader::on_skip_bytes(int value) {
    states_.back().skip_bytes = std::clamp(value, 0, 16);
}

void RtfReader::on_font(int value) {
    if (states_.back().goal == Goal::fonts) {
        table_font_ = value;
    } else {
        states_.back().font = value;
    }
}

void RtfReader::on_charset(int value) {
    const int page = page_of_charset(value);
    if (states_.back().goal == Goal::fonts)
        fonts_[table_font_] = page == 0 ? std::string() : page_name(page);
}

void RtfReader::on_code_page(int value) {
    charset_ = page_name(value);
}

void RtfReader::on_color(int value) {
    states_.back().color = value;
}

/// One byte of a colour in the table.
void RtfReader::channel(int value, int shift) {
    auto& state = states_.back();
    if (state.goal == Goal::colors) state.color |= std::clamp(value, 0, 255) << shift;
}

void RtfReader::on_red(int value) {
    channel(value, 16);
}

void RtfReader::on_green(int value) {
    channel(value, 8);
}

void RtfReader::on_blue(int value) {
    channel(value, 0);
}

void RtfReader::on_shade(int value) {
    states_.back().shaded = value != 0;
}

void RtfReader::on_size(int value) {
    states_.back().size = value;
}

void RtfReader::on_binary(int value) {
    const auto size = static_cast<std::size_t>(std::max(value, 0));
    at_ += std::min(size, rtf_.size() - at_);
}

}  // namespace sendguard::draft
