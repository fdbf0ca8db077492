#include "check/embargo/read_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "check/embargo/time_in_words.h"
#include "check/embargo/zone_time.h"

namespace sendguard::check {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr days kBehind{31};       // an embargo that has just ended is not one of next year
constexpr hours kLastZone{12};    // no day ends later than at 12 hours behind UTC
constexpr int kShortYearsOn = 2;  // '27 is read as 2027 so many years ahead at most

/// As WrittenTime::Weekday has it.
std::uint8_t bit_of(sys_days day) {
    return static_cast<std::uint8_t>(1u << std::chrono::weekday(day).c_encoding());
}

bool falls_on(sys_days day, std::uint8_t weekdays) {
    return (weekdays & bit_of(day)) != 0;
}

/// The first such day from `from` on; nullopt when there is none in five years (30 February).
std::optional<sys_days> next_such_day(CalendarDate date, sys_days from) {
    const auto first = static_cast<int>(year_month_day(from).year());
    for (int year = first; year <= first + 8; ++year) {
        const year_month_day day{std::chrono::year(year),
                                 std::chrono::month(static_cast<unsigned>(date.month)),
                                 std::chrono::day(static_cast<unsigned>(date.day))};
        if (day.ok() && sys_days(day) >= from) return sys_days(day);
    }
    return std::nullopt;
}

class Judge {
  public:
    Judge(const WrittenTime& written, Timestamp now) : written_(written), now_(now) {}

    ReadTime read() {
        if (find_days() && find_missing() && check_clocks() && check_zones()) find_instants();
        if (out_.until) out_.latest = out_.until;
        return std::move(out_);
    }

  private:
    /// Always false, so that a step can end with it.
    bool fail(EmbargoFault fault, std::string reason) {
        out_.fault = fault;
        out_.reason = std::move(reason);
        return false;
    }

    bool find_days() {
        if (!written_.event.empty())
            return fail(
                EmbargoFault::event,
                fmt::format("\"{}\" is no time: write a date, a time of day and a zone, such "
                            "as 2 March 2027, 10:00 CET",
                            written_.event));
        if (!written_.stray.empty())
            return fail(EmbargoFault::unreadable,
                        fmt::format("cannot tell what the {} means: write it as 2 March 2027, "
                                    "10:00 CET",
                                    written_.stray));
        if (written_.dates.empty()) return fail(EmbargoFault::no_date, no_date());
        for (std::size_t i = 0; i < written_.dates.size(); ++i) {
            if (!find_day(i)) return false;
        }
        const bool paired = written_.dates.size() == written_.clocks.size();
        const bool same = std::ranges::all_of(days_, [&](sys_days day) { return day == days_[0]; });
        if (paired || same || year_missing_) return true;
        return fail(EmbargoFault::disagreement,
                    fmt::format("{} and {} are two dates: write one", in_words(days_[0]),
                                in_words(days_[1])));
    }

    std::string no_date() const {
        std::string what = "names no date";
        if (!written_.relative_day.empty())
            what = fmt::format("\"{}\" changes from day to day", written_.relative_day);
        else if (!written_.weekdays.empty())
            what = fmt::format("names a {} but no date", in_words(written_.weekdays.front().which));
        return what + ": write date, time and zone, such as 2 March 2027, 10:00 CET";
    }

    /// The weekdays that stand with a date; those behind the last one are its own.
    std::vector<WrittenTime::Weekday> weekdays_of(std::size_t date) const {
        std::vector<WrittenTime::Weekday> out;
        for (const auto& weekday : written_.weekdays) {
            if (std::min(weekday.date, written_.dates.size() - 1) == date) out.push_back(weekday);
        }
        return out;
    }

    bool find_day(std::size_t index) {
        const auto& date = written_.dates[index];
        if (date.short_year && date.readings.size() > 1)
            return fail(EmbargoFault::ambiguous_date,
                        fmt::format("cannot tell day, month and year apart in {}: write it as "
                                    "2 March 2027",
                                    date.text));
        std::vector<sys_days> candidates;
        for (const auto& reading : date.readings) {
            if (const auto day = day_of(reading)) candidates.push_back(*day);
        }
        if (candidates.empty())
            return fail(EmbargoFault::unreadable, fmt::format("{} is no date", date.text));
        if (!meet_weekdays(index, candidates)) return false;
        if (candidates.size() > 1) {
            out_.latest = std::max(candidates[0], candidates[1]) + days(1) + kLastZone;
            return fail(EmbargoFault::ambiguous_date,
                        fmt::format("{} may be {} or {}: write the month as a word", date.text,
                                    in_words(candidates[0]), in_words(candidates[1])));
        }
        days_.push_back(candidates.front());
        return meet_short_year(date);
    }

    std::optional<sys_days> day_of(const CalendarDate& reading) const {
        if (reading.year == 0)
            return next_such_day(reading, std::chrono::floor<days>(now_) - kBehind);
        const year_month_day day{std::chrono::year(reading.year),
                                 std::chrono::month(static_cast<unsigned>(reading.month)),
                                 std::chrono::day(static_cast<unsigned>(reading.day))};
        return day.ok() ? std::optional(sys_days(day)) : std::nullopt;
    }

    /// Leaves the candidates that the weekdays agree with.
    bool meet_weekdays(std::size_t index, std::vector<sys_days>& candidates) {
        const auto& date = written_.dates[index];
        const bool no_year = date.readings.front().year == 0;
        const auto weekdays = weekdays_of(index);
        const auto first = candidates.front();
        for (const auto& weekday : weekdays) {
            std::erase_if(candidates, [&](sys_days day) { return !falls_on(day, weekday.which); });
            if (!candidates.empty()) continue;
            const auto is = in_words(bit_of(first));
            return fail(
                EmbargoFault::weekday,
                fmt::format("{} is a {}, not a {}: mend the one or the other{}", in_words(first),
                            is, in_words(weekday.which), no_year ? ", and write the year" : ""));
        }
        year_missing_ = year_missing_ || (no_year && weekdays.empty());
        return true;
    }

    bool meet_short_year(const WrittenDate& date) {
        if (!date.short_year) return true;
        const auto day = days_.back();
        const auto today = std::chrono::floor<days>(now_);
        if (day >= today - kBehind && day <= today + days(366 * kShortYearsOn)) return true;
        return fail(EmbargoFault::no_year,
                    fmt::format("the year of {} has two digits: write all four", date.text));
    }

    bool find_missing() {
        std::vector<std::string_view> missing;
        EmbargoFault fault = EmbargoFault::none;
        const auto add = [&](bool is_missing, std::string_view what, EmbargoFault which) {
            if (!is_missing) return;
            missing.push_back(what);
            if (fault == EmbargoFault::none) fault = which;
        };
        add(year_missing_, "no year", EmbargoFault::no_year);
        add(written_.clocks.empty(), "no time of day", EmbargoFault::no_time);
        add(written_.zones.empty(), "no zone", EmbargoFault::no_zone);
        if (!year_missing_) out_.latest = latest();
        if (missing.empty()) return true;
        const auto clock = written_.clocks.empty() ? "10:00" : written_.clocks.front().text;
        std::string advice =
            fmt::format("write such as {}, {} CET", in_words(day_to_advise()), clock);
        if (fault == EmbargoFault::no_zone)
            advice = fmt::format("write such as {0} CET, {0} GMT or {0} (Paris time)", clock);
        return fail(fault, fmt::format("names {}: {}", fmt::join(missing, ", "), advice));
    }

    /// A year that is missing is not advised to be last year's.
    sys_days day_to_advise() const {
        const auto& reading = written_.dates.front().readings.front();
        if (reading.year != 0) return days_.front();
        return next_such_day(reading, std::chrono::floor<days>(now_)).value_or(days_.front());
    }

    Timestamp latest() const {
        const auto day = std::ranges::max(days_);
        if (written_.clocks.empty()) return day + days(1) + kLastZone;
        Timestamp out = day;
        for (const auto& clock : written_.clocks) {
            const auto spare = clock.doubt == ClockDoubt::none ? hours(0) : hours(24);
            out = std::max<Timestamp>(out, day + hours(clock.hour) + minutes(clock.minute) + spare);
        }
        return out + kLastZone;
    }

    bool check_clocks() {
        for (const auto& clock : written_.clocks) {
            if (clock.doubt == ClockDoubt::impossible)
                return fail(EmbargoFault::unreadable,
                            fmt::format("{} is no time of day", clock.text));
            if (clock.doubt == ClockDoubt::midnight)
                return fail(
                    EmbargoFault::ambiguous_time,
                    fmt::format("\"{}\" may be the start of that day or its end: write 00:01 "
                                "or 23:59",
                                clock.text));
        }
        return true;
    }

    /// The zones of each clock time, those in doubt left out where another one stands beside.
    bool check_zones() {
        zones_.assign(written_.clocks.size(), {});
        for (const auto& zone : written_.zones) {
            if (zone.zone.doubt == ZoneDoubt::none) zones_[zone.clock].push_back(zone.zone);
        }
        for (const auto& zone : written_.zones) {
            if (zones_[zone.clock].empty()) return doubt(zone.zone);
        }
        for (std::size_t i = zones_.size(); i-- > 1;) {
            if (zones_[i - 1].empty()) zones_[i - 1] = zones_[i];
        }
        for (std::size_t i = 0; i < zones_.size(); ++i) {
            if (zones_[i].empty())
                return fail(EmbargoFault::no_zone,
                            fmt::format("names no zone for {}", written_.clocks[i].text));
        }
        return true;
    }

    bool doubt(const WrittenZone& zone) {
        const auto& clock = written_.clocks.front().text;
        if (zone.doubt == ZoneDoubt::ambiguous)
            return fail(EmbargoFault::ambiguous_zone,
                        fmt::format("{} is {}: write the town or the offset, such as {} (London "
                                    "time)",
                                    zone.name, zone.meanings, clock));
        if (zone.doubt == ZoneDoubt::local)
            return fail(
                EmbargoFault::unknown_zone,
                fmt::format("does not say whose local time: write such as {} (Paris time)", clock));
        return fail(
            EmbargoFault::unknown_zone,
            fmt::format("{} is no zone that is known: write the town or the offset, such as "
                        "{} (London time)",
                        zone.name, clock));
    }

    void find_instants() {
        std::optional<Timestamp> first;
        for (std::size_t i = 0; i < written_.clocks.size(); ++i) {
            const auto instant = instant_of_clock(i);
            if (!instant) return;
            if (!first) first = instant;
            const bool own_date = written_.dates.size() == written_.clocks.size();
            const auto apart = *instant - *first;
            if (apart == seconds(0)) continue;
            // "2 March 2027, 00:01 GMT (19:01 EST)": the evening before, there.
            if (!own_date && apart % days(1) == seconds(0)) {
                if (written_.dates.front().clocks_before <= 1) continue;
                fail(EmbargoFault::disagreement,
                     fmt::format("{} {} and {} {} are not on the same day: write the date of each",
                                 written_.clocks[0].text, zones_[0].front().name,
                                 written_.clocks[i].text, zones_[i].front().name));
                return;
            }
            fail(EmbargoFault::disagreement,
                 fmt::format("{} {} and {} {} are not the same time: keep one",
                             written_.clocks[0].text, zones_[0].front().name,
                             written_.clocks[i].text, zones_[i].front().name));
            return;
        }
        out_.until = first;
    }

    std::optional<Timestamp> instant_of_clock(std::size_t index) {
        const auto& clock = written_.clocks[index];
        const auto day = days_[written_.dates.size() == written_.clocks.size() ? index : 0];
        const LocalTime local(day.time_since_epoch() + hours(clock.hour) + minutes(clock.minute) +
                              seconds(clock.second));
        std::optional<Timestamp> out;
        for (const auto& zone : zones_[index]) {
            const auto instant = instant_in_zone(zone, local);
            if (!instant) return std::nullopt;
            if (out && *out != *instant) {
                fail(EmbargoFault::disagreement,
                     fmt::format("{} {} and {} {} are not the same time: keep one zone", clock.text,
                                 zones_[index].front().name, clock.text, zone.name));
                return std::nullopt;
            }
            out = instant;
        }
        return fits_doubtful_zones(index, local, *out) ? out : std::nullopt;
    }

    /// "10:00 CST (Chicago)": the town says which CST, and CST must be what it shows.
    bool fits_doubtful_zones(std::size_t clock, LocalTime local, Timestamp instant) {
        const auto offset = local.time_since_epoch() - instant.time_since_epoch();
        for (const auto& written : written_.zones) {
            const auto& zone = written.zone;
            if (written.clock != clock || zone.doubt != ZoneDoubt::ambiguous) continue;
            const bool fits = std::ranges::any_of(
                zone.may_be, [&](int may_be) { return minutes(may_be) == offset; });
            if (!fits)
                return fail(
                    EmbargoFault::season,
                    fmt::format("{} is not what clocks show in {} on {}: leave {} out", zone.name,
                                zones_[clock].front().name, day_in_words(local), zone.name));
        }
        return true;
    }

    std::optional<Timestamp> instant_in_zone(const WrittenZone& zone, LocalTime local) {
        const Timestamp as_utc(local.time_since_epoch());
        if (zone.offset && zone.iana.empty()) return as_utc - *zone.offset;
        const auto instants = instants_at(zone.iana, local);
        if (instants.empty()) {
            fail(
                EmbargoFault::gap,
                fmt::format("there is no {} on {} in {}: the clocks are put forward over it; write "
                            "a time that there is",
                            clock_in_words(local), day_in_words(local), place_of(zone)));
            return std::nullopt;
        }
        if (zone.offset) {
            const auto meant = as_utc - *zone.offset;
            if (std::ranges::find(instants, meant) != instants.end()) return meant;
            fail(EmbargoFault::season, out_of_season(zone, local, meant));
            return std::nullopt;
        }
        if (instants.size() == 1) return instants.front();
        const auto clock = clock_in_words(local);
        fail(EmbargoFault::overlap,
             fmt::format("{} stands twice on {} in {}, for the clocks are put back: write {}{} or "
                         "{}{}",
                         clock, day_in_words(local), place_of(zone), clock,
                         offset_in_words(as_utc - instants[0]), clock,
                         offset_in_words(as_utc - instants[1])));
        return std::nullopt;
    }

    static std::string day_in_words(LocalTime local) {
        return in_words(sys_days(std::chrono::floor<days>(local).time_since_epoch()));
    }

    /// "Europe/Berlin" for CET: the place whose clocks were asked.
    static std::string_view place_of(const WrittenZone& zone) {
        return zone.offset ? std::string_view(zone.iana) : std::string_view(zone.name);
    }

    static std::string out_of_season(const WrittenZone& zone, LocalTime local, Timestamp meant) {
        const auto clock = clock_in_words(local);
        const auto day = day_in_words(local);
        if (zone.season_twin.empty())
            return fmt::format(
                "{} is not what clocks show on {}: write {} with the town or the "
                "offset",
                zone.name, day, clock);
        const auto offset = offset_at(zone.iana, meant).value_or(seconds(0));
        const LocalTime there(meant.time_since_epoch() + offset);
        return fmt::format(
            "{0} does not hold on {1}, {2} does: write {3} {2}, or {4} {2} if {3} {0} "
            "is meant",
            zone.name, day, zone.season_twin, clock, clock_in_words(there));
    }

    const WrittenTime& written_;
    Timestamp now_;
    ReadTime out_;
    std::vector<sys_days> days_;
    std::vector<std::vector<WrittenZone>> zones_;
    bool year_missing_ = false;
};

}  // namespace

ReadTime read_time(const WrittenTime& written, Timestamp now) {
    return Judge(written, now).read();
}

}  // namespace sendguard::check
