// /v1/holds: what is held, and what is done with it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "review/acts.h"
#include "review/answers.h"
#include "review/api_check.h"
#include "review/api_json.h"

namespace sendguard::review {
namespace {

using hold::Hold;
using nlohmann::json;

constexpr std::size_t kMostListed = 500;

Response get_holds(Core& core, const Call& call) {
    const auto desk = desk_of(core);
    if (!desk) return problem(desk.error());
    hold::Query query{
        .limit = std::min(whole_number(call.query.get("limit")).value_or(100), kMostListed),
        .offset = whole_number(call.query.get("offset")).value_or(0)};
    for (const auto& name : call.query.all("state")) {
        const auto state = hold::state_from_name(name);
        if (!state) return problem(400, "bad request", fmt::format("there is no state {}", name));
        query.states.push_back(*state);
    }
    if (!is_reviewer(*call.policy, call.who)) query.submitter = call.who.name;
    const auto holds = desk.value()->store().list(query);
    if (!holds) return problem(holds.error());
    auto list = json::array();
    for (const auto& one : holds.value()) {
        // A name that a client merely claimed is nobody's: only logins count.
        if (may_see(*call.policy, one, call.who))
            list.push_back(hold_answer(one, call.policy->service.store.page));
    }
    return json_answer(200, {{"holds", std::move(list)}});
}

Response shown(Core& core, const Call& call, const Hold& held) {
    auto body = hold_answer(held, call.policy->service.store.page);
    const auto judgement = core.parts.desk->judge(held);
    if (!judgement) return problem(judgement.error());
    body.update(judgement_answer(judgement.value()));
    return json_answer(200, body);
}

Response get_hold(Core& core, const Call& call) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    return held ? shown(core, call, held.value()) : problem(held.error());
}

Response get_message(Core& core, const Call& call) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return problem(held.error());
    const auto draft = std::min<std::size_t>(
        whole_number(call.query.get("draft")).value_or(held.value().draft), UINT32_MAX);
    auto bytes = core.parts.desk->store().bytes(call.id(), static_cast<std::uint32_t>(draft));
    if (!bytes) return problem(bytes.error());
    return {.status = 200,
            .type = "message/rfc822",
            .body = std::move(bytes.value()),
            .headers = {{"Content-Disposition",
                         fmt::format("attachment; filename=\"{}.eml\"", call.id())}}};
}

Response get_history(Core& core, const Call& call) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return problem(held.error());
    const auto history = core.parts.desk->store().history(call.id());
    if (!history) return problem(history.error());
    auto list = json::array();
    for (const auto& event : history.value()) list.push_back(event_answer(event));
    return json_answer(200, {{"history", std::move(list)}});
}

/// The body's JSON object with texts, and a number for `version`; nothing else.
Result<json> body_of(const Call& call) {
    if (trim(call.request.body).empty()) return json::object();
    auto body = json::parse(call.request.body, nullptr, false);
    if (!body.is_object()) return error(Errc::bad_input, "the body is a JSON object");
    constexpr std::array<std::string_view, 7> kKnown{"version",      "digest",  "as", "reason",
                                                     "precondition", "outcome", "on"};
    for (const auto& [name, value] : body.items()) {
        const bool good = name == "version" ? value.is_number_unsigned()
                          : name == "on"    ? value.is_boolean()
                                            : value.is_string();
        if (!good || std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end())
            return error(Errc::bad_input,
                         fmt::format("the field \"{}\" is not known, or of another type",
                                     escape_invisible(name)));
    }
    return body;
}

/// A hold at the version that the client saw, and in a state that lets the act be done.
std::optional<Response> too_late(const Hold& held, const json& body, std::string_view act) {
    if (body.contains("version") && body["version"].get<std::uint64_t>() != held.version)
        return problem(409, "changed", "it has changed since you saw it: look at it again");
    if (has_time(held, act)) return std::nullopt;
    return problem(
        409, "too late",
        fmt::format("it is {}: this cannot be done to it any more", hold::state_name(held.state)));
}

Response post_approve(Core& core, const Call& call) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return problem(held.error());
    const auto body = body_of(call);
    if (!body) return problem(body.error());
    if (auto late = too_late(held.value(), body.value(), "approve")) return *late;
    const auto digest = body.value().value("digest", "");
    if (!digest.empty() && digest != held.value().digest)
        return problem(409, "changed",
                       "the draft has changed since you saw it: this is no sign-off of what it "
                       "says now");
    const auto after = approve(core, *call.policy, held.value(), call.who,
                               {.as = body.value().value("as", ""), .digest = digest});
    return after ? shown(core, call, after.value()) : problem(after.error());
}

Response post_act(Core& core, const Call& call, std::string_view name) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return problem(held.error());
    const auto body = body_of(call);
    if (!body) return problem(body.error());
    if (auto late = too_late(held.value(), body.value(), name)) return *late;
    const auto after =
        act(core, *call.policy, held.value(), call.who,
            {.name = std::string(name),
             .reason = body.value().value("reason", ""),
             .what = body.value().value(name == "settle" ? "outcome" : "precondition", "")});
    return after ? shown(core, call, after.value()) : problem(after.error());
}

Response post_reject(Core& core, const Call& call) {
    return post_act(core, call, "reject");
}
Response post_return(Core& core, const Call& call) {
    return post_act(core, call, "return");
}
Response post_recall(Core& core, const Call& call) {
    return post_act(core, call, "recall");
}
Response post_revoke(Core& core, const Call& call) {
    return post_act(core, call, "revoke");
}
Response post_confirm(Core& core, const Call& call) {
    return post_act(core, call, "confirm");
}
Response post_settle(Core& core, const Call& call) {
    return post_act(core, call, "settle");
}

Response get_freeze(Core& core, const Call& /*call*/) {
    const auto desk = desk_of(core);
    if (!desk) return problem(desk.error());
    const auto frozen = desk.value()->frozen();
    if (!frozen) return problem(frozen.error());
    return json_answer(200, {{"frozen", !frozen.value().empty()}, {"why", frozen.value()}});
}

Response post_freeze(Core& core, const Call& call) {
    const auto body = body_of(call);
    if (!body) return problem(body.error());
    if (!body.value().contains("on"))
        return problem(400, "bad request", "say \"on\": true or false");
    const auto done = freeze(core, *call.policy, call.who, body.value()["on"].get<bool>(),
                             body.value().value("reason", ""));
    return done ? get_freeze(core, call) : problem(done.error());
}

}  // namespace

const std::vector<Route>& api_routes() {
    static const std::vector<Route> routes{
        {"POST", "/v1/check", Door::token, post_check},
        {"POST", "/v1/submit", Door::token, post_submit},
        {"GET", "/v1/holds", Door::token, get_holds},
        {"GET", "/v1/holds/{id}", Door::token, get_hold},
        {"GET", "/v1/holds/{id}/message", Door::token, get_message},
        {"PUT", "/v1/holds/{id}/message", Door::token, put_message},
        {"GET", "/v1/holds/{id}/history", Door::token, get_history},
        {"POST", "/v1/holds/{id}/approve", Door::token, post_approve},
        {"POST", "/v1/holds/{id}/revoke", Door::token, post_revoke},
        {"POST", "/v1/holds/{id}/reject", Door::token, post_reject},
        {"POST", "/v1/holds/{id}/return", Door::token, post_return},
        {"POST", "/v1/holds/{id}/recall", Door::token, post_recall},
        {"POST", "/v1/holds/{id}/confirm", Door::token, post_confirm},
        {"POST", "/v1/holds/{id}/settle", Door::token, post_settle},
        {"GET", "/v1/freeze", Door::token, get_freeze},
        {"POST", "/v1/freeze", Door::token, post_freeze},
    };
    return routes;
}

}  // namespace sendguard::review
