#include "gate/metrics.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "gate/health.h"
#include "gate/metrics_server.h"

using namespace sendguard;
using namespace sendguard::gate;
using namespace std::chrono_literals;

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// The value of a sample, or -1 where there is none.
double value(const Metrics& metrics, const std::string& name, const Labels& labels = {}) {
    for (const auto& family : metrics.snapshot()) {
        if (family.name != name) continue;
        for (const auto& sample : family.samples) {
            if (sample.labels == labels) return sample.value;
        }
    }
    return -1;
}

/// A connected socket to 127.0.0.1:port, or to a UNIX socket.
int connected(std::uint16_t port, const std::string& path = "") {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    path.copy(local.sun_path, sizeof local.sun_path - 1);
    const bool tcp = path.empty();
    const auto* address =
        tcp ? reinterpret_cast<const sockaddr*>(&four) : reinterpret_cast<const sockaddr*>(&local);
    const int out = ::socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::connect(out, address, tcp ? sizeof four : sizeof local) == 0);
    return out;
}

/// The whole answer to a GET on a connected socket, which is closed.
std::string get(int socket, const std::string& target) {
    const auto request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    REQUIRE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(request.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(got));
    ::close(socket);
    return answer;
}

struct Watched {
    Metrics metrics;
    Health health;
    MetricsCallbacks callbacks() {
        return {.snapshot = [this] { return metrics.snapshot(); },
                .readiness = [this] { return health.readiness(); }};
    }
};

}  // namespace

TEST_CASE("metrics: what is counted is told", "[gate][metrics]") {
    Metrics metrics;
    metrics.message(policy::GateKind::smtp, check::Verdict::block, MailAction::refused);
    metrics.message(policy::GateKind::smtp, check::Verdict::block, MailAction::refused);
    metrics.rule_match("drafts/subject-marker");
    metrics.rule_observed("house/tried-out");
    metrics.forward_attempt(ForwardResult::unknown);
    metrics.upstream_opened();
    metrics.login(false);
    metrics.policy_loaded(true, "sha256:abc");
    {
        const SessionCount session(metrics, "filter");
        CHECK(value(metrics, "sendguard_sessions", {{"listener", "filter"}}) == 1);
    }
    CHECK(value(metrics, "sendguard_messages_total",
                {{"gate", "smtp"}, {"verdict", "block"}, {"action", "refused"}}) == 2);
    CHECK(value(metrics, "sendguard_rule_matches_total", {{"rule", "drafts/subject-marker"}}) == 1);
    CHECK(value(metrics, "sendguard_rule_matches_total", {{"rule", "house/tried-out"}}) == -1);
    CHECK(value(metrics, "sendguard_rule_observed_total", {{"rule", "house/tried-out"}}) == 1);
    CHECK(value(metrics, "sendguard_forward_attempts_total", {{"result", "unknown"}}) == 1);
    CHECK(value(metrics, "sendguard_duplicates_possible_total") == 1);
    CHECK(value(metrics, "sendguard_sessions", {{"listener", "filter"}}) == 0);
    CHECK(value(metrics, "sendguard_sessions_total", {{"listener", "filter"}}) == 1);
    CHECK(value(metrics, "sendguard_upstream_connections") == 1);
    CHECK(value(metrics, "sendguard_logins_total", {{"result", "refused"}}) == 1);
    CHECK(value(metrics, "sendguard_policy_reload_success") == 1);
    CHECK(value(metrics, "sendguard_policy_info", {{"digest", "sha256:abc"}}) == 1);
    CHECK(value(metrics, "process_resident_memory_bytes") > 1e6);
}

TEST_CASE("metrics: durations stand in growing buckets", "[gate][metrics]") {
    Metrics metrics;
    for (const auto took : {300us, 4000us, 2'000'000us, 60'000'000us}) metrics.check_duration(took);
    for (const auto& family : metrics.snapshot()) {
        if (family.type != MetricType::histogram) continue;
        const auto& sample = family.samples.at(0);
        CHECK(sample.value == Approx(62.0043));
        CHECK(sample.buckets.front() == std::pair<double, std::uint64_t>{0.0005, 1});
        CHECK(std::isinf(sample.buckets.back().first));
        CHECK(sample.buckets.back().second == 4);
        CHECK(std::ranges::is_sorted(sample.buckets));
    }
}

TEST_CASE("metrics: names beyond the cap count as other, and none is lost", "[gate][metrics]") {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (std::size_t i = 0; i < kMaxCountedRules + 500; ++i)
                metrics.rule_match("rule-" + std::to_string(i));
        });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& family : metrics.snapshot()) {
        if (family.name != "sendguard_rule_matches_total") continue;
        CHECK(family.samples.size() >= kMaxCountedRules);
        CHECK(family.samples.size() <= kMaxCountedRules + 5);
        CHECK(family.samples.back().labels == Labels{{"rule", "other"}});
        double sum = 0;
        for (const auto& sample : family.samples) sum += sample.value;
        CHECK(sum == 4 * (kMaxCountedRules + 500));
    }
}

TEST_CASE("health: ready with a policy, listeners and a next hop within patience",
          "[gate][health]") {
    const Health::Clock::time_point start{1h};
    Health health(5min);
    CHECK_FALSE(health.readiness(start).ready);
    health.policy_loaded();
    CHECK_FALSE(health.readiness(start).ready);
    health.listeners_open(true);
    CHECK(health.readiness(start).ready);
    CHECK(health.readiness(start + 24h).ready);  // idle is not ill
    health.next_hop_missed(start);
    health.next_hop_missed(start + 4min);
    CHECK(health.readiness(start + 4min + 59s).ready);
    const auto ill = health.readiness(start + 6min);
    CHECK_FALSE(ill.ready);
    CHECK_THAT(ill.reason, Catch::Contains("next hop") && Catch::Contains("360 s"));
    health.next_hop_reached(start + 7min);
    CHECK(health.readiness(start + 7min).ready);
    health.listeners_open(false);
    CHECK_FALSE(health.readiness(start + 7min).ready);
}

TEST_CASE("metrics server: metrics, life and readiness over HTTP", "[gate][metrics]") {
    Watched watched;
    watched.metrics.rule_match("a \"quoted\" rule");
    const auto server = start_metrics("127.0.0.1:0", watched.callbacks()).value();
    REQUIRE(server->port() != 0);
    const auto page = get(connected(server->port()), "/metrics");
    CHECK_THAT(page, Catch::StartsWith("HTTP/1.1 200 ") &&
                         Catch::Contains("Content-Type: text/plain; version=0.0.4"));
    CHECK_THAT(page, Catch::Contains("# TYPE sendguard_rule_matches_total counter\n"
                                     "sendguard_rule_matches_total{rule=\"a \\\"quoted\\\" "
                                     "rule\"} 1"));
    CHECK_THAT(page, Catch::Contains("sendguard_check_duration_seconds_bucket{le=\"+Inf\"} 0"));
    CHECK_THAT(get(connected(server->port()), "/healthz"), Catch::StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(get(connected(server->port()), "/readyz"),
               Catch::StartsWith("HTTP/1.1 503 ") && Catch::EndsWith("no policy is loaded\n"));
    watched.health.policy_loaded();
    watched.health.listeners_open(true);
    CHECK_THAT(get(connected(server->port()), "/readyz"), Catch::StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(get(connected(server->port()), "/other"), Catch::StartsWith("HTTP/1.1 404 "));
}

TEST_CASE("metrics server: a client that says nothing does not keep the others out",
          "[gate][metrics]") {
    Watched watched;
    const auto server = start_metrics("127.0.0.1:0", watched.callbacks()).value();
    const int silent = connected(server->port());
    CHECK_THAT(get(connected(server->port()), "/healthz"), Catch::StartsWith("HTTP/1.1 200 "));
    ::close(silent);
}

TEST_CASE("metrics server: two threads, on which all signals are blocked", "[gate][metrics]") {
    const auto threads = [] {
        std::vector<std::string> out;
        for (const auto& one : std::filesystem::directory_iterator("/proc/self/task"))
            out.push_back(one.path());
        return out;
    };
    Watched watched;
    const auto before = threads();
    const auto server = start_metrics("127.0.0.1:0", watched.callbacks()).value();
    get(connected(server->port()), "/healthz");
    const auto after = threads();
    CHECK(after.size() <= before.size() + 2);
    for (const auto& thread : after) {
        if (std::ranges::find(before, thread) != before.end()) continue;
        std::ifstream status(thread + "/status");
        for (std::string line; std::getline(status, line);) {
            // All but SIGKILL and SIGSTOP, and the two that glibc keeps for itself.
            if (line.starts_with("SigBlk:"))
                CHECK((std::stoull(line.substr(8), nullptr, 16) & 0x4002) == 0x4002);
        }
    }
}

TEST_CASE("metrics server: a UNIX socket comes with its mode and goes with the server",
          "[gate][metrics]") {
    char folder[] = "/tmp/send-guard-metrics-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    const auto path = std::string(folder) + "/socket";
    Watched watched;
    auto server = start_metrics("unix:" + path, watched.callbacks()).value();
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    CHECK(server->port() == 0);
    CHECK_THAT(get(connected(0, path), "/healthz"), Catch::StartsWith("HTTP/1.1 200 "));
    CHECK(start_metrics("unix:" + path, watched.callbacks()).error().code == Errc::unavailable);
    CHECK_THAT(get(connected(0, path), "/healthz"), Catch::StartsWith("HTTP/1.1 200 "));
    server.reset();
    CHECK_FALSE(std::filesystem::exists(path));

    std::ofstream(path) << "no socket\n";
    CHECK(start_metrics("unix:" + path, watched.callbacks()).error().code == Errc::unavailable);
    CHECK(std::filesystem::file_size(path) == 10);  // not ours to take away
    std::filesystem::remove_all(folder);
}

TEST_CASE("metrics server: what cannot be listened on is an error, not a shared port",
          "[gate][metrics]") {
    Watched watched;
    for (const auto* none : {"", "localhost", "127.0.0.1", "127.0.0.1:99999", "[::1:80"}) {
        CAPTURE(none);
        CHECK(start_metrics(none, watched.callbacks()).error().code == Errc::bad_policy);
    }
    const auto first = start_metrics("127.0.0.1:0", watched.callbacks()).value();
    const auto again =
        start_metrics("127.0.0.1:" + std::to_string(first->port()), watched.callbacks());
    REQUIRE(!again);
    CHECK(again.error().code == Errc::unavailable);
}

TEST_CASE("metrics server: it ends at once, however soon", "[gate][metrics]") {
    Watched watched;
    for (int i = 0; i < 50; ++i) {
        auto server = start_metrics("127.0.0.1:0", watched.callbacks()).value();
        server.reset();
    }
}
