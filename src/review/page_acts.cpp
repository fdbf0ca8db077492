// What the forms of a hold's page do. Each form names the hold's version and the session's token
// for this hold; an approval names the digest that was shown, too, and every item that was looked
// at. All of it is asked again here, whatever the browser let pass.
#include <fmt/format.h>

#include <algorithm>

#include "report/excerpt.h"
#include "review/acts.h"
#include "review/answers.h"
#include "review/hold_view.h"
#include "review/page.h"
#include "review/page_holds.h"

namespace sendguard::review {
namespace {

using hold::Hold;

/// The page again, with what went wrong; what was looked at stays so when it is the same draft.
Response page_again(Core& core, const Call& call, const OpenHold& open, int status,
                    std::string note) {
    std::vector<std::string> seen;
    if (call.form.get("digest") == open.hold.digest) seen = call.form.all("seen");
    const auto values = hold_values(
        core, {.call = call, .open = open, .note = std::move(note), .seen = std::move(seen)});
    if (!values) return message_page(503, "Try again later", values.error().message);
    return {.status = status, .body = render("hold.mustache", values.value())};
}

/// What was not looked at; "" when all was.
std::string not_seen(const OpenHold& open, const std::vector<std::string>& seen) {
    std::size_t left = 0;
    for (const auto& item : open.view.items)
        left += std::ranges::find(seen, item.key) == seen.end() ? 1 : 0;
    return left == 0 ? "" : fmt::format("Look at each flagged item first: {} left.", left);
}

Result<Hold> do_act(Core& core, const Call& call, const OpenHold& open, const std::string& name) {
    if (name != "approve")
        return act(core, *call.policy, open.hold, call.who,
                   {.name = name,
                    .reason = call.form.get("reason"),
                    .what = call.form.get(name == "settle" ? "outcome" : "precondition")});
    if (const auto left = not_seen(open, call.form.all("seen")); !left.empty())
        return error(Errc::denied, left);
    return approve(core, *call.policy, open.hold, call.who,
                   {.as = call.form.get("as"), .digest = call.form.get("digest")});
}

/// Why the form is too late, or of another draft; "" when it is neither.
std::string out_of_date(const Call& call, const Hold& held, const std::string& name) {
    if (name == "approve" && call.form.get("digest") != held.digest)
        return "The draft has changed since you saw it. Nothing was signed: look at it again.";
    if (call.form.get("version") != std::to_string(held.version))
        return "Something was done to it since you saw it: see the history below. Nothing was "
               "done now; look again, then decide.";
    if (!has_time(held, name)) return "This cannot be done to it any more.";
    return {};
}

}  // namespace

Response post_page_act(Core& core, const Call& call) {
    const auto& name = call.words[1];
    const auto held = visible_hold(core, *call.policy, call.id(), call.who);
    if (!held) return message_page(status_of(held.error().code), "Not found", held.error().message);
    if (!core.sessions.is_form_token(call.session, "hold " + call.id(), call.form.get("csrf"))) {
        core.log(LogLevel::warning, "form_refused",
                 {field("user", call.who.name), field("hold", call.id())});
        return message_page(403, "Refused",
                            "This form is not of this session. Open the draft again.");
    }
    const auto open = open_hold(core, *call.policy, held.value());
    if (!open) return message_page(503, "Try again later", open.error().message);
    if (const auto late = out_of_date(call, held.value(), name); !late.empty())
        return page_again(core, call, open.value(), 409, late);
    const auto after = do_act(core, call, open.value(), name);
    if (!after)
        return page_again(core, call, open.value(), status_of(after.error().code),
                          after.error().message);
    core.log(LogLevel::info, "act",
             {field("act", name), field("user", call.who.name), field("hold", call.id())});
    return see_other("/holds/" + call.id());
}

Response post_page_freeze(Core& core, const Call& call) {
    if (!core.sessions.is_form_token(call.session, "freeze", call.form.get("csrf")))
        return message_page(403, "Refused", "This form is not of this session.");
    const auto done =
        freeze(core, *call.policy, call.who, call.form.get("on") == "yes", call.form.get("reason"));
    if (!done) return message_page(status_of(done.error().code), "Not done", done.error().message);
    return see_other("/holds");
}

}  // namespace sendguard::review
