#include "cli/backtest_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using report::printable;

constexpr std::size_t kWeeksShown = 53;
constexpr std::size_t kSubject = 60;

/// 13347 as "13,347".
std::string grouped(std::uint64_t value) {
    auto out = std::to_string(value);
    for (auto at = static_cast<std::ptrdiff_t>(out.size()) - 3; at > 0; at -= 3)
        out.insert(static_cast<std::size_t>(at), 1, ',');
    return out;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
    const auto percent =
        whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    return fmt::format("{:.2f} %", percent);
}

std::uint64_t stopped_of(const PolicyTally& tally, check::Verdict stops_at) {
    return std::accumulate(tally.verdicts.begin() + static_cast<std::ptrdiff_t>(stops_at),
                           tally.verdicts.end(), std::uint64_t{0});
}

class Text {
  public:
    explicit Text(const BacktestFacts& facts) : facts_(facts), checked_(checked(facts.tally)) {}

    std::string write() {
        head();
        if (facts_.against != nullptr) difference();
        rules();
        weeks();
        noisy();
        return std::move(out_);
    }

  private:
    static std::uint64_t checked(const BacktestTally& tally) {
        return tally.messages - tally.unchecked;
    }
    template <class... T>
    void line(fmt::format_string<T...> form, T&&... values) {
        out_ += fmt::format(form, std::forward<T>(values)...) + "\n";
    }
    void verdicts(std::string_view name, const PolicyTally& tally);
    void head();
    void difference();
    void rules();
    void weeks();
    void noisy();
    void example(const TallyExample& one);

    const BacktestFacts& facts_;
    std::uint64_t checked_;
    std::string out_;
};

void Text::verdicts(std::string_view name, const PolicyTally& tally) {
    const auto stopped = stopped_of(tally, facts_.stops_at);
    line(
        "{}: {} would have been stopped ({}): {} blocked, {} held; {} warned of ({}), {} noted, "
        "{} passed",
        printable(name), grouped(stopped), share(stopped, checked_), grouped(tally.verdicts[4]),
        grouped(tally.verdicts[3]), grouped(tally.verdicts[2]), share(tally.verdicts[2], checked_),
        grouped(tally.verdicts[1]), grouped(tally.verdicts[0]));
}

void Text::head() {
    const auto& tally = facts_.tally;
    const auto seconds = std::max(facts_.took.count(), 1e-6);
    line(
        "{} messages, {:.1f} MB in {:.1f} s: {} a second, {:.0f} us of processor time each",
        grouped(tally.messages), static_cast<double>(tally.bytes) / 1e6, seconds,
        grouped(static_cast<std::uint64_t>(static_cast<double>(tally.messages) / seconds)),
        tally.messages == 0 ? 0.0 : 1e6 * facts_.cpu_seconds / static_cast<double>(tally.messages));
    if (tally.skipped != 0)
        line("{} left out: no sender of the house's domains", grouped(tally.skipped));
    if (tally.unchecked != 0) line("{} could not be checked", grouped(tally.unchecked));
    if (!facts_.policy.service.history.url.empty())
        line("the history is not asked: it may have learned these very mails");
    verdicts(facts_.policy_name, tally.now);
    if (facts_.against != nullptr) verdicts(facts_.against_name, tally.before);
}

void Text::example(const TallyExample& one) {
    auto where = printable(facts_.sources[one.source]);
    if (one.number != 0) where += fmt::format(" message {}", one.number);
    line("     {}: \"{}\"", where, printable(shortened(one.subject, kSubject)));
    if (!one.place.empty()) line("       {}", printable(one.place));
}

void Text::difference() {
    const auto& diff = facts_.tally.difference;
    line("");
    line("Against {}: {} more stopped, {} no longer stopped", printable(facts_.against_name),
         grouped(diff.newly_stopped), grouped(diff.no_longer_stopped));
    const auto show = [&](std::string_view title, const Sample& sample) {
        const auto examples = sample.in_order();
        if (examples.empty()) return;
        line("  {}", title);
        for (const auto& one : examples) example(one);
    };
    show("stopped now, and not before:", diff.newly);
    show("stopped before, and not now:", diff.no_longer);
}

void Text::rules() {
    line("");
    const bool both = facts_.against != nullptr;
    std::size_t width = 4;
    for (const auto& [id, count] : facts_.tally.now.rules) width = std::max(width, id.size());
    for (const auto& [id, count] : facts_.tally.before.rules) width = std::max(width, id.size());
    line("{:{}} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}{}", "rule", width, "block", "hold", "warn",
         "note", "observe", "share", both ? "   against" : "");
    const RuleCount none;
    const auto row = [&](const std::string& id, const RuleCount& count, std::string_view more) {
        line("{:{}} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}{}", printable(id), width,
             grouped(count.by_action[3]), grouped(count.by_action[2]), grouped(count.by_action[1]),
             grouped(count.by_action[0]), grouped(count.observed),
             share(count.messages() + count.observed, checked_), more);
    };
    const auto before_of = [&](const std::string& id) {
        const auto found = facts_.tally.before.rules.find(id);
        const auto& count = found == facts_.tally.before.rules.end() ? none : found->second;
        return both ? fmt::format(" {:>9}", grouped(count.messages())) : std::string();
    };
    for (const auto& [id, count] : noisiest(facts_.tally.now)) row(id, *count, before_of(id));
    for (const auto& [id, count] : facts_.tally.before.rules)
        if (!facts_.tally.now.rules.contains(id)) row(id, none, before_of(id));
}

void Text::weeks() {
    const auto& weeks = facts_.tally.now.weeks;
    const auto later = weeks.size() > kWeeksShown ? weeks.size() - kWeeksShown : 0;
    line("");
    line("{:10} {:>9} {:>9} {:>9} {:>9}{}", "week of", "messages", "stopped", "share", "warned",
         facts_.against == nullptr ? "" : "   against");
    if (later != 0) line("  ({} earlier; --format json has all)", report::counted(later, "week"));
    std::size_t at = 0;
    for (const auto& [week, count] : weeks) {
        if (at++ < later) continue;
        std::string before;
        if (facts_.against != nullptr) {
            const auto found = facts_.tally.before.weeks.find(week);
            before = fmt::format(
                " {:>9}",
                grouped(found == facts_.tally.before.weeks.end() ? 0 : found->second.stopped));
        }
        line("{:10} {:>9} {:>9} {:>9} {:>9}{}", week_name(week), grouped(count.messages),
             grouped(count.stopped), share(count.stopped, count.messages), grouped(count.warned),
             before);
    }
}

void Text::noisy() {
    const auto list = noisiest(facts_.tally.now);
    if (list.empty()) return;
    line("");
    line("The noisiest rules");
    for (std::size_t i = 0; i < std::min(list.size(), kNoisiest); ++i) {
        const auto& [id, count] = list[i];
        const auto* rule = facts_.policy.rule(id);
        const auto messages = count->messages() + count->observed;
        line("{:>2}. {} ({}): {}, {}", i + 1, printable(id),
             rule == nullptr ? "built in" : policy::action_name(rule->action),
             report::counted(messages, "message"), share(messages, checked_));
        if (rule != nullptr) line("    {}", printable(rule->message));
        for (const auto& one : count->sample.in_order()) example(one);
    }
}

}  // namespace

std::vector<std::pair<std::string, const RuleCount*>> noisiest(const PolicyTally& tally) {
    std::vector<std::pair<std::string, const RuleCount*>> out;
    for (const auto& [id, count] : tally.rules) out.emplace_back(id, &count);
    const auto loud = [](const RuleCount& count) {
        return count.by_action[1] + count.by_action[2] + count.by_action[3];
    };
    std::ranges::stable_sort(out, [&](const auto& a, const auto& b) {
        const auto left = std::pair(loud(*a.second), a.second->by_action[0] + a.second->observed);
        const auto right = std::pair(loud(*b.second), b.second->by_action[0] + b.second->observed);
        return left > right;
    });
    return out;
}

std::string backtest_text(const BacktestFacts& facts) {
    return Text(facts).write();
}

}  // namespace sendguard::cli
