#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "base/bytes.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/picture.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMostDirectories = 64;  ///< a scan has a directory a page
constexpr std::size_t kMostEntries = 500;
constexpr std::size_t kMostText = 64u << 10;

struct Tag {
    std::uint16_t number;
    std::string_view name;
    enum class Form : std::uint8_t { ascii, utf16, comment } form;
};
constexpr auto kTags = std::to_array<Tag>({
    {0x010D, "DocumentName", Tag::Form::ascii},
    {0x010E, "ImageDescription", Tag::Form::ascii},
    {0x013B, "Artist", Tag::Form::ascii},
    {0x8298, "Copyright", Tag::Form::ascii},
    {0x9286, "UserComment", Tag::Form::comment},
    {0x9C9B, "XPTitle", Tag::Form::utf16},
    {0x9C9C, "XPComment", Tag::Form::utf16},
    {0x9C9D, "XPAuthor", Tag::Form::utf16},
    {0x9C9E, "XPKeywords", Tag::Form::utf16},
    {0x9C9F, "XPSubject", Tag::Form::utf16},
    {0xA430, "CameraOwnerName", Tag::Form::ascii},
});

std::size_t size_of(std::uint16_t type) {
    static constexpr std::array<std::uint8_t, 13> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    return type < kSizes.size() ? kSizes[type] : 0;
}

std::string as_text(std::string_view value, Tag::Form form) {
    std::string_view charset;
    if (form == Tag::Form::utf16) charset = "utf-16le";
    if (form == Tag::Form::comment && value.size() >= 8) {
        if (value.starts_with("UNICODE")) charset = "utf-16le";
        value.remove_prefix(8);
    }
    CharsetText text = to_utf8(value, charset);
    std::string out = text.as_is ? std::string(value) : std::move(text.text);
    while (!out.empty() && (out.back() == '\0' || out.back() == ' ')) out.pop_back();
    return out;
}

class Walk {
  public:
    Walk(DocumentText& text, std::string_view tiff)
        : text_(text), tiff_(tiff), bytes_(tiff, tiff.starts_with("MM")) {}

    void run() {
        directory(bytes_.u32(4));
        if (latitude_ && longitude_) note_position(text_, *latitude_, *longitude_);
    }

  private:
    /// A directory's entries, and the directories it leads to; each is read once.
    void directory(std::size_t at) {
        while (at != 0 && bytes_.holds(at, 2) && seen_.size() < kMostDirectories &&
               seen_.insert(at).second) {
            const std::size_t count = std::min<std::size_t>(bytes_.u16(at), kMostEntries);
            for (std::size_t i = 0; i < count; ++i) entry(at + 2 + i * 12);
            at = bytes_.u32(at + 2 + std::size_t{bytes_.u16(at)} * 12);
        }
    }

    std::string_view value_of(std::size_t at) const {
        const std::size_t count = bytes_.u32(at + 4);
        if (count > kMostText * 16) return {};
        const std::size_t size = count * size_of(bytes_.u16(at + 2));
        return size <= 4 ? bytes_.slice(at + 8, size) : bytes_.slice(bytes_.u32(at + 8), size);
    }

    void entry(std::size_t at) {
        if (!bytes_.holds(at, 12)) return;
        const std::uint16_t number = bytes_.u16(at);
        switch (number) {
            case 0x8769:
                return directory(bytes_.u32(at + 8));
            case 0x8825:
                return positions(bytes_.u32(at + 8));
            case 0x02BC:
                return read_xmp(text_, value_of(at));
            case 0x83BB:
                return read_iptc(text_, value_of(at));
            case 0x8649:
                return read_photoshop(text_, value_of(at));
            default:
                break;
        }
        for (const auto& tag : kTags) {
            if (tag.number != number) continue;
            const auto text = as_text(value_of(at).substr(0, kMostText), tag.form);
            if (trim(text).empty()) return;
            text_.at(fmt::format("EXIF {}", tag.name));
            text_.add_line(Place::metadata, text);
        }
    }

    void positions(std::size_t at) {
        const std::size_t count = std::min<std::size_t>(bytes_.u16(at), kMostEntries);
        char north = 'N', east = 'E';
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t entry = at + 2 + i * 12;
            if (!bytes_.holds(entry, 12)) break;
            const auto value = value_of(entry);
            switch (bytes_.u16(entry)) {
                case 1:
                    if (!value.empty()) north = value[0];
                    break;
                case 2:
                    latitude_ = degrees(bytes_.u32(entry + 8));
                    break;
                case 3:
                    if (!value.empty()) east = value[0];
                    break;
                case 4:
                    longitude_ = degrees(bytes_.u32(entry + 8));
                    break;
                default:
                    break;
            }
        }
        if (north == 'S' && latitude_) latitude_ = -*latitude_;
        if (east == 'W' && longitude_) longitude_ = -*longitude_;
    }

    /// Degrees, minutes and seconds as three fractions.
    std::optional<double> degrees(std::size_t at) const {
        if (!bytes_.holds(at, 24)) return std::nullopt;
        double sum = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const double below = bytes_.u32(at + i * 8 + 4);
            if (below == 0) continue;
            sum += bytes_.u32(at + i * 8) / below / std::pow(60, i);
        }
        return sum;
    }

    DocumentText& text_;
    std::string_view tiff_;
    Bytes bytes_;
    std::set<std::size_t> seen_;
    std::optional<double> latitude_, longitude_;
};

}  // namespace

void read_exif(DocumentText& text, std::string_view tiff) {
    if (tiff.starts_with("II*") || tiff.starts_with("MM")) Walk(text, tiff).run();
}

void note_position(DocumentText& text, double latitude, double longitude) {
    if (latitude == 0 && longitude == 0) return;
    text.at("EXIF position");
    const auto where =
        fmt::format("{:.2f}° {}, {:.2f}° {}", std::abs(latitude), latitude < 0 ? "S" : "N",
                    std::abs(longitude), longitude < 0 ? "W" : "E");
    text.holds(ContentKind::position, fmt::format("the picture says where it was taken: {}", where),
               where);
}

}  // namespace sendguard::draft
