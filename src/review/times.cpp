#include "review/times.h"

#include <fmt/format.h>

namespace sendguard::review {

std::string time_words(Timestamp time) {
    auto text = format_rfc3339(time);  // 2026-12-01T12:00:00Z
    text[10] = ' ';
    return text.substr(0, 16) + " UTC";
}

std::string distance_words(Timestamp time, Timestamp now) {
    const auto seconds = (time - now).count();
    const auto size = seconds < 0 ? -seconds : seconds;
    if (size < 60) return "just now";
    const auto words = size < 2 * 3600    ? fmt::format("{} min", size / 60)
                       : size < 48 * 3600 ? fmt::format("{} h", size / 3600)
                                          : fmt::format("{} days", size / 86400);
    return seconds < 0 ? fmt::format("{} ago", words) : fmt::format("in {}", words);
}

}  // namespace sendguard::review
