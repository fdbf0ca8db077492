// Fields of a story: their results are text, their codes are not; but some codes name links and
// files, and some hold words that no page shows.
// source: ECMA-376 part 1, 17.16
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "draft/docx_story.h"

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, 7> kDrawnIn = {
    "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "IMPORT", "DATABASE"};
/// Codes with nothing of their own to hide.
constexpr std::array<std::string_view, 30> kPlain = {
    "PAGE",   "NUMPAGES",     "TOC",          "PAGEREF",  "REF",          "SEQ",       "DATE",
    "TIME",   "STYLEREF",     "NOTEREF",      "SECTION",  "SECTIONPAGES", "EQ",        "FORMTEXT",
    "SYMBOL", "FORMCHECKBOX", "FORMDROPDOWN", "SAVEDATE", "CREATEDATE",   "PRINTDATE", "LISTNUM",
    "INDEX",  "TOA",          "MERGEFIELD",   "NEXT",     "SHAPE",        "NUMWORDS",  "EMBED",
    "=",      "CITATION"};

std::string_view next_word(std::string_view& code) {
    code = trim(code);
    if (code.starts_with('"')) {
        const auto end = std::min(code.find('"', 1), code.size());
        const auto word = code.substr(1, end - 1);
        code.remove_prefix(std::min(end + 1, code.size()));
        return word;
    }
    const auto end = std::min(code.find_first_of(" \t\r\n"), code.size());
    const auto word = code.substr(0, end);
    code.remove_prefix(end);
    return word;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

}  // namespace

bool DocxStory::in_code() const {
    return std::ranges::any_of(fields_, [](const Field& field) { return !field.result; });
}

void DocxStory::start_field_character() {
    const auto type = xml_->attribute("fldCharType");
    if (type == "begin") {
        fields_.emplace_back();
    } else if (type == "separate" && !fields_.empty() && !fields_.back().result) {
        fields_.back().result = true;
        note_code(fields_.back().code);
    } else if (type == "end" && !fields_.empty()) {
        const auto field = std::move(fields_.back());
        fields_.pop_back();
        if (!field.result) note_code(field.code);
    }
}

void DocxStory::start_simple_field() {
    note_code(xml_->attribute("instr"));
}

void DocxStory::note_code(std::string_view code) {
    auto rest = code;
    const auto keyword = upper(next_word(rest));
    if (keyword == "HYPERLINK") {
        const auto target = next_word(rest);
        if (!target.starts_with('\\')) out_.note(Place::link, target);
    } else if (keyword == "MACROBUTTON") {
        // Shows the words behind the macro's name: "click here and type".
        next_word(rest);
        const auto before = std::exchange(words_, Words::shown);
        if (!in_code()) emit(trim(rest));
        words_ = before;
    } else if (std::ranges::find(kDrawnIn, keyword) != kDrawnIn.end()) {
        out_.note(Place::metadata, trim(code), "external link");
        out_.holds(ContentKind::external_links,
                   fmt::format("a field draws in another file: {}",
                               shortened(to_valid_utf8(trim(code)), 120)),
                   code);
    } else if (!keyword.empty() && std::ranges::find(kPlain, keyword) == kPlain.end()) {
        out_.note(Place::hidden, trim(code), "field code");
    }
}

}  // namespace sendguard::draft
