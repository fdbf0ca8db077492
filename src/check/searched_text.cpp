#include "check/searched_text.h"

#include <algorithm>

#include "base/limits.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kWindowBytes = 256u << 10;  ///< stays in the second-level cache

/// `at` moved back to the start of a UTF-8 sequence.
std::size_t sequence_start(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    return at;
}

}  // namespace

Result<void> SearchedText::prepare(const draft::Draft& draft, const policy::PatternSet& patterns) {
    folded_.clear();
    items_.clear();
    patterns_ = &patterns;
    places_.assign(patterns.size(), 0);
    // Those without literals.
    for (const auto id : patterns.unfiltered()) places_[id] = kEverywhere;

    // A counting sort by place keeps each place's text in one run.
    std::array<std::uint32_t, draft::kPlaces> count{};
    for (const auto& passage : draft.passages) ++count[static_cast<std::size_t>(passage.place)];
    first_[0] = 0;
    for (std::size_t p = 0; p < draft::kPlaces; ++p) first_[p + 1] = first_[p] + count[p];
    items_.resize(draft.passages.size());
    auto next = first_;
    for (std::uint32_t i = 0; i < draft.passages.size(); ++i) {
        const auto place = draft.passages[i].place;
        items_[next[static_cast<std::size_t>(place)]++] = Item{i, place, 0, 0};
    }
    for (auto& item : items_) {
        item.begin = folded_.size();
        draft::fold(draft.passages[item.passage].text, folded_);
        item.end = folded_.size();
        folded_.push_back('\n');
    }
    for (std::size_t p = 0; p < draft::kPlaces; ++p) {
        by_place_[p].reset(patterns.size());
        BOOST_OUTCOME_TRY(scan_place(p));
        by_place_[p].sort();
        for (const auto id : by_place_[p].patterns()) places_[id] |= 1u << p;
    }
    return outcome::success();
}

Result<void> SearchedText::scan_place(std::size_t place) {
    if (first_[place] == first_[place + 1]) return outcome::success();
    const std::size_t begin = items_[first_[place]].begin;
    const std::size_t end = items_[first_[place + 1] - 1].end;
    const std::string_view text = std::string_view(folded_).substr(0, end);
    for (std::size_t at = begin; at < end;) {
        const std::size_t stop = sequence_start(text, std::min(end, at + kWindowBytes));
        draft::lower(text.substr(at, stop - at), window_);
        BOOST_OUTCOME_TRY(patterns_->scan(window_, at, by_place_[place]));
        if (stop == end) break;
        // Windows overlap by the longest pattern, so that no literal is cut in two.
        at = sequence_start(text, stop - kMaxPatternBytes);
    }
    return outcome::success();
}

Result<std::vector<policy::Span>> SearchedText::find(const Item& item, policy::PatternId pattern,
                                                     std::size_t max) const {
    const auto& hits = this->hits(item.place);
    if (places_[pattern] == kEverywhere || hits.everywhere(pattern))
        return patterns_->find(pattern, folded(item), max);
    const auto seen = hits.within(pattern, item.begin, item.end);
    if (seen.empty()) return std::vector<policy::Span>{};
    return patterns_->find_near(pattern, folded(item), seen, max);
}

std::span<const SearchedText::Item> SearchedText::at(draft::Place place) const {
    const auto p = static_cast<std::size_t>(place);
    return std::span(items_).subspan(first_[p], first_[p + 1] - first_[p]);
}

}  // namespace sendguard::check
