// What the gates count. Counting takes no lock and, once a name is known, no memory; reading gives
// plain values, which gate/metrics_server.h hands to Prometheus.
//
// Labels are gates, verdicts, rules, listeners and words of ours: never an address or an id of a
// message. How many rules and listeners are told apart is bounded; the rest count as "other".
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/finding.h"
#include "policy/policy.h"

namespace sendguard::gate {

/// What became of a message.
enum class MailAction : std::uint8_t {
    passed,       ///< forwarded or accepted; also what mode observe lets pass
    refused,      ///< 5xx, reject
    deferred,     ///< 4xx, tempfail
    quarantined,  ///< held by the mail server behind a milter
    held,         ///< kept in the hold store
};
inline constexpr std::size_t kMailActions = 5;

/// How handing on to the next hop ended.
enum class ForwardResult : std::uint8_t {
    sent,
    refused,   ///< 5xx
    deferred,  ///< 4xx, or no connection
    unknown,   ///< gone between the final dot and its reply: a second copy may come
};
inline constexpr std::size_t kForwardResults = 4;

/// Why a session was turned away at its start.
enum class SessionRefusal : std::uint8_t {
    sessions,             ///< limits.sessions
    sessions_per_client,  ///< limits.sessions_per_client
    network,              ///< not in `networks`
    memory,               ///< too many messages in memory
    proxy_header,         ///< no good PROXY header came
    tls,                  ///< the TLS handshake failed
    stopping,             ///< the service is ending
};
inline constexpr std::size_t kSessionRefusals = 7;

inline constexpr std::size_t kMaxCountedRules = 2000;
inline constexpr std::size_t kMaxCountedListeners = 64;

enum class MetricType : std::uint8_t { counter, gauge, histogram };
struct MetricSample {
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;  ///< a histogram's sum
    /// A histogram's: upper bound, how many at most that large; the last bound is infinite, and its
    /// count that of all.
    std::vector<std::pair<double, std::uint64_t>> buckets;
};
struct MetricFamily {
    std::string name;
    std::string help;
    MetricType type = MetricType::counter;
    std::vector<MetricSample> samples;
};

class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void message(policy::GateKind gate, check::Verdict verdict, MailAction action);
    /// Once for each rule that stands in a message's findings.
    void rule_match(std::string_view rule);
    /// Once for each rule in mode observe that fired on a message.
    void rule_observed(std::string_view rule);
    void check_duration(std::chrono::nanoseconds took);
    /// `unknown` counts as a possible duplicate too.
    void forward_attempt(ForwardResult result);

    void session_opened(std::string_view listener);
    void session_closed(std::string_view listener);
    void session_refused(SessionRefusal reason);
    void upstream_opened();
    void upstream_closed();
    /// A kept connection had died and was opened afresh.
    void upstream_reconnected();
    void login(bool accepted);

    /// At start and after each try to reload; `digest` is that of the policy in force.
    void policy_loaded(bool success, std::string_view digest);

    /// All families, in one order, with the process's own memory. Never throws but bad_alloc.
    std::vector<MetricFamily> snapshot() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Counts a session for as long as it lives.
class SessionCount {
  public:
    SessionCount(Metrics& metrics, std::string listener)
        : metrics_(&metrics), listener_(std::move(listener)) {
        metrics_->session_opened(listener_);
    }
    SessionCount(const SessionCount&) = delete;
    SessionCount& operator=(const SessionCount&) = delete;
    ~SessionCount() { metrics_->session_closed(listener_); }

  private:
    Metrics* metrics_;
    std::string listener_;
};

}  // namespace sendguard::gate
