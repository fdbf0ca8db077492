// One rule decides what counts as hidden: every common reader hides it. What only one does
// (mso-hide) or what may be undone by something that is not read (a script, a media query) stays
// visible text, so that a doubt is searched as body.
#include "draft/html_style.h"

namespace sendguard::draft {

void Style::merge(const Style& later) {
    for (std::size_t i = 0; i < kProperties; ++i) {
        if (later.values[i] != kUnset) values[i] = later.values[i];
    }
    if (later.color.kind != Color::Kind::unset) color = later.color;
    if (later.background.kind != Color::Kind::unset) background = later.background;
}

std::string_view hiding_name(Hiding hiding) {
    switch (hiding) {
        case Hiding::none:
            return "visible";
        case Hiding::display:
            return "display:none";
        case Hiding::attribute:
            return "hidden attribute";
        case Hiding::visibility:
            return "visibility:hidden";
        case Hiding::opacity:
            return "opacity:0";
        case Hiding::font_size:
            return "font-size near 0";
        case Hiding::zero_size:
            return "zero size with overflow:hidden";
        case Hiding::off_screen:
            return "far off-screen";
        case Hiding::color:
            return "text like its background";
        case Hiding::clip:
            return "clipped to nothing";
        case Hiding::transform:
            return "transform to nothing";
        case Hiding::not_shown:
            return "element that is not shown";
        case Hiding::count:
            break;
    }
    return "";
}

void Look::apply(const Style& style) {
    const auto hides = [&](Property p) { return style[p] == kHides; };
    const auto inherits = [&](Property p, bool& flag) {
        if (style[p] != kUnset) flag = style[p] == kHides;
    };
    inherits(Property::visibility, invisible);
    inherits(Property::font_size, tiny);
    inherits(Property::text_indent, indented);
    inherits(Property::white_space, keeps_lines);
    if (style.color.kind != Color::Kind::unset) color = style.color;
    if (style.background.kind == Color::Kind::rgb ||
        style.background.kind == Color::Kind::unknown) {
        background = style.background;
    }
    if (subtree != Hiding::none) return;
    if (hides(Property::display)) {
        subtree = Hiding::display;
    } else if (hides(Property::opacity)) {
        subtree = Hiding::opacity;
    } else if (hides(Property::overflow) && (hides(Property::width) || hides(Property::height))) {
        subtree = Hiding::zero_size;
    } else if ((hides(Property::position) && hides(Property::offset)) || hides(Property::margin)) {
        subtree = Hiding::off_screen;
    } else if ((hides(Property::clip) && hides(Property::position)) || hides(Property::clip_path)) {
        subtree = Hiding::clip;
    } else if (hides(Property::transform)) {
        subtree = Hiding::transform;
    }
}

void Look::settle() {
    hiding = subtree;
    if (hiding != Hiding::none) return;
    if (invisible) {
        hiding = Hiding::visibility;
    } else if (tiny) {
        hiding = Hiding::font_size;
    } else if (indented) {
        hiding = Hiding::off_screen;
    } else if (looks_alike(color, background)) {
        hiding = Hiding::color;
    }
}

}  // namespace sendguard::draft
