// A PDF is changed by writing on at its end; what stood there before stays in the file. Each
// earlier state ends with its own "%%EOF", so the bytes up to there are that state, whole.
#include <PDFDoc.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/page_reader.h"
#include "pdf/page_sources.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kMaxStates = 3;   ///< the latest; a form that was signed often has many
constexpr int kMaxPages = 200;          ///< of a state that is compared
constexpr std::size_t kFewLetters = 3;  ///< of a line that tells something

/// Where the file's states end, the last one left out.
std::vector<std::size_t> ends_of_states(std::string_view bytes) {
    constexpr std::string_view kEnd = "%%EOF";
    std::vector<std::size_t> ends;
    for (auto at = bytes.find(kEnd); at != std::string_view::npos; at = bytes.find(kEnd, at + 1))
        ends.push_back(at + kEnd.size());
    if (!ends.empty()) ends.pop_back();
    // A linearized file has the end of its first page's table near its start: no state of its own.
    if (!ends.empty() && bytes.substr(0, 1024).find("/Linearized") != std::string_view::npos)
        ends.erase(ends.begin());
    return ends;
}

/// Lines of `before` that do not stand in `now`, wherever its lines end.
std::string lost_lines(std::string_view before, std::string_view now) {
    std::string out;
    for (const auto line : split(before, '\n')) {
        const auto words = one_line(line);
        if (std::ranges::count_if(words, [](char c) {
                return is_ascii_letter(c) || is_ascii_digit(c) ||
                       static_cast<unsigned char>(c) > 127;
            }) < static_cast<std::ptrdiff_t>(kFewLetters))
            continue;
        if (now.find(words) == std::string_view::npos) out += words + "\n";
    }
    return out;
}

class Revisions {
  public:
    Revisions(PDFDoc& document, const std::vector<std::string>& pages, Answer& answer)
        : document_(document), answer_(answer) {
        for (const auto& page : pages) now_ += one_line(page) + " ";
    }

    void compare(const std::string& bytes, std::size_t end, std::size_t number) {
        bool repaired = false;
        PDFDoc document(new MemStream(bytes.data(), 0, static_cast<Goffset>(end), Object(objNull)),
                        {}, {}, nullptr, [&] { repaired = true; });
        if (!document.isOk() || repaired || document.getNumPages() > kMaxPages) return;
        PageReader reader(document, answer_);
        for (int page = 1; page <= document.getNumPages(); ++page) {
            if (document.getPage(page) == nullptr || shows_the_same(document, document_, page))
                continue;
            const auto lost = lost_lines(reader.plain(page), now_);
            if (lost.empty() || said_.find(lost) != std::string::npos) continue;
            said_ += lost;
            answer_.at(fmt::format("version {}, page {}", number, page));
            answer_.text(Place::hidden, lost, "earlier version");
            answer_.holds(ContentKind::previous_versions,
                          "the file still holds an earlier version with text that is gone from "
                          "this one",
                          one_line(lost));
        }
    }

  private:
    PDFDoc& document_;
    std::string now_;
    std::string said_;
    Answer& answer_;
};

}  // namespace

void read_revisions(PDFDoc& document, const std::string& bytes,
                    const std::vector<std::string>& pages, Answer& answer) {
    const auto ends = ends_of_states(bytes);
    if (ends.empty() || pages.size() > static_cast<std::size_t>(kMaxPages)) return;
    Revisions revisions(document, pages, answer);
    const std::size_t first = ends.size() > kMaxStates ? ends.size() - kMaxStates : 0;
    for (std::size_t i = ends.size(); i-- > first;) revisions.compare(bytes, ends[i], i + 1);
}

}  // namespace sendguard::pdf
