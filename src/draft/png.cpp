// PNG: chunks of text, packed or not, before and after the picture. source: W3C PNG 11.3.3
#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/inflate.h"
#include "draft/picture.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMostText = 1u << 20;

void add_text(DocumentText& text, std::string_view keyword, std::string_view value, bool latin) {
    if (keyword == "XML:com.adobe.xmp") return read_xmp(text, value);
    CharsetText utf8 = to_utf8(value, latin ? "" : "utf-8");
    text.at(fmt::format("PNG {}", to_valid_utf8(keyword)));
    text.add_line(Place::metadata, utf8.as_is ? value : std::string_view(utf8.text));
}

/// Cuts `rest` behind its first zero byte.
std::string_view take_word(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

void read_international(DocumentText& text, std::string_view rest) {
    const auto keyword = take_word(rest);
    if (rest.size() < 2) return;
    const bool packed = rest[0] != 0;
    rest.remove_prefix(2);
    take_word(rest);  // language
    take_word(rest);  // the keyword in it
    if (packed) {
        add_text(text, keyword, inflate_stream(rest, kMostText), false);
    } else {
        add_text(text, keyword, rest, false);
    }
}

void read_chunk(DocumentText& text, std::string_view type, std::string_view value) {
    if (type == "tEXt") {
        const auto keyword = take_word(value);
        add_text(text, keyword, value, true);
    } else if (type == "zTXt") {
        const auto keyword = take_word(value);
        if (value.empty()) return;
        add_text(text, keyword, inflate_stream(value.substr(1), kMostText), true);
    } else if (type == "iTXt") {
        read_international(text, value);
    } else if (type == "eXIf") {
        read_exif(text, value);
    }
}

}  // namespace

void read_png(DocumentText& text, std::string_view data) {
    const Bytes bytes(data, true);
    for (std::size_t at = 8; bytes.holds(at, 8);) {
        const std::size_t size = bytes.u32(at);
        const auto type = bytes.slice(at + 4, 4);
        read_chunk(text, type, bytes.slice(at + 8, size));
        if (type == "IEND" || !bytes.holds(at + 12, size)) break;
        at += 12 + size;
    }
}

}  // namespace sendguard::draft
