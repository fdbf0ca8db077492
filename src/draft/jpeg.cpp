// JPEG: segments up to the picture itself. source: ITU-T T.81 B.1, XMP part 3 1.1.3
#include "base/bytes.h"
#include "draft/charset.h"
#include "draft/picture.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr auto kExif = "Exif\0\0"sv;
constexpr auto kXmp = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto kMoreXmp = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr auto kPhotoshop = "Photoshop 3.0\0"sv;
constexpr std::size_t kMoreXmpHead = 40;  ///< digest, size and offset

/// Blocks that may go on in another segment of their kind.
struct Blocks {
    std::string photoshop, more_xmp;
};

void read_segment(DocumentText& text, unsigned mark, std::string_view value, Blocks& blocks) {
    if (mark == 0xFE) {
        CharsetText utf8 = to_utf8(value, "");
        text.at("JPEG comment");
        text.add_line(Place::comment, utf8.as_is ? value : std::string_view(utf8.text));
    } else if (value.starts_with(kExif)) {
        read_exif(text, value.substr(kExif.size()));
    } else if (value.starts_with(kXmp)) {
        read_xmp(text, value.substr(kXmp.size()));
    } else if (value.starts_with(kMoreXmp) && value.size() > kMoreXmp.size() + kMoreXmpHead) {
        blocks.more_xmp += value.substr(kMoreXmp.size() + kMoreXmpHead);
    } else if (value.starts_with(kPhotoshop)) {
        blocks.photoshop += value.substr(kPhotoshop.size());
    }
}

}  // namespace

void read_jpeg(DocumentText& text, std::string_view data) {
    const Bytes bytes(data, true);
    Blocks blocks;
    for (std::size_t at = 2; bytes.holds(at, 4);) {
        if (bytes.u8(at) != 0xFF) break;
        const unsigned mark = bytes.u8(at + 1);
        if (mark == 0xFF) {  // filling
            ++at;
            continue;
        }
        if (mark == 0xDA || mark == 0xD9) break;  // the picture, or the end
        const std::size_t size = bytes.u16(at + 2);
        if (size < 2) break;
        read_segment(text, mark, bytes.slice(at + 4, size - 2), blocks);
        at += 2 + size;
    }
    read_photoshop(text, blocks.photoshop);
    read_xmp(text, blocks.more_xmp);
}

}  // namespace sendguard::draft
