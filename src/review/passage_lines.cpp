#include "review/passage_lines.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "report/excerpt.h"

namespace sendguard::review {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = 600'000;  // of text on one page

bool is_blank(const json& line) {
    return std::ranges::all_of(line["pieces"], [](const json& piece) {
        return !piece["mark"].is_object() &&
               trim(piece["text"].get_ref<const std::string&>()).empty();
    });
}

}  // namespace

json PassageLines::of(const draft::Passage& passage) {
    const auto index = static_cast<std::uint32_t>(&passage - draft_.passages.data());
    const std::span<const Mark> marks(std::ranges::lower_bound(marks_, index, {}, &Mark::passage),
                                      std::ranges::upper_bound(marks_, index, {}, &Mark::passage));
    std::vector<json> lines;
    const auto text = passage.text;
    for (std::size_t at = 0; at < text.size() && !cut_;) {
        const auto end = std::min(text.find_first_of("\r\n", at), text.size());
        bytes_ += end - at + 1;
        cut_ = bytes_ > kMostBytes;
        if (!cut_) lines.push_back(line(marks, text, at, end));
        at = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
    }
    while (!lines.empty() && is_blank(lines.back())) lines.pop_back();
    const auto begin = std::ranges::find_if_not(lines, is_blank);
    return json(std::vector<json>(begin, lines.end()));
}

json PassageLines::line(std::span<const Mark> marks, std::string_view text, std::size_t begin,
                        std::size_t end) {
    std::set<std::size_t> cuts{begin, end};
    for (const auto& mark : marks) {
        if (mark.end <= begin || mark.begin >= end) continue;
        cuts.insert(std::clamp(mark.begin, begin, end));
        cuts.insert(std::clamp(mark.end, begin, end));
    }
    auto pieces = json::array();
    for (auto at = cuts.begin(); std::next(at) != cuts.end(); ++at)
        pieces.push_back(piece(marks, text, *at, *std::next(at)));
    return {{"pieces", std::move(pieces)}};
}

json PassageLines::piece(std::span<const Mark> marks, std::string_view text, std::size_t begin,
                         std::size_t end) {
    json out{{"text", report::printable(text.substr(begin, end - begin))}, {"mark", false}};
    for (const auto& mark : marks) {
        if (mark.begin > begin || mark.end < end) continue;
        // Where several stand, the others are in the list of findings.
        if (!out["mark"].is_object()) {
            const auto number = std::to_string(mark.finding + 1);
            out["mark"] = {{"tone", policy::action_name(findings_[mark.finding].action)},
                           {"number", number},
                           {"anchor", marked_[mark.finding] ? "" : "mark-" + number}};
        }
        marked_[mark.finding] = true;
    }
    return out;
}

}  // namespace sendguard::review
