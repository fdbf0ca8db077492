// SARIF 2.1.0, as GitHub's code scanning and other viewers take it.
//
// The problem: a log over GitHub's limits is refused whole, and then nobody sees anything. The
// idea: results are kept by severity as far as the limits go, and a notification says what was left
// out. A result is one finding at one place, for an alert has one. What was
// cleared, allowed or is in the baseline is no result, for GitHub shows suppressed results as open
// alerts; the run's properties tell how many there are. Limits: the size is watched before
// compression, by what documents bring in. source: docs.oasis-open.org/sarif/sarif/v2.1.0;
// docs.github.com, SARIF support, SARIF limits
#include <fmt/format.h>

#include <array>
#include <map>

#include "base/text.h"
#include "report/formats.h"
#include "report/line_hash.h"
#include "report/region.h"
#include "report/sarif_parts.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostResults = 25000;
constexpr std::size_t kMostWeight = std::size_t{9} << 20;  // GitHub takes 10 MB, compressed

struct Kept {
    std::vector<Occurrence> results;         ///< in order of paths and places
    std::map<Severity, std::size_t> missed;  ///< how many were left out
};

/// The worst first, as far as the limits go.
Kept within_limits(std::vector<Occurrence> all) {
    Kept kept;
    std::vector<bool> taken(all.size());
    std::size_t count = 0;
    std::size_t weight = 0;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (severity_of(all[i].finding->action) != severity) continue;
            const auto more = sarif_weight(all[i]);
            if (count == kMostResults || weight + more > kMostWeight) {
                ++kept.missed[severity];
                continue;
            }
            taken[i] = true;
            ++count;
            weight += more;
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (taken[i]) kept.results.push_back(std::move(all[i]));
    }
    return kept;
}

std::string left_out_words(const std::map<Severity, std::size_t>& missed) {
    constexpr std::array<std::string_view, 3> kNouns{"error", "warning", "note"};
    std::vector<std::string> counts;
    for (const auto& [severity, count] : missed) {
        counts.push_back(counted(count, kNouns[static_cast<std::size_t>(severity)]));
    }
    return fmt::format("Left out for GitHub's limits, the least severe first: {}.",
                       fmt::join(counts, ", "));
}

/// GitHub's line hashes of one draft after another.
class LineHashes {
  public:
    explicit LineHashes(const SourceReader& source) : source_(source) {}

    /// The hash of the occurrence's line; without the file, one of our own that is as stable.
    std::string of(const Occurrence& one) {
        if (one.draft != draft_) {
            draft_ = one.draft;
            const auto bytes = source_ ? source_(*draft_) : std::nullopt;
            hashes_ = bytes ? line_hashes(*bytes) : std::vector<std::string>{};
        }
        const auto line = one.place == nullptr ? 1 : region_in_file(*one.place, Units::utf16).line;
        if (line <= hashes_.size()) return hashes_[line - 1];
        return one.fingerprint.substr(0, 16) + ":1";
    }

  private:
    const SourceReader& source_;
    const DraftReport* draft_ = nullptr;
    std::vector<std::string> hashes_;
};

/// The rules that have results, in order of their ids, and where each stands.
struct Rules {
    SarifJson json = SarifJson::array();
    std::map<std::string_view, std::size_t> index;
};

Rules rules_of(const Report& report, const std::vector<Occurrence>& results) {
    std::map<std::string_view, const check::Finding*> by_id;
    for (const auto& one : results) by_id.try_emplace(one.finding->rule, one.finding);
    Rules rules;
    for (const auto& [id, finding] : by_id) {
        rules.index[id] = rules.json.size();
        rules.json.push_back(sarif_rule(report.policy, *finding));
    }
    return rules;
}

SarifJson invocation(const Report& report, const Kept& kept) {
    auto notifications = SarifJson::array();
    const auto unchecked = not_checked(report);
    for (const auto* draft : unchecked) notifications.push_back(sarif_not_checked(*draft));
    if (!kept.missed.empty()) notifications.push_back(sarif_left_out(left_out_words(kept.missed)));
    SarifJson json;
    json["executionSuccessful"] = unchecked.empty();
    json["toolExecutionNotifications"] = std::move(notifications);
    return json;
}

SarifJson run_of(const Report& report, const SourceReader& source) {
    const auto kept = within_limits(occurrences(report));
    auto rules = rules_of(report, kept.results);
    LineHashes hashes(source);
    auto results = SarifJson::array();
    for (const auto& one : kept.results) {
        results.push_back(sarif_result(one, rules.index[one.finding->rule], hashes.of(one)));
    }
    SarifJson run;
    auto& driver = run["tool"]["driver"];
    driver["name"] = "send-guard";
    driver["version"] = SENDGUARD_VERSION;
    driver["rules"] = std::move(rules.json);
    driver["notifications"] = sarif_notification_kinds();
    run["automationDetails"]["id"] = "send-guard/";
    run["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"] = "The root of the repository.";
    run["columnKind"] = "utf16CodeUnits";
    run["invocations"] = SarifJson::array({invocation(report, kept)});
    run["results"] = std::move(results);
    const auto aside = set_aside(report);
    run["properties"] = {
        {"cleared", aside.cleared}, {"allowed", aside.allowed}, {"baselined", aside.baselined}};
    return run;
}

}  // namespace

std::string sarif_report(const Report& report, const SourceReader& source) {
    SarifJson json;
    json["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
    json["version"] = "2.1.0";
    json["runs"] = SarifJson::array({run_of(report, source)});
    return json.dump(2, ' ', true, SarifJson::error_handler_t::replace) + "\n";
}

}  // namespace sendguard::report
