// The adapter of cpp-httplib and of prometheus-cpp's text format; both come as shared libraries
// only, so they stand in a module that a service without metrics never loads.
#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <prometheus/text_serializer.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "gate/metrics_module.h"

namespace sendguard::gate {
namespace {

prometheus::MetricFamily converted(const MetricFamily& family) {
    prometheus::MetricFamily out;
    out.name = family.name;
    out.help = family.help;
    out.type = family.type == MetricType::counter ? prometheus::MetricType::Counter
               : family.type == MetricType::gauge ? prometheus::MetricType::Gauge
                                                  : prometheus::MetricType::Histogram;
    for (const auto& sample : family.samples) {
        prometheus::ClientMetric metric;
        for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
        if (family.type == MetricType::counter) metric.counter.value = sample.value;
        if (family.type == MetricType::gauge) metric.gauge.value = sample.value;
        if (family.type == MetricType::histogram) {
            metric.histogram.sample_sum = sample.value;
            for (const auto& [bound, count] : sample.buckets) {
                metric.histogram.bucket.push_back({count, bound});
                metric.histogram.sample_count = count;
            }
        }
        out.metric.push_back(std::move(metric));
    }
    return out;
}

std::string page(const std::vector<MetricFamily>& families) {
    std::vector<prometheus::MetricFamily> all;
    for (const auto& family : families) all.push_back(converted(family));
    return prometheus::TextSerializer().Serialize(all);
}

/// cpp-httplib binds with SO_REUSEPORT, so that a port in use goes unnoticed, and knows no modes of
/// UNIX sockets; it is given a socket of ours instead.
class Http : public httplib::Server {
  public:
    /// Returns when `descriptor` is shut down, or when accepting failed. Closes it.
    void listen_on(int descriptor) {
        svr_sock_ = descriptor;
        listen_after_bind();
    }
};

class Server : public MetricsServer {
  public:
    explicit Server(MetricsCallbacks callbacks) : callbacks_(std::move(callbacks)) {
        // There is one worker: a client that keeps its connection would keep all others waiting.
        http_.new_task_queue = [] { return new httplib::ThreadPool(1); };
        http_.set_keep_alive_max_count(1);
        http_.set_keep_alive_timeout(1);  // also how long a client may take to begin
        http_.set_read_timeout(kPatience);
        http_.set_write_timeout(kPatience);
        http_.set_payload_max_length(1024);
        http_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
            response.set_content(page(callbacks_.snapshot()),
                                 "text/plain; version=0.0.4; charset=utf-8");
        });
        http_.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
            response.set_content("ok\n", "text/plain");
        });
        http_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
            const auto state = callbacks_.readiness();
            response.status = state.ready ? 200 : 503;
            response.set_content(state.reason + "\n", "text/plain");
        });
    }
    ~Server() override {
        if (!thread_.joinable()) return;
        stopping_ = true;
        // Wakes the thread out of accept(), or keeps it from waiting there.
        ::shutdown(socket_.descriptor, SHUT_RDWR);
        thread_.join();
        ::close(socket_.descriptor);
        if (!socket_.file.empty()) ::unlink(socket_.file.c_str());
    }
    std::uint16_t port() const override { return socket_.port; }

    void start(const MetricsSocket& socket) {
        socket_ = socket;
        // Signals are the service's own thread's; the worker inherits this too.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        try {
            thread_ = std::thread([this] { listen(); });
        } catch (...) {
            pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

  private:
    static constexpr std::chrono::seconds kPatience{2};  // one client must not stop the others long

    void listen() {
        constexpr int kPauseMs = 20;  // before the next try, when the system is out of something
        while (!stopping_) {
            http_.listen_on(::fcntl(socket_.descriptor, F_DUPFD_CLOEXEC, 0));
            if (!stopping_) ::poll(nullptr, 0, kPauseMs);
        }
    }

    MetricsCallbacks callbacks_;
    Http http_;
    MetricsSocket socket_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace
}  // namespace sendguard::gate

extern "C" __attribute__((visibility("default"))) sendguard::gate::MetricsServer*
sendguard_start_metrics(const sendguard::gate::MetricsSocket& socket,
                        sendguard::gate::MetricsCallbacks callbacks, std::string& fault) {
    try {
        auto server = std::make_unique<sendguard::gate::Server>(std::move(callbacks));
        server->start(socket);
        return server.release();
    } catch (const std::exception& error) {
        fault = error.what();
    }
    return nullptr;
}
