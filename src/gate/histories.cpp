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

Result<history::Profile> StoredHistories::read(std::string_view who, std::int64_t& version) {
    BOOST_OUTCOME_TRY(const auto kept, store_->profile(who));
    version = kept.version;
    if (kept.bytes.empty()) return history::Profile();
    return history::Profile::decode(kept.bytes);
}

Result<std::shared_ptr<const history::Profile>> StoredHistories::profile(std::string_view who) {
    if (who.empty()) return std::shared_ptr<const history::Profile>();
    const auto now = std::chrono::steady_clock::now();
    {
        const std::scoped_lock lock(mutex_);
        const auto found = cache_.find(who);
        if (found != cache_.end() && now - found->second.read < kFresh)
            return found->second.profile;
    }
    std::int64_t version = 0;
    BOOST_OUTCOME_TRY(auto profile, read(who, version));
    std::shared_ptr<const history::Profile> out;
    if (version != 0) out = std::make_shared<const history::Profile>(std::move(profile));
    const std::scoped_lock lock(mutex_);
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
        const bool stays = change(profile);
        if (!stays && version == 0) return outcome::success();
        BOOST_OUTCOME_TRY(
            const bool done,
            store_->keep_profile(who, {stays ? profile.encode() : std::string(), version}));
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
        return true;
    });
}

Result<bool> StoredHistories::forget(std::string_view who, std::string_view contact) {
    bool known = false;
    BOOST_OUTCOME_TRY(change(who, [&](history::Profile& profile) {
        known = contact.empty() ? profile.mails() > 0 : profile.forget(contact);
        return !contact.empty();
    }));
    return known;
}

Result<std::shared_ptr<StoredHistories>> open_histories(const policy::HistorySettings& settings) {
    if (settings.url.empty()) return std::shared_ptr<StoredHistories>();
    BOOST_OUTCOME_TRY(auto store,
                      hold::open_store({.url = settings.url, .key_file = settings.key_file}));
    return std::make_shared<StoredHistories>(std::move(store), settings.keep);
}

Result<std::shared_ptr<StoredHistories>> look_at_histories(
    const policy::HistorySettings& settings) {
    std::error_code ignored;
    if (settings.url.starts_with(kSqlite) &&
        !std::filesystem::exists(settings.url.substr(kSqlite.size()), ignored))
        return std::shared_ptr<StoredHistories>();
    return open_histories(settings);
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
    for (const auto& [who, letters] : by_sender) {
        const auto done = histories_->learn(who, letters);
        const bool failed = !done.has_value();
        if (failed && !std::exchange(down_, true))
            log_.write(LogLevel::warning, "history_not_learned",
                       {field("detail", done.error().message)});
        if (!failed) down_ = false;
    }
}

void HistoryLearner::run() {
    for (std::unique_lock lock(mutex_); !stop_;) {
        woken_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        woken_.wait_for(lock, kGather, [this] { return stop_; });
        if (stop_) return;
        lock.unlock();
        finish();
        lock.lock();
    }
}

}  // namespace sendguard::gate
