// The adapter of nlohmann-json for baselines; parsed without exceptions, every type looked at.
#include "report/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "base/text.h"
#include "check/evaluate.h"
#include "report/fingerprint.h"

namespace sendguard::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;
constexpr std::size_t kShownBytes = 120;  // of a line, for those who review the file

Error broken(const std::string& file, std::string_view what) {
    return error(Errc::bad_input,
                 fmt::format("{} is no baseline: {}; write it again with `send-guard baseline`",
                             escape_invisible(file), what));
}

/// A text of an entry; `out` stays as it is when the key is missing.
bool read_text(const Json& entry, const char* key, std::string& out) {
    const auto found = entry.find(key);
    if (found == entry.end()) return true;
    if (!found->is_string()) return false;
    out = found->get<std::string>();
    return true;
}

using Known = std::map<std::string, const BaselineEntry*>;

/// Moves the known places of one finding; whether any of it still stands.
bool take_known(const Known& known, std::string_view path, check::Finding& finding,
                check::Evaluation& evaluation, std::set<std::string>& met) {
    check::Finding old = finding;
    old.places.clear();
    old.more_places = 0;
    std::vector<draft::Location> left;
    const auto places = known_places(finding, path);
    bool any = false, all = true, unexplained = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto entry = known.find(places[i].fingerprint);
        bool counts = entry != known.end();
        if (counts) {
            met.insert(entry->first);
            const bool needs = finding.action == policy::Action::block;
            counts = !needs || !trim(entry->second->reason).empty();
            unexplained = unexplained || !counts;
        }
        any = any || counts;
        all = all && counts;
        if (i < finding.places.size())
            (counts ? old.places : left).push_back(std::move(finding.places[i]));
        else if (counts)
            old.more_places = std::exchange(finding.more_places, 0);
    }
    finding.places = std::move(left);
    if (unexplained)
        finding.notes.emplace_back(
            "the baseline knows it, without a reason: for a block it needs "
            "one");
    if (any && !all)
        finding.notes.push_back(
            fmt::format("{} more in the baseline", old.places.size() + old.more_places));
    if (any) evaluation.baselined.push_back(std::move(old));
    return !all;
}

}  // namespace

Result<Baseline> parse_baseline(std::string_view bytes, const std::string& file) {
    const auto json = Json::parse(bytes, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return broken(file, "it is not a JSON object");
    if (json.value("version", Json()) != kFormatVersion) return broken(file, "version is not 1");
    const auto entries = json.find("entries");
    if (entries == json.end() || !entries->is_array()) return broken(file, "entries is no list");
    Baseline baseline;
    for (const auto& item : *entries) {
        BaselineEntry entry;
        const bool good =
            item.is_object() && read_text(item, "fingerprint", entry.fingerprint) &&
            read_text(item, "rule", entry.rule) && read_text(item, "path", entry.path) &&
            read_text(item, "line", entry.line) && read_text(item, "reason", entry.reason);
        if (!good || entry.fingerprint.empty() || entry.rule.empty())
            return broken(file, fmt::format("entry {} is not whole", baseline.entries.size() + 1));
        baseline.entries.push_back(std::move(entry));
    }
    return baseline;
}

std::string format_baseline(const Baseline& baseline) {
    Json json;
    json["version"] = kFormatVersion;
    json["entries"] = Json::array();
    for (const auto& entry : baseline.entries) {
        Json item;
        item["fingerprint"] = entry.fingerprint;
        item["rule"] = entry.rule;
        item["path"] = entry.path;
        item["line"] = entry.line;
        if (entry.blocks || !entry.reason.empty()) item["reason"] = entry.reason;
        json["entries"].push_back(std::move(item));
    }
    return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

Baseline baseline_of(const Report& report, const Baseline& before) {
    std::map<std::string, std::string> reasons;
    for (const auto& entry : before.entries) reasons[entry.fingerprint] = entry.reason;
    Baseline out;
    for (const auto& draft : report.drafts) {
        for (const auto& finding : draft.evaluation.findings) {
            for (auto& place : known_places(finding, draft.path)) {
                const auto reason = reasons.find(place.fingerprint);
                out.entries.push_back({.fingerprint = place.fingerprint,
                                       .rule = finding.rule,
                                       .path = to_valid_utf8(draft.path),
                                       .line = shortened(to_valid_utf8(place.line), kShownBytes),
                                       .reason = reason == reasons.end() ? "" : reason->second,
                                       .blocks = finding.action == policy::Action::block});
            }
        }
    }
    std::ranges::stable_sort(out.entries, [](const BaselineEntry& a, const BaselineEntry& b) {
        return std::tie(a.path, a.rule) < std::tie(b.path, b.rule);
    });
    return out;
}

void apply_baseline(const Baseline& baseline, const std::string& file, Report& report) {
    Known known;
    for (const auto& entry : baseline.entries) known[entry.fingerprint] = &entry;
    std::set<std::string> met;
    std::set<std::string> paths;
    for (auto& draft : report.drafts) {
        auto& evaluation = draft.evaluation;
        if (evaluation.verdict == check::Verdict::error) continue;
        paths.insert(to_valid_utf8(draft.path));
        std::vector<check::Finding> standing;
        for (auto& finding : evaluation.findings) {
            if (take_known(known, draft.path, finding, evaluation, met))
                standing.push_back(std::move(finding));
        }
        evaluation.findings = std::move(standing);
        evaluation.verdict = check::verdict_of(evaluation.findings);
    }
    auto& use = report.baseline.emplace();
    use.file = file;
    for (const auto& entry : baseline.entries) {
        if (paths.contains(entry.path) && !met.contains(entry.fingerprint))
            use.stale.push_back(entry);
    }
}

}  // namespace sendguard::report
