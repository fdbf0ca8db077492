// Which container a picture has, and the small ones: WebP and GIF; HEIC by the blocks it holds.
#include "draft/picture.h"

#include <string>

#include "base/bytes.h"
#include "draft/charset.h"
#include "draft/formats.h"
#include "draft/zip_structure.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

bool is_webp(std::string_view bytes) {
    return bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP";
}
bool is_tiff(std::string_view bytes) {
    return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv);
}
bool is_heic(std::string_view bytes) {
    if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return false;
    const auto brand = bytes.substr(8, 4);
    return brand == "heic" || brand == "heix" || brand == "mif1" || brand == "avif" ||
           brand == "msf1" || brand == "hevc";
}

/// source: WebP container specification
void read_webp(DocumentText& text, std::string_view data) {
    const Bytes bytes(data);
    for (std::size_t at = 12; bytes.holds(at, 8);) {
        const std::size_t size = bytes.u32(at + 4);
        const auto type = bytes.slice(at, 4);
        auto value = bytes.slice(at + 8, size);
        if (type == "XMP ") read_xmp(text, value);
        if (type == "EXIF") {
            if (value.starts_with("Exif\0\0"sv)) value.remove_prefix(6);
            read_exif(text, value);
        }
        if (!bytes.holds(at + 8, size)) break;
        at += 8 + (size + 1) / 2 * 2;
    }
}

/// HEIC keeps its Exif block whole, somewhere; its own marks find it.
void read_heic(DocumentText& text, std::string_view bytes) {
    for (const auto mark : {"Exif\0\0II*\0"sv, "Exif\0\0MM\0*"sv}) {
        const auto at = bytes.find(mark);
        if (at == std::string_view::npos) continue;
        read_exif(text, bytes.substr(at + 6));
        break;
    }
    const auto begin = bytes.find("<x:xmpmeta");
    const auto end = bytes.find("</x:xmpmeta>", begin == std::string_view::npos ? 0 : begin);
    if (begin != std::string_view::npos && end != std::string_view::npos)
        read_xmp(text, bytes.substr(begin, end - begin));
}

/// The content of a chain of blocks of up to 255 bytes; `at` moves behind it.
std::string take_blocks(const Bytes& bytes, std::size_t& at) {
    std::string out;
    while (bytes.u8(at) != 0) {
        out += bytes.slice(at + 1, bytes.u8(at));
        at += 1 + std::size_t{bytes.u8(at)};
    }
    ++at;
    return out;
}

/// How many bytes a colour table has whose packed field is this.
std::size_t table_size(unsigned packed) {
    return (packed & 0x80) == 0 ? 0 : std::size_t{3} << ((packed & 7) + 1);
}

/// source: GIF89a 15 to 27
void read_gif(DocumentText& text, std::string_view data) {
    const Bytes bytes(data);
    std::size_t at = 13 + table_size(bytes.u8(10));
    while (bytes.holds(at, 2)) {
        const unsigned kind = bytes.u8(at);
        if (kind == 0x2C) {
            at += 11 + table_size(bytes.u8(at + 9));
            take_blocks(bytes, at);
        } else if (kind == 0x21) {
            const bool comment = bytes.u8(at + 1) == 0xFE;
            at += 2;
            const std::string content = take_blocks(bytes, at);
            if (!comment) continue;
            CharsetText utf8 = to_utf8(content, "");
            text.at("GIF comment");
            text.add_line(Place::comment, utf8.as_is ? content : utf8.text);
        } else {
            return;
        }
    }
}

}  // namespace

bool is_picture(std::string_view bytes, std::string_view) {
    return bytes.starts_with("\xFF\xD8\xFF") || bytes.starts_with("\x89PNG\r\n") ||
           bytes.starts_with("GIF8") || is_tiff(bytes) || is_webp(bytes) || is_heic(bytes);
}

void read_picture(Reading& reading, const Document& document) {
    const auto bytes = document.bytes;
    DocumentText text(reading, document);
    if (bytes.starts_with("\xFF\xD8\xFF")) {
        read_jpeg(text, bytes);
    } else if (bytes.starts_with("\x89PNG")) {
        read_png(text, bytes);
    } else if (is_tiff(bytes)) {
        read_exif(text, bytes);
    } else if (is_webp(bytes)) {
        read_webp(text, bytes);
    } else if (is_heic(bytes)) {
        read_heic(text, bytes);
    } else {
        read_gif(text, bytes);
    }
    text.finish();
    // A picture may be an archive too, to a program that looks at the end.
    if (ends_as_zip(bytes)) read_archive(reading, document);
}

}  // namespace sendguard::draft
