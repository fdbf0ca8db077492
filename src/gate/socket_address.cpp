#include "gate/socket_address.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/text.h"

namespace sendguard::gate {
namespace {

// A burst of clients waits in the kernel; a short backlog turns each into a second of SYN retries.
constexpr int kBacklog = 4096;

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    int take() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

Error cannot_listen(std::string_view endpoint) {
    return error(Errc::io, fmt::format("cannot listen on {}: {}", endpoint, std::strerror(errno)));
}

struct Raw {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

std::optional<Raw> raw_address(std::string_view endpoint) {
    const auto colon = endpoint.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = endpoint.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto digits = endpoint.substr(colon + 1);
    const auto [stop, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    const auto address = parse_ip(host);
    if (fault != std::errc() || stop != digits.data() + digits.size() || !address)
        return std::nullopt;
    Raw out;
    if (host.find(':') == std::string_view::npos) {
        auto& four = reinterpret_cast<sockaddr_in&>(out.storage);
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        std::memcpy(&four.sin_addr, address->bytes.data() + 12, 4);
        out.size = sizeof four;
    } else {
        auto& six = reinterpret_cast<sockaddr_in6&>(out.storage);
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        std::memcpy(&six.sin6_addr, address->bytes.data(), 16);
        out.size = sizeof six;
    }
    return out;
}

Result<int> listen_tcp(std::string_view endpoint, const ListenOptions& options) {
    const auto raw = raw_address(endpoint);
    if (!raw) return error(Errc::bad_policy, fmt::format("{} is no address and port", endpoint));
    Descriptor socket(
        ::socket(raw->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    if (socket.get() < 0 ||
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (options.share &&
         ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) ||
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&raw->storage), raw->size) != 0 ||
        ::listen(socket.get(), kBacklog) != 0)
        return cannot_listen(endpoint);
    return socket.take();
}

/// A socket file that nobody listens at any more is taken away; a live one is left, and so is any
/// other file, to which connect(2) says the same.
bool is_stale(const sockaddr_un& address) {
    struct stat status {};
    if (::lstat(address.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
    const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
               0 &&
           errno == ECONNREFUSED;
}

Result<int> listen_unix(std::string_view path, const ListenOptions& options) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return error(Errc::bad_policy, fmt::format("the path {} is too long for a socket", path));
    std::ranges::copy(path, address.sun_path);
    if (is_stale(address)) ::unlink(address.sun_path);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // Nobody may connect between bind and chmod.
    const auto mask = ::umask(0177);
    const int bound =
        socket.get() < 0
            ? -1
            : ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::umask(mask);
    if (bound != 0 || ::chmod(address.sun_path, options.socket_mode) != 0 ||
        ::listen(socket.get(), kBacklog) != 0)
        return cannot_listen(path);
    return socket.take();
}

/// source: sd_listen_fds(3): descriptors from 3 on, their names in LISTEN_FDNAMES
Result<int> listen_passed(std::string_view name) {
    constexpr int kFirst = 3;
    const char* pid = std::getenv("LISTEN_PID");
    const char* names = std::getenv("LISTEN_FDNAMES");
    if (pid != nullptr && names != nullptr && std::to_string(::getpid()) == pid) {
        int descriptor = kFirst;
        for (const auto one : split(names, ':')) {
            if (one == name) {
                const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kFirst);
                if (copy < 0) return cannot_listen(name);
                ::fcntl(copy, F_SETFL, ::fcntl(copy, F_GETFL) | O_NONBLOCK);
                return copy;
            }
            ++descriptor;
        }
    }
    return error(
        Errc::bad_policy,
        fmt::format("the service manager passed no socket named {} (FileDescriptorName= in "
                    "the socket unit)",
                    name));
}

}  // namespace

std::optional<IpAddress> address_of(const sockaddr& raw, std::uint16_t& port) {
    IpAddress out;
    if (raw.sa_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(raw);
        out.bytes[10] = out.bytes[11] = 0xff;
        std::memcpy(out.bytes.data() + 12, &four.sin_addr, 4);
        port = ntohs(four.sin_port);
        return out;
    }
    if (raw.sa_family != AF_INET6) return std::nullopt;
    const auto& six = reinterpret_cast<const sockaddr_in6&>(raw);
    std::memcpy(out.bytes.data(), &six.sin6_addr, 16);
    port = ntohs(six.sin6_port);
    return out;
}

Result<int> listen_at(std::string_view endpoint, const ListenOptions& options) {
    if (endpoint.starts_with("unix:")) return listen_unix(endpoint.substr(5), options);
    if (endpoint.starts_with("systemd:")) return listen_passed(endpoint.substr(8));
    return listen_tcp(endpoint, options);
}

std::string endpoint_of(int descriptor) {
    sockaddr_storage raw{};
    socklen_t size = sizeof raw;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&raw), &size) != 0) return "";
    if (raw.ss_family == AF_UNIX)
        return std::string("unix:") + reinterpret_cast<const sockaddr_un&>(raw).sun_path;
    std::uint16_t port = 0;
    const auto address = address_of(reinterpret_cast<const sockaddr&>(raw), port);
    if (!address) return "";
    const auto text = ip_text(*address);
    return raw.ss_family == AF_INET6 ? fmt::format("[{}]:{}", text, port)
                                     : fmt::format("{}:{}", text, port);
}

}  // namespace sendguard::gate
