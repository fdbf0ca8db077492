#include "pdf/page_reader.h"

#include <OptionalContent.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/page_judge.h"
#include "pdf/page_recorder.h"
#include "pdf/split_lines.h"

namespace sendguard::pdf {
namespace {

constexpr double kPoints = 72;  ///< dots an inch at which Poppler's units are points

struct Unseen {
    Sight sight;
    Place place;
    ContentKind kind;
    const char* detail;
    const char* message;
};
constexpr std::array<Unseen, 8> kUnseen = {{
    {Sight::covered, Place::hidden, ContentKind::covered_text, "covered text",
     "text stands under an opaque shape or picture"},
    {Sight::invisible, Place::hidden, ContentKind::invisible_text, "invisible text",
     "text is painted in no colour"},
    {Sight::white, Place::hidden, ContentKind::unseen_text, "text in its background's colour",
     "text has the colour of what lies under it"},
    {Sight::tiny, Place::hidden, ContentKind::unseen_text, "tiny text",
     "text is too small to be read"},
    {Sight::cropped, Place::hidden, ContentKind::cropped, "text outside the page",
     "text stands outside what the page shows"},
    {Sight::clipped, Place::hidden, ContentKind::cropped, "text that is clipped away",
     "text stands outside the frame it is painted in"},
    {Sight::layer, Place::hidden, ContentKind::hidden_text, "text on a layer that is off",
     "text stands on a layer that is off"},
    {Sight::watermark, Place::watermark, ContentKind::watermark, "", "the page has a watermark"},
}};

/// TCPDF, for one, puts "Powered by TCPDF (www.tcpdf.org)" into every file, in no colour.
bool is_programs_credit(std::string_view words) {
    const auto low = ascii_lower(words);
    return words.size() <= 50 && low.starts_with("powered by ") && low.ends_with(")") &&
           std::ranges::count(low, ' ') == 3 && low.find(" (www.") != std::string::npos;
}

void append(void* to, const char* text, int length) {
    static_cast<std::string*>(to)->append(text, static_cast<std::size_t>(length));
}

}  // namespace

PageReader::PageReader(PDFDoc& document, Answer& answer)
    : document_(document),
      answer_(answer),
      text_device_(append, &text_, /*physLayoutA=*/false, 0, /*rawOrderA=*/false) {
    text_device_.setTextPageBreaks(false);
    const OCGs* const layers = document.getOptContentConfig();
    if (layers == nullptr) return;
    for (const auto& [ref, layer] : layers->getOCGs())
        if (layer->getState() == OptionalContentGroup::Off) layers_off_.push_back(layer.get());
}

void PageReader::show(int number, PageMarks& marks, const PageMarks* left_out, bool with_text) {
    text_.clear();
    PageRecorder recorder(marks, {.text = with_text ? &text_device_ : nullptr,
                                  .left_out = left_out,
                                  .record = left_out == nullptr,
                                  .crop = document_.getPage(number)->getCropBox()});
    document_.displayPage(&recorder, number, kPoints, kPoints, 0, /*useMediaBox=*/true,
                          /*crop=*/false, /*printing=*/false, nullptr, nullptr,
                          PageRecorder::on_annotation, &recorder);
}

std::string PageReader::plain(int number) {
    text_.clear();
    document_.displayPage(&text_device_, number, kPoints, kPoints, 0, true, false, false);
    return to_valid_utf8(text_);
}

std::string PageReader::read(int number) {
    answer_.at(fmt::format("page {}", number));
    PageMarks marks;
    show(number, marks, nullptr, true);
    const bool hides = judge(marks);
    if (hides) {
        PageMarks unused;
        show(number, unused, &marks, true);
    }
    std::string text = mend_split_lines(to_valid_utf8(text_), marks);
    answer_.text(Place::body, text);
    if (hides) say(marks);
    if (!layers_off_.empty()) read_layers(number, marks);
    return text;
}

void PageReader::say(const PageMarks& marks) {
    for (const auto& [sight, place, kind, detail, message] : kUnseen) {
        const auto words = words_of(marks, sight);
        if (count_letters(words) == 0 || is_programs_credit(trim(words))) continue;
        answer_.text(place, words + "\n", detail);
        answer_.holds(kind, message, one_line(words));
    }
}

void PageReader::read_layers(int number, const PageMarks& shown) {
    for (auto* const layer : layers_off_) layer->setState(OptionalContentGroup::On);
    PageMarks all;
    show(number, all, nullptr, false);
    for (auto* const layer : layers_off_) layer->setState(OptionalContentGroup::Off);
    if (judge_layers(all, shown)) say(all);
}

}  // namespace sendguard::pdf
