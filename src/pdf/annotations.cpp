// Annotations, read from their dictionaries, so that kinds Poppler has no class for are told too (a
// Redact that nobody applied still shows all beneath it to whoever looks).
#include <Page.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxAnnotations = 20'000;  ///< of one page

struct Word {
    std::string_view subtype;
    std::string_view name;
};
/// The kinds that people set, and what a person would call them (ISO 32000-2, table 171).
constexpr std::array<Word, 20> kMarkup = {{
    {"Text", "note"},
    {"FreeText", "text box"},
    {"Line", "line"},
    {"Square", "rectangle"},
    {"Circle", "circle"},
    {"Polygon", "polygon"},
    {"PolyLine", "line"},
    {"Highlight", "highlight"},
    {"Underline", "underline"},
    {"Squiggly", "squiggly underline"},
    {"StrikeOut", "strikeout"},
    {"Stamp", "stamp"},
    {"Caret", "insertion mark"},
    {"Ink", "drawing"},
    {"Popup", "pop-up"},
    {"FileAttachment", "attached file"},
    {"Sound", "sound"},
    {"Movie", "film"},
    {"Redact", "redaction that was not applied"},
    {"Projection", "projection"},
}};

std::string_view markup_name(std::string_view subtype) {
    const auto found = std::ranges::find(kMarkup, subtype, &Word::subtype);
    return found == kMarkup.end() ? std::string_view() : found->name;
}

/// "note by Anna, 2024-05-01"; dates are D:YYYYMMDD... (ISO 32000-2, 7.9.4).
std::string described(std::string_view name, const Object& annotation) {
    std::string out(name);
    if (const auto author = one_line(text_at(annotation, "T")); !author.empty())
        out += " by " + author;
    std::string_view date;
    const std::string modified = text_at(annotation, "M");
    date = modified;
    if (date.starts_with("D:")) date.remove_prefix(2);
    if (date.size() >= 8 && std::ranges::all_of(date.substr(0, 8), is_ascii_digit))
        out += fmt::format(", {}-{}-{}", date.substr(0, 4), date.substr(4, 2), date.substr(6, 2));
    return out;
}

/// A pop-up that belongs to another annotation shows that one's text.
bool belongs_to_another(const Object& annotation, std::string_view subtype) {
    return subtype == "Popup" && annotation.dictLookup("Parent").isDict();
}

std::string words_in(const Object& annotation) {
    std::string out = text_at(annotation, "Contents");
    if (!trim(out).empty()) return out;
    return without_tags(long_text_of(annotation.dictLookup("RC")));
}

void read_markup(const Object& annotation, std::string_view name, Answer& answer) {
    const std::string page = answer.locator();
    const auto what = described(name, annotation);
    const auto words = words_in(annotation);
    answer.at(fmt::format("{}, {}", page, what));
    for (const auto& text :
         {text_at(annotation, "Subj"), words, text_at(annotation, "OverlayText")})
        if (!trim(text).empty()) answer.text(Place::comment, text + "\n", "annotation");
    if (const auto author = text_at(annotation, "T"); !trim(author).empty())
        answer.text(Place::metadata, one_line(author) + "\n", "annotation's author");
    answer.at(page);
    answer.holds(ContentKind::annotations, fmt::format("an annotation: {}", what), one_line(words));
}

void read_one(const Object& annotation, Answer& answer) {
    const auto subtype = text_at(annotation, "Subtype");
    // A reply that only says "accepted" or "unmarked" is no comment of its own.
    if (!annotation.dictLookup("StateModel").isNull()) return;
    const auto name = markup_name(subtype);
    if (!name.empty() && !belongs_to_another(annotation, subtype))
        read_markup(annotation, name, answer);
    if (subtype == "FileAttachment") read_embedded_file(annotation.dictLookup("FS"), answer);
    if (subtype == "RichMedia" || subtype == "3D")
        answer.holds(ContentKind::embedded_files, "there is a film, sound or model inside");
    const auto whose = name.empty() ? std::string_view(subtype) : name;
    if (const Object action = annotation.dictLookup("A"); action.isDict())
        read_action(action, whose, answer);
    const Object events = annotation.dictLookup("AA");
    if (!events.isDict()) return;
    for (int i = 0; i < events.getDict()->getLength(); ++i)
        read_action(events.getDict()->getVal(i), whose, answer);
}

}  // namespace

void read_annotations(PDFDoc& document, int page, Answer& answer) {
    const Object annotations = document.getPage(page)->getAnnotsObject();
    if (!annotations.isArray()) return;
    answer.at(fmt::format("page {}", page));
    const int count = std::min(annotations.arrayGetLength(), kMaxAnnotations);
    for (int i = 0; i < count && answer.ok() && !answer.full(); ++i) {
        const Object annotation = annotations.arrayGet(i);
        if (annotation.isDict()) read_one(annotation, answer);
    }
}

}  // namespace sendguard::pdf
