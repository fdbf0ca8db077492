// The JSON report; the adapter of nlohmann-json. Written in ASCII: what a terminal or a log would
// take for a control is escaped, and every reader decodes the same text.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/report.h"

namespace sendguard::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;
constexpr int kIndent = 2;

Json strings(const std::vector<std::string>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(to_valid_utf8(value));
    return list;
}

Json approvers_json(const std::optional<policy::Approvers>& approvers) {
    if (!approvers) return nullptr;
    Json json;
    json["group"] = to_valid_utf8(approvers->group);
    json["sender"] = approvers->sender;
    json["count"] = approvers->count;
    json["not_author"] = approvers->not_author;
    json["strength"] = policy::strength_name(approvers->strength);
    json["term_seconds"] = approvers->term.count();
    return json;
}

Json place_json(const draft::Location& place) {
    Json json;
    json["place"] = draft::place_name(place.place);
    json["part"] = to_valid_utf8(place.part);
    json["line"] = place.line;
    json["column"] = place.column;
    json["end_line"] = place.end_line;
    json["end_column"] = place.end_column;
    json["text"] = to_valid_utf8(place.text);
    if (place.decoded) json["decoded"] = true;
    if (!place.locator.empty()) json["locator"] = to_valid_utf8(place.locator);
    return json;
}

Json finding_json(const check::Finding& finding) {
    Json json;
    json["rule"] = to_valid_utf8(finding.rule);
    json["action"] = policy::action_name(finding.action);
    json["message"] = to_valid_utf8(finding.message);
    json["why"] = to_valid_utf8(finding.why);
    if (!finding.help.empty()) json["help"] = to_valid_utf8(finding.help);
    json["approvers"] = approvers_json(finding.approvers);
    if (finding.approvers) json["signed_by"] = strings(finding.signed_by);
    if (!finding.notes.empty()) json["notes"] = strings(finding.notes);
    json["places"] = Json::array();
    for (const auto& place : finding.places) json["places"].push_back(place_json(place));
    if (finding.more_places != 0) json["more_places"] = finding.more_places;
    return json;
}

Json findings_json(const std::vector<check::Finding>& findings) {
    Json list = Json::array();
    for (const auto& finding : findings) list.push_back(finding_json(finding));
    return list;
}

Json explain_json(const std::vector<check::ExplainLine>& lines) {
    Json list = Json::array();
    for (const auto& line : lines) {
        Json json;
        json["rule"] = to_valid_utf8(line.rule);
        json["depth"] = line.depth;
        json["condition"] = to_valid_utf8(line.condition);
        json["held"] = line.held;
        json["detail"] = to_valid_utf8(line.detail);
        list.push_back(std::move(json));
    }
    return list;
}

Json draft_json(const DraftReport& draft) {
    Json json;
    json["source"] = to_valid_utf8(draft.source);
    json["verdict"] = check::verdict_name(draft.evaluation.verdict);
    json["digest"] = draft.digest;
    if (!draft.error.empty()) json["error"] = to_valid_utf8(draft.error);
    json["findings"] = findings_json(draft.evaluation.findings);
    if (!draft.evaluation.cleared.empty())
        json["cleared"] = findings_json(draft.evaluation.cleared);
    if (!draft.evaluation.allowed.empty())
        json["allowed"] = findings_json(draft.evaluation.allowed);
    if (!draft.evaluation.observed.empty())
        json["observed"] = findings_json(draft.evaluation.observed);
    if (!draft.evaluation.baselined.empty())
        json["baselined"] = findings_json(draft.evaluation.baselined);
    if (!draft.evaluation.explain.empty()) json["explain"] = explain_json(draft.evaluation.explain);
    return json;
}

Json policy_json(const policy::Policy* policy) {
    Json json;
    json["files"] = policy == nullptr ? Json::array() : strings(policy->files);
    json["digest"] = policy == nullptr ? "" : policy->digest;
    if (policy != nullptr && !policy->weakenings.empty()) {
        json["weakenings"] = Json::array();
        for (const auto& weakening : policy->weakenings) {
            json["weakenings"].push_back({{"rule", to_valid_utf8(weakening.rule)},
                                          {"change", to_valid_utf8(weakening.change)}});
        }
    }
    return json;
}

Json baseline_json(const BaselineUse& baseline) {
    Json json;
    json["file"] = to_valid_utf8(baseline.file);
    json["stale"] = Json::array();
    for (const auto& entry : baseline.stale) {
        json["stale"].push_back({{"fingerprint", to_valid_utf8(entry.fingerprint)},
                                 {"rule", to_valid_utf8(entry.rule)},
                                 {"path", to_valid_utf8(entry.path)},
                                 {"line", to_valid_utf8(entry.line)}});
    }
    return json;
}

}  // namespace

std::string json_report(const Report& report) {
    Json json;
    json["version"] = kFormatVersion;
    json["policy"] = policy_json(report.policy);
    json["drafts"] = Json::array();
    for (const auto& draft : report.drafts) json["drafts"].push_back(draft_json(draft));
    if (report.baseline) json["baseline"] = baseline_json(*report.baseline);
    if (report.fixes)
        json["fixes"] = {{"lines", report.fixes->lines}, {"made", report.fixes->made}};
    return json.dump(kIndent, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> rules_in(std::string_view text) {
    std::vector<std::string> out;
    const auto json = Json::parse(text, nullptr, false);
    const auto list = [](const Json& in, const char* key) {
        const auto found = in.is_object() ? in.find(key) : in.end();
        return found != in.end() && found->is_array() ? *found : Json::array();
    };
    for (const auto& draft : list(json, "drafts")) {
        for (const auto* const key : {"findings", "cleared"}) {
            for (const auto& finding : list(draft, key)) {
                const auto rule = finding.is_object() ? finding.find("rule") : finding.end();
                if (rule == finding.end() || !rule->is_string()) continue;
                auto id = rule->get<std::string>();
                if (std::ranges::find(out, id) == out.end()) out.push_back(std::move(id));
            }
        }
    }
    return out;
}

std::string jsonl_report(const Report& report) {
    std::string lines;
    for (const auto* draft : by_path(report)) {
        lines += draft_json(*draft).dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
    }
    return lines;
}

}  // namespace sendguard::report
