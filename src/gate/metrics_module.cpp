// The adapter of cpp-httplib and of prometheus-cpp's text format; both come as shared libraries
// only, so they stand in a module that a service without metrics never loads.
#include <httplib.h>
#include <prometheus/text_serializer.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <charconv>
#include <limits>
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

class Server : public MetricsServer {
  public:
    explicit Server(MetricsCallbacks callbacks) : callbacks_(std::move(callbacks)) {
        http_.new_task_queue = [] { return new httplib::ThreadPool(1); };
        http_.set_keep_alive_max_count(5);
        http_.set_read_timeout(5);
        http_.set_write_timeout(5);
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
        http_.stop();
        if (thread_.joinable()) thread_.join();
    }
    std::uint16_t port() const override { return port_; }

    bool start(const std::string& endpoint) {
        if (endpoint.starts_with("unix:")) {
            http_.set_address_family(AF_UNIX);
            const auto path = endpoint.substr(5);
            ::unlink(path.c_str());
            if (!http_.bind_to_port(path, 80)) return false;
            ::chmod(path.c_str(), 0660);
        } else {
            const auto colon = endpoint.rfind(':');
            auto host = endpoint.substr(0, colon);
            if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
            int wanted = 0;
            std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), wanted);
            const int got = wanted == 0                        ? http_.bind_to_any_port(host)
                            : http_.bind_to_port(host, wanted) ? wanted
                                                               : -1;
            if (got <= 0) return false;
            port_ = static_cast<std::uint16_t>(got);
        }
        // Signals are the service's own thread's.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return true;
    }

  private:
    MetricsCallbacks callbacks_;
    httplib::Server http_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace
}  // namespace sendguard::gate

extern "C" __attribute__((visibility("default"))) sendguard::gate::MetricsServer*
sendguard_start_metrics(const std::string& endpoint, sendguard::gate::MetricsCallbacks callbacks,
                        std::string& fault) {
    try {
        auto server = std::make_unique<sendguard::gate::Server>(std::move(callbacks));
        if (server->start(endpoint)) return server.release();
        fault = "cannot listen for metrics on " + endpoint + ": it is in use, or may not be used";
    } catch (const std::exception& error) {
        fault = error.what();
    }
    return nullptr;
}
