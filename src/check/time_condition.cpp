// The condition `time`: the clock in a named zone, by ICU (g++ 12 has no time-zone database).
#include <fmt/format.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include <memory>

#include "check/conditions.h"

namespace sendguard::check {
namespace {

struct CloseCalendar {
    void operator()(UCalendar* calendar) const { ucal_close(calendar); }
};

struct LocalTime {
    std::size_t weekday = 0;    ///< 0 = Monday
    std::uint32_t minutes = 0;  ///< since midnight
};

Result<LocalTime> local_time(Timestamp now, const std::string& zone) {
    UErrorCode status = U_ZERO_ERROR;
    const std::u16string name(zone.begin(), zone.end());
    const std::unique_ptr<UCalendar, CloseCalendar> calendar(
        ucal_open(reinterpret_cast<const UChar*>(name.data()), static_cast<int32_t>(name.size()),
                  "en", UCAL_GREGORIAN, &status));
    if (U_FAILURE(status)) {
        return error(Errc::internal, fmt::format("cannot tell the time in zone '{}'", zone));
    }
    ucal_setMillis(calendar.get(), static_cast<UDate>(now.time_since_epoch().count()) * 1000,
                   &status);
    const auto field = [&](UCalendarDateFields which) {
        return ucal_get(calendar.get(), which, &status);
    };
    const int32_t sunday_first = field(UCAL_DAY_OF_WEEK);  // 1 = Sunday
    const int32_t minutes = field(UCAL_HOUR_OF_DAY) * 60 + field(UCAL_MINUTE);
    if (U_FAILURE(status)) {
        return error(Errc::internal, fmt::format("cannot tell the time in zone '{}'", zone));
    }
    return LocalTime{static_cast<std::size_t>((sunday_first + 5) % 7),
                     static_cast<std::uint32_t>(minutes)};
}

/// Whether `minute` lies in [first, second), which may pass midnight.
bool inside(std::pair<std::uint32_t, std::uint32_t> range, std::uint32_t minute) {
    if (range.first <= range.second) return minute >= range.first && minute < range.second;
    return minute >= range.first || minute < range.second;
}

}  // namespace

Result<bool> holds_time(const policy::TimeCondition& condition, const Scene& scene) {
    BOOST_OUTCOME_TRY(const auto local, local_time(scene.facts.now, condition.zone));
    const bool day = condition.days.none() || condition.days.test(local.weekday);
    if (!condition.between) return condition.outside ? !day : day;
    const bool within = day && inside(*condition.between, local.minutes);
    return condition.outside ? !within : within;
}

}  // namespace sendguard::check
