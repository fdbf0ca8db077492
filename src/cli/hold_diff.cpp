// `hold diff`: what changed in a held draft since the one that was last signed off.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/hold.h"
#include "report/excerpt.h"
#include "report/words.h"
#include "review/past_draft.h"

namespace sendguard::cli {
namespace {

using Kind = review::DifferentLine::Kind;
using report::printable;
using review::DifferentLine;

constexpr std::size_t kAround = 3;  // lines of context, as diff -u has them

std::string range(std::size_t begin, std::size_t count) {
    return count == 1 ? fmt::format("{}", begin + 1)
                      : fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

/// The hunks of one section; its name stands behind each @@.
void print_hunks(const review::SectionDifference& section, Console& console) {
    const auto& lines = section.lines;
    const auto differs = [&](std::size_t i) { return lines[i].kind != Kind::same; };
    std::size_t left = 0, right = 0;  // lines of either side before `at`
    const auto step = [&](const DifferentLine& line) {
        left += line.kind != Kind::come ? 1 : 0;
        right += line.kind != Kind::gone ? 1 : 0;
    };
    for (std::size_t at = 0; at < lines.size();) {
        auto next = at;
        while (next < lines.size() && !differs(next)) ++next;
        if (next == lines.size()) return;
        for (const auto begin = next - std::min(next - at, kAround); at < begin; ++at)
            step(lines[at]);
        auto end = next;
        for (auto i = next; i < lines.size() && i <= end + 2 * kAround; ++i)
            if (differs(i)) end = i + 1;
        end = std::min(lines.size(), end + kAround);
        const auto old_left = left, old_right = right, begin = at;
        for (; at < end; ++at) step(lines[at]);
        console.out << fmt::format("@@ -{} +{} @@ {}\n", range(old_left, left - old_left),
                                   range(old_right, right - old_right), section.name);
        for (auto i = begin; i < end; ++i)
            console.out << static_cast<char>(lines[i].kind) << lines[i].text << '\n';
    }
}

/// in: given - --since
Result<review::KnownDraft> base_of(hold::Store& store, const hold::Hold& held,
                                   const std::optional<std::string>& given) {
    if (!given) return review::known_draft(store, held);
    BOOST_OUTCOME_TRY(const auto number, number_of_option(*given, "since"));
    if (number < held.draft) return review::KnownDraft{.number = number, .signed_by = {}};
    return error(Errc::bad_input, fmt::format("--since {}: {} is at draft {}, so N is 1 to {}",
                                              number, held.id, held.draft, held.draft - 1));
}

Result<void> diff(const Arguments& arguments, OpenHolds& open, Console& console) {
    auto& store = open.desk().store();
    BOOST_OUTCOME_TRY(const auto held, open.desk().find(arguments.positional()[0]));
    if (held.draft < 2) {
        console.say(fmt::format("{} has one draft: there is none to compare it with", held.id));
        return outcome::success();
    }
    BOOST_OUTCOME_TRY(const auto base, base_of(store, held, arguments.value("since")));
    BOOST_OUTCOME_TRY(const auto before, review::read_past(store, held, base.number));
    BOOST_OUTCOME_TRY(const auto after, review::read_past(store, held, held.draft));
    const auto sections = review::draft_difference(before, after);
    const bool any = std::ranges::any_of(sections, [](const auto& section) { return section.any; });
    const auto since = base.signed_by.empty() ? fmt::format("draft {}", base.number)
                                              : fmt::format("draft {}, signed off by {}",
                                                            base.number, printable(base.signed_by));
    if (!any) {
        console.say(fmt::format(
            "nothing has changed since {}{}", since,
            *before.bytes == *after.bytes ? "" : "; only bytes that no reader sees differ"));
        return outcome::success();
    }
    console.out << fmt::format("--- {} {}\n+++ {} draft {}\n", held.id, since, held.id, held.draft);
    for (const auto& section : sections)
        if (section.any) print_hunks(section, console);
    return outcome::success();
}

}  // namespace

int run_hold_diff(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return diff(arguments, open, console); });
}

}  // namespace sendguard::cli
