#include "draft/rtf.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/formats.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxGroups = 2000;  ///< Word's own files stay under 100
constexpr int kTinySize = 4;              ///< half points

int hex_digit(char c) {
    if (is_ascii_digit(c)) return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

RtfReader::RtfReader(Reading& reading, const Document& document)
    : reading_(reading),
      document_(document),
      rtf_(document.bytes),
      text_(reading, document),
      out_(text_, Place::body, {}) {
    states_.emplace_back();
    out_.at("paragraph 1");
}

void RtfReader::read() {
    while (at_ < rtf_.size()) {
        const char c = rtf_[at_];
        if (c == '{') {
            open_group();
        } else if (c == '}') {
            close_group();
        } else if (c == '\\') {
            control();
            continue;
        } else if (c != '\r' && c != '\n') {
            if (to_skip_ > 0) {
                --to_skip_;
            } else {
                raw_ += c;
            }
        }
        ++at_;
    }
    flush();
    if (states_.size() > 1)
        text_.fault(FaultClass::unreadable, "damaged", "the document ends before its groups do");
    out_.finish();
    text_.finish();
    for (std::size_t i = 0; i < embedded_.size(); ++i)
        read_member(reading_, document_, fmt::format("object{}", i + 1), std::move(embedded_[i]));
}

void RtfReader::open_group() {
    flush();
    to_skip_ = 0;
    ignorable_ = false;
    if (states_.size() >= kMaxGroups) {
        text_.fault(FaultClass::unreadable, "limit-depth",
                    "the document has too many nested groups");
        at_ = rtf_.size();
        states_.resize(1);
        return;
    }
    auto state = states_.back();
    state.opens = state.box = false;
    states_.push_back(state);
}

void RtfReader::close_group() {
    flush();
    to_skip_ = 0;
    if (states_.size() < 2) return;
    if (states_.back().opens) end_goal();
    if (states_.back().box) {
        out_.end_paragraph(false);
        out_.end_box();
    }
    states_.pop_back();
}

void RtfReader::control() {
    ++at_;
    if (at_ >= rtf_.size()) return;
    const char c = rtf_[at_];
    if (!is_ascii_letter(c)) {
        ++at_;
        control_symbol(c);
        return;
    }
    const auto begin = at_;
    while (at_ < rtf_.size() && is_ascii_letter(rtf_[at_])) ++at_;
    const auto name = rtf_.substr(begin, at_ - begin);
    const bool minus = at_ < rtf_.size() && rtf_[at_] == '-';
    auto digit = at_ + (minus ? 1 : 0);
    const bool has_value = digit < rtf_.size() && is_ascii_digit(rtf_[digit]);
    std::int64_t value = 0;
    if (has_value) {
        for (; digit < rtf_.size() && is_ascii_digit(rtf_[digit]); ++digit)
            value = std::min<std::int64_t>(value * 10 + (rtf_[digit] - '0'), INT32_MAX);
        at_ = digit;
    }
    if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
    word(name, static_cast<int>(minus ? -value : value), has_value);
}

void RtfReader::control_symbol(char c) {
    if (c == '\'') {
        if (at_ + 2 > rtf_.size()) return;
        const int high = hex_digit(rtf_[at_]);
        const int low = hex_digit(rtf_[at_ + 1]);
        at_ += 2;
        if (to_skip_ > 0) {
            --to_skip_;
        } else if (high >= 0 && low >= 0) {
            raw_ += static_cast<char>(high * 16 + low);
        }
        return;
    }
    if (c == '*') {
        ignorable_ = true;
        return;
    }
    flush();
    if (c == '~') put("\u00A0");
    if (c == '_') put("\u2011");
    if (c == '-') put("\u00AD");
    if (c == '\\' || c == '{' || c == '}') put(std::string_view(&c, 1));
    if (c == '\n' || c == '\r') on_paragraph(1);
}

void RtfReader::word(std::string_view name, int value, bool has_value) {
    const auto found = words().find(name);
    // Bytes of a code page may be cut by a font's change, never by these marks of one character.
    if (name != "u" && name != "uc") flush();
    if (name == "bin") {
        on_binary(value);
        return;
    }
    if (destination(name)) {
        ignorable_ = false;
        return;
    }
    if (found != words().end()) {
        (this->*found->second)(has_value ? value : 1);
    } else if (ignorable_) {
        begin_goal(Goal::skip);
    }
    ignorable_ = false;
}

void RtfReader::flush() {
    if (raw_.empty()) return;
    const auto bytes = std::move(raw_);
    raw_.clear();
    if (is_ascii(bytes)) {
        put(bytes);
        return;
    }
    const auto font = fonts_.find(states_.back().font);
    const auto& charset = font == fonts_.end() || font->second.empty() ? charset_ : font->second;
    auto utf8 = to_utf8(bytes, charset);
    put(utf8.as_is ? std::string_view(bytes) : std::string_view(utf8.text));
}

void RtfReader::put(std::string_view utf8) {
    switch (states_.back().goal) {
        case Goal::story:
            show(utf8);
            return;
        case Goal::skip:
            return;
        case Goal::fonts:
            return;
        case Goal::colors:
            for (const char c : utf8)
                if (c == ';') white_.push_back(states_.back().color == 0xFFFFFF);
            // The next one starts from nothing.
            if (utf8.find(';') != std::string_view::npos) states_.back().color = 0;
            return;
        case Goal::authors:
        case Goal::property:
        case Goal::user_name:
        case Goal::user_value:
        case Goal::variable:
        case Goal::code:
        case Goal::note_author:
        case Goal::comment:
        case Goal::shape_name:
        case Goal::shape_value:
        case Goal::object_data:
        case Goal::object_class:
            if (gathered_.size() + utf8.size() <= kMaxDocumentText) gathered_ += utf8;
            return;
    }
}

bool RtfReader::unseen() const {
    const auto& state = states_.back();
    if (state.size <= kTinySize) return true;
    const auto color = static_cast<std::size_t>(std::max(state.color, 0));
    return color < white_.size() && white_[color] && !state.shaded && !state.in_table &&
           !out_.in_box();
}

std::string RtfReader::revision(int author, std::uint32_t dttm) const {
    const auto index = static_cast<std::size_t>(std::max(author, 0));
    auto words = index < authors_.size() ? authors_[index] : std::string("somebody");
    if (dttm == 0) return words;
    return fmt::format("{}, {:04}-{:02}-{:02}T{:02}:{:02}", words, ((dttm >> 20) & 0x1FF) + 1900,
                       (dttm >> 16) & 0xF, (dttm >> 11) & 0x1F, (dttm >> 6) & 0x1F, dttm & 0x3F);
}

void RtfReader::show(std::string_view utf8) {
    const auto& state = states_.back();
    if (state.deleted) {
        out_.tell(ContentKind::tracked_changes, Place::deletion, utf8,
                  "deleted by " + revision(state.deleter, state.removed));
    } else if (state.hidden) {
        out_.tell(ContentKind::hidden_text, Place::hidden, utf8, "hidden text", "hidden text");
    } else if (unseen()) {
        out_.tell(ContentKind::unseen_text, Place::hidden, utf8, "white or tiny text",
                  "unseen text");
    } else if (state.inserted) {
        const auto words = "inserted by " + revision(state.author, state.written);
        out_.show(utf8, words);
        out_.tell(ContentKind::tracked_changes, Place::insertion, utf8, words);
    } else {
        out_.show(utf8);
    }
}

bool is_rtf(std::string_view bytes, std::string_view /*name*/) {
    return bytes.starts_with("{\\rtf");
}

void read_rtf(Reading& reading, const Document& document) {
    reading.part(document.part).type = "application/rtf";
    RtfReader(reading, document).read();
}

}  // namespace sendguard::draft
