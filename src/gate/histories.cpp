#include "gate/histories.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace sendguard::gate {
namespace {

constexpr std::size_t kMostCached = 500;
constexpr int kTries = 5;                   // against other nodes that learn of the same person
constexpr std::chrono::seconds kGather{2};  // mails of one person are learned together
constexpr std::string_view kSqlite = "sqlite:";

}  // namespace

Result<void> ask_history(Histories& histories, const policy::Policy& policy,
                         const draft::Draft& draft, check::Facts& facts) {
    if (draft.kind != draft::Kind::mail) return outcome::success();
    facts.letter = history::letter_of(draft, facts.now);
    const auto need = histories.need(policy);
    if (need == check::HistoryNeed::none) return outcome::success();
    auto known = histories.profile(facts.letter.from);
    if (known) {
        facts.history = std::move(known.value());
    } else if (need == check::HistoryNeed::decisive) {
        return std::move(known).error();
    }
    return outcome::success();
}

check::HistoryNeed Histories::need(const policy::Policy& policy) {
    const std::scoped_lock lock(need_mutex_);
    if (need_of_ != policy.digest || policy.digest.empty()) {
        need_ = check::history_need(policy);
        need_of_ = policy.digest;
    }
    return need_;
}

Result<history::Profile> StoredHistories::read(std::string_view who, std::int64_t& version) {
    BOOST_OUTCOME_TRY(const auto kept, store_->profile(who));
    version = kept.version;
    if (kept.bytes.empty()) return history::Profile();
    // One that cannot be read is as if there were none, and makes way for what is learned next.
    auto profile = history::Profile::decode(kept.bytes);
    return profile ? std::move(profile.value()) : history::Profile();
}

Result<std::shared_ptr<const history::Profile>> StoredHistories::profile(std::string_view who) {
    if (who.empty()) return std::shared_ptr<const history::Profile>();
    const auto now = std::chrono::steady_clock::now();
    {
        const std::scoped_lock lock(mutex_);
        const auto found = cache_.find(who);
        if (found != cache_.end() && now - found->second.read < kFresh)
            return found->second.profile;
        if (failure_ && now - failed_ < kFailed) return *failure_;
    }
    std::int64_t version = 0;
    auto profile = read(who, version);
    std::shared_ptr<const history::Profile> out;
    if (profile && version != 0)
        out = std::make_shared<const history::Profile>(std::move(profile.value()));
    const std::scoped_lock lock(mutex_);
    failure_.reset();
    if (!profile) {
        failure_ = std::move(profile).error();
        failed_ = now;
        return *failure_;
    }
    if (cache_.size() >= kMostCached) {
        std::erase_if(cache_, [&](const auto& one) { return now - one.second.read >= kFresh; });
        if (cache_.size() >= kMostCached) cache_.clear();
    }
    cache_[std::string(who)] = {out, now};
    return out;
}

template <class Change>
Result<void> StoredHistories::change(std::string_view who, Change change) {
    for (int i = 0; i < kTries; ++i) {
        std::int64_t version = 0;
        BOOST_OUTCOME_TRY(auto profile, read(who, version));
        const After after = change(profile);
        if (after == After::as_before || (after == After::drop && version == 0))
            return outcome::success();
        BOOST_OUTCOME_TRY(
            const bool done,
            store_->keep_profile(who, {after == After::keep ? profile.encode() : "", version}));
        if (!done) continue;
        const std::scoped_lock lock(mutex_);
        const auto cached = cache_.find(who);
        if (cached != cache_.end()) cache_.erase(cached);
        return outcome::success();
    }
    return error(Errc::unavailable,
                 fmt::format("the history of {} is being changed by others: try later", who));
}

Result<void> StoredHistories::learn(std::string_view who, const std::vector<history::Letter>& sent,
                                    const std::vector<history::Letter>& received) {
    if (who.empty() || (sent.empty() && received.empty())) return outcome::success();
    return change(who, [&](history::Profile& profile) {
        Timestamp last{};
        for (const auto& one : sent) profile.learn_sent(one);
        for (const auto& one : received) profile.learn_received(one);
        for (const auto* list : {&sent, &received})
            for (const auto& one : *list) last = std::max(last, one.at);
        // By the mails' own clock: an archive that is imported is not forgotten at once.
        profile.forget_before(last - keep_);
        return After::keep;
    });
}

Result<bool> StoredHistories::forget(std::string_view who, std::string_view contact) {
    bool known = false;
    BOOST_OUTCOME_TRY(change(who, [&](history::Profile& profile) {
        if (contact.empty()) {
            known = profile.mails() > 0;
            return After::drop;
        }
        known = profile.forget(contact);
        return known ? After::keep : After::as_before;
    }));
    return known;
}

Result<std::shared_ptr<StoredHistories>> open_histories(const policy::HistorySettings& settings) {
    if (settings.url.empty()) return std::shared_ptr<StoredHistories>();
    BOOST_OUTCOME_TRY(auto store,
                      hold::open_store({.url = settings.url, .key_file = settings.key_file}));
    return std::make_shared<StoredHistories>(std::move(store), settings.keep);
}

Result<std::shared_ptr<StoredHistories>> histories_for(const policy::Policy& policy, HistoryUse use,
                                                       std::string& trouble) {
    const auto& settings = policy.service.history;
    const auto need = check::history_need(policy);
    std::error_code ignored;
    const bool missing = settings.url.starts_with(kSqlite) &&
                         !std::filesystem::exists(settings.url.substr(kSqlite.size()), ignored);
    if (use == HistoryUse::ask && (missing || need == check::HistoryNeed::none))
        return std::shared_ptr<StoredHistories>();
    auto opened = open_histories(settings);
    if (opened || need == check::HistoryNeed::decisive) return opened;
    trouble = "without a history: " + opened.error().message;
    return std::shared_ptr<StoredHistories>();
}

HistoryLearner::HistoryLearner(std::shared_ptr<StoredHistories> histories, const Log& log)
    : histories_(std::move(histories)), log_(log), thread_([this] { run(); }) {}

HistoryLearner::~HistoryLearner() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    woken_.notify_one();
    thread_.join();
    finish();
}

void HistoryLearner::note(history::Letter letter) {
    if (letter.from.empty() || letter.recipients.empty()) return;
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMost) return;
    waiting_.push_back(std::move(letter));
    if (waiting_.size() == 1) woken_.notify_one();
}

void HistoryLearner::finish() {
    const std::lock_guard writing(writing_);
    std::map<std::string, std::vector<history::Letter>> by_sender;
    {
        const std::lock_guard lock(mutex_);
        for (auto& letter : waiting_) by_sender[letter.from].push_back(std::move(letter));
        waiting_.clear();
    }
    while (!by_sender.empty()) {
        const auto first = by_sender.begin();
        const auto done = histories_->learn(first->first, first->second);
        if (!done) {
            if (!std::exchange(down_, true))
                log_.write(LogLevel::warning, "history_not_learned",
                           {field("detail", done.error().message)});
            break;  // each of the others would wait as long
        }
        down_ = false;
        by_sender.erase(first);
    }
    const std::lock_guard lock(mutex_);
    for (auto& [who, letters] : by_sender)
        for (auto& letter : letters)
            if (waiting_.size() < kMost) waiting_.push_back(std::move(letter));
}

void HistoryLearner::run() {
    for (std::unique_lock lock(mutex_); !stop_;) {
        woken_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        woken_.wait_for(lock, kGather, [this] { return stop_; });
        if (stop_) return;
        lock.unlock();
        try {
            finish();
        } catch (const std::exception& fault) {  // no memory is left
            log_.write(LogLevel::error, "history_not_learned", {field("detail", fault.what())});
        }
        lock.lock();
    }
}

}  // namespace sendguard::gate
