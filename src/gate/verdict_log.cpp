#include "gate/verdict_log.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "report/words.h"

namespace sendguard::gate {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::chrono::milliseconds kGather{50};  // so that a busy gate pays few syncs
constexpr std::chrono::seconds kRetry{1};

Timestamp present() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

hold::Event gap_event(std::size_t lost) {
    return {.at = present(),
            .actor = hold::service_actor("verdicts"),
            .reason = report::counted(lost, "verdict") + " not recorded",
            .details = nlohmann::json{{"not_recorded", lost}}.dump()};
}

}  // namespace

hold::Event verdict_event(const DecisionRecord& record, std::string_view sender, Timestamp now) {
    nlohmann::json details{{"verdict", check::verdict_name(record.verdict)},
                           {"action", action_word(record)},
                           {"mode", policy::mode_name(record.mode)},
                           {"policy", record.policy},
                           {"recipients", record.recipients},
                           {"bytes", record.bytes}};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) details[name] = value;
    };
    add("digest", record.digest);
    add("rules", record.rules);
    add("observed", record.observed);
    add("listener", record.listener);
    add("queue_id", record.queue_id);
    add("detail", record.detail);
    if (record.outcome) details["outcome"] = forward::outcome_name(*record.outcome);
    const auto gate = std::string(policy::gate_name(record.gate));
    return {.at = now,
            .actor = {.name = record.user.empty() ? std::string(sender) : record.user,
                      .kind = "unknown",
                      .via = record.user.empty() ? gate : "login"},
            .reason = fmt::format("{} at {}: {}", check::verdict_name(record.verdict), gate,
                                  action_word(record)),
            .details = details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

VerdictLog::VerdictLog(Write write, const Log& log, std::size_t most)
    : write_(std::move(write)), log_(log), most_(most), thread_([this] { run(); }) {}

VerdictLog::~VerdictLog() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    woken_.notify_one();
    thread_.join();
    finish();
}

void VerdictLog::add(hold::Event event) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() + 1 >= most_) {
            ++lost_;
            if (std::exchange(losing_, true)) return;
        } else {
            note_gap();
            waiting_.push_back(std::move(event));
            if (waiting_.size() > 1) return;  // whoever put the first one in has woken the thread
            woken_.notify_one();
            return;
        }
    }
    log_.write(LogLevel::error, "verdicts_lost",
               {field("detail",
                      "the hold store is down and too many verdicts wait for it: those "
                      "that come now are not recorded")});
}

/// What was lost stands between what came before and what comes after.
void VerdictLog::note_gap() {
    if (lost_ == 0) return;
    waiting_.push_back(gap_event(std::exchange(lost_, 0)));
    losing_ = false;
}

/// out: whether the store took it
bool VerdictLog::write_batch(std::unique_lock<std::mutex>& lock) {
    if (waiting_.empty()) note_gap();
    const auto count = std::min(kBatch, waiting_.size());
    if (count == 0) return true;
    const std::vector<hold::Event> batch(waiting_.begin(),
                                         waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    lock.unlock();
    const auto done = write_(batch);
    say(done ? nullptr : &done.error());
    lock.lock();
    if (done)
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    return done.has_value();
}

void VerdictLog::say(const Error* fault) {
    if (std::exchange(down_, fault != nullptr) == (fault != nullptr)) return;
    if (fault != nullptr) {
        log_.write(LogLevel::warning, "verdicts_wait", {field("detail", fault->message)});
    } else {
        log_.write(LogLevel::info, "verdicts_recorded_again", {});
    }
}

void VerdictLog::run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        woken_.wait(lock, [this] { return stop_ || !waiting_.empty() || lost_ > 0; });
        woken_.wait_for(lock, kGather, [this] { return stop_ || waiting_.size() >= kBatch; });
        if (stop_) return;
        lock.unlock();
        std::unique_lock writing(writing_);
        lock.lock();
        const bool taken = write_batch(lock);
        writing.unlock();
        if (!taken) woken_.wait_for(lock, kRetry, [this] { return stop_; });
    }
}

void VerdictLog::finish() {
    const std::lock_guard writing(writing_);
    std::unique_lock lock(mutex_);
    while (!waiting_.empty() || lost_ > 0) {
        if (write_batch(lock)) continue;
        log_.write(LogLevel::error, "verdicts_lost",
                   {field("count", waiting_.size() + lost_),
                    field("detail", "the hold store was down when the service ended")});
        return;
    }
}

}  // namespace sendguard::gate
