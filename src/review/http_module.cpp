// The adapter of cpp-httplib, which comes as a shared library only: a module that a service without
// a page never loads.
//
// One request a connection: what was refused before its body was read must not be followed by
// that body, taken for another request.
#include "review/http_module.h"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "base/text.h"

namespace sendguard::review {
namespace {

constexpr std::size_t kThreads = 16;
constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kMostTarget = 4096;  // before any route is looked for by pattern

Request converted(const httplib::Request& from) {
    Request out{.method = from.method, .target = from.target, .body = from.body};
    for (const auto& [name, value] : from.headers) {
        // The library's own notes of the peer, which a client cannot be let to write.
        if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
            name == "LOCAL_PORT")
            continue;
        out.headers.emplace(ascii_lower(name), value);
    }
    out.peer = parse_ip(from.remote_addr);
    out.tls = from.ssl != nullptr;
    return out;
}

void put(const Response& from, httplib::Response& to) {
    to.status = from.status;
    to.set_content(from.body, from.type);
    for (const auto& [name, value] : from.headers) to.headers.emplace(name, value);
}

std::uint64_t announced(const httplib::Request& request) {
    const auto text = request.get_header_value("Content-Length");
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    if (text.empty()) return 0;
    return fault == std::errc() && stop == end ? value : UINT64_MAX;
}

bool is_ambiguous(const httplib::Request& request) {
    const auto lengths = request.get_header_value_count("Content-Length");
    const auto chunked = request.get_header_value_count("Transfer-Encoding");
    return lengths > 1 || chunked > 0;
}

/// Either of the library's servers, on a socket of ours: it would bind with SO_REUSEPORT, so that
/// a port in use goes unnoticed, and knows no modes of UNIX sockets.
template <class Base>
class Listening : public Base {
  public:
    using Base::Base;
    /// Returns when `descriptor` is shut down, or when accepting failed. Closes it.
    void listen_on(int descriptor) {
        this->svr_sock_ = descriptor;
        this->listen_after_bind();
    }
};

template <class Library>
class Server : public HttpServer {
  public:
    Server(const HttpListener& listener, HttpCallbacks callbacks, std::unique_ptr<Library> library)
        : listener_(listener), callbacks_(std::move(callbacks)), library_(std::move(library)) {
        auto& http = *library_;
        http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
        http.set_keep_alive_max_count(1);
        http.set_keep_alive_timeout(static_cast<time_t>(kPatience.count()));
        http.set_read_timeout(kPatience);
        http.set_write_timeout(kPatience);
        http.set_payload_max_length(listener.most_bytes);
        http.set_tcp_nodelay(true);
        http.set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) {
            return refuse(in, out) ? httplib::Server::HandlerResponse::Handled
                                   : httplib::Server::HandlerResponse::Unhandled;
        });
        const auto answer = [this](const httplib::Request& in, httplib::Response& out) {
            put(callbacks_.answer(converted(in)), out);
        };
        const std::string all = R"(/[\s\S]*)";
        http.Get(all, answer).Post(all, answer).Put(all, answer);
        http.Delete(all, answer).Patch(all, answer).Options(all, answer);
    }
    ~Server() override {
        if (!thread_.joinable()) return;
        stopping_ = true;
        // Wakes the thread out of accept(), or keeps it from waiting there.
        ::shutdown(listener_.descriptor, SHUT_RDWR);
        thread_.join();
        ::close(listener_.descriptor);
        if (!listener_.file.empty()) ::unlink(listener_.file.c_str());
    }

    void start() {
        // Signals are the service's own thread's; the workers inherit this.
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
    bool refuse(const httplib::Request& in, httplib::Response& out) {
        if (in.target.size() > kMostTarget) {
            out.status = 414;
            return true;
        }
        if (is_ambiguous(in)) {  // two servers must not read two requests in it
            out.status = 411;
            return true;
        }
        const auto refused = callbacks_.head(converted(in), announced(in));
        if (refused) put(*refused, out);
        return refused.has_value();
    }

    void listen() {
        constexpr int kPauseMs = 20;  // before the next try, when the system is out of something
        while (!stopping_) {
            library_->listen_on(::fcntl(listener_.descriptor, F_DUPFD_CLOEXEC, 0));
            if (!stopping_) ::poll(nullptr, 0, kPauseMs);
        }
    }

    HttpListener listener_;
    HttpCallbacks callbacks_;
    std::unique_ptr<Library> library_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

bool set_up_tls(SSL_CTX& context, const HttpListener& listener) {
    return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_use_certificate_chain_file(&context, listener.certificate.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(&context, listener.key.c_str(), SSL_FILETYPE_PEM) == 1;
}

template <class Library>
HttpServer* started(const HttpListener& listener, HttpCallbacks callbacks,
                    std::unique_ptr<Library> library) {
    if (!library->is_valid()) throw std::runtime_error("the certificate or its key cannot be used");
    auto server =
        std::make_unique<Server<Library>>(listener, std::move(callbacks), std::move(library));
    server->start();
    return server.release();
}

}  // namespace
}  // namespace sendguard::review

extern "C" __attribute__((visibility("default"))) sendguard::review::HttpServer*
sendguard_start_http(const sendguard::review::HttpListener& listener,
                     sendguard::review::HttpCallbacks callbacks, std::string& fault) {
    using namespace sendguard::review;
    try {
        if (listener.certificate.empty())
            return started(listener, std::move(callbacks),
                           std::make_unique<Listening<httplib::Server>>());
        const std::function<bool(SSL_CTX&)> set_up = [&](SSL_CTX& context) {
            return set_up_tls(context, listener);
        };
        return started(listener, std::move(callbacks),
                       std::make_unique<Listening<httplib::SSLServer>>(set_up));
    } catch (const std::exception& error) {
        fault = error.what();
    }
    return nullptr;
}
