// Limits: a connection is tried for two seconds; a server of others (a public address that is not
// this machine's) is not tried at all, since mail for nobody would be asked of strangers.
// The dialogue is EHLO, MAIL FROM:<>, RCPT TO, RSET, QUIT: no DATA, so no mail can come of it.
// source: RFC 5321 3.3, 4.1.1
#include "cli/doctor_machine.h"

#include <fmt/format.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/process.h"
#include "gate/postfix_access.h"

namespace sendguard::cli {
namespace {

using gate::Reach;

constexpr std::chrono::seconds kPostconfTime{20};
constexpr int kWaitMs = 2000;
constexpr int kReplyMs = 10000;  // a tarpit of a few seconds is common
constexpr std::size_t kMaxTableBytes = 4u << 20;
constexpr std::size_t kMaxReplyBytes = 16u << 10;
// example.net is nobody's (RFC 2606), so it is foreign everywhere.
constexpr std::string_view kForeign = "RCPT TO:<send-guard-doctor@example.net>\r\n";

struct Socket {
    int fd = -1;
    explicit Socket(int one) : fd(one) {}
    ~Socket() {
        if (fd >= 0) ::close(fd);
    }
    Socket(Socket&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket& operator=(Socket&&) = delete;
};

/// 0 when it is ready, else the error.
int wait_for(int fd, short events, int milliseconds) {
    pollfd one{fd, events, 0};
    const int ready = ::poll(&one, 1, milliseconds);
    if (ready == 0) return ETIMEDOUT;
    return ready < 0 ? errno : 0;
}

int connect_to(const Socket& socket, const sockaddr* address, socklen_t length) {
    if (::connect(socket.fd, address, length) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    if (const int fault = wait_for(socket.fd, POLLOUT, kWaitMs); fault != 0) return fault;
    int fault = 0;
    socklen_t size = sizeof(fault);
    ::getsockopt(socket.fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    return fault;
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;
Addresses resolve(const gate::HostPort& at) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(at.host.c_str(), at.port.c_str(), &hints, &found) != 0) found = nullptr;
    return {found, &::freeaddrinfo};
}

std::string number_text(const sockaddr* address, socklen_t length) {
    std::array<char, NI_MAXHOST> host{};
    ::getnameinfo(address, length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
    return host.data();
}

/// The connection, or the error: of several addresses the first that answers.
std::pair<Socket, int> open_tcp(const gate::HostPort& at) {
    int fault = EHOSTUNREACH;
    const auto addresses = resolve(at);
    for (auto* one = addresses.get(); one != nullptr; one = one->ai_next) {
        Socket socket(::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        fault = connect_to(socket, one->ai_addr, one->ai_addrlen);
        if (fault == 0) return {std::move(socket), 0};
    }
    return {Socket(-1), fault};
}

int try_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) return ENAMETOOLONG;
    path.copy(address.sun_path, path.size());
    const Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return connect_to(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

Reach reach_of(int fault) {
    if (fault == 0 || fault == EAGAIN) return Reach::answers;  // EAGAIN: its queue is full
    return fault == ECONNREFUSED || fault == ENOENT ? Reach::refused : Reach::unknown;
}

Reach try_endpoint(const std::string& endpoint) {
    if (endpoint.starts_with("unix:")) return reach_of(try_unix(endpoint.substr(5)));
    return reach_of(open_tcp(gate::host_and_port(endpoint)).second);
}

/// One whole reply, its last line; "" when none came.
std::string read_reply(const Socket& socket) {
    std::string text;
    while (text.size() < kMaxReplyBytes) {
        std::array<char, 1024> some{};
        if (wait_for(socket.fd, POLLIN, kReplyMs) != 0) return "";
        const auto count = ::recv(socket.fd, some.data(), some.size(), 0);
        if (count <= 0) return "";
        text.append(some.data(), static_cast<std::size_t>(count));
        if (!text.ends_with('\n')) continue;
        const auto end = text.find_last_not_of("\r\n");
        if (end == std::string::npos) return "";
        const auto start = text.rfind('\n', end);
        auto last = text.substr(start == std::string::npos ? 0 : start + 1);
        last.resize(last.find_last_not_of("\r\n") + 1);
        if (last.size() < 4 || last[3] != '-') return last;
    }
    return "";
}

std::string ask(const Socket& socket, std::string_view command) {
    if (::send(socket.fd, command.data(), command.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(command.size()))
        return "";
    return read_reply(socket);
}

gate::ForeignMail try_foreign_mail(const gate::HostPort& at) {
    gate::ForeignMail out{gate::endpoint_text(fmt::format("[{}]:{}", at.host, at.port)),
                          Reach::unknown, false, ""};
    const auto [socket, fault] = open_tcp(at);
    out.reach = reach_of(fault);
    if (fault != 0) {
        out.reply = std::generic_category().message(fault);
        return out;
    }
    out.reply = read_reply(socket);
    for (const std::string_view command : {std::string_view("EHLO doctor.invalid\r\n"),
                                           std::string_view("MAIL FROM:<>\r\n"), kForeign}) {
        if (!out.reply.starts_with('2')) return out;
        out.reply = ask(socket, command);
    }
    out.taken = out.reply.starts_with('2');
    ask(socket, "RSET\r\n");
    ask(socket, "QUIT\r\n");
    return out;
}

/// This machine's addresses but loopback and link-local ones: how others see it.
std::vector<std::string> own_addresses() {
    std::vector<std::string> out;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return out;
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr) continue;
        const bool four = one->ifa_addr->sa_family == AF_INET;
        if (!four && one->ifa_addr->sa_family != AF_INET6) continue;
        auto text = number_text(one->ifa_addr, four ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        const bool link_local = text.starts_with("fe80:") || text.starts_with("169.254.");
        if (!gate::is_loopback_host(text) && !link_local) out.push_back(std::move(text));
    }
    ::freeifaddrs(list);
    return out;
}

std::vector<gate::ForeignMail> try_next_hop(const gate::HostPort& hop) {
    std::vector<gate::ForeignMail> out;
    const auto own = own_addresses();
    if (gate::is_loopback_host(hop.host)) {
        // Here it takes what send-guard hands on; the question is what others can hand in.
        for (const auto& address : own) out.push_back(try_foreign_mail({address, hop.port}));
        return out;
    }
    const auto addresses = resolve(hop);
    const auto* first = addresses.get();
    const auto number = first == nullptr ? "" : number_text(first->ai_addr, first->ai_addrlen);
    const auto network = parse_network(number);
    const bool near = network && gate::is_private(*network);
    if (near || std::ranges::find(own, number) != own.end()) {
        out.push_back(try_foreign_mail({number, hop.port}));
    } else {
        const auto* const why = number.empty() ? "its name is not known here"
                                               : "a public server is not asked to take mail for "
                                                 "nobody";
        out.push_back({fmt::format("{}:{}", hop.host, hop.port), Reach::unknown, false, why});
    }
    return out;
}

gate::FileFact file_fact(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return {};
    return {true, static_cast<std::uint32_t>(info.st_mode & 07777)};
}

}  // namespace

Result<gate::PostfixTexts> ask_postconf(const std::filesystem::path& config_dir) {
    const auto ask_for = [&](const std::string& what) -> Result<std::string> {
        // /usr/sbin is not in everybody's PATH.
        const std::string program =
            ::access("/usr/sbin/postconf", X_OK) == 0 ? "/usr/sbin/postconf" : "postconf";
        BOOST_OUTCOME_TRY(auto ended,
                          run_program({.argv = {program, "-c", config_dir.string(), what},
                                       .limit = kPostconfTime}));
        if (ended.status != 0)
            return error(Errc::bad_input, fmt::format("postconf -c {} {} ended with {}: {}",
                                                      config_dir.string(), what, ended.status,
                                                      ended.err.substr(0, ended.err.find('\n'))));
        return std::move(ended.out);
    };
    gate::PostfixTexts out;
    BOOST_OUTCOME_TRY(out.parameters, ask_for("-x"));
    BOOST_OUTCOME_TRY(out.services, ask_for("-M"));
    BOOST_OUTCOME_TRY(out.overrides, ask_for("-Px"));
    return out;
}

std::vector<std::string> other_mail_servers() {
    constexpr std::array<std::pair<const char*, const char*>, 7> kOthers = {{
        {"Exim", "/etc/exim4"},
        {"Exim", "/etc/exim/exim.conf"},
        {"Exim", "/usr/local/etc/exim/configure"},
        {"OpenSMTPD", "/etc/smtpd.conf"},
        {"OpenSMTPD", "/etc/mail/smtpd.conf"},
        {"OpenSMTPD", "/etc/opensmtpd/smtpd.conf"},
        {"Sendmail", "/etc/mail/sendmail.cf"},
    }};
    std::vector<std::string> out;
    for (const auto& [name, path] : kOthers) {
        if (::access(path, F_OK) == 0) out.push_back(fmt::format("{} ({})", name, path));
    }
    return out;
}

gate::DoctorFacts look_around(const gate::DoctorQuestions& questions) {
    gate::DoctorFacts out;
    for (const auto& one : questions.endpoints) out.endpoints[one] = try_endpoint(one);
    if (questions.next_hop) out.next_hop = try_next_hop(*questions.next_hop);
    for (const auto& path : questions.tables) {
        if (auto text = read_file(path, kMaxTableBytes)) out.tables[path] = std::move(text.value());
    }
    for (const auto& path : questions.files) out.files[path] = file_fact(path);
    return out;
}

}  // namespace sendguard::cli
