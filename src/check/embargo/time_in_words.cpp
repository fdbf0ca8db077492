#include "check/embargo/time_in_words.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace sendguard::check {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

}  // namespace

std::string in_words(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()));
}

std::string in_words(std::uint8_t weekdays) {
    std::string out;
    for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
        if (((weekdays >> i) & 1) == 0) continue;
        if (!out.empty()) out += " or ";
        out += kWeekdays[i];
    }
    return out;
}

std::string clock_in_words(LocalTime local) {
    const std::chrono::hh_mm_ss clock(local - std::chrono::floor<std::chrono::days>(local));
    return fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count());
}

std::string offset_in_words(std::chrono::seconds offset) {
    const auto size = std::chrono::abs(std::chrono::floor<std::chrono::minutes>(offset)).count();
    return fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', size / 60, size % 60);
}

}  // namespace sendguard::check
