#include "gate/hold_service.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>

#include "draft/read.h"
#include "gate/answers.h"
#include "gate/hold_judge.h"
#include "gate/host.h"
#include "signoff/values.h"

namespace sendguard::gate {
namespace {

constexpr std::chrono::seconds kRound{1};
constexpr std::size_t kReleasers =
    8;  // most of a release is waiting: for the disk and the next hop
constexpr std::chrono::minutes kReview{10};
// What a node that died had sent to its database may be committed after this one has looked.
constexpr std::chrono::seconds kSecondReview{5};

std::string from_address(const policy::Policy& policy) {
    if (!policy.service.store.from.empty()) return policy.service.store.from;
    const auto& domains = policy.internal_domains;
    return "send-guard@" + (domains.empty() ? host_name() : *domains.begin());
}

/// Sign-offs end, and reminders are due, at no time that anything else tells.
std::chrono::seconds review_every(const policy::Policy& policy) {
    const auto remind = policy.service.store.remind;
    if (remind.count() == 0) return kReview;
    return std::clamp<std::chrono::seconds>(remind / 4, std::chrono::seconds{1}, kReview);
}

/// Nobody else's, before or after: in containers both host and process may have another's name.
std::string node_name() {
    return fmt::format("{}:{}:{}", host_name(), ::getpid(), hold::make_id().substr(3, 6));
}

std::unique_ptr<HistoryLearner> make_learner(const HoldDesk& holds, const Log& log) {
    if (!holds.histories) return nullptr;
    return std::make_unique<HistoryLearner>(holds.histories, log);
}

/// A released mail is one that was sent. What cannot be learned is no failure: it has left.
hold::Left learn_with(HistoryLearner* learner, PolicyNow policy) {
    if (learner == nullptr) return {};
    return [learner, policy = std::move(policy)](const hold::Hold& hold,
                                                 const std::shared_ptr<const std::string>& bytes) {
        draft::Envelope envelope{.sender = hold.sender, .recipients = {}};
        for (const auto& one : hold.addressees) envelope.recipients.push_back(one.address);
        const auto draft = draft::read_draft(bytes, {.source = hold.id,
                                                     .envelope = std::move(envelope),
                                                     .expect_mail = true,
                                                     .put_off_documents = true});
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto letter = history::letter_of(draft, now);
        if (policy()->is_internal(letter.from)) learner->note(std::move(letter));
    };
}

hold::ReleaseSettings release_settings(const PolicyNow& policy, HistoryLearner* learner) {
    return {.node = node_name(),
            .lease = policy()->service.store.lease,
            .threads = kReleasers,
            .left = learn_with(learner, policy)};
}

hold::CaretakerSettings caretaker_settings(const policy::Policy& policy) {
    const auto& store = policy.service.store;
    return {.notices = {.from = from_address(policy), .page = store.page},
            .keep = store.keep,
            .date = mail_date};
}

hold::Actor submitter_of(const MailInput& input) {
    const auto& who = input.identity;
    const bool login = !who.user.empty();
    return {.name = login ? who.user : input.envelope.sender.value_or(""),
            .kind = std::string(policy::sender_kind_name(who.kind)),
            .via = login ? "login" : std::string(policy::gate_name(input.gate))};
}

/// What leaves: our own fields off, as a mail that passes at once.
std::string released_bytes(const std::string& bytes) {
    return forward::outgoing_bytes(bytes, dropped_fields(), {});
}

}  // namespace

Result<HoldDesk> open_desk(const policy::Policy& settings, PolicyNow policy) {
    const auto& store = settings.service.store;
    if (store.url.empty()) {
        return error(Errc::bad_policy,
                     "the policy names no hold store: add service: {store: "
                     "\"sqlite:/var/lib/send-guard/holds.db\"}");
    }
    HoldDesk out;
    BOOST_OUTCOME_TRY(out.store, hold::open_store({.url = store.url, .key_file = store.key_file}));
    hold::DeskSettings desk{.undo = store.undo,
                            .expire = store.expire,
                            .preconditions = {},
                            .remind = store.remind,
                            .escalate_to = store.escalate_to,
                            .glass = store.break_glass.group.empty() ? 0 : store.break_glass.count,
                            .glass_tell = store.break_glass.tell};
    for (const auto& one : store.preconditions)
        desk.preconditions.push_back({.name = one.name, .role = one.role});
    BOOST_OUTCOME_TRY(out.histories, open_histories(settings.service.history));
    out.desk = std::make_unique<hold::Desk>(
        *out.store, make_judge(std::move(policy), out.histories), std::move(desk));
    return out;
}

bool is_counted(const policy::Policy& policy, const check::Identity& identity) {
    return !policy.rate_windows.empty() && identity.kind != policy::SenderKind::person;
}

Result<std::vector<check::SentCount>> count_sent(hold::Store& store, const policy::Policy& policy,
                                                 const MailInput& input) {
    const auto who = signoff::canonical_address(
        input.identity.user.empty() ? input.envelope.sender.value_or("") : input.identity.user);
    std::vector<std::string> recipients;
    for (const auto& one : input.envelope.recipients)
        recipients.push_back(signoff::canonical_address(one));
    BOOST_OUTCOME_TRY(store.note_sent(who, recipients));
    std::vector<check::SentCount> out;
    for (const auto within : policy.rate_windows) {
        BOOST_OUTCOME_TRY(const auto count, store.sent_within(who, within));
        out.push_back({within, count.messages, count.new_recipients});
    }
    return out;
}

std::vector<hold::SentCount> kept_counts(const std::vector<check::SentCount>& sent) {
    std::vector<hold::SentCount> out;
    for (const auto& one : sent)
        out.push_back(
            {static_cast<std::uint64_t>(one.within.count()), one.messages, one.new_recipients});
    return out;
}

bool keeps(const MailDecision& decision, const policy::Service& service, policy::Mode mode,
           bool frozen) {
    if (service.store.url.empty() || decision.too_many_hops || mode == policy::Mode::observe)
        return false;
    if (decision.verdict == check::Verdict::hold) return service.keeps_holds();
    return decision.forward && (decision.alternate || frozen || service.store.undo.count() > 0);
}

Result<hold::Hold> keep(hold::Desk& desk, const MailInput& input) {
    return desk.hand_in({.bytes = input.bytes,
                         .sender = input.envelope.sender.value_or(""),
                         .recipients = input.envelope.recipients,
                         .gate = std::string(policy::gate_name(input.gate)),
                         .listener = input.identity.listener,
                         .client = input.identity.client ? ip_text(*input.identity.client) : "",
                         .submitter = submitter_of(input),
                         .key = {},
                         .sent = kept_counts(input.sent)});
}

SmtpReply kept_reply(const hold::Hold& hold, const check::Evaluation& evaluation) {
    const auto& row = answer(check::Verdict::hold, true);
    std::set<std::string> groups;
    for (const auto& finding : evaluation.findings)
        if (finding.action == policy::Action::hold && finding.approvers)
            groups.insert(finding.approvers->sender ? "its sender" : finding.approvers->group);
    std::vector<std::string> waits;
    if (!groups.empty())
        waits.push_back(fmt::format("the sign-off of {}", fmt::join(groups, ", ")));
    for (const auto& one : hold.preconditions)
        if (one.confirmed_by.empty()) waits.push_back(fmt::format("\"{}\"", one.name));
    const bool ready = hold.state == hold::State::ready;
    auto until = waits.empty() ? std::string("it waits")
                               : fmt::format("it waits for {}", fmt::join(waits, " and for "));
    if (ready && hold.not_before) {
        until = "it leaves at " + format_rfc3339(*hold.not_before);
    } else if (ready) {
        until = "it leaves as soon as it may";
    }
    return {row.smtp_code,
            std::string(row.smtp_enhanced),
            {fmt::format("Held as {}: {}", hold.id, until)}};
}

Result<void> record_verdicts(const policy::StoreSettings& settings,
                             const std::vector<hold::Event>& verdicts) {
    if (settings.url.empty() || verdicts.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(const auto store, hold::open_store({settings.url, settings.key_file}));
    return store->record_all(verdicts);
}

Result<std::size_t> release_round(HoldDesk& holds,
                                  const std::shared_ptr<const policy::Policy>& policy) {
    const auto& next_hop = policy->service.next_hop;
    if (!next_hop) return error(Errc::bad_policy, "the policy names no next_hop to release to");
    BOOST_OUTCOME_TRY(const auto forwarder, forward::make_forwarder(*next_hop));
    const Log log(STDERR_FILENO);
    const auto learner = make_learner(holds, log);
    hold::Releaser releaser(*holds.desk, *forwarder, released_bytes,
                            release_settings([policy] { return policy; }, learner.get()));
    hold::Caretaker caretaker(*holds.desk, releaser, *forwarder, log, caretaker_settings(*policy));
    caretaker.review_all();
    BOOST_OUTCOME_TRY(const auto tried, releaser.round());
    caretaker.round();
    if (learner) learner->finish();
    return tried;
}

Result<std::unique_ptr<HoldService>> HoldService::start(PolicyNow policy, const Log& log) {
    const auto settings = policy();
    if (!settings->service.next_hop) {
        return error(Errc::bad_policy, "a hold store needs a next_hop to release to");
    }
    BOOST_OUTCOME_TRY(auto opened, open_desk(*settings, policy));
    BOOST_OUTCOME_TRY(auto forwarder, forward::make_forwarder(*settings->service.next_hop));
    return std::unique_ptr<HoldService>(
        new HoldService(std::move(opened), std::move(forwarder), std::move(policy), log));
}

HoldService::HoldService(HoldDesk opened, std::unique_ptr<forward::Forwarder> forwarder,
                         PolicyNow policy, const Log& log)
    : opened_(std::move(opened)),
      forwarder_(std::move(forwarder)),
      policy_(std::move(policy)),
      log_(log),
      learner_(make_learner(opened_, log)),
      releaser_(*opened_.desk, *forwarder_, released_bytes,
                release_settings(policy_, learner_.get())),
      caretaker_(*opened_.desk, releaser_, *forwarder_, log, caretaker_settings(*policy_())),
      verdicts_([this](const auto& batch) { return opened_.store->record_all(batch); }, log),
      thread_([this] { run(); }) {}

HoldService::~HoldService() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void HoldService::finish() {
    verdicts_.finish();
    if (learner_) learner_->finish();
}

void HoldService::wake() {
    {
        const std::lock_guard lock(mutex_);
        wake_ = true;
    }
    woken_.notify_one();
}

void HoldService::look_for_freeze() {
    // A store that is down does not thaw what was frozen.
    if (const auto why = opened_.desk->frozen())
        frozen_.store(!why.value().empty(), std::memory_order_relaxed);
}

void HoldService::run() {
    // A node that died between the last sign-off and what follows from it left holds behind.
    std::string digest;
    auto next_review = std::chrono::steady_clock::now();
    for (std::unique_lock lock(mutex_); !stop_;) {
        lock.unlock();
        bool more = false;
        try {
            const auto now = std::chrono::steady_clock::now();
            if (const auto present = policy_()->digest; present != digest || now > next_review) {
                next_review = now + (digest.empty() ? kSecondReview : review_every(*policy_()));
                digest = present;
                caretaker_.review_all();
            }
            look_for_freeze();
            more = caretaker_.round();
        } catch (const std::exception& fault) {  // no memory is left
            log_.write(LogLevel::error, "holds_failed", {field("detail", fault.what())});
        }
        lock.lock();
        if (!more) woken_.wait_for(lock, kRound, [this] { return stop_ || wake_; });
        wake_ = false;
    }
}

}  // namespace sendguard::gate
