// `audit verify` and `audit export`: whether the audit chain is whole, and all that stands in it.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/hold.h"
#include "gate/answers.h"
#include "hold/audit.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using report::printable;

constexpr std::size_t kPage = 500;  // entries that are read at once

Result<std::string> noted_head(const Arguments& arguments) {
    const auto given = arguments.value("head");
    if (!given) return std::string();
    const bool good = given->size() == hold::kChainStart.size() &&
                      given->find_first_not_of("0123456789abcdef") == std::string::npos;
    if (good) return *given;
    return error(Errc::bad_input,
                 fmt::format("--head {}: a head is the 64 digits 0-9, a-f that an earlier `audit "
                             "verify` has printed",
                             printable(*given)));
}

/// Broken: an error `denied`, so that the exit code is 1.
Result<void> verify(const Arguments& arguments, OpenHolds& open, Console& console) {
    BOOST_OUTCOME_TRY(const auto noted, noted_head(arguments));
    const auto looked = hold::verify_chain(open.desk().store(),
                                           {.stored = arguments.has("stored"), .noted = noted});
    // What cannot be read is no proof of anything: it could not be checked.
    if (!looked) return error(Errc::unavailable, looked.error().message);
    const auto& report = looked.value();
    console.out << fmt::format(
        "{}, head {}\n",
        report.entries == 1 ? "1 entry" : fmt::format("{} entries", report.entries), report.head);
    if (report.noted_at)
        console.out << fmt::format("the noted head stands at entry {}\n", *report.noted_at);
    if (report.broken) {
        return error(Errc::denied, fmt::format("the audit chain is broken at entry {}: {}",
                                               report.broken->sequence, report.broken->why));
    }
    if (!noted.empty() && !report.noted_at) {
        return error(Errc::denied,
                     "the noted head stands nowhere in the audit chain: its end was cut off, or it "
                     "was written anew, or this is another store");
    }
    console.out << (arguments.has("stored") ? "whole, and what is stored is as it says\n"
                                            : "whole\n");
    return outcome::success();
}

Result<std::uint64_t> entry_number(const Arguments& arguments, std::string_view name,
                                   std::uint64_t otherwise) {
    const auto given = arguments.value(name);
    if (!given) return otherwise;
    BOOST_OUTCOME_TRY(const auto number, number_of_option(*given, name));
    return std::uint64_t{number};
}

Result<void> export_all(const Arguments& arguments, OpenHolds& open, Console& console) {
    BOOST_OUTCOME_TRY(auto from, entry_number(arguments, "from", 1));
    BOOST_OUTCOME_TRY(const auto until, entry_number(arguments, "until", UINT64_MAX));
    if (until < from)
        return error(Errc::bad_input,
                     fmt::format("--until {} comes before --from {}", until, from));
    while (from <= until) {
        const auto most =
            static_cast<std::size_t>(std::min<std::uint64_t>(kPage, until - from + 1));
        BOOST_OUTCOME_TRY(const auto entries, open.desk().store().audit(from, most));
        if (entries.empty()) break;
        for (const auto& entry : entries) {
            if (entry.sequence > until) return outcome::success();
            const nlohmann::ordered_json line{
                {"sequence", entry.sequence}, {"hash", entry.hash}, {"text", entry.text}};
            console.out << line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)
                        << '\n';
        }
        from = entries.back().sequence + 1;
    }
    console.out.flush();
    return outcome::success();
}

}  // namespace

int run_audit_verify(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return verify(arguments, open, console); });
}

int run_audit_export(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return export_all(arguments, open, console); });
}

}  // namespace sendguard::cli
