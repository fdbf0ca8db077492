#include "history/mail_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"

namespace sendguard::history {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
struct Zone {
    std::string_view name;
    int hours;
};
constexpr std::array<Zone, 8> kZones{{{"est", -5},
                                      {"edt", -4},
                                      {"cst", -6},
                                      {"cdt", -5},
                                      {"mst", -7},
                                      {"mdt", -6},
                                      {"pst", -8},
                                      {"pdt", -7}}};  // RFC 5322 4.3

/// -1: it is none.
int number(std::string_view text) {
    int out = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    return fault == std::errc() && end == text.data() + text.size() && out >= 0 ? out : -1;
}

/// The words up to a comment, the weekday left out.
std::vector<std::string> words_of_date(std::string_view date) {
    date = date.substr(0, date.find('('));
    if (const auto comma = date.find(','); comma != std::string_view::npos)
        date.remove_prefix(comma + 1);
    std::vector<std::string> out;
    std::string word;
    for (const char c : date) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            word += ascii_lower(c);
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) out.push_back(std::move(word));
    return out;
}

std::chrono::minutes zone_of(std::string_view word) {
    if (word.size() == 5 && (word[0] == '+' || word[0] == '-')) {
        const auto digits = number(word.substr(1));
        if (digits < 0) return std::chrono::minutes{0};
        const std::chrono::minutes out{digits / 100 * 60 + digits % 100};
        return word[0] == '-' ? -out : out;
    }
    for (const auto& zone : kZones)
        if (zone.name == word) return std::chrono::hours(zone.hours);
    return std::chrono::minutes{0};
}

}  // namespace

std::optional<Timestamp> mail_time(std::string_view date) {
    const auto words = words_of_date(date);
    if (words.size() < 4) return std::nullopt;
    const int day = number(words[0]);
    const auto month = std::ranges::find(kMonths, std::string_view(words[1]).substr(0, 3));
    int year = number(words[2]);
    if (day < 0 || year < 0 || month == kMonths.end()) return std::nullopt;
    if (words[2].size() == 2) year += year < 50 ? 2000 : 1900;
    const std::chrono::year_month_day when{
        std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(day))};
    const auto clock = split(words[3], ':');
    if (!when.ok() || clock.size() < 2) return std::nullopt;
    const int hour = number(clock[0]), minute = number(clock[1]);
    const int second = clock.size() > 2 ? number(clock[2]) : 0;
    if (hour < 0 || hour > 24 || minute < 0 || minute > 60 || second < 0 || second > 60)
        return std::nullopt;
    return std::chrono::sys_days(when) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) -
           zone_of(words.size() > 4 ? std::string_view(words[4]) : std::string_view());
}

}  // namespace sendguard::history
