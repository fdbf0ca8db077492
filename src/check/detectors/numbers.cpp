#include "check/detectors/numbers.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostKept = 16u << 20;  ///< bytes of text; what is kept of it is twice that

bool is_alnum(char c) {
    return is_ascii_letter(c) || is_ascii_digit(c);
}

/// Where the next digit at or after `at` stands.
std::size_t next_digit(std::string_view text, std::size_t at) {
    constexpr std::uint64_t kOnes = 0x0101010101010101, kTops = 0x8080808080808080;
    while (at + 8 <= text.size()) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, 8);
        // A byte from '0' to '9' has its top bit clear, is at least 0x30 and less than 0x3A.
        const std::uint64_t low = eight & ~kTops;
        const std::uint64_t at_least = low + kOnes * (0x80 - '0');
        const std::uint64_t beyond = low + kOnes * (0x80 - ('9' + 1));
        if ((at_least & ~beyond & ~eight & kTops) != 0) break;
        at += 8;
    }
    while (at < text.size() && !is_ascii_digit(text[at])) ++at;
    return at;
}

bool is_searched(draft::Place place) {
    return place != draft::Place::link && place != draft::Place::header &&
           place != draft::Place::watermark;
}

}  // namespace

std::vector<NumberWord> number_words(std::string_view text) {
    std::vector<NumberWord> out;
    for (auto at = next_digit(text, 0); at < text.size(); at = next_digit(text, at)) {
        auto begin = at;
        const auto floor = out.empty() ? 0 : out.back().end;
        while (begin > floor && is_alnum(text[begin - 1])) --begin;
        while (at < text.size() && is_alnum(text[at])) ++at;
        out.push_back({begin, at});
    }
    return out;
}

bool is_joined(std::string_view text, const NumberWord& one, const NumberWord& next) {
    const auto between = text.substr(one.end, next.begin - one.end);
    return between == " " || between == "-" || between == "." || between == "/" ||
           between == "\xC2\xA0" || between == "\xE2\x80\xAF" || between == "\xE2\x80\x91";
}

bool is_day_number(std::string_view digits) {
    if (digits.size() != 8 || !all_digits(digits)) return false;
    const auto month = digits.substr(4, 2), day = digits.substr(6);
    return (digits.starts_with("19") || digits.starts_with("20")) && month >= "01" &&
           month <= "12" && day >= "01" && day <= "31";
}

bool luhn_holds(std::string_view digits) {
    std::uint32_t sum = 0;
    bool twice = false;
    for (auto i = digits.size(); i-- > 0; twice = !twice) {
        const auto digit = static_cast<std::uint32_t>(digits[i] - '0');
        sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    }
    return sum % 10 == 0;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_ascii_digit);
}

std::size_t setting_of(const policy::DetectCondition& condition, const std::string& name,
                       std::size_t otherwise) {
    const auto found = condition.settings.find(name);
    if (found == condition.settings.end()) return otherwise;
    std::size_t value = otherwise;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

DraftNumbers& DraftNumbers::of(const DetectorInput& input) {
    return input.memo.get<DraftNumbers>([&] { return DraftNumbers(input.draft); });
}

NumberText& DraftNumbers::text(std::size_t passage) {
    auto& kept = texts_[passage];
    if (kept != nullptr) return *kept;
    const auto text = draft_.passages[passage].text;
    if (kept_ + text.size() > kMostKept) {
        for (auto& one : texts_) one.reset();
        kept_ = 0;
    }
    kept_ += text.size();
    kept = std::make_unique<NumberText>(text);
    return *kept;
}

const std::vector<DraftNumbers::Found>& DraftNumbers::found(FindNumbers find) {
    for (const auto& [finder, found] : found_) {
        if (finder == find) return found;
    }
    auto& out = found_.emplace_back(find, std::vector<Found>{}).second;
    std::vector<NumberHit> hits;
    for (std::size_t i = 0; i < draft_.passages.size(); ++i) {
        if (!is_searched(draft_.passages[i].place)) continue;
        auto& numbers = text(i);
        if (numbers.words.empty()) continue;
        hits.clear();
        find(numbers, hits);
        if (!hits.empty()) out.push_back({i, hits});
    }
    return out;
}

std::vector<Detection> detect_numbers(const DetectorInput& input, FindNumbers find) {
    std::vector<Detection> out;
    std::unordered_set<std::string_view> seen;
    for (const auto& [index, hits] : DraftNumbers::of(input).found(find)) {
        const auto& passage = input.draft.passages[index];
        for (const auto& hit : hits) {
            if (!seen.insert(hit.value).second || out.size() >= kMaxFindingPlaces) continue;
            out.push_back({draft::locate(input.draft, passage, hit.begin, hit.end), hit.detail});
        }
    }
    if (seen.size() <= setting_of(input.condition, "more_than", 0)) return {};
    if (seen.size() > 1) out.front().detail = std::to_string(seen.size()) + " different numbers";
    return out;
}

}  // namespace sendguard::check
