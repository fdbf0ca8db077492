// Tracked changes and annotations of OpenDocument. source: OpenDocument 1.3 part 3, 5.5, 9.9, 14.1
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "draft/odf_story.h"

namespace sendguard::draft {
namespace {

/// After a start: dc:creator and dc:date inside, and the paragraphs' text; goes behind the end.
struct Said {
    std::string author, date, text;

    std::string words() const {
        auto out = author.empty() ? std::string("somebody") : author;
        if (date.size() >= 16) out += ", " + date.substr(0, 16) + (date.ends_with('Z') ? "Z" : "");
        return out;
    }
};

Said read_said(XmlReader& xml) {
    Said said;
    const auto begun = xml.depth();
    std::size_t paragraph = 0;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        const auto name = xml.name();
        if (event == XmlEvent::text) {
            if (paragraph != 0) said.text += xml.text();
        } else if (event == XmlEvent::end) {
            if (xml.depth() < begun) break;
            if (xml.depth() < paragraph) {
                said.text += '\n';
                paragraph = 0;
            }
        } else if (name == "creator") {
            said.author = to_valid_utf8(xml.inner_text());
        } else if (name == "date" && paragraph == 0) {
            said.date = to_valid_utf8(xml.inner_text());
        } else if (name == "p" || name == "h") {
            if (paragraph == 0) paragraph = xml.depth();
        } else if (name == "s" || name == "tab") {
            said.text += ' ';
        } else if (name == "line-break") {
            said.text += '\n';
        }
    }
    while (said.text.ends_with('\n')) said.text.pop_back();
    return said;
}

std::string_view verb_of(std::string_view kind) {
    if (kind == "deletion") return "deleted";
    return kind == "insertion" ? "inserted" : "formatted";
}

}  // namespace

void OdfStory::start_tracked_changes() {
    // In a sheet the list holds cells' earlier values.
    const auto begun = xml_->depth();
    std::string id;
    for (auto event = xml_->next(); event != XmlEvent::done; event = xml_->next()) {
        if (event == XmlEvent::end && xml_->depth() < begun) break;
        if (event != XmlEvent::start) continue;
        const auto name = xml_->name();
        if (name == "changed-region") {
            id = xml_->attribute("id");
        } else if (kind_ == Kind::sheet) {
            start_cell_change();
        } else {
            read_change(id);
        }
    }
}

void OdfStory::read_change(std::string_view id) {
    const std::string kind(xml_->name());
    if (kind != "insertion" && kind != "deletion" && kind != "format-change") return;
    const auto said = read_said(*xml_);
    changes_[std::string(id)] = {kind, fmt::format("{} by {}", verb_of(kind), said.words()),
                                 said.text};
}

void OdfStory::start_cell_change() {
    const std::string kind(xml_->name());
    if (kind != "cell-content-change" && kind != "insertion" && kind != "deletion" &&
        kind != "movement")
        return;
    const auto said = read_said(*xml_);
    const auto words = fmt::format("changed by {}", said.words());
    text_.at(words);
    if (!said.text.empty()) text_.add_line(Place::deletion, said.text);
    text_.holds(ContentKind::tracked_changes, fmt::format("a cell is {}", words), said.text);
}

void OdfStory::start_change_begin() {
    const std::string id(xml_->attribute("change-id"));
    const auto found = changes_.find(id);
    if (found == changes_.end()) return;
    if (found->second.kind == "insertion") inserted_.push_back(id);
    if (found->second.kind == "format-change")
        out_.tell_change(fmt::format("its format is changed: {}", found->second.words));
}

void OdfStory::start_change_end() {
    std::erase(inserted_, std::string(xml_->attribute("change-id")));
}

void OdfStory::start_change_point() {
    const auto found = changes_.find(xml_->attribute("change-id"));
    if (found == changes_.end() || found->second.kind != "deletion") return;
    out_.tell(ContentKind::tracked_changes, Place::deletion, found->second.text,
              found->second.words);
    // Told here; what no point names is told at the end.
    found->second.text.clear();
}

void OdfStory::start_annotation() {
    const auto before = out_.locator();
    const auto place =
        kind_ == Kind::sheet && tally_ ? fmt::format("{} row {}", sheet_, row_) : before;
    const auto said = read_said(*xml_);
    out_.at(fmt::format("{}{}comment by {}", place, place.empty() ? "" : ", ", said.words()));
    out_.note(Place::comment, said.text);
    out_.holds(ContentKind::comments, fmt::format("a comment by {}", said.words()), said.text);
    out_.at(before);
}

}  // namespace sendguard::draft
