#include "check/embargo/zone_time.h"

#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

namespace sendguard::check {
namespace {

using Zone = std::unique_ptr<icu::TimeZone>;

/// nullptr when there is no such zone.
Zone open_zone(const std::string& name) {
    Zone zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
    if (zone && *zone == icu::TimeZone::getUnknown()) return nullptr;
    return zone;
}

std::optional<std::chrono::seconds> offset_of(const icu::TimeZone& zone, Timestamp instant) {
    std::int32_t raw = 0;
    std::int32_t saved = 0;
    UErrorCode status = U_ZERO_ERROR;
    const auto millis = static_cast<UDate>(instant.time_since_epoch().count()) * 1000;
    zone.getOffset(millis, 0, raw, saved, status);
    if (U_FAILURE(status)) return std::nullopt;
    return std::chrono::seconds((raw + saved) / 1000);
}

}  // namespace

bool is_zone(const std::string& name) {
    return open_zone(name) != nullptr;
}

std::optional<std::chrono::seconds> offset_at(const std::string& zone, Timestamp instant) {
    const auto opened = open_zone(zone);
    return opened ? offset_of(*opened, instant) : std::nullopt;
}

// Clocks are put forward or back at most once in two days: the offsets of the day before and the
// day after are all that may hold.
std::vector<Timestamp> instants_at(const std::string& zone, LocalTime local) {
    std::vector<Timestamp> out;
    const auto opened = open_zone(zone);
    if (!opened) return out;
    const Timestamp as_utc(local.time_since_epoch());
    for (const auto side : {-1, 1}) {
        const auto offset = offset_of(*opened, as_utc + std::chrono::days(side));
        if (!offset) continue;
        const auto instant = as_utc - *offset;
        if (offset_of(*opened, instant) == offset) out.push_back(instant);
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace sendguard::check
