// The document information dictionary and the XMP packet: who made it, with what, in which state.
#include <XRef.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"
#include "pdf/xmp.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxProperties = 500;
constexpr std::size_t kMaxValue = 64u << 10;

/// Keys that tell a machine something, not a person; and dates, which every file has.
constexpr std::array<std::string_view, 17> kOfMachines = {
    "trapped",      "creationdate",   "moddate",     "createdate",         "modifydate",
    "metadatadate", "documentid",     "instanceid",  "originaldocumentid", "format",
    "pdfversion",   "part",           "conformance", "rendition",          "renditionclass",
    "versionid",    "gts_pdfxversion"};
/// Keys that every program fills in by itself.
constexpr std::array<std::string_view, 4> kOfPrograms = {"title", "producer", "creatortool",
                                                         "creator"};
constexpr std::array<std::string_view, 8> kStates = {
    "status", "docstatus",    "documentstatus", "contentstatus",
    "state",  "reviewstatus", "docstate",       "approvalstatus"};
/// A document that is not done, in the languages that the rules speak.
constexpr std::array<std::string_view, 11> kDrafts = {"draft",  "entwurf",  "brouillon", "borrador",
                                                      "bozza",  "rascunho", "ontwerp",   "concept",
                                                      "utkast", "kladde",   "szkic"};

bool is_one_of(std::string_view key, auto&& keys) {
    const auto lower = ascii_lower(key);
    return std::ranges::find(keys, std::string_view(lower)) != keys.end();
}

bool is_draft_word(std::string_view word) {
    return is_one_of(word, kDrafts);
}

bool is_word_byte(char c) {
    return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// "Draft", "DRAFT - Letter", "Letter (draft 3)", "letter_draft_v2.doc"; not "Draft Bill".
bool title_says_draft(std::string_view title) {
    title = trim(title);
    for (std::size_t at = 0; at < title.size();) {
        while (at < title.size() && (!is_word_byte(title[at]) || title[at] == '_')) ++at;
        std::size_t end = at;
        while (end < title.size() && is_word_byte(title[end]) && title[end] != '_') ++end;
        const bool draft = is_draft_word(title.substr(at, end - at));
        if (draft) {
            const auto before = trim(title.substr(0, at));
            const auto after = trim(title.substr(end));
            constexpr std::string_view kOpens = "([{-_:|,", kCloses = ")]}-_:|,.";
            const bool opened = before.empty() || kOpens.find(before.back()) != kOpens.npos;
            const bool closed = after.empty() || kCloses.find(after.front()) != kCloses.npos ||
                                is_ascii_digit(after.front());
            if (closed && (opened || after.empty() || kCloses.find(after.front()) < 3)) return true;
        }
        at = end;
    }
    return false;
}

class Properties {
  public:
    explicit Properties(Answer& answer) : answer_(answer) {}

    void add(std::string_view key, std::string_view value) {
        const auto line = one_line(value.substr(0, kMaxValue));
        if (line.empty() || count_ >= kMaxProperties || is_one_of(key, kOfMachines)) return;
        if (!said_.insert(ascii_lower(key) + "\n" + line).second) return;
        ++count_;
        answer_.text(Place::metadata, line + "\n", key);
        const bool state = is_one_of(key, kStates);
        if (state
                ? is_draft_word(first_word(line))
                : is_one_of(key, std::array{std::string_view("title")}) && title_says_draft(line)) {
            answer_.holds(ContentKind::draft_status,
                          fmt::format("the property {} says that it is a draft", key), line);
        }
        if (!is_one_of(key, kOfPrograms))
            answer_.holds(ContentKind::properties, fmt::format("the property {} is set", key),
                          line);
    }

  private:
    static std::string_view first_word(std::string_view text) {
        std::size_t end = 0;
        while (end < text.size() && is_word_byte(text[end])) ++end;
        return text.substr(0, end);
    }
    Answer& answer_;
    int count_ = 0;
    std::set<std::string> said_;
};

}  // namespace

void read_properties(PDFDoc& document, Answer& answer) {
    answer.at("properties");
    Properties properties(answer);
    const Object information = document.getDocInfo();
    if (information.isDict()) {
        const Dict* const entries = information.getDict();
        for (int i = 0; i < entries->getLength(); ++i)
            properties.add(to_valid_utf8(entries->getKey(i)), text_of(entries->getVal(i)));
    }
    if (const auto packet = document.readMetadata())
        for (const auto& [name, value] : read_xmp(packet->toStr()))
            properties.add(name == "creator" ? "Author" : name, value);
}

}  // namespace sendguard::pdf
