// The two older ways of writing under a picture: IPTC records and XMP packets.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/html_references.h"
#include "draft/picture.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMostText = 64u << 10;

std::string_view record_name(std::uint8_t number) {
    switch (number) {
        case 5:
            return "title";
        case 25:
            return "keywords";
        case 40:
            return "special instructions";
        case 80:
            return "by-line";
        case 85:
            return "by-line title";
        case 90:
            return "city";
        case 92:
            return "sublocation";
        case 105:
            return "headline";
        case 110:
            return "credit";
        case 115:
            return "source";
        case 116:
            return "copyright";
        case 118:
            return "contact";
        case 120:
            return "caption";
        case 122:
            return "caption writer";
        default:
            return {};
    }
}

constexpr auto kPrefixes = std::to_array<std::string_view>(
    {"dc:", "photoshop:", "Iptc4xmpCore:", "Iptc4xmpExt:", "xmpRights:", "tiff:ImageDescription",
     "tiff:Artist", "tiff:Copyright", "exif:UserComment", "exif:GPSLatitude", "exif:GPSLongitude",
     "xmp:Label", "pdf:Keywords"});

bool is_words(std::string_view name) {
    return name != "dc:format" &&
           std::ranges::any_of(kPrefixes, [&](auto prefix) { return name.starts_with(prefix); });
}

/// "51,30.5N" as degrees.
std::optional<double> xmp_degrees(std::string_view value) {
    if (value.size() < 2) return std::nullopt;
    double sum = 0, part = 0, scale = 0, unit = 1;
    for (const char c : value) {
        if (is_ascii_digit(c)) {
            part = scale == 0 ? part * 10 + (c - '0') : part + (c - '0') * scale;
            if (scale != 0) scale /= 10;
        } else if (c == '.') {
            scale = 0.1;
        } else {
            sum += part / unit;
            unit *= 60;
            part = scale = 0;
        }
    }
    return value.back() == 'S' || value.back() == 'W' ? -sum : sum;
}

struct XmpReader {
    DocumentText& text;
    std::optional<double> latitude, longitude;

    void add(std::string_view name, std::string_view value) {
        if (!is_words(name) || trim(value).empty()) return;
        if (name == "exif:GPSLatitude") latitude = xmp_degrees(trim(value));
        if (name == "exif:GPSLongitude") longitude = xmp_degrees(trim(value));
        if (name.starts_with("exif:GPS")) return;
        text.at(fmt::format("XMP {}", to_valid_utf8(name)));
        text.add_line(Place::metadata, resolve_references(trim(value).substr(0, kMostText)));
    }

    /// name="value" pairs of a tag.
    void attributes(std::string_view tag) {
        for (std::size_t at = tag.find('='); at != std::string_view::npos; at = tag.find('=', at)) {
            const std::size_t before = tag.find_last_of(" \t\r\n", at);
            const auto name = trim(tag.substr(before + 1, at - before - 1));
            const std::size_t open = tag.find_first_of("\"'", at);
            if (open == std::string_view::npos) return;
            const std::size_t close = tag.find(tag[open], open + 1);
            if (close == std::string_view::npos) return;
            add(name, tag.substr(open + 1, close - open - 1));
            at = close;
        }
    }

    void run(std::string_view packet) {
        std::string_view element;  // the innermost that is no list of RDF
        for (std::size_t at = packet.find('<'); at != std::string_view::npos;) {
            const std::size_t close = packet.find('>', at);
            if (close == std::string_view::npos) break;
            const auto tag = packet.substr(at + 1, close - at - 1);
            const auto name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
            if (!name.empty() && !name.starts_with("rdf:")) element = name;
            attributes(tag);
            const std::size_t next = packet.find('<', close);
            add(element, packet.substr(close + 1, next - close - 1));
            at = next;
        }
        if (latitude && longitude) note_position(text, *latitude, *longitude);
    }
};

}  // namespace

void read_iptc(DocumentText& text, std::string_view records) {
    const Bytes bytes(records, true);
    for (std::size_t at = 0; bytes.holds(at, 5) && bytes.u8(at) == 0x1C;) {
        const std::size_t size = bytes.u16(at + 3);
        if (size > 0x7FFF) return;  // an extended size: no caption is that long
        const auto name = bytes.u8(at + 1) == 2 ? record_name(bytes.u8(at + 2)) : "";
        const auto value = bytes.slice(at + 5, size);
        if (!name.empty() && !value.empty()) {
            CharsetText utf8 = to_utf8(value, "");
            text.at(fmt::format("IPTC {}", name));
            text.add_line(Place::metadata, utf8.as_is ? value : std::string_view(utf8.text));
        }
        at += 5 + size;
    }
}

void read_photoshop(DocumentText& text, std::string_view resources) {
    const Bytes bytes(resources, true);
    for (std::size_t at = 0; bytes.slice(at, 4) == "8BIM";) {
        const std::uint16_t id = bytes.u16(at + 4);
        const std::size_t name = (bytes.u8(at + 6) + std::size_t{2}) / 2 * 2;
        const std::size_t size = bytes.u32(at + 6 + name);
        const std::size_t begin = at + 10 + name;
        if (id == 0x0404) read_iptc(text, bytes.slice(begin, size));
        if (!bytes.holds(begin, size)) return;
        at = begin + (size + 1) / 2 * 2;
    }
}

void read_xmp(DocumentText& text, std::string_view packet) {
    XmpReader{text, {}, {}}.run(packet);
}

}  // namespace sendguard::draft
