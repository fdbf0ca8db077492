#include "review/api_json.h"

#include <fmt/format.h>

#include "report/report.h"

namespace sendguard::review {
namespace {

using nlohmann::json;

json time_or_null(const std::optional<Timestamp>& time) {
    return time ? json(format_rfc3339(*time)) : json();
}

/// The findings of a JSON report over one draft.
json findings_of(const std::string& report) {
    const auto parsed = json::parse(report, nullptr, false);
    if (parsed.is_discarded() || !parsed.contains("drafts") || parsed["drafts"].empty())
        return json::array();
    return parsed["drafts"][0].value("findings", json::array());
}

json actor_answer(const hold::Actor& actor) {
    return {{"name", actor.name}, {"kind", actor.kind}, {"via", actor.via}};
}

}  // namespace

json hold_answer(const hold::Hold& held, const std::string& page) {
    json out{{"id", held.id},
             {"version", held.version},
             {"draft", held.draft},
             {"state", hold::state_name(held.state)},
             {"created", format_rfc3339(held.created)},
             {"changed", format_rfc3339(held.changed)},
             {"gate", held.gate},
             {"submitter", actor_answer(held.submitter)},
             {"sender", held.sender},
             {"subject", held.subject},
             {"size", held.size},
             {"digest", held.digest},
             {"policy", held.policy},
             {"not_before", time_or_null(held.not_before)},
             {"expires", time_or_null(held.expires)},
             {"recipients", json::array()},
             {"approvals", json::array()},
             {"preconditions", json::array()}};
    if (!page.empty()) out["url"] = fmt::format("{}/holds/{}", page, held.id);
    for (const auto& one : held.addressees)
        out["recipients"].push_back({{"address", one.address},
                                     {"delivery", hold::delivery_name(one.delivery)},
                                     {"reply", one.reply}});
    for (const auto& one : held.approvals)
        out["approvals"].push_back({{"person", one.person},
                                    {"as", one.as},
                                    {"digest", one.digest},
                                    {"at", format_rfc3339(one.at)},
                                    {"via", one.via},
                                    {"signed", !one.signature.empty()},
                                    {"void", one.void_reason}});
    for (const auto& one : held.preconditions)
        out["preconditions"].push_back({{"name", one.name},
                                        {"role", one.role},
                                        {"confirmed_by", one.confirmed_by},
                                        {"at", time_or_null(one.at)}});
    return out;
}

json judgement_answer(const hold::Judgement& judgement) {
    json out{{"blocked", judgement.blocked},
             {"findings", findings_of(judgement.findings)},
             {"waits_for", json::array()}};
    for (const auto& one : judgement.missing)
        out["waits_for"].push_back({{"rule", one.rule},
                                    {"message", one.message},
                                    {"group", one.group},
                                    {"count", one.count},
                                    {"signed_by", one.signed_by},
                                    {"notes", one.notes}});
    return out;
}

json event_answer(const hold::Event& event) {
    return {{"act", hold::act_name(event.act)},   {"from", hold::state_name(event.from)},
            {"to", hold::state_name(event.to)},   {"at", format_rfc3339(event.at)},
            {"actor", actor_answer(event.actor)}, {"reason", event.reason}};
}

json verdict_answer(const policy::Policy& policy, const check::Evaluation& evaluation) {
    report::Report report{.policy = &policy, .drafts = {}};
    report.drafts.push_back({.source = "-", .evaluation = evaluation});
    json out{{"verdict", check::verdict_name(evaluation.verdict)},
             {"policy", policy.digest},
             {"findings", findings_of(report::json_report(report))},
             {"waits_for", json::array()}};
    for (const auto& finding : evaluation.findings) {
        if (finding.action != policy::Action::hold || !finding.approvers) continue;
        out["waits_for"].push_back({{"rule", finding.rule},
                                    {"message", finding.message},
                                    {"group", finding.approvers->group},
                                    {"count", finding.approvers->count},
                                    {"signed_by", finding.signed_by},
                                    {"notes", finding.notes}});
    }
    return out;
}

}  // namespace sendguard::review
