// Threads: one loop a core, each with its own listening socket (the kernel deals TCP clients out
// to them), and one that waits for signals. All that they share is ServerState.
#include "gate/serve.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <thread>

#include "gate/metrics_server.h"
#include "gate/service_notify.h"
#include "gate/smtp_driver.h"
#include "gate/smtp_log.h"
#include "gate/socket_address.h"

namespace sendguard::gate {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kLastWords{2};
constexpr std::chrono::seconds kDrain{10};  // for what is under way when the service stops

/// A listening descriptor of one loop.
struct Door {
    int descriptor = -1;
    std::size_t listener = 0;
    bool shared = false;  ///< each loop has one, and the kernel deals clients out to them
};

/// Whether the listeners stand where they stood, each by its name; sessions know theirs by number.
bool same_doors(const policy::Service& a, const policy::Service& b) {
    return std::ranges::equal(
        a.listeners, b.listeners, [](const policy::Listener& one, const policy::Listener& other) {
            return one.name == other.name && one.listen == other.listen && one.role == other.role;
        });
}

/// What of a new policy cannot be taken while serving; "" = all of it can.
std::string_view needs_restart(const policy::Service& before, const policy::Service& after) {
    if (!same_doors(before, after)) return "listeners were added, taken away, moved or renamed";
    if (before.store.url != after.store.url) return "the hold store is another";
    if (before.history != after.history)
        return "the history is kept elsewhere, or for another time";
    if (before.http.listen != after.http.listen || before.http.tls != after.http.tls)
        return "service.http listens elsewhere";
    return {};
}

class Server {
  public:
    Server(const ServeOptions& options, const Log& log)
        : log_(log),
          start_beside_(options.beside),
          holder_(options.policy, options.load, log),
          state_(log) {
        const auto cores = std::max(1u, std::thread::hardware_concurrency());
        loops_.resize(options.loops != 0 ? options.loops : cores);
        for (auto& one : loops_) one = std::make_unique<OneLoop>(state_, loops_.size());
    }
    ~Server() {
        for (const auto& one : loops_) {
            for (const auto& door : one->doors) ::close(door.descriptor);
        }
        for (const auto& path : socket_files_) ::unlink(path.c_str());
    }

    Result<void> run();

  private:
    struct OneLoop {
        OneLoop(ServerState& state, std::size_t loops) : pool(loop, state.openers, loops) {}
        Loop loop;
        HopPool pool;
        std::vector<Door> doors;
        std::thread thread;
    };

    Result<void> reload();
    Result<void> listen(const policy::Listener& listener, std::size_t index);
    Result<void> start_holds();
    Result<void> start_history();
    Result<void> start_watchers();
    Result<void> start_beside();
    std::shared_ptr<const policy::Policy> policy_now() { return state_.in_force.load()->policy; }
    Task<> accept(OneLoop& one, Door door);
    Task<> keep_house(OneLoop& one);
    void start(OneLoop& one);
    void wait_for_signals();
    void stop();
    void wait_for_sessions(Deadline::Clock::time_point until) const;

    const Log& log_;
    StartBeside start_beside_;
    PolicyHolder holder_;
    ServerState state_;
    std::vector<std::unique_ptr<OneLoop>> loops_;
    std::unique_ptr<HoldService> holds_;
    std::unique_ptr<HistoryLearner> learner_;
    std::unique_ptr<Beside> beside_;
    std::unique_ptr<MetricsServer> metrics_;
    std::unique_ptr<ControlSocket> control_;
    std::vector<std::string> socket_files_;
    std::mutex reloading_;
};

Result<void> Server::reload() {
    const std::lock_guard lock(reloading_);
    auto policy = holder_.reload();
    const auto before = state_.in_force.load();
    auto made = policy ? make_in_force(policy.value(), before.get())
                       : Result<std::shared_ptr<const InForce>>(policy.error());
    if (made && before) {
        const auto why = needs_restart(before->policy->service, made.value()->policy->service);
        if (!why.empty())
            made = error(Errc::bad_policy,
                         fmt::format("{}, which needs a restart; the old policy goes on", why));
    }
    if (made && beside_) {
        if (auto ready = beside_->reload(*made.value()->policy); !ready) made = ready.error();
    }
    const auto old = before ? before->policy->digest : "";
    state_.metrics.policy_loaded(made.has_value(), made ? made.value()->policy->digest : old);
    if (!made) {
        log_.write(LogLevel::error, "reload_refused",
                   {field("detail", made.error().message), field("policy", short_digest(old))});
        return made.error();
    }
    state_.in_force.store(made.value());
    state_.memory.most = made.value()->policy->service.limits.memory_bytes;
    state_.health.policy_loaded();
    log_.write(LogLevel::info, before ? "reload" : "policy",
               {field("policy", short_digest(made.value()->policy->digest)),
                field("rules", made.value()->policy->rules.size())});
    return outcome::success();
}

Result<void> Server::listen(const policy::Listener& listener, std::size_t index) {
    const bool tcp =
        !listener.listen.starts_with("unix:") && !listener.listen.starts_with("systemd:");
    std::string endpoint = listener.listen;
    if (tcp) {
        // First alone, so that another process at this port is a fault and no silent sharing.
        BOOST_OUTCOME_TRY(const auto probe, listen_at(endpoint, {}));
        endpoint = endpoint_of(probe);
        ::close(probe);
    }
    for (std::size_t i = 0; i < (tcp ? loops_.size() : 1); ++i) {
        BOOST_OUTCOME_TRY(const auto descriptor,
                          listen_at(endpoint, {.socket_mode = listener.socket_mode, .share = tcp}));
        loops_[i]->doors.push_back({descriptor, index, tcp});
        if (i == 0) endpoint = endpoint_of(descriptor);
    }
    if (listener.listen.starts_with("unix:")) socket_files_.push_back(listener.listen.substr(5));
    log_.write(LogLevel::info, "listening",
               {field("listener", listener.name), field("role", policy::role_name(listener.role)),
                field("listen", endpoint)});
    return outcome::success();
}

Task<> Server::accept(OneLoop& one, Door door) {
    asio::posix::stream_descriptor listening(one.loop.context(), ::dup(door.descriptor));
    std::size_t turn = 0;
    for (;;) {
        const auto [fault] =
            co_await listening.async_wait(asio::posix::stream_descriptor::wait_read, kTuple);
        if (fault || state_.stopping) co_return;
        for (;;) {
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            const int client = ::accept4(door.descriptor, reinterpret_cast<sockaddr*>(&peer), &size,
                                         SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (client < 0) {
                if (errno != EMFILE && errno != ENFILE) break;
                // No descriptor is left: sessions must end first; the client waits in the backlog.
                asio::steady_timer pause(one.loop.context(), std::chrono::milliseconds(100));
                co_await pause.async_wait(kTuple);
                break;
            }
            auto& home = door.shared ? one : *loops_[turn++ % loops_.size()];
            const auto family = peer.ss_family;
            asio::post(home.loop.context(), [this, &home, client, family, door] {
                StreamSocket socket(home.loop.context());
                boost::system::error_code ignored;
                socket.assign(
                    asio::generic::stream_protocol(family, family == AF_UNIX ? 0 : IPPROTO_TCP),
                    client, ignored);
                asio::co_spawn(home.loop.context(),
                               serve_client({state_, home.loop, home.pool}, state_.in_force.load(),
                                            door.listener, std::move(socket)),
                               asio::detached);
            });
        }
    }
}

Task<> Server::keep_house(OneLoop& one) {
    asio::steady_timer timer(one.loop.context());
    for (;;) {
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(kTuple);
        one.pool.expire();
    }
}

void Server::start(OneLoop& one) {
    one.pool.on_count = [this](int step) {
        step > 0 ? state_.metrics.upstream_opened() : state_.metrics.upstream_closed();
    };
    one.pool.on_open = [this](bool good) {
        good ? state_.health.next_hop_reached() : state_.health.next_hop_missed();
    };
    for (const auto& door : one.doors)
        asio::co_spawn(one.loop.context(), accept(one, door), asio::detached);
    asio::co_spawn(one.loop.context(), keep_house(one), asio::detached);
    one.thread = std::thread([&one] { one.loop.run(); });
}

Result<void> Server::start_holds() {
    const auto& store = state_.in_force.load()->policy->service.store;
    if (store.url.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(holds_, HoldService::start([this] { return policy_now(); }, log_));
    state_.holds = holds_.get();
    log_.write(LogLevel::info, "store", {field("kind", store.url.substr(0, store.url.find(':')))});
    return outcome::success();
}

Result<void> Server::start_history() {
    BOOST_OUTCOME_TRY(auto histories,
                      open_histories(state_.in_force.load()->policy->service.history));
    if (!histories) return outcome::success();
    learner_ = std::make_unique<HistoryLearner>(std::move(histories), log_);
    state_.learner = learner_.get();
    return outcome::success();
}

Result<void> Server::start_watchers() {
    const auto& service = state_.in_force.load()->policy->service;
    if (!service.metrics.empty()) {
        BOOST_OUTCOME_TRY(
            metrics_, start_metrics(service.metrics,
                                    {.snapshot = [this] { return state_.metrics.snapshot(); },
                                     .readiness = [this] { return state_.health.readiness(); }}));
        log_.write(LogLevel::info, "listening",
                   {field("listener", "metrics"), field("listen", service.metrics),
                    field("port", metrics_->port())});
    }
    if (service.control.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(control_, start_control(service.control, [this]() -> Result<std::string> {
                          BOOST_OUTCOME_TRY(reload());
                          return state_.in_force.load()->policy->digest;
                      }));
    return outcome::success();
}

Result<void> Server::start_beside() {
    if (!start_beside_) return outcome::success();
    BOOST_OUTCOME_TRY(beside_, start_beside_({.policy = [this] { return policy_now(); },
                                              .holds = holds_.get(),
                                              .learner = learner_.get(),
                                              .log = log_}));
    return outcome::success();
}

void Server::wait_for_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
    for (;;) {
        int got = 0;
        if (sigwait(&set, &got) != 0) continue;
        if (got != SIGHUP) return;
        notify_service("RELOADING=1");
        [[maybe_unused]] const auto refused = reload();  // logged
        notify_service("READY=1");
    }
}

void Server::stop() {
    log_.write(LogLevel::info, "stopping", {field("sessions", state_.sessions.all())});
    notify_service("STOPPING=1");
    state_.stopping = true;
    state_.health.listeners_open(false);
    {
        const std::lock_guard lock(reloading_);
        beside_.reset();  // waits for the requests at hand
    }
    const auto until = Deadline::Clock::now() + kDrain;
    // Sessions that wait for their client end now; those with a message under way go on a while.
    for (auto& one : loops_) {
        asio::post(one->loop.context(), [&one] { one->loop.cancel_waiting(); });
    }
    wait_for_sessions(until);
    for (auto& one : loops_) {
        asio::post(one->loop.context(), [&one] { one->loop.cancel_all(); });
    }
    wait_for_sessions(Deadline::Clock::now() + kLastWords);
    state_.openers.join();
    state_.middling.join();
    state_.keepers.join();
    state_.large.join();
    for (auto& one : loops_) one->loop.stop();
    for (auto& one : loops_) one->thread.join();
    if (state_.sessions.all() == 0) return;
    // What is still open holds parts of what would be taken apart now.
    log_.write(LogLevel::warning, "stopped", {field("sessions", state_.sessions.all())});
    if (holds_) holds_->finish();
    if (learner_) learner_->finish();
    std::_Exit(0);
}

void Server::wait_for_sessions(Deadline::Clock::time_point until) const {
    while (state_.sessions.all() > 0 && Deadline::Clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

Result<void> Server::run() {
    BOOST_OUTCOME_TRY(reload());
    const auto in_force = state_.in_force.load();
    const auto& listeners = in_force->policy->service.listeners;
    if (listeners.empty() && in_force->policy->service.http.listen.empty())
        return error(
            Errc::bad_policy,
            "the policy names no listeners: add service: {listeners: [{name: filter, role: "
            "proxy, listen: \"127.0.0.1:10025\"}]}");
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        BOOST_OUTCOME_TRY(listen(listeners[i], i));
    }
    BOOST_OUTCOME_TRY(start_holds());
    BOOST_OUTCOME_TRY(start_history());
    BOOST_OUTCOME_TRY(start_beside());
    BOOST_OUTCOME_TRY(start_watchers());
    for (auto& one : loops_) start(*one);
    state_.health.listeners_open(true);
    log_.write(LogLevel::info, "ready",
               {field("next_hop", in_force->hop->name()),
                field("mode", policy::mode_name(in_force->policy->service.mode))});
    notify_service("READY=1");
    wait_for_signals();
    stop();
    log_.write(LogLevel::info, "stopped", {});
    return outcome::success();
}

/// As many descriptors as the system lets us have: a session needs one, and so does its connection
/// to the next hop.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Result<void> run_serve(const ServeOptions& options, const Log& log) {
    raise_descriptor_limit();
    ::signal(SIGPIPE, SIG_IGN);
    // Blocked before the first thread starts, so that only wait_for_signals() sees them.
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    Server server(options, log);
    return server.run();
}

}  // namespace sendguard::gate
