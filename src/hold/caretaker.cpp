#include "hold/caretaker.h"

#include <algorithm>
#include <utility>

namespace sendguard::hold {
namespace {

constexpr std::size_t kMost = 100;  // of a kind in a round
// Notices take no more of a round, and a quarter of what the releases took while more are due:
// what may leave must not wait for them.
constexpr std::chrono::milliseconds kNotices{1000};
constexpr int kNoticesShare = 4;

}  // namespace

void Caretaker::say(std::string_view what, const Error& fault) {
    if (now_said_.insert(fault.message).second && !said_.contains(fault.message))
        log_.write(LogLevel::error, what, {field("detail", fault.message)});
}

bool Caretaker::round() {
    const bool more = work();
    said_ = std::exchange(now_said_, {});
    return more;
}

bool Caretaker::work() {
    bool more = false;
    auto notices = kNotices;
    const auto begun = std::chrono::steady_clock::now();
    if (const auto released = releaser_.round()) {
        more = released.value() > 0;
        if (more) {
            const auto took = std::chrono::steady_clock::now() - begun;
            notices =
                std::min(kNotices, std::chrono::duration_cast<std::chrono::milliseconds>(took) /
                                       kNoticesShare);
        }
        // While the store was down, reviews could not be written.
        if (std::exchange(stopped_, false)) review_all();
    } else {
        stopped_ = true;
        say("release_stopped", released.error());
    }
    if (const auto told = send_notices(notices)) {
        more = more || !told.value();
    } else {
        say("notices_stopped", told.error());
    }
    forwarder_.rest();
    // By a clock that has jumped drafts would end, and be forgotten, before their time.
    if (!releaser_.trust_clock()) return more;
    if (const auto ended = end_expired(); !ended) say("expiry_stopped", ended.error());
    if (const auto now = desk_.store().now()) {
        if (const auto gone = desk_.store().forget(now.value() - settings_.keep); !gone)
            say("forgetting_stopped", gone.error());
    }
    return more;
}

void Caretaker::review_all() {
    for (std::size_t at = 0;;) {
        auto holds = desk_.store().list(
            {.states = {State::held, State::ready},
             .order = Order::newest,  // which no review changes, so that none is passed over
             .limit = kMost,
             .offset = at});
        if (!holds) return say("review_stopped", holds.error());
        for (auto& hold : holds.value()) {
            const auto id = hold.id;
            if (const auto done = desk_.review(std::move(hold), service_actor("review")); !done)
                log_.write(LogLevel::warning, "review",
                           {field("id", id), field("detail", done.error().message)});
        }
        if (holds.value().size() < kMost) break;
        at += kMost;
    }
    const auto due = desk_.reports_due();
    if (!due) return say("review_stopped", due.error());
    for (const auto& id : due.value())
        if (const auto done = desk_.remind_of_report(id); !done)
            say("review_stopped", done.error());
}

Result<void> Caretaker::end_expired() {
    BOOST_OUTCOME_TRY(const auto holds, desk_.store().expired(kMost));
    for (const auto& hold : holds) {
        // One that cannot be read, or was extended meanwhile, does not keep the others.
        if (const auto done = desk_.expire(hold.id); !done) {
            if (done.error().code == Errc::unavailable) return done.error();
            say("expiry_stopped", done.error());
        }
    }
    return outcome::success();
}

Result<bool> Caretaker::send_notices(std::chrono::milliseconds share) {
    const auto until = std::chrono::steady_clock::now() + share;
    BOOST_OUTCOME_TRY(const auto holds, desk_.store().with_notices(kMost));
    for (const auto& hold : holds) {
        if (std::chrono::steady_clock::now() > until) return false;
        if (const auto done = send_notices_of(hold); !done) {
            if (done.error().code == Errc::unavailable) return done.error();
            say("notices_stopped", done.error());
        }
    }
    return true;
}

Result<void> Caretaker::send_notices_of(const Hold& hold) {
    BOOST_OUTCOME_TRY(const auto history, desk_.store().history(hold.id));
    BOOST_OUTCOME_TRY(const auto now, desk_.store().now());
    std::vector<Notice> sent;
    for (const auto& notice : hold.notices) {
        const auto mail = notice_mail(hold, notice, reason_of(notice, history), settings_.date(now),
                                      settings_.notices);
        // The null sender: nothing answers it, and it cannot loop.
        const auto receipt = forwarder_.forward({.recipients = {notice.to}, .message = mail});
        const bool over = !receipt || receipt.value().outcome != forward::Outcome::deferred;
        if (over) sent.push_back(notice);
        const bool good = receipt && receipt.value().outcome == forward::Outcome::sent;
        if (!good)
            log_.write(
                LogLevel::warning, "notice",
                {field("id", hold.id), field("kind", notice.kind),
                 field("detail", receipt ? receipt.value().detail : receipt.error().message)});
    }
    if (sent.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(desk_.told(hold.id, sent));
    return outcome::success();
}

}  // namespace sendguard::hold
