#include "base/time.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace sendguard {
namespace {

/// Reads exactly `digits` digits at `at` and moves past them.
std::optional<int> number(std::string_view text, std::size_t& at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    int value = 0;
    const char* begin = text.data() + at;
    const auto [end, failure] = std::from_chars(begin, begin + digits, value);
    if (failure != std::errc() || end != begin + digits || *begin == '-') return std::nullopt;
    at += digits;
    return value;
}

bool accept(std::string_view text, std::size_t& at, std::string_view any) {
    if (at >= text.size() || any.find(text[at]) == std::string_view::npos) return false;
    ++at;
    return true;
}

std::optional<Timestamp> read_date(std::string_view text, std::size_t& at) {
    const auto year = number(text, at, 4);
    if (!year || !accept(text, at, "-")) return std::nullopt;
    const auto month = number(text, at, 2);
    if (!month || !accept(text, at, "-")) return std::nullopt;
    const auto day = number(text, at, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<std::chrono::seconds> read_clock(std::string_view text, std::size_t& at) {
    const auto hour = number(text, at, 2);
    if (!hour || *hour > 23 || !accept(text, at, ":")) return std::nullopt;
    const auto minute = number(text, at, 2);
    if (!minute || *minute > 59 || !accept(text, at, ":")) return std::nullopt;
    const auto second = number(text, at, 2);
    if (!second || *second > 60) return std::nullopt;
    if (accept(text, at, ".")) {
        const std::size_t begin = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        if (at == begin) return std::nullopt;
    }
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

std::optional<std::chrono::seconds> read_offset(std::string_view text, std::size_t& at) {
    if (accept(text, at, "Zz")) return std::chrono::seconds(0);
    const bool minus = at < text.size() && text[at] == '-';
    if (!accept(text, at, "+-")) return std::nullopt;
    const auto hour = number(text, at, 2);
    if (!hour || *hour > 23 || !accept(text, at, ":")) return std::nullopt;
    const auto minute = number(text, at, 2);
    if (!minute || *minute > 59) return std::nullopt;
    const std::chrono::seconds offset = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    return minus ? -offset : offset;
}

}  // namespace

Result<Timestamp> parse_rfc3339(std::string_view text) {
    const auto bad = [&] {
        return error(Errc::bad_input, fmt::format("'{}' is no time: write it as "
                                                  "2026-12-01T12:00:00Z or 2026-12-01",
                                                  text));
    };
    std::size_t at = 0;
    const auto date = read_date(text, at);
    if (!date) return bad();
    if (at == text.size()) return *date;
    if (!accept(text, at, "Tt ")) return bad();
    const auto clock = read_clock(text, at);
    if (!clock) return bad();
    const auto offset = read_offset(text, at);
    if (!offset || at != text.size()) return bad();
    return *date + *clock - *offset;
}

std::string format_rfc3339(Timestamp time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(days);
    const std::chrono::hh_mm_ss clock(time - days);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
    long value = 0;
    const char* const end = text.data() + text.size();
    const auto [unit, failure] = std::from_chars(text.data(), end, value);
    long scale = 0;
    if (failure == std::errc() && value >= 0 && unit + 1 == end) {
        scale = *unit == 'd' ? 86400 : *unit == 'h' ? 3600 : *unit == 'm' ? 60 : *unit == 's';
    }
    if (scale == 0 || value > 100L * 366 * 86400 / scale) {
        return error(Errc::bad_input,
                     fmt::format("'{}' is no duration: write it as 30d, 12h, 45m or 90s", text));
    }
    return std::chrono::seconds(value * scale);
}

}  // namespace sendguard
