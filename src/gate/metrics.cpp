// Counters stand in arrays made at the start. A name of a rule or a listener gets a place in a hash
// table when it is first seen, by one compare-and-swap, and keeps it; nothing is ever moved.
#include "gate/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <functional>
#include <limits>
#include <mutex>

namespace sendguard::gate {
namespace {

using Counter = std::atomic<std::uint64_t>;
constexpr std::size_t kVerdicts = 6;
constexpr std::array<double, 13> kBounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                         0.1,    0.25,  0.5,    1,     5,    10};
constexpr std::array<std::string_view, kMailActions> kActions{"forwarded", "refused", "deferred",
                                                              "quarantined", "held"};
constexpr std::array<std::string_view, kForwardResults> kResults{"sent", "refused", "deferred",
                                                                 "unknown"};
constexpr std::array<std::string_view, kSessionRefusals> kRefusals{
    "sessions", "sessions_per_client", "network", "memory", "proxy_header", "tls", "stopping"};

/// Counters by name; over `most` names all further ones are "other".
template <class Value, std::size_t most>
class Named {
  public:
    Named() = default;
    Named(const Named&) = delete;
    Named& operator=(const Named&) = delete;
    ~Named() {
        for (auto& place : places_) delete place.load();
    }
    Value& at(std::string_view name) {
        const auto start = std::hash<std::string_view>()(name);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            auto& place = places_[(start + i) % places_.size()];
            Entry* entry = place.load(std::memory_order_acquire);
            if (entry == nullptr) {
                if (names_.load(std::memory_order_relaxed) >= most) break;
                auto made = std::make_unique<Entry>(name);
                if (place.compare_exchange_strong(entry, made.get())) {
                    ++names_;
                    return made.release()->value;
                }
            }
            if (entry->name == name) return entry->value;
        }
        overflowed_.store(true, std::memory_order_relaxed);
        return other_.value;
    }
    /// In the order of the names, "other" last.
    template <class See>
    void each(See see) const {
        std::vector<const Entry*> entries;
        for (const auto& place : places_) {
            if (const auto* entry = place.load(std::memory_order_acquire)) entries.push_back(entry);
        }
        std::ranges::sort(entries, {}, &Entry::name);
        if (overflowed_.load(std::memory_order_relaxed)) entries.push_back(&other_);
        for (const auto* entry : entries) see(entry->name, entry->value);
    }

  private:
    struct Entry {
        explicit Entry(std::string_view its_name) : name(its_name) {}
        std::string name;
        Value value;
    };
    std::array<std::atomic<Entry*>, 2 * most> places_{};
    std::atomic<std::size_t> names_ = 0;
    std::atomic<bool> overflowed_ = false;
    Entry other_{"other"};
};

struct Sessions {
    Counter opened{0}, closed{0};
};

double resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) return 0;
    unsigned long size = 0, resident = 0;
    const int got = std::fscanf(file, "%lu %lu", &size, &resident);
    std::fclose(file);
    return got == 2 ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE))
                    : 0;
}

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace

struct Metrics::State {
    std::array<Counter, policy::kGates * kVerdicts * kMailActions> messages{};
    std::array<Counter, kForwardResults> forwards{};
    std::array<Counter, kSessionRefusals> refusals{};
    std::array<Counter, kBounds.size() + 1> durations{};
    Counter duration_ns{0}, upstream_opened{0}, upstream_closed{0}, reconnects{0};
    Counter logins_accepted{0}, logins_refused{0};
    Named<Counter, kMaxCountedRules> rules, observed;
    Named<Sessions, kMaxCountedListeners> sessions;
    std::mutex mutex;
    double reload_time = 0;
    bool reload_success = false;
    std::string digest;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::message(policy::GateKind gate, check::Verdict verdict, MailAction action) {
    const auto at =
        (static_cast<std::size_t>(gate) * kVerdicts + static_cast<std::size_t>(verdict)) *
            kMailActions +
        static_cast<std::size_t>(action);
    ++state_->messages[at];
}
void Metrics::rule_match(std::string_view rule) {
    ++state_->rules.at(rule);
}
void Metrics::rule_observed(std::string_view rule) {
    ++state_->observed.at(rule);
}
void Metrics::check_duration(std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t at = 0;
    while (at < kBounds.size() && seconds > kBounds[at]) ++at;
    ++state_->durations[at];
    state_->duration_ns += static_cast<std::uint64_t>(took.count());
}
void Metrics::forward_attempt(ForwardResult result) {
    ++state_->forwards[static_cast<std::size_t>(result)];
}
void Metrics::session_opened(std::string_view listener) {
    ++state_->sessions.at(listener).opened;
}
void Metrics::session_closed(std::string_view listener) {
    ++state_->sessions.at(listener).closed;
}
void Metrics::session_refused(SessionRefusal reason) {
    ++state_->refusals[static_cast<std::size_t>(reason)];
}
void Metrics::upstream_opened() {
    ++state_->upstream_opened;
}
void Metrics::upstream_closed() {
    ++state_->upstream_closed;
}
void Metrics::upstream_reconnected() {
    ++state_->reconnects;
}
void Metrics::login(bool accepted) {
    ++(accepted ? state_->logins_accepted : state_->logins_refused);
}
void Metrics::policy_loaded(bool success, std::string_view digest) {
    const std::lock_guard lock(state_->mutex);
    state_->reload_time = seconds_now();
    state_->reload_success = success;
    state_->digest = digest;
}

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

MetricFamily family(std::string name, std::string help, MetricType type = MetricType::counter) {
    return {std::move(name), std::move(help), type, {}};
}
void add(MetricFamily& to, Labels labels, double value) {
    to.samples.push_back({std::move(labels), value, {}});
}
double number(const Counter& counter) {
    return static_cast<double>(counter.load(std::memory_order_relaxed));
}
/// What is open of what was opened. `closed` is read first, so that it is never below zero.
double still_open(const Counter& opened, const Counter& closed) {
    const auto gone = closed.load();
    return static_cast<double>(opened.load() - gone);
}
MetricFamily single(std::string name, std::string help, double value,
                    MetricType type = MetricType::gauge) {
    auto out = family(std::move(name), std::move(help), type);
    add(out, {}, value);
    return out;
}
template <std::size_t N>
MetricFamily by_word(std::string name, std::string help, std::string label,
                     const std::array<Counter, N>& counters,
                     const std::array<std::string_view, N>& words) {
    auto out = family(std::move(name), std::move(help));
    for (std::size_t i = 0; i < N; ++i)
        add(out, {{label, std::string(words[i])}}, number(counters[i]));
    return out;
}

}  // namespace

std::vector<MetricFamily> Metrics::snapshot() const {
    auto& state = *state_;
    std::vector<MetricFamily> out;
    auto messages =
        family("sendguard_messages_total", "Messages by gate, verdict and what became of them.");
    for (std::size_t i = 0; i < state.messages.size(); ++i) {
        if (state.messages[i] == 0) continue;
        const auto gate = static_cast<policy::GateKind>(i / kMailActions / kVerdicts);
        const auto verdict = static_cast<check::Verdict>(i / kMailActions % kVerdicts);
        add(messages,
            {{"gate", std::string(policy::gate_name(gate))},
             {"verdict", std::string(check::verdict_name(verdict))},
             {"action", std::string(kActions[i % kMailActions])}},
            number(state.messages[i]));
    }
    out.push_back(std::move(messages));
    auto rules =
        family("sendguard_rule_matches_total", "Messages in whose findings a rule stands.");
    state.rules.each([&](const std::string& name, const Counter& count) {
        add(rules, {{"rule", name}}, number(count));
    });
    out.push_back(std::move(rules));
    auto observed = family("sendguard_rule_observed_total",
                           "Messages on which a rule in mode observe fired; it stopped none.");
    state.observed.each([&](const std::string& name, const Counter& count) {
        add(observed, {{"rule", name}}, number(count));
    });
    out.push_back(std::move(observed));
    auto durations = family("sendguard_check_duration_seconds", "How long a verdict took.",
                            MetricType::histogram);
    MetricSample sample{{}, number(state.duration_ns) / 1e9, {}};
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < state.durations.size(); ++i) {
        sum += state.durations[i];
        sample.buckets.emplace_back(
            i < kBounds.size() ? kBounds[i] : std::numeric_limits<double>::infinity(), sum);
    }
    durations.samples.push_back(std::move(sample));
    out.push_back(std::move(durations));
    out.push_back(by_word("sendguard_forward_attempts_total",
                          "Messages handed to the next hop, by what came of it.", "result",
                          state.forwards, kResults));
    out.push_back(single("sendguard_duplicates_possible_total",
                         "Messages whose outcome is unknown: sent again, they may arrive twice.",
                         number(state.forwards[static_cast<std::size_t>(ForwardResult::unknown)]),
                         MetricType::counter));
    auto open = family("sendguard_sessions", "Sessions that are open.", MetricType::gauge);
    auto total = family("sendguard_sessions_total", "Sessions since the start.");
    state.sessions.each([&](const std::string& name, const Sessions& one) {
        add(open, {{"listener", name}}, still_open(one.opened, one.closed));
        add(total, {{"listener", name}}, number(one.opened));
    });
    out.push_back(std::move(open));
    out.push_back(std::move(total));
    out.push_back(by_word("sendguard_sessions_refused_total",
                          "Sessions turned away at their start.", "reason", state.refusals,
                          kRefusals));
    out.push_back(single("sendguard_upstream_connections", "Connections to the next hop.",
                         still_open(state.upstream_opened, state.upstream_closed)));
    out.push_back(single("sendguard_upstream_reconnects_total", "Kept connections that had died.",
                         number(state.reconnects), MetricType::counter));
    auto logins = family("sendguard_logins_total", "Logins by their result.");
    add(logins, {{"result", "accepted"}}, number(state.logins_accepted));
    add(logins, {{"result", "refused"}}, number(state.logins_refused));
    out.push_back(std::move(logins));
    const std::lock_guard lock(state.mutex);
    out.push_back(single("sendguard_policy_reload_timestamp_seconds",
                         "When the policy was last read.", state.reload_time));
    out.push_back(single("sendguard_policy_reload_success",
                         "Whether it was good: 1, or 0 and the old one goes on.",
                         state.reload_success ? 1 : 0));
    auto policy = family("sendguard_policy_info", "The policy in force.", MetricType::gauge);
    add(policy, {{"digest", state.digest}}, 1);
    out.push_back(std::move(policy));
    auto build = family("sendguard_build_info", "The program.", MetricType::gauge);
    add(build, {{"version", SENDGUARD_VERSION}}, 1);
    out.push_back(std::move(build));
    out.push_back(
        single("process_resident_memory_bytes", "Memory of the process.", resident_bytes()));
    return out;
}

}  // namespace sendguard::gate
