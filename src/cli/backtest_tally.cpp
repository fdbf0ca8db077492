#include "cli/backtest_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kShown = 80;  ///< bytes of a finding's text

std::string place_of(const check::Finding& finding) {
    if (finding.places.empty()) return finding.notes.empty() ? "" : finding.notes.front();
    const auto& place = finding.places.front();
    auto out = fmt::format("{} line {}", draft::place_name(place.place), place.line);
    if (!place.part.empty() && place.part != "1") out += fmt::format(" of part {}", place.part);
    return out + fmt::format(": \"{}\"", shortened(place.text, kShown));
}

TallyExample with_place(const TallyExample& where, const check::Finding& finding) {
    auto out = where;
    out.place = place_of(finding);
    return out;
}

/// The finding that stops, or the first.
TallyExample with_reason(const TallyExample& where, const check::Evaluation& evaluation) {
    auto out = where;
    if (evaluation.findings.empty()) return out;
    const auto& finding = evaluation.findings.front();  // strongest first
    out.place = finding.rule;
    if (const auto place = place_of(finding); !place.empty()) out.place += ", " + place;
    return out;
}

void add_weeks(std::map<std::optional<Week>, WeekCount>& into,
               const std::map<std::optional<Week>, WeekCount>& from) {
    for (const auto& [week, count] : from) {
        auto& own = into[week];
        own.messages += count.messages;
        own.stopped += count.stopped;
        own.warned += count.warned;
    }
}

void add_tally(PolicyTally& into, PolicyTally&& from) {
    for (std::size_t i = 0; i < kVerdicts; ++i) into.verdicts[i] += from.verdicts[i];
    add_weeks(into.weeks, from.weeks);
    for (auto& [rule, count] : from.rules) {
        const auto [own, fresh] = into.rules.try_emplace(rule, std::move(count));
        if (fresh) continue;
        for (std::size_t i = 0; i < count.by_action.size(); ++i)
            own->second.by_action[i] += count.by_action[i];
        own->second.observed += count.observed;
        for (const auto& [week, messages] : count.by_week) own->second.by_week[week] += messages;
        own->second.sample.add(std::move(count.sample));
    }
}

}  // namespace

void Sample::add(TallyExample example) {
    if (!wants(example.rank)) return;
    const auto at = std::ranges::upper_bound(kept_, example.rank, {}, &TallyExample::rank);
    kept_.insert(at, std::move(example));
    if (kept_.size() > most_) kept_.pop_back();
}

void Sample::add(Sample&& other) {
    for (auto& example : other.kept_) add(std::move(example));
}

std::vector<TallyExample> Sample::in_order() const {
    auto out = kept_;
    std::ranges::sort(out, {},
                      [](const TallyExample& one) { return std::pair(one.source, one.number); });
    return out;
}

std::optional<Week> week_of(std::optional<Timestamp> date) {
    if (!date) return std::nullopt;
    const auto day = std::chrono::floor<std::chrono::days>(*date);
    const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
    return static_cast<Week>(monday.time_since_epoch().count());
}

std::string week_name(std::optional<Week> week) {
    if (!week) return "no date";
    const Timestamp monday = std::chrono::sys_days(std::chrono::days(*week));
    return format_rfc3339(monday).substr(0, 10);
}

void BacktestTally::count(const Judged& message, const check::Evaluation& evaluation,
                          PolicyTally& tally) {
    ++tally.verdicts[static_cast<std::size_t>(evaluation.verdict)];
    auto& week = tally.weeks[message.week];
    ++week.messages;
    if (stops(evaluation)) {
        ++week.stopped;
    } else if (evaluation.verdict == check::Verdict::warn) {
        ++week.warned;
    }
    const auto rule_of = [&](const check::Finding& finding) -> RuleCount& {
        const auto found = tally.rules.find(finding.rule);
        if (found != tally.rules.end()) return found->second;
        auto& fresh = tally.rules[finding.rule];
        fresh.sample = Sample(examples_);
        return fresh;
    };
    for (const auto& finding : evaluation.findings) {
        auto& rule = rule_of(finding);
        ++rule.by_action[static_cast<std::size_t>(finding.action)];
        ++rule.by_week[message.week];
        if (rule.sample.wants(message.where.rank))
            rule.sample.add(with_place(message.where, finding));
    }
    for (const auto& finding : evaluation.observed) {
        auto& rule = rule_of(finding);
        ++rule.observed;
        if (rule.sample.wants(message.where.rank))
            rule.sample.add(with_place(message.where, finding));
    }
}

void BacktestTally::add(const Judged& message) {
    ++messages;
    if (message.now == nullptr) {
        ++unchecked;
        return;
    }
    count(message, *message.now, now);
    if (message.before == nullptr) return;
    count(message, *message.before, before);
    ++difference.verdicts[static_cast<std::size_t>(message.before->verdict)]
                         [static_cast<std::size_t>(message.now->verdict)];
    const bool stops_now = stops(*message.now), stopped = stops(*message.before);
    if (stops_now && !stopped) {
        ++difference.newly_stopped;
        if (difference.newly.wants(message.where.rank))
            difference.newly.add(with_reason(message.where, *message.now));
    } else if (stopped && !stops_now) {
        ++difference.no_longer_stopped;
        if (difference.no_longer.wants(message.where.rank))
            difference.no_longer.add(with_reason(message.where, *message.before));
    }
}

void BacktestTally::add(BacktestTally&& other) {
    messages += other.messages;
    bytes += other.bytes;
    unchecked += other.unchecked;
    skipped += other.skipped;
    add_tally(now, std::move(other.now));
    add_tally(before, std::move(other.before));
    auto& own = difference;
    for (std::size_t i = 0; i < kVerdicts; ++i)
        for (std::size_t k = 0; k < kVerdicts; ++k)
            own.verdicts[i][k] += other.difference.verdicts[i][k];
    own.newly_stopped += other.difference.newly_stopped;
    own.no_longer_stopped += other.difference.no_longer_stopped;
    own.newly.add(std::move(other.difference.newly));
    own.no_longer.add(std::move(other.difference.no_longer));
}

}  // namespace sendguard::cli
