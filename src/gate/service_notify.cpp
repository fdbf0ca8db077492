#include "gate/service_notify.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/text.h"
#include "gate/socket_address.h"

namespace sendguard::gate {
namespace {

constexpr int kLookMs = 100;    // how late a stop is seen
constexpr int kAskMs = 60'000;  // compiling 10,000 rules takes seconds

bool fill(sockaddr_un& address, std::string_view path) {
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::ranges::copy(path, address.sun_path);
    return true;
}

/// What comes until the other side hangs up or a line ends.
std::string read_some(int fd, int wait_ms, bool one_line) {
    std::string out;
    pollfd polled{fd, POLLIN, 0};
    while (out.size() < (1u << 20) && ::poll(&polled, 1, wait_ms) > 0) {
        char buffer[4096];
        const auto got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got <= 0) break;
        out.append(buffer, static_cast<std::size_t>(got));
        if (one_line && out.find('\n') != std::string::npos) break;
    }
    return out;
}

void send_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

class Control : public ControlSocket {
  public:
    Control(int listening, std::string path, std::function<Result<std::string>()> reload)
        : listening_(listening), path_(std::move(path)), reload_(std::move(reload)) {
        thread_ = std::thread([this] { serve(); });
    }
    ~Control() override {
        stop_ = true;
        thread_.join();
        ::close(listening_);
        ::unlink(path_.c_str());
    }

  private:
    void serve() {
        while (!stop_) {
            pollfd polled{listening_, POLLIN, 0};
            if (::poll(&polled, 1, kLookMs) <= 0) continue;
            const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0) continue;
            const auto asked = read_some(client, 1000, true);
            send_all(client, answer(trim(asked)));
            ::close(client);
        }
    }
    std::string answer(std::string_view asked) {
        if (asked != "reload") return "error unknown request; known: reload\n";
        const auto done = reload_();
        return done ? "ok " + done.value() + "\n" : "error\n" + done.error().message + "\n";
    }

    int listening_;
    std::string path_;
    std::function<Result<std::string>()> reload_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace

void notify_service(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path == nullptr || !fill(address, path)) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address),
             size);
    ::close(fd);
}

Result<std::unique_ptr<ControlSocket>> start_control(const std::string& path,
                                                     std::function<Result<std::string>()> reload) {
    BOOST_OUTCOME_TRY(const auto listening, listen_at("unix:" + path, {.socket_mode = 0600}));
    return std::unique_ptr<ControlSocket>(
        std::make_unique<Control>(listening, path, std::move(reload)));
}

Result<std::string> ask_reload(const std::string& path) {
    sockaddr_un address{};
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || !fill(address, path) ||
        ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const auto why = std::string(std::strerror(errno));
        if (fd >= 0) ::close(fd);
        return error(Errc::unavailable, fmt::format("nobody answers at {}: {}", path, why));
    }
    send_all(fd, "reload\n");
    auto said = read_some(fd, kAskMs, false);
    ::close(fd);
    if (said.empty()) return error(Errc::timeout, fmt::format("no answer came from {}", path));
    return said;
}

}  // namespace sendguard::gate
