// Only what mail and its tricks use: hex, rgb, hsl near white and black, and the common names. What
// is not understood is "unknown", which is never like anything, so that text stays visible.
#include "draft/html_color.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace sendguard::draft {
namespace {

// Under this distance in every channel the eye sees one surface; #fefefe on white is the classic.
constexpr int kAlike = 10;

struct NamedColor {
    std::string_view name;
    std::uint32_t rgb = 0;
};
constexpr NamedColor kNamed[] = {
    {"white", 0xFFFFFF},      {"black", 0x000000},      {"red", 0xFF0000},
    {"green", 0x008000},      {"blue", 0x0000FF},       {"yellow", 0xFFFF00},
    {"gray", 0x808080},       {"grey", 0x808080},       {"silver", 0xC0C0C0},
    {"navy", 0x000080},       {"maroon", 0x800000},     {"purple", 0x800080},
    {"teal", 0x008080},       {"olive", 0x808000},      {"lime", 0x00FF00},
    {"aqua", 0x00FFFF},       {"cyan", 0x00FFFF},       {"fuchsia", 0xFF00FF},
    {"magenta", 0xFF00FF},    {"orange", 0xFFA500},     {"snow", 0xFFFAFA},
    {"ivory", 0xFFFFF0},      {"ghostwhite", 0xF8F8FF}, {"floralwhite", 0xFFFAF0},
    {"whitesmoke", 0xF5F5F5}, {"mintcream", 0xF5FFFA},  {"azure", 0xF0FFFF},
    {"aliceblue", 0xF0F8FF},  {"honeydew", 0xF0FFF0},   {"seashell", 0xFFF5EE},
    {"gainsboro", 0xDCDCDC},  {"lightgray", 0xD3D3D3},  {"lightgrey", 0xD3D3D3},
    {"darkgray", 0xA9A9A9},   {"darkgrey", 0xA9A9A9},   {"dimgray", 0x696969},
    {"darkblue", 0x00008B},   {"darkred", 0x8B0000},    {"darkgreen", 0x006400},
    {"window", 0xFFFFFF},     {"windowtext", 0x000000}, {"canvas", 0xFFFFFF},
    {"canvastext", 0x000000}, {"linen", 0xFAF0E6},      {"beige", 0xF5F5DC},
};

Color from_rgb(std::uint32_t rgb) {
    return {Color::Kind::rgb, static_cast<std::uint8_t>(rgb >> 16),
            static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
}

Color from_hex(std::string_view digits) {
    std::uint32_t value = 0;
    for (const char c : digits) {
        const char low = ascii_lower(c);
        const bool letter = low >= 'a' && low <= 'f';
        if (!letter && (low < '0' || low > '9')) return {Color::Kind::unset};
        value = value << 4 | static_cast<std::uint32_t>(letter ? low - 'a' + 10 : low - '0');
    }
    const auto doubled = [&](unsigned shift) { return (value >> shift & 0xF) * 17u; };
    switch (digits.size()) {
        case 3:
            return from_rgb(doubled(8) << 16 | doubled(4) << 8 | doubled(0));
        case 4:
            if (doubled(0) == 0) return {Color::Kind::transparent};
            return from_rgb(doubled(12) << 16 | doubled(8) << 8 | doubled(4));
        case 6:
            return from_rgb(value);
        case 8:
            if ((value & 0xFF) == 0) return {Color::Kind::transparent};
            return from_rgb(value >> 8);
        default:
            return {Color::Kind::unset};
    }
}

struct Numbers {
    std::array<double, 4> value{0, 0, 0, 1};
    std::array<bool, 4> percent{};
    std::size_t count = 0;
};

Numbers read_numbers(std::string_view text) {
    Numbers found;
    const std::string copy(text.substr(0, 100));
    const char* at = copy.c_str();
    while (*at != '\0' && *at != ')' && found.count < 4) {
        char* end = nullptr;
        const double value = std::strtod(at, &end);
        if (end == at) {
            ++at;
            continue;
        }
        found.percent[found.count] = *end == '%';
        found.value[found.count++] = value;
        at = end;
    }
    return found;
}

Color from_function(std::string_view text) {
    const bool rgb = text.starts_with("rgb");
    if (!rgb && !text.starts_with("hsl")) return {Color::Kind::unknown};
    const Numbers numbers = read_numbers(text.substr(text.find('(') + 1));
    if (numbers.count < 3) return {Color::Kind::unknown};
    const double alpha = numbers.percent[3] ? numbers.value[3] / 100 : numbers.value[3];
    if (alpha <= 0.05) return {Color::Kind::transparent};
    if (alpha < 0.95) return {Color::Kind::unknown};
    const auto channel = [&](std::size_t i) {
        const double value = numbers.percent[i] ? numbers.value[i] * 2.55 : numbers.value[i];
        return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
    };
    if (rgb) return {Color::Kind::rgb, channel(0), channel(1), channel(2)};
    if (numbers.value[2] >= 98) return kWhite;
    if (numbers.value[2] <= 2) return kBlack;
    return {Color::Kind::unknown};
}

}  // namespace

Color parse_color(std::string_view text) {
    text = trim(text);
    if (text.empty()) return {};
    if (text.front() == '#') return from_hex(text.substr(1));
    const std::string low = ascii_lower(text.substr(0, 100));
    if (low == "transparent") return {Color::Kind::transparent};
    if (low == "inherit" || low == "initial" || low == "unset" || low == "currentcolor") return {};
    if (low.find('(') != std::string::npos) return from_function(low);
    for (const NamedColor& named : kNamed) {
        if (named.name == low) return from_rgb(named.rgb);
    }
    // HTML's color attribute takes hex without '#'.
    if (const Color bare = low.size() == 6 ? from_hex(low) : Color{}; bare.kind != Color{}.kind) {
        return bare;
    }
    return {Color::Kind::unknown};
}

bool looks_alike(Color text, Color background) {
    if (text.kind == Color::Kind::transparent) return true;
    if (text.kind != Color::Kind::rgb || background.kind != Color::Kind::rgb) return false;
    return std::abs(text.red - background.red) <= kAlike &&
           std::abs(text.green - background.green) <= kAlike &&
           std::abs(text.blue - background.blue) <= kAlike;
}

}  // namespace sendguard::draft
