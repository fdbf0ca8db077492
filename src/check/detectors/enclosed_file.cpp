// Files that a mail encloses, as its reader would count them: a logo in the signature, a
// certificate and a key are none. Rules ask for its absence: "attached is the report", and nothing
// is. Kinds: pdf, sheet, document, slides, picture, archive, calendar, mail, other; without kinds
// also a line that an archive of mails left in place of a file ("<<report.doc>>").
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostShown = 20;

constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
    {"pdf", "pdf"},       {"xlsx", "sheet"},    {"xls", "sheet"},      {"xlsm", "sheet"},
    {"xlsb", "sheet"},    {"ods", "sheet"},     {"csv", "sheet"},      {"tsv", "sheet"},
    {"numbers", "sheet"}, {"docx", "document"}, {"doc", "document"},   {"docm", "document"},
    {"odt", "document"},  {"rtf", "document"},  {"pages", "document"}, {"txt", "document"},
    {"md", "document"},   {"wpd", "document"},  {"pptx", "slides"},    {"ppt", "slides"},
    {"odp", "slides"},    {"key", "slides"},    {"jpg", "picture"},    {"jpeg", "picture"},
    {"png", "picture"},   {"gif", "picture"},   {"tif", "picture"},    {"tiff", "picture"},
    {"heic", "picture"},  {"webp", "picture"},  {"svg", "picture"},    {"zip", "archive"},
    {"7z", "archive"},    {"rar", "archive"},   {"gz", "archive"},     {"tgz", "archive"},
    {"ics", "calendar"},  {"eml", "mail"},      {"msg", "mail"},
};
constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {"application/pdf", "pdf"},
    {"*spreadsheet*", "sheet"},
    {"*ms-excel*", "sheet"},
    {"text/csv", "sheet"},
    {"*wordprocessing*", "document"},
    {"application/msword", "document"},
    {"*opendocument.text*", "document"},
    {"*rtf*", "document"},
    {"*presentation*", "slides"},
    {"*powerpoint*", "slides"},
    {"image/*", "picture"},
    {"*zip*", "archive"},
    {"text/calendar", "calendar"},
    {"message/*", "mail"},
};
// What mail programs add by themselves.
constexpr std::array<std::string_view, 6> kBeside = {
    "application/pgp-*", "application/pkcs7-*", "application/x-pkcs7-*",
    "text/vcard",        "text/x-vcard",        "application/ms-tnef"};

std::string_view kind_of(const draft::Part& part) {
    const std::string name = ascii_lower(part.filename);
    const auto dot = name.rfind('.');
    const auto ending = dot == std::string::npos ? std::string() : name.substr(dot + 1);
    for (const auto& [word, kind] : kEndings) {
        if (ending == word) return kind;
    }
    for (const auto& [glob, kind] : kTypes) {
        if (glob_match(glob, part.type)) return kind;
    }
    return "other";
}

bool is_enclosed(const draft::Part& part) {
    if (part.multipart || !part.attachment) return false;
    // A picture that the text shows is an attachment to the format, not to the reader.
    if (part.type.starts_with("image/") && !part.content_id.empty() &&
        part.disposition != "attachment")
        return false;
    return std::ranges::none_of(kBeside,
                                [&](std::string_view glob) { return glob_match(glob, part.type); });
}

/// Whether `text` ends, behind its last stop, as a file's name does.
bool ends_as_name(std::string_view text, std::size_t dot) {
    constexpr std::size_t kLongestEnding = 12;
    const std::string ending = ascii_lower(text.substr(dot + 1, kLongestEnding));
    return std::ranges::any_of(
        kEndings, [&](const auto& row) { return std::string_view(ending).starts_with(row.first); });
}

/// Where `line` names a file that stood there: "<<report.doc>>", " - report.doc" alone on it, "(See
/// attached file: report.doc)". npos: nowhere. One search for each mark, since the last stop of the
/// line is the same for all places of a mark.
std::size_t left_name(std::string_view line) {
    auto at = std::string_view::npos;
    if (line.starts_with(" - ")) at = 0;
    if (line.find_first_of("<([") != std::string_view::npos) {
        for (const auto* mark : {"[cid:", "(See attached file:", "<attachment", "<<"})
            at = std::min(at, line.find(mark));
    }
    if (at == std::string_view::npos) return at;
    const auto dot = line.rfind('.');
    const bool named = dot != std::string_view::npos && at < dot && ends_as_name(line, dot);
    return named ? at : std::string_view::npos;
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& draft = input.draft;
    for (const auto& part : draft.parts) {
        if (!is_enclosed(part)) continue;
        if (!asks_for(input.condition, kind_of(part))) continue;
        draft::Location place;
        place.place = draft::Place::filename;
        place.part = part.number;
        place.text = part.filename.empty() ? part.type : part.filename;
        const auto at = line_column(*draft.bytes, part.header_begin);
        place.line = place.end_line = at.line;
        place.column = place.end_column = at.column;
        out.push_back({std::move(place), {}});
        if (out.size() == kMostShown) break;
    }
    if (!out.empty() || !input.condition.kinds.empty()) return out;
    for (const auto& passage : draft.passages) {
        const bool left = any_line(passage.text, [&](std::size_t begin, std::size_t end) {
            const auto at = left_name(passage.text.substr(begin, end - begin));
            if (at == std::string_view::npos) return false;
            out.push_back({draft::locate(draft, passage, begin + at, begin + at + 2), {}});
            return true;
        });
        if (left) return out;
    }
    return out;
}

}  // namespace

Detector enclosed_file_detector() {
    return {
        "enclosed-file",
        "a file that the mail encloses, as its reader would count it",
        {"pdf", "sheet", "document", "slides", "picture", "archive", "calendar", "mail", "other"},
        {},
        detect};
}

}  // namespace sendguard::check
