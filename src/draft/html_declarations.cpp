// CSS declarations read into a Style: property by property, only the few that can hide text.
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/text.h"
#include "draft/html_style.h"

namespace sendguard::draft {
namespace {

constexpr double kTinyFont = 1.0;    // px; at that size letters are dots
constexpr double kOutside = -400.0;  // px; no reader scrolls to the left or above
constexpr double kTinyBox = 1.0;     // px; the "screen reader only" box is 1 by 1
constexpr double kFaint = 0.05;      // opacity that no eye sees

// A length in px; nullopt for keywords.
std::optional<double> length_of(std::string_view value) {
    const std::string copy(value.substr(0, 40));
    char* end = nullptr;
    const double number = std::strtod(copy.c_str(), &end);
    if (end == copy.c_str() || !std::isfinite(number)) return std::nullopt;
    const std::string unit = ascii_lower(trim(end));
    if (unit.starts_with("pt")) return number * 4 / 3;
    if (unit.starts_with("em") || unit.starts_with("rem")) return number * 16;
    if (unit.starts_with("%")) return number * 0.16;
    if (unit.starts_with("vw") || unit.starts_with("vh")) return number * 10;
    if (unit.starts_with("in")) return number * 96;
    if (unit.starts_with("cm")) return number * 37.8;
    if (unit.starts_with("mm")) return number * 3.78;
    return number;
}

std::uint8_t at_most(std::string_view value, double limit) {
    const auto length = length_of(value);
    return length && *length <= limit ? kHides : kPlainValue;
}

// The numbers inside "scale(0, 0)" or "inset(100%)" all being zero, or all at least `full` percent.
bool all_zero(std::string_view arguments) {
    bool any = false;
    for (const char c : arguments) {
        if (c == ')') break;
        if (c >= '1' && c <= '9') return false;
        any = any || c == '0';
    }
    return any;
}

std::uint8_t display_of(std::string_view low) {
    if (low == "none") return kHides;
    if (low.starts_with("inline") || low == "contents") return kInline;
    if (low == "inherit" || low == "initial" || low == "unset") return kPlainValue;
    return kBlockLike;
}

std::uint8_t clip_of(std::string_view low) {
    if (!low.starts_with("rect(")) return kPlainValue;
    low.remove_prefix(5);
    return all_zero(low) || low.starts_with("1px,1px,1px,1px") ||
                   low.starts_with("1px, 1px, 1px, 1px") || low.starts_with("1px 1px 1px 1px")
               ? kHides
               : kPlainValue;
}

std::uint8_t clip_path_of(std::string_view low) {
    const bool nothing = low.starts_with("inset(50%") || low.starts_with("inset(100%") ||
                         (low.starts_with("circle(") && all_zero(low.substr(7)));
    return nothing ? kHides : kPlainValue;
}

std::uint8_t transform_of(std::string_view low) {
    for (const std::string_view name : {"scale(", "scalex(", "scaley(", "scale3d("}) {
        const std::size_t at = low.find(name);
        if (at != std::string_view::npos && all_zero(low.substr(at + name.size()))) return kHides;
    }
    const std::size_t at = low.find("translate");
    const std::size_t open = at == std::string_view::npos ? at : low.find('(', at);
    if (open != std::string_view::npos) return at_most(low.substr(open + 1), kOutside);
    return kPlainValue;
}

std::uint8_t opacity_of(std::string_view low) {
    const auto number = length_of(low);
    return number && *number <= kFaint && low.find('%') == std::string_view::npos ? kHides
           : number && *number <= kFaint                                          ? kHides
                                                                                  : kPlainValue;
}

// "background: #fff url(x.png)": an image makes it unknown, else the first word that is a colour.
Color background_of(std::string_view low) {
    if (low.find("url(") != std::string_view::npos ||
        low.find("gradient") != std::string_view::npos) {
        return {Color::Kind::unknown};
    }
    if (low.find('(') != std::string_view::npos) return parse_color(low);
    for (const std::string_view word : split(low, ' ')) {
        const Color color = parse_color(word);
        if (color.kind == Color::Kind::rgb || color.kind == Color::Kind::transparent) return color;
    }
    return low == "none" || low == "inherit" ? Color{} : Color{Color::Kind::unknown};
}

// "0 0 0 -9999px": any side far outside.
std::uint8_t margin_of(std::string_view low) {
    for (const std::string_view word : split(low, ' ')) {
        if (at_most(word, kOutside) == kHides) return kHides;
    }
    return kPlainValue;
}

void set_box(Style& style, std::string_view name, std::string_view low) {
    if (name == "overflow" || name == "overflow-x" || name == "overflow-y") {
        style.set(Property::overflow,
                  low.starts_with("hidden") || low == "clip" ? kHides : kPlainValue);
    } else if (name == "width" || name == "max-width") {
        if (at_most(low, kTinyBox) == kHides) style.set(Property::width, kHides);
    } else if (name == "height" || name == "max-height") {
        if (at_most(low, kTinyBox) == kHides) style.set(Property::height, kHides);
    } else if (name == "position") {
        style.set(Property::position, low == "absolute" || low == "fixed" ? kHides : kPlainValue);
    } else if (name == "left" || name == "top" || name == "right" || name == "bottom") {
        if (at_most(low, kOutside) == kHides) style.set(Property::offset, kHides);
    } else if (name.starts_with("margin")) {
        if (margin_of(low) == kHides) style.set(Property::margin, kHides);
    } else if (name == "clip") {
        style.set(Property::clip, clip_of(low));
    } else if (name == "clip-path" || name == "-webkit-clip-path") {
        style.set(Property::clip_path, clip_path_of(low));
    } else if (name == "transform" || name == "-webkit-transform") {
        style.set(Property::transform, transform_of(low));
    }
}

void set_property(Style& style, std::string_view name, std::string_view low) {
    if (name == "display") {
        style.set(Property::display, display_of(low));
    } else if (name == "visibility") {
        style.set(Property::visibility,
                  low == "hidden" || low == "collapse" ? kHides : kPlainValue);
    } else if (name == "opacity") {
        style.set(Property::opacity, opacity_of(low));
    } else if (name == "filter") {
        if (low.starts_with("opacity(")) style.set(Property::opacity, opacity_of(low.substr(8)));
        if (low.starts_with("alpha(opacity="))
            style.set(Property::opacity, opacity_of(low.substr(14)));
    } else if (name == "font-size") {
        style.set(Property::font_size, at_most(low, kTinyFont));
    } else if (name == "font") {
        for (const std::string_view word : split(low, ' ')) {
            if (word.empty() || word.front() < '0' || word.front() > '9' || word == "400") continue;
            const std::string_view size = word.substr(0, word.find('/'));
            style.set(Property::font_size, at_most(size, kTinyFont));
            break;
        }
    } else if (name == "text-indent") {
        style.set(Property::text_indent, at_most(low, kOutside));
    } else if (name == "white-space") {
        style.set(Property::white_space,
                  low.starts_with("pre") || low == "break-spaces" ? kHides : kPlainValue);
    } else if (name == "color" || name == "-webkit-text-fill-color") {
        style.color = parse_color(low);
    } else if (name == "background" || name == "background-color") {
        const Color color = background_of(low);
        if (color.kind != Color::Kind::unset) style.background = color;
    } else if (name == "background-image") {
        if (low != "none") style.background = {Color::Kind::unknown};
    } else {
        set_box(style, name, low);
    }
}

// The end of a declaration: a ';' outside quotes and brackets.
std::size_t declaration_end(std::string_view css, std::size_t at) {
    int depth = 0;
    char quote = '\0';
    for (; at < css.size(); ++at) {
        const char c = css[at];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            depth = depth > 0 ? depth - 1 : 0;
        } else if (c == ';' && depth == 0) {
            break;
        }
    }
    return at;
}

bool may_count(char first) {
    switch (ascii_lower(first)) {
        case 'd':
        case 'v':
        case 'o':
        case 'f':
        case 't':
        case 'w':
        case 'c':
        case 'b':
        case 'm':
        case 'h':
        case 'p':
        case 'l':
        case 'r':
        case '-':
            return true;
        default:
            return false;
    }
}

void read_declaration(std::string_view declaration, StylePair& out) {
    declaration = trim(declaration);
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos || colon == 0 || !may_count(declaration.front())) return;
    const std::string name = ascii_lower(trim(declaration.substr(0, colon)));
    if (name.starts_with("padding") || name.starts_with("mso") || name.starts_with("border") ||
        name == "font-family" || name.starts_with("line") || name.starts_with("text-d")) {
        return;
    }
    std::string low = ascii_lower(trim(declaration.substr(colon + 1)));
    bool important = false;
    if (const std::size_t mark = low.rfind('!'); mark != std::string::npos) {
        important = trim(std::string_view(low).substr(mark + 1)) == "important";
        low.resize(mark);
        while (!low.empty() && (low.back() == ' ' || low.back() == '\t')) low.pop_back();
    }
    set_property(important ? out.important : out.normal, name, low);
}

// Comments become nothing, escapes the character they name.
std::string without_comments(std::string_view css) {
    std::string out;
    out.reserve(css.size());
    for (std::size_t at = 0; at < css.size();) {
        if (css.substr(at, 2) == "/*") {
            const std::size_t end = css.find("*/", at + 2);
            at = end == std::string_view::npos ? css.size() : end + 2;
        } else if (css[at] == '\\' && at + 1 < css.size()) {
            std::size_t used = 0;
            unsigned code = 0;
            for (++at; at < css.size() && used < 6; ++at, ++used) {
                const char c = ascii_lower(css[at]);
                const bool letter = c >= 'a' && c <= 'f';
                if (!letter && (c < '0' || c > '9')) break;
                code = code * 16 + static_cast<unsigned>(letter ? c - 'a' + 10 : c - '0');
            }
            if (used == 0) {
                out += css[at++];
            } else {
                append_utf8(out, code > 0x10FFFF || code == 0 ? 0xFFFD : code);
                if (at < css.size() && css[at] == ' ') ++at;
            }
        } else {
            out += css[at++];
        }
    }
    return out;
}

}  // namespace

StylePair parse_style(std::string_view css) {
    std::string cleaned;
    if (css.find('\\') != std::string_view::npos || css.find("/*") != std::string_view::npos) {
        cleaned = without_comments(css);
        css = cleaned;
    }
    StylePair out;
    for (std::size_t at = 0; at < css.size();) {
        const std::size_t end = declaration_end(css, at);
        read_declaration(css.substr(at, end - at), out);
        at = end + 1;
    }
    return out;
}

}  // namespace sendguard::draft
