#include "draft/mail_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::pair<std::string_view, int>, 8> kZones{{{"est", -5},
                                                                  {"edt", -4},
                                                                  {"cst", -6},
                                                                  {"cdt", -5},
                                                                  {"mst", -7},
                                                                  {"mdt", -6},
                                                                  {"pst", -8},
                                                                  {"pdt", -7}}};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

/// The words of the value, without comments; commas part words, too.
std::vector<std::string_view> words_of(std::string_view value) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < value.size();) {
        if (value[at] == '(') {
            at = std::min(value.find(')', at), value.size() - 1) + 1;
            continue;
        }
        const auto end = std::min(value.find_first_of(" \t\r\n,(", at), value.size());
        if (end > at) words.push_back(value.substr(at, end - at));
        at = end < value.size() && value[end] != '(' ? end + 1 : end;
    }
    return words;
}

std::optional<int> month(std::string_view word) {
    if (word.size() < 3) return std::nullopt;
    const auto found = std::ranges::find(kMonths, ascii_lower(word.substr(0, 3)));
    if (found == kMonths.end()) return std::nullopt;
    return static_cast<int>(found - kMonths.begin()) + 1;
}

std::optional<std::chrono::seconds> clock_of(std::string_view word) {
    const auto parts = split(word, ':');
    if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
    const auto hour = number(parts[0]), minute = number(parts[1]);
    const auto second = parts.size() == 3 ? number(parts[2]) : std::optional(0);
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

std::chrono::minutes zone_of(std::string_view word) {
    if (word.size() == 5 && (word[0] == '+' || word[0] == '-')) {
        const auto value = number(word.substr(1));
        if (!value) return {};
        const std::chrono::minutes east(*value / 100 * 60 + *value % 100);
        return word[0] == '-' ? -east : east;
    }
    const auto lower = ascii_lower(word);
    for (const auto& [name, hours] : kZones)
        if (name == lower) return std::chrono::hours(hours);
    return {};
}

int whole_year(int year) {
    if (year >= 1000) return year;
    return year < 50 ? year + 2000 : year + 1900;
}

}  // namespace

std::optional<Timestamp> parse_mail_date(std::string_view value) {
    const auto words = words_of(value);
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const auto day = number(words[i]);
        const auto its_month = month(words[i + 1]);
        const auto year = number(words[i + 2]);
        if (!day || !its_month || !year) continue;
        const std::chrono::year_month_day date(
            std::chrono::year(whole_year(*year)),
            std::chrono::month(static_cast<unsigned>(*its_month)),
            std::chrono::day(static_cast<unsigned>(*day)));
        if (!date.ok()) return std::nullopt;
        const auto clock = i + 3 < words.size() ? clock_of(words[i + 3]) : std::nullopt;
        const auto zone = i + 4 < words.size() ? zone_of(words[i + 4]) : std::chrono::minutes(0);
        return Timestamp(std::chrono::sys_days(date)) + clock.value_or(std::chrono::seconds(0)) -
               zone;
    }
    return std::nullopt;
}

}  // namespace sendguard::draft
