// Words are gathered as bytes and turned into characters once a run of one charset ends.
#include "draft/encoded_words.h"

#include <optional>

#include "base/text.h"
#include "draft/charset.h"
#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

struct Word {
    std::string charset;
    std::string bytes;
    std::size_t end = 0;  ///< offset behind "?="
};

std::string decode_q(std::string_view text) {
    std::string changed(text);
    for (char& c : changed)
        if (c == '_') c = ' ';
    return decode_quoted_printable(changed).text;
}

/// The word at `at`, where "=?" stands. `no_end` is set once no "?=" follows, so that a text full
/// of openings is not searched again for each.
std::optional<Word> read_word(std::string_view text, std::size_t at, bool& no_end) {
    const std::size_t charset_begin = at + 2;
    std::size_t i = charset_begin;
    while (i < text.size() && text[i] > ' ' && text[i] != '?' && text[i] != '=' && i - at < 80) ++i;
    if (i == charset_begin || i + 2 >= text.size() || text[i] != '?' || text[i + 2] != '?')
        return {};
    const char encoding = ascii_lower(text[i + 1]);
    if (encoding != 'b' && encoding != 'q') return {};
    const std::size_t begin = i + 3;
    const std::size_t end = text.find("?=", begin);
    if (end == std::string_view::npos) {
        no_end = true;
        return {};
    }
    Word word;
    const auto charset = text.substr(charset_begin, i - charset_begin);
    word.charset = ascii_lower(charset.substr(0, charset.find('*')));
    const auto content = text.substr(begin, end - begin);
    word.bytes = encoding == 'b' ? decode_base64(content).text : decode_q(content);
    word.end = end + 2;
    return word;
}

void append_decoded(std::string& out, const Word& word) {
    const CharsetText text = to_utf8(word.bytes, word.charset);
    out += text.as_is ? word.bytes : text.text;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string unfold_lines(std::string_view raw) {
    std::string text;
    text.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\n') continue;
        if (raw[i] != '\r') {
            text += raw[i];
        } else if (i + 1 < raw.size() && raw[i + 1] != '\n') {
            text += ' ';
        }
    }
    return text;
}

}  // namespace

bool is_plain_header_text(std::string_view raw) {
    return raw.find_first_of("\r\n") == std::string_view::npos &&
           raw.find("=?") == std::string_view::npos && is_valid_utf8(raw);
}

std::string decode_header_text(std::string_view raw) {
    if (is_plain_header_text(raw)) return std::string(raw);
    const std::string unfolded = unfold_lines(raw);
    const CharsetText utf8 = to_utf8(unfolded, "");
    const std::string_view text = utf8.as_is ? std::string_view(unfolded) : utf8.text;
    std::string out;
    std::optional<Word> open;
    bool no_end = false;
    std::size_t copied = 0;
    std::size_t at = text.find("=?");
    while (at != std::string_view::npos && !no_end) {
        auto word = read_word(text, at, no_end);
        if (!word) {
            at = text.find("=?", at + 2);
            continue;
        }
        const auto between = text.substr(copied, at - copied);
        const bool adjacent = open && is_blank(between);
        copied = word->end;
        if (adjacent && open->charset == word->charset) {
            open->bytes += word->bytes;
        } else {
            if (open) append_decoded(out, *open);
            if (!adjacent) out += between;
            open = std::move(word);
        }
        open->end = copied;
        at = text.find("=?", copied);
    }
    if (open) append_decoded(out, *open);
    out += text.substr(copied);
    return out;
}

}  // namespace sendguard::draft
