// The pages that show held drafts. A GET changes nothing: mail scanners follow the links in
// notices.
#include "review/page_holds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/excerpt.h"
#include "review/acts.h"
#include "review/answers.h"
#include "review/hold_view.h"
#include "review/inert_html.h"
#include "review/page.h"
#include "review/page_login.h"

namespace sendguard::review {
namespace {

using hold::State;
using nlohmann::json;

constexpr std::size_t kOnePage = 50;
constexpr std::size_t kMostFrom = 1'000'000;
/// A message's own HTML: its styles, and pictures that it brings along; nothing is loaded, nothing
/// runs, and its origin is nobody's.
constexpr std::string_view kFramePolicy =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'";

const std::vector<State>& open_states() {
    static const std::vector<State> states{State::held, State::returned, State::ready,
                                           State::sending, State::uncertain};
    return states;
}

Response failed(const Error& fault) {
    const int status = status_of(fault.code);
    const auto title = status == 404 ? "Not found" : status == 403 ? "Refused" : "Try again later";
    return message_page(status, title, fault.message);
}

/// A name that no shell, browser or file system takes for more than a name.
/// source: RFC 6266 4.3, appendix D
std::string disposition(std::string_view filename, std::string_view otherwise) {
    std::string plain;
    for (const char c : filename.substr(filename.find_last_of("/\\") + 1)) {
        const bool good = is_ascii_word(c) || c == '-' || (c == '.' && !plain.empty());
        if (plain.size() < 100) plain += good ? c : '_';
    }
    if (plain.empty()) plain = otherwise;
    return fmt::format("attachment; filename=\"{}\"", plain);
}

Response download(std::string bytes, std::string_view filename, std::string_view otherwise) {
    return {.status = 200,
            .type = "application/octet-stream",
            .body = std::move(bytes),
            .headers = {{"Content-Disposition", disposition(filename, otherwise)},
                        {"Content-Security-Policy", "sandbox; default-src 'none'"}}};
}

struct OpenPart {
    OpenHold open;
    std::size_t index = 0;
};
Result<OpenPart> open_part(Core& core, const Call& call) {
    BOOST_OUTCOME_TRY(auto held, visible_hold(core, *call.policy, call.id(), call.who));
    BOOST_OUTCOME_TRY(auto open, open_hold(core, *call.policy, std::move(held)));
    const auto index = whole_number(call.words[1]).value_or(SIZE_MAX);
    const auto& parts = open.judged.draft.parts;
    if (index >= parts.size() || !has_bytes(parts[index]) || std::to_string(index) != call.words[1])
        return error(Errc::not_found, "the draft has no such part");
    return OpenPart{.open = std::move(open), .index = index};
}

}  // namespace

Response get_list(Core& core, const Call& call) {
    const auto desk = desk_of(core);
    if (!desk) return failed(desk.error());
    auto& store = desk.value()->store();
    const bool ended = call.query.get("show") == "ended";
    const auto from = std::min(whole_number(call.query.get("from")).value_or(0), kMostFrom);
    hold::Query query{.states = open_states(),
                      .order = ended ? hold::Order::newest : hold::Order::due,
                      .limit = kOnePage + 1,
                      .offset = from};
    if (ended)
        query.states = {State::sent,    State::failed,    State::rejected,
                        State::expired, State::withdrawn, State::voided};
    const bool reviewer = is_reviewer(*call.policy, call.who);
    if (!reviewer) query.submitter = call.who.name;
    const auto holds = store.list(query);
    const auto now = store.now();
    const auto frozen = desk.value()->frozen();
    if (!holds || !now || !frozen)
        return failed(!holds ? holds.error() : !now ? now.error() : frozen.error());
    auto lines = json::array();
    for (const auto& one : holds.value())
        if (lines.size() < kOnePage && may_see(*call.policy, one, call.who))
            lines.push_back(list_line(core, one, call.who, now.value()));
    const bool more = holds.value().size() > kOnePage;
    json values{{"title", ended ? "Ended drafts" : "Held drafts"},
                {"has_holds", !lines.empty()},
                {"holds", std::move(lines)},
                {"ended", ended},
                {"next", more ? fmt::format("{}", from + kOnePage) : ""},
                {"frozen", report::printable(frozen.value())},
                {"reviewer", reviewer},
                {"freeze_token", core.sessions.form_token(call.session, "freeze")},
                {"who",
                 {{"name", report::printable(call.who.name)},
                  {"password", call.who.via == "page"},
                  {"logout_token", core.sessions.form_token(call.session, "logout")}}}};
    return {.status = 200, .body = render("list.mustache", values)};
}

Response get_hold_page(Core& core, const Call& call) {
    auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return failed(held.error());
    core.presence.note(call.id(), call.who.name, core.now());
    const auto open = open_hold(core, *call.policy, std::move(held.value()));
    if (!open) return failed(open.error());
    const auto values =
        hold_values(core, {.call = call, .open = open.value(), .note = "", .seen = {}});
    if (!values) return failed(values.error());
    return {.status = 200, .body = render("hold.mustache", values.value())};
}

Response get_html(Core& core, const Call& call) {
    const auto part = open_part(core, call);
    if (!part) return failed(part.error());
    const auto& draft = part.value().open.judged.draft;
    const auto& one = draft.parts[part.value().index];
    if (one.type != "text/html") return failed(error(Errc::not_found, "this part is no HTML"));
    return {.status = 200,
            .type = "text/html; charset=utf-8",
            .body = inert_html(one.text.empty() ? to_valid_utf8(part_bytes(draft, one))
                                                : std::string(one.text)),
            .headers = {{"Content-Security-Policy", std::string(kFramePolicy)},
                        {"X-Frame-Options", "SAMEORIGIN"}}};
}

Response get_part(Core& core, const Call& call) {
    const auto part = open_part(core, call);
    if (!part) return failed(part.error());
    const auto& draft = part.value().open.judged.draft;
    const auto& one = draft.parts[part.value().index];
    return download(part_bytes(draft, one), one.filename,
                    fmt::format("part-{}", part.value().index));
}

Response get_whole(Core& core, const Call& call) {
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return failed(held.error());
    auto bytes = core.parts.desk->store().bytes(call.id(), held.value().draft);
    if (!bytes) return failed(bytes.error());
    return download(std::move(bytes.value()), fmt::format("{}.eml", call.id()), "draft.eml");
}

namespace {

Response get_style(Core& /*core*/, const Call& /*call*/) {
    return {.status = 200,
            .type = "text/css; charset=utf-8",
            .body = std::string(embedded_page("style.css")),
            .headers = {{"Cache-Control", "max-age=600"}}};
}

Response get_root(Core& /*core*/, const Call& /*call*/) {
    return see_other("/holds");
}

}  // namespace

const std::vector<Route>& page_routes() {
    static const std::vector<Route> routes{
        {"GET", "/", Door::page, get_root},
        {"GET", "/style.css", Door::open, get_style},
        {"GET", "/login", Door::open, get_login},
        {"POST", "/login", Door::open, post_login},
        {"POST", "/logout", Door::page, post_logout},
        {"GET", "/holds", Door::page, get_list},
        {"POST", "/freeze", Door::page, post_page_freeze},
        {"GET", "/holds/{id}", Door::page, get_hold_page},
        {"GET", "/holds/{id}/message", Door::page, get_whole},
        {"GET", "/holds/{id}/html/{part}", Door::page, get_html},
        {"GET", "/holds/{id}/parts/{part}", Door::page, get_part},
        {"POST", "/holds/{id}/{act}", Door::page, post_page_act},
    };
    return routes;
}

}  // namespace sendguard::review
