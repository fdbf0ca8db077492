// Listens while Poppler interprets a page, and notes what is painted where (PageMarks). The same
// listener hands the glyphs on to Poppler's own text device, so that one pass gives both the page's
// text in reading order and what lies over it; a second pass leaves out the glyphs that are not
// seen.
//
// It draws nothing and decodes no picture. What it cannot tell exactly - a picture with a mask, a
// curved clipping path, a shading - only *may* lie under a glyph, and never covers one.
#pragma once

#include <GfxState.h>
#include <OutputDev.h>
#include <TextOutputDev.h>

#include <string>
#include <vector>

#include "pdf/page_marks.h"

namespace sendguard::pdf {

class PageRecorder : public OutputDev {
  public:
    struct Options {
        TextOutputDev* text = nullptr;        ///< takes the glyphs that `left_out` lets through
        const PageMarks* left_out = nullptr;  ///< the same page's marks: only what is seen
        bool record = true;
        const PDFRectangle* crop = nullptr;  ///< what the page shows, in its own units
    };
    PageRecorder(PageMarks& marks, const Options& options) : marks_(marks), options_(options) {}

    /// Which annotation is drawn from now on; asked by Poppler before each.
    static bool on_annotation(Annot* annotation, void* recorder);

    bool upsideDown() override { return true; }
    bool useDrawChar() override { return true; }
    bool interpretType3Chars() override { return false; }
    bool useTilingPatternFill() override { return true; }
    bool useShadedFills(int) override { return true; }

    void startPage(int number, GfxState* state, XRef* xref) override;
    void endPage() override;
    void saveState(GfxState* state) override;
    void restoreState(GfxState* state) override;
    void updateFont(GfxState* state) override;
    void updateFillColor(GfxState* state) override;
    void updateFillColorSpace(GfxState* state) override;
    void updateFillOpacity(GfxState* state) override;
    void updateBlendMode(GfxState* state) override;

    void drawChar(GfxState* state, double x, double y, double dx, double dy, double origin_x,
                  double origin_y, CharCode code, int bytes, const Unicode* unicode,
                  int length) override;
    void beginActualText(GfxState* state, const GooString* text) override;
    void endActualText(GfxState* state) override;
    void endTextObject(GfxState* state) override;

    void stroke(GfxState* state) override;
    void fill(GfxState* state) override;
    void eoFill(GfxState* state) override;
    void clip(GfxState* state) override;
    void eoClip(GfxState* state) override;
    void clipToStrokePath(GfxState* state) override;
    bool tilingPatternFill(GfxState* state, Gfx*, Catalog*, GfxTilingPattern*, const double*, int,
                           int, int, int, double, double) override;
    bool functionShadedFill(GfxState* state, GfxFunctionShading*) override;
    bool axialShadedFill(GfxState* state, GfxAxialShading*, double, double) override;
    bool radialShadedFill(GfxState* state, GfxRadialShading*, double, double) override;
    bool gouraudTriangleShadedFill(GfxState* state, GfxGouraudTriangleShading*) override;
    bool patchMeshShadedFill(GfxState* state, GfxPatchMeshShading*) override;

    void drawImageMask(GfxState* state, Object* ref, Stream* stream, int width, int height,
                       bool invert, bool interpolate, bool inlined) override;
    void drawImage(GfxState* state, Object* ref, Stream* stream, int width, int height,
                   GfxImageColorMap* colours, bool interpolate, const int* mask_colours,
                   bool inlined) override;
    void drawMaskedImage(GfxState* state, Object*, Stream*, int, int, GfxImageColorMap*, bool,
                         Stream*, int, int, bool, bool) override;
    void drawSoftMaskedImage(GfxState* state, Object*, Stream*, int, int, GfxImageColorMap*, bool,
                             Stream*, int, int, GfxImageColorMap*, bool) override;

    void beginMarkedContent(const char* name, Dict* properties) override;
    void endMarkedContent(GfxState* state) override;
    void beginTransparencyGroup(GfxState* state, const double*, GfxColorSpace*, bool, bool,
                                bool for_soft_mask) override;
    void endTransparencyGroup(GfxState* state) override;
    void setSoftMask(GfxState* state, const double*, bool, Function*, GfxColor*) override;
    void clearSoftMask(GfxState* state) override;

  private:
    /// How much of what lies beneath shines through.
    enum class Blend : std::uint8_t { covers, darkens, shines_through };
    /// What Poppler's own state does not tell: kept and restored with it.
    struct Look {
        double group_opacity = 1;
        double fill_opacity = 1;  ///< as last set, before a group set it back
        Blend blend = Blend::covers;
        Blend group_blend = Blend::covers;
        bool curved_clip = false;
    };
    bool lets_through(std::uint32_t number);
    bool covers(const GfxState* state, const Rgb& colour) const;
    Rgb colour(const GfxState* state);
    void note_glyph(GfxState* state, double x, double y, double dx, double dy, CharCode code,
                    const Unicode* unicode, int length);
    void note_shape(const GfxState* state, const Box& box, bool filled, bool image,
                    const Rgb& colour);
    void note_picture(const GfxState* state, bool opaque, bool image, const Rgb& colour);
    void note_doubtful(const GfxState* state);
    void note_fill(const GfxState* state);
    void note_clip(const GfxState* state);

    PageMarks& marks_;
    Options options_;
    std::uint32_t order_ = 0;
    std::uint32_t number_ = 0;
    std::size_t next_left_out_ = 0;
    Look look_;
    std::vector<Look> looks_;
    std::vector<std::size_t> watermarks_;  ///< how deep the state stood when each began
    std::vector<bool> groups_;             ///< those around; true: a soft mask's
    int in_mask_ = 0;
    bool in_watermark_annotation_ = false;
    bool colour_known_ = false;
    Rgb colour_;
};

}  // namespace sendguard::pdf
