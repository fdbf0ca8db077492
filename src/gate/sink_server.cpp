// The sink's sockets: one thread, poll, many connections. Filing a mail stops the others for the
// time of two syncs, which a server for trying out may do.
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "forward/maildir.h"
#include "gate/sink.h"

namespace sendguard::gate {
namespace {

constexpr std::size_t kMaxConnections = 200;
constexpr int kLookMs = 50;  // how late a stop may be seen
constexpr int kBacklog = 64;

class Socket {
  public:
    explicit Socket(int fd = -1) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket& operator=(Socket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

  private:
    int fd_;
};

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

Result<Socket> listen_on(const std::string& host, std::uint16_t port) {
    const std::string where = host + ":" + std::to_string(port);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const int fault = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (fault != 0) {
        return error(Errc::io, "cannot listen on " + where + ": " + ::gai_strerror(fault));
    }
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
    Socket socket(
        ::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, list->ai_protocol));
    const int on = 1;
    if (socket.get() < 0 ||
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket.get(), list->ai_addr, list->ai_addrlen) != 0 ||
        ::listen(socket.get(), kBacklog) != 0) {
        return error(Errc::io, "cannot listen on " + where + ": " + std::strerror(errno));
    }
    return socket;
}

std::uint16_t port_of(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, NI_MAXSERV> port{};
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, nullptr, 0, port.data(),
                      port.size(), NI_NUMERICSERV) != 0) {
        return 0;
    }
    return static_cast<std::uint16_t>(std::strtoul(port.data(), nullptr, 10));
}

struct Connection {
    Connection(Socket socket_in, SinkSession::Deliver deliver)
        : socket(std::move(socket_in)), session(std::move(deliver)), out(session.greeting()) {}
    Socket socket;
    SinkSession session;
    std::string out;
    bool gone = false;

    bool finished() const { return gone || (session.closed() && out.empty()); }
    /// No reading while answers wait: a client that does not read them cannot fill our memory.
    short events() const { return out.empty() ? POLLIN : POLLOUT; }

    void read() {
        std::array<char, 65536> buffer;
        const auto got = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (got > 0) {
            out += session.receive({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            gone = true;
        }
    }
    void write() {
        const auto sent = ::send(socket.get(), out.data(), out.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            out.erase(0, static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EINTR) {
            gone = true;
        }
    }
};

class Server {
  public:
    Server(const SinkOptions& options, Socket listener)
        : options_(options), listener_(std::move(listener)) {}

    Result<void> run() {
        while (!stopped() || answers_wait()) {
            std::vector<pollfd> polled{
                {listener_.get(), static_cast<short>(accepts() ? POLLIN : 0), 0}};
            for (const auto& one : connections_) {
                polled.push_back({one.socket.get(), one.events(), 0});
            }
            const int ready = ::poll(polled.data(), polled.size(), kLookMs);
            if (ready < 0 && errno != EINTR) {
                return error(Errc::io, std::string("poll: ") + std::strerror(errno));
            }
            if (ready <= 0) {
                if (stopped()) break;
                continue;
            }
            for (std::size_t i = 1; i < polled.size(); ++i) serve(connections_[i - 1], polled[i]);
            std::erase_if(connections_, [](const Connection& one) { return one.finished(); });
            if (polled[0].revents != 0) accept_one();
        }
        return outcome::success();
    }

  private:
    bool stopped() const {
        return (options_.stop != nullptr && options_.stop->load()) ||
               (options_.stop_after != 0 && filed_ >= options_.stop_after);
    }
    bool accepts() const { return !stopped() && connections_.size() < kMaxConnections; }
    /// The last reply still goes out after a stop, or the client would not know that its mail was
    /// taken.
    bool answers_wait() const {
        for (const auto& one : connections_) {
            if (!one.out.empty()) return true;
        }
        return false;
    }
    void serve(Connection& one, const pollfd& polled) {
        if ((polled.revents & POLLOUT) != 0 && !one.out.empty()) {
            one.write();
        } else if ((polled.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !stopped()) {
            one.read();
            if (!one.out.empty() && !one.gone) one.write();
        } else if (polled.revents != 0 && (polled.revents & POLLOUT) == 0) {
            one.gone = true;
        }
    }
    void accept_one() {
        Socket socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (socket.get() < 0) return;
        connections_.emplace_back(std::move(socket),
                                  [this](const SinkSession::Delivery& one) { return file(one); });
    }
    Result<std::string> file(const SinkSession::Delivery& delivery) {
        BOOST_OUTCOME_TRY(auto name,
                          forward::deliver_to_maildir(options_.maildir, delivery.message));
        ++filed_;
        if (options_.on_delivery) options_.on_delivery(delivery, name);
        return name;
    }

    const SinkOptions& options_;
    Socket listener_;
    std::vector<Connection> connections_;
    std::uint64_t filed_ = 0;
};

}  // namespace

Result<void> run_sink(const SinkOptions& options) {
    // A folder that cannot be written shows now, not at the first mail.
    BOOST_OUTCOME_TRY(forward::prepare_maildir(options.maildir));
    BOOST_OUTCOME_TRY(auto listener, listen_on(options.host, options.port));
    if (options.on_listening) options.on_listening(port_of(listener.get()));
    return Server(options, std::move(listener)).run();
}

}  // namespace sendguard::gate
