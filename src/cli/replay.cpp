// `replay`: a past draft judged again, by the policy version and the facts of its own time.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "check/detector.h"
#include "cli/commands.h"
#include "cli/hold.h"
#include "gate/hold_judge.h"
#include "policy/bundle.h"
#include "report/excerpt.h"
#include "review/difference.h"

namespace sendguard::cli {
namespace {

using nlohmann::json;
using report::printable;

/// What a judgement said of a draft, as far as it is compared.
struct Said {
    std::string verdict;
    std::vector<std::string> lines;  ///< of its findings
};

void add_texts(const json& finding, const char* name, std::string_view what,
               std::vector<std::string>& out) {
    for (const auto& one : finding.value(name, json::array()))
        if (one.is_string())
            out.push_back(fmt::format("  {}: {}", what, printable(one.get<std::string>())));
}

void add_finding(const json& finding, std::string_view list, std::vector<std::string>& out) {
    out.push_back(fmt::format("{}{} {}: {}", list, finding.value("action", ""),
                              printable(finding.value("rule", "")),
                              printable(finding.value("message", ""))));
    for (const auto& place : finding.value("places", json::array()))
        out.push_back(fmt::format("  {} {}:{} {}", place.value("place", ""), place.value("line", 0),
                                  place.value("column", 0), printable(place.value("text", ""))));
    if (const auto more = finding.value("more_places", 0); more > 0)
        out.push_back(fmt::format("  and {} places more", more));
    add_texts(finding, "signed_by", "signed off by", out);
    add_texts(finding, "notes", "note", out);
}

/// in:     report - Hold::findings, Judgement::findings
/// errors: bad_input
Result<Said> said_by(const std::string& report) {
    const auto parsed = json::parse(report, nullptr, false);
    const auto bad = [] {
        return error(Errc::bad_input, "the report that is stored with the draft cannot be read");
    };
    if (!parsed.is_object() || !parsed.contains("drafts") || !parsed["drafts"].is_array() ||
        parsed["drafts"].empty())
        return bad();
    try {
        const auto& draft = parsed["drafts"][0];
        Said out{.verdict = draft.value("verdict", ""), .lines = {}};
        for (const auto& one : draft.value("findings", json::array()))
            add_finding(one, "", out.lines);
        for (const auto& one : draft.value("cleared", json::array()))
            add_finding(one, "cleared: ", out.lines);
        return out;
    } catch (const json::exception&) {
        return bad();
    }
}

Result<std::uint32_t> wanted_draft(const Arguments& arguments, const hold::Hold& held) {
    const auto given = arguments.value("draft");
    if (!given) return held.draft;
    BOOST_OUTCOME_TRY(const auto number, number_of_option(*given, "draft"));
    if (number <= held.draft) return number;
    return error(Errc::bad_input,
                 fmt::format("--draft {}: {} has {} drafts", number, held.id, held.draft));
}

/// Different: an error `denied`, so that the exit code is 1.
Result<void> replay(const Arguments& arguments, OpenHolds& open, Console& console) {
    auto& store = open.desk().store();
    BOOST_OUTCOME_TRY(const auto held, open.desk().find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(const auto number, wanted_draft(arguments, held));
    BOOST_OUTCOME_TRY(const auto then, store.draft(held.id, number));
    BOOST_OUTCOME_TRY(auto bytes, store.bytes(held.id, number));
    BOOST_OUTCOME_TRY(const auto sources, store.policy(then.policy));
    BOOST_OUTCOME_TRY(const auto policy,
                      policy::load_bundle(sources, then.policy, check::with_detectors({})));
    BOOST_OUTCOME_TRY(
        const auto judged,
        gate::judge_hold(*policy, then, std::make_shared<const std::string>(std::move(bytes)),
                         then.changed));
    BOOST_OUTCOME_TRY(const auto before, said_by(then.findings));
    BOOST_OUTCOME_TRY(const auto now, said_by(judged.judgement.findings));
    console.out << fmt::format("{} draft {}, policy {}\n{}  {}\nreplayed              {}\n",
                               held.id, number, then.policy, format_rfc3339(then.changed),
                               before.verdict, now.verdict);
    const bool same = before.verdict == now.verdict && before.lines == now.lines &&
                      judged.judgement.digest == then.digest;
    if (same) return outcome::success();
    if (judged.judgement.digest != then.digest)
        console.out << fmt::format("statement: then {}\n           now  {}\n", then.digest,
                                   judged.judgement.digest);
    for (const auto& line : review::difference(before.lines, now.lines))
        console.out << static_cast<char>(line.kind) << line.text << '\n';
    return error(Errc::denied, before.verdict == now.verdict
                                   ? "the verdict is the same, its findings are not"
                                   : "the verdict is another one");
}

/// denied is the command's own answer; all that keeps it from one is "could not".
Result<void> as_could_not(const Error& fault) {
    return error(fault.code == Errc::denied ? Errc::denied : Errc::unavailable, fault.message);
}

}  // namespace

int run_replay(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console, [&](OpenHolds& open) -> Result<void> {
        const auto done = replay(arguments, open, console);
        return done ? done : as_could_not(done.error());
    });
}

}  // namespace sendguard::cli
