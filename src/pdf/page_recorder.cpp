#include "pdf/page_recorder.h"

#include <Annot.h>
#include <GfxFont.h>
#include <Page.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "pdf/paths.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kMaxGlyphs = 2'000'000;  ///< a page of 6 pt type holds 20,000
constexpr double kUnseen = 0.02;               ///< opacity that no eye notices
constexpr double kOpaque = 0.95;
constexpr double kFaintOpacity = 0.7;
constexpr float kAscent = 0.7F;  ///< of the font's height: what most letters fill

std::uint8_t byte_of(GfxColorComp part) {
    return colToByte(part);
}

Rgb rgb_of(const GfxRGB& colour) {
    return {byte_of(colour.r), byte_of(colour.g), byte_of(colour.b)};
}

/// Where a glyph's upper edge lies, from its baseline.
struct Rise {
    double x = 0, y = 0;
    bool measured = true;
};

Rise rise_of(GfxState* state, double advance) {
    double m11 = 0, m12 = 0, m21 = 0, m22 = 0;
    state->getFontTransMat(&m11, &m12, &m21, &m22);
    Rise out{m21, m22, true};
    const auto& font = state->getFont();
    if (!font || font->getType() != fontType3) return out;
    // A Type 3 font's em is what its matrix makes of it; the width is the only sure measure.
    const double length = std::hypot(m21, m22);
    if (length <= 0) return {0, 0, false};
    const double scale = 1.5 * advance / length;
    return {m21 * scale, m22 * scale, false};
}

}  // namespace

bool PageRecorder::on_annotation(Annot* annotation, void* recorder) {
    static_cast<PageRecorder*>(recorder)->in_watermark_annotation_ =
        annotation->getType() == Annot::typeWatermark;
    return true;
}

bool PageRecorder::lets_through(std::uint32_t number) {
    if (options_.left_out == nullptr) return true;
    const auto& glyphs = options_.left_out->glyphs;
    while (next_left_out_ < glyphs.size() && glyphs[next_left_out_].number < number)
        ++next_left_out_;
    if (next_left_out_ == glyphs.size() || glyphs[next_left_out_].number != number) return true;
    return glyphs[next_left_out_].sight == Sight::seen;
}

Rgb PageRecorder::colour(const GfxState* state) {
    if (!colour_known_) {
        GfxRGB rgb{};
        state->getFillRGB(&rgb);
        colour_ = rgb_of(rgb);
        colour_known_ = true;
    }
    return colour_;
}

void PageRecorder::drawChar(GfxState* state, double x, double y, double dx, double dy,
                            double origin_x, double origin_y, CharCode code, int bytes,
                            const Unicode* unicode, int length) {
    const auto number = number_++;
    if (options_.record && in_mask_ == 0) note_glyph(state, x, y, dx, dy, code, unicode, length);
    if (options_.text != nullptr && lets_through(number))
        options_.text->drawChar(state, x, y, dx, dy, origin_x, origin_y, code, bytes, unicode,
                                length);
}

void PageRecorder::note_glyph(GfxState* state, double x, double y, double dx, double dy,
                              CharCode code, const Unicode* unicode, int length) {
    if (marks_.glyphs.size() >= kMaxGlyphs) return;
    Glyph glyph;
    glyph.order = order_++;
    glyph.number = number_ - 1;
    // The blanks added after a glyph are not its own.
    double space = state->getCharSpace(), space_x = 0, space_y = 0;
    if (code == 0x20) space += state->getWordSpace();
    state->textTransformDelta(space * state->getHorizScaling(), 0, &space_x, &space_y);
    double left = 0, base = 0, along_x = 0, along_y = 0;
    state->transform(x, y, &left, &base);
    state->transformDelta(dx - space_x, dy - space_y, &along_x, &along_y);
    const Rise rise = rise_of(state, std::hypot(along_x, along_y));
    glyph.x = static_cast<float>(left);
    glyph.y = static_cast<float>(base);
    glyph.end_x = static_cast<float>(left + along_x);
    glyph.end_y = static_cast<float>(base + along_y);
    glyph.em = static_cast<float>(std::hypot(rise.x, rise.y));
    const auto up_x = static_cast<float>(rise.x) * kAscent;
    const auto up_y = static_cast<float>(rise.y) * kAscent;
    glyph.box = {std::min({glyph.x, glyph.end_x, glyph.x + up_x, glyph.end_x + up_x}),
                 std::min({glyph.y, glyph.end_y, glyph.y + up_y, glyph.end_y + up_y}),
                 std::max({glyph.x, glyph.end_x, glyph.x + up_x, glyph.end_x + up_x}),
                 std::max({glyph.y, glyph.end_y, glyph.y + up_y, glyph.end_y + up_y})};
    glyph.measured = rise.measured;
    glyph.text = static_cast<std::uint32_t>(marks_.text.size());
    for (int i = 0; i < length && i < 16; ++i)
        if (unicode[i] != 0) append_utf8(marks_.text, unicode[i]);
    glyph.length = static_cast<std::uint8_t>(marks_.text.size() - glyph.text);
    glyph.blank = length == 1 && (unicode[0] == ' ' || unicode[0] == 0xA0 || unicode[0] == '\t');
    const int render = state->getRender();
    const double opacity = look_.group_opacity * state->getFillOpacity();
    glyph.outlined = render != 0 && render != 3 && render != 4;
    glyph.invisible = render == 3 || (opacity < kUnseen && !glyph.outlined);
    if (render >= 4) look_.curved_clip = true;
    glyph.colour = colour(state);
    glyph.see_through = opacity < kFaintOpacity;
    glyph.watermark = in_watermark_annotation_ || !watermarks_.empty();
    const Box clip = clip_box(state);
    glyph.clipped = clip.empty() || !Box{clip.x0 - 1, clip.y0 - 1, clip.x1 + 1, clip.y1 + 1}.holds(
                                        glyph.box.middle_x(), glyph.box.middle_y());
    marks_.glyphs.push_back(glyph);
}

bool PageRecorder::covers(const GfxState* state, const Rgb& of) const {
    if (look_.curved_clip || look_.group_opacity * state->getFillOpacity() < kOpaque) return false;
    const Blend blend = std::max(look_.blend, look_.group_blend);
    constexpr int kDark = 48;
    const bool dark = of.r < kDark && of.g < kDark && of.b < kDark;
    return blend == Blend::covers || (blend == Blend::darkens && dark);
}

void PageRecorder::startPage(int number, GfxState* state, XRef* xref) {
    marks_.page = {0, 0, static_cast<float>(state->getPageWidth()),
                   static_cast<float>(state->getPageHeight())};
    marks_.shown = marks_.page;
    if (options_.crop != nullptr) {
        double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
        state->transform(options_.crop->x1, options_.crop->y1, &x0, &y0);
        state->transform(options_.crop->x2, options_.crop->y2, &x1, &y1);
        const Box crop{static_cast<float>(std::min(x0, x1)), static_cast<float>(std::min(y0, y1)),
                       static_cast<float>(std::max(x0, x1)), static_cast<float>(std::max(y0, y1))};
        if (!crop.empty()) marks_.shown = crop;
    }
    if (options_.text != nullptr) options_.text->startPage(number, state, xref);
}

void PageRecorder::endPage() {
    if (options_.text != nullptr) options_.text->endPage();
}

void PageRecorder::saveState(GfxState*) {
    looks_.push_back(look_);
}

void PageRecorder::restoreState(GfxState* state) {
    if (!looks_.empty()) {
        look_ = looks_.back();
        looks_.pop_back();
    }
    colour_known_ = false;
    if (options_.text != nullptr) options_.text->restoreState(state);
}

void PageRecorder::updateFont(GfxState* state) {
    if (options_.text != nullptr) options_.text->updateFont(state);
}

void PageRecorder::updateFillColor(GfxState*) {
    colour_known_ = false;
}
void PageRecorder::updateFillColorSpace(GfxState*) {
    colour_known_ = false;
}

void PageRecorder::updateFillOpacity(GfxState* state) {
    look_.fill_opacity = state->getFillOpacity();
}

void PageRecorder::updateBlendMode(GfxState* state) {
    const auto mode = state->getBlendMode();
    look_.blend = mode == gfxBlendNormal                               ? Blend::covers
                  : mode == gfxBlendMultiply || mode == gfxBlendDarken ? Blend::darkens
                                                                       : Blend::shines_through;
}

void PageRecorder::beginActualText(GfxState* state, const GooString* text) {
    if (options_.text != nullptr) options_.text->beginActualText(state, text);
}

void PageRecorder::endActualText(GfxState* state) {
    if (options_.text != nullptr) options_.text->endActualText(state);
}

void PageRecorder::beginMarkedContent(const char* name, Dict* properties) {
    if (properties == nullptr || std::string_view(name) != "Artifact") return;
    if (properties->lookup("Subtype").isName("Watermark")) watermarks_.push_back(looks_.size());
}

void PageRecorder::endMarkedContent(GfxState*) {
    // An end belongs to the mark that began at the same depth of q and Q.
    if (!watermarks_.empty() && watermarks_.back() >= looks_.size()) watermarks_.pop_back();
}

void PageRecorder::beginTransparencyGroup(GfxState*, const double*, GfxColorSpace*, bool, bool,
                                          bool for_soft_mask) {
    groups_.push_back(for_soft_mask);
    if (for_soft_mask) ++in_mask_;
    if (looks_.empty()) return;
    const Look& around = looks_.back();
    look_.group_opacity = around.group_opacity * around.fill_opacity;
    look_.group_blend = std::max(around.group_blend, around.blend);
}

void PageRecorder::endTransparencyGroup(GfxState*) {
    if (groups_.empty()) return;
    if (groups_.back()) --in_mask_;
    groups_.pop_back();
}

void PageRecorder::setSoftMask(GfxState*, const double*, bool, Function*, GfxColor*) {
    look_.blend = Blend::shines_through;
}

void PageRecorder::clearSoftMask(GfxState* state) {
    updateBlendMode(state);
}

}  // namespace sendguard::pdf
