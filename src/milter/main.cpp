// `send-guard-milter`: a program of its own, because libmilter has its own licence, its own threads
// and ends on SIGHUP.
//
//   send-guard-milter [--policy FILE] [--log-format text|json]
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <exception>
#include <memory>
#include <optional>

#include "base/text.h"
#include "check/detector.h"
#include "gate/service_notify.h"
#include "milter/milter_adapter.h"

namespace {

using namespace sendguard;

constexpr int kFailure = 2;
constexpr const char* kUsage =
    "usage: send-guard-milter [--policy FILE] [--log-format text|json]\n";

struct Given {
    std::optional<std::string> policy;
    LogFormat format = LogFormat::text;
    bool help = false;
};

/// nullopt: not understood
std::optional<Given> read_arguments(int argc, char** argv) {
    Given out;
    for (int i = 1; i < argc; ++i) {
        std::string_view name = argv[i];
        if (name == "--help" || name == "-h") {
            out.help = true;
            continue;
        }
        std::string_view value;
        if (const auto sign = name.find('='); sign != std::string_view::npos) {
            value = name.substr(sign + 1);
            name = name.substr(0, sign);
        } else if (i + 1 < argc) {
            value = argv[++i];
        }
        if ((name == "--policy" || name == "-p") && !value.empty()) {
            out.policy = value;
        } else if (name == "--log-format" && (value == "text" || value == "json")) {
            out.format = value == "json" ? LogFormat::json : LogFormat::text;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

/// Before the first thread starts, so that libmilter's own thread is the only one to take them.
void block_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

/// A connection of the mail server needs a descriptor, and a large message one more.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<std::string> reload(gate::PolicyHolder& holder, const Log& log) {
    const auto before = holder.get();
    const auto made = holder.reload();
    if (!made) {
        log.write(LogLevel::error, "reload_refused",
                  {field("policy", gate::short_digest(before->digest))});
        return made.error();
    }
    const auto& policy = *made.value();
    log.write(
        LogLevel::info, "reload",
        {field("policy", gate::short_digest(policy.digest)), field("rules", policy.rules.size())});
    const auto &now = policy.service.milter, &then = before->service.milter;
    if (now.listen != then.listen || now.control != then.control)
        log.write(LogLevel::warning, "listeners_changed",
                  {field("detail", "sockets are opened at the start only: restart")});
    return policy.digest;
}

/// Comes back only when it could not start.
Error serve(gate::PolicyHolder& holder, const Log& log) {
    const auto loaded = holder.reload();
    if (!loaded) return loaded.error();
    const auto& policy = *loaded.value();
    const auto& settings = policy.service.milter;
    if (settings.listen.empty())
        return error(Errc::bad_policy,
                     fmt::format("{} names no place to listen: add service: {{milter: {{listen: "
                                 "\"unix:/run/send-guard/milter.sock\"}}}}",
                                 holder.path().string()));
    log.write(
        LogLevel::info, "policy",
        {field("policy", gate::short_digest(policy.digest)), field("rules", policy.rules.size())});
    const auto endpoint = milter::open_milter(settings.listen, settings.socket_mode);
    if (!endpoint) return endpoint.error();
    std::unique_ptr<gate::ControlSocket> control;
    if (!settings.control.empty()) {
        auto started = gate::start_control(settings.control, [&] { return reload(holder, log); });
        if (!started) return started.error();
        control = std::move(started.value());
    }
    milter::MilterWorld world{.policies = holder, .log = log, .shared = {}};
    world.shared.memory.most = policy.service.limits.memory_bytes;
    std::unique_ptr<gate::HoldService> holds;
    if (!policy.service.store.url.empty()) {
        auto started = gate::HoldService::start([&holder] { return holder.get(); }, log);
        if (!started) return started.error();
        holds = std::move(started.value());
        world.shared.holds = holds.get();
    }
    auto histories = gate::open_histories(policy.service.history);
    if (!histories) return histories.error();
    std::unique_ptr<gate::HistoryLearner> learner;
    if (histories.value())
        learner = std::make_unique<gate::HistoryLearner>(std::move(histories.value()), log);
    world.shared.learner = learner.get();
    log.write(LogLevel::info, "listening",
              {field("listener", "milter"), field("listen", endpoint.value())});
    log.write(LogLevel::info, "ready",
              {field("mode", policy::mode_name(gate::milter_mode(policy.service)))});
    gate::notify_service("READY=1");
    const auto served = milter::serve_milter(world);
    gate::notify_service("STOPPING=1");
    if (holds) holds->finish();
    if (learner) learner->finish();
    control.reset();
    log.write(served ? LogLevel::info : LogLevel::error, "stopped",
              {field("detail", served ? "asked to end" : served.error().message)});
    // A connection may still be at work: its mail server takes the end for a temporary failure,
    // and nothing that it uses may be destroyed under it.
    ::_exit(served ? 0 : kFailure);
}

int run(const Given& given) {
    block_signals();
    raise_descriptor_limit();
    const Log log(STDERR_FILENO, given.format);
    gate::PolicyHolder holder(gate::gate_policy_path(given.policy), check::with_detectors({}), log);
    const auto why = serve(holder, log);
    fmt::print(stderr, "{}\nsend-guard-milter: error: nothing is served\n", trim(why.message));
    return kFailure;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto given = read_arguments(argc, argv);
        if (!given || given->help) {
            fmt::print(given ? stdout : stderr, "{}", kUsage);
            return given ? 0 : kFailure;
        }
        return run(*given);
    } catch (const std::exception& fault) {
        fmt::print(stderr, "send-guard-milter: error: {}\n", fault.what());
    }
    return kFailure;
}
