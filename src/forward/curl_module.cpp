// The adapter of libcurl, and the only file that knows it. libcurl's own mail mode cannot send
// ESMTP parameters, does not pipeline, passes bare LF and addresses with line ends through, and
// blurs who was refused. So it is used for what it does well and we do not want to write: names,
// connecting, STARTTLS, certificates and SASL (CURLOPT_CONNECT_ONLY); then its live channel is
// ours.
//
// Limits: one connection a channel; proxies and .netrc are not read: the policy alone says where
// mail goes. Source: curl_easy_send(3), CURLOPT_CONNECT_ONLY(3), libcurl 7.88.
#include <curl/curl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include <array>
#include <cstring>
#include <ctime>

#include "base/limits.h"
#include "base/text.h"
#include "forward/channel.h"

namespace sendguard::forward {
namespace {

struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;

/// OpenSSL writes with write(2), and a server that hung up would end the whole program by SIGPIPE.
/// Blocked for this thread only, and one that we caused is taken off.
///
/// A program that ignores the signal (a gate) needs none of this, and saves four system calls.
class NoSigpipe {
  public:
    NoSigpipe() {
        struct sigaction action {};
        static const bool ignored =
            ::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
        idle_ = ignored;
        if (idle_) return;
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoSigpipe(const NoSigpipe&) = delete;
    NoSigpipe& operator=(const NoSigpipe&) = delete;
    ~NoSigpipe() {
        if (idle_) return;
        const timespec now{0, 0};
        if (!was_pending_) sigtimedwait(&pipe_, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

  private:
    sigset_t pipe_{}, before_{};
    bool was_pending_ = false;
    bool idle_ = false;
};

using Clock = std::chrono::steady_clock;

class CurlChannel : public Channel {
  public:
    CurlChannel(Easy easy, curl_socket_t socket, std::chrono::milliseconds timeout)
        : easy_(std::move(easy)), socket_(socket), timeout_(timeout) {}
    ~CurlChannel() override {
        const NoSigpipe quiet;
        easy_.reset();
    }

    Result<void> send(std::string_view bytes) override {
        const NoSigpipe quiet;
        auto until = Clock::now() + timeout_;
        while (!bytes.empty()) {
            std::size_t sent = 0;
            const auto code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
            if (code == CURLE_AGAIN) {
                BOOST_OUTCOME_TRY(wait_for(POLLOUT, until));
                continue;
            }
            if (code != CURLE_OK) {
                return error(Errc::unavailable, "the connection broke while sending");
            }
            bytes.remove_prefix(sent);
            until = Clock::now() + timeout_;  // it moves: the wait begins anew
        }
        return outcome::success();
    }

    Result<std::string> receive(std::chrono::milliseconds wait) override {
        const NoSigpipe quiet;
        const auto until = Clock::now() + wait;
        std::array<char, 4096> buffer{};
        for (;;) {
            std::size_t got = 0;
            const auto code = curl_easy_recv(easy_.get(), buffer.data(), buffer.size(), &got);
            if (code == CURLE_OK) return std::string(buffer.data(), got);
            if (code != CURLE_AGAIN) return error(Errc::unavailable, "the connection broke");
            BOOST_OUTCOME_TRY(wait_for(POLLIN, until));
        }
    }

    int descriptor() const override { return socket_; }

    Result<std::size_t> send_some(std::string_view bytes) override {
        const NoSigpipe quiet;
        std::size_t sent = 0;
        const auto code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
        if (code == CURLE_AGAIN) return std::size_t{0};
        if (code != CURLE_OK) return error(Errc::unavailable, "the connection broke while sending");
        return sent;
    }

    Result<std::optional<std::size_t>> receive_some(std::span<char> buffer) override {
        const NoSigpipe quiet;
        std::size_t got = 0;
        const auto code = curl_easy_recv(easy_.get(), buffer.data(), buffer.size(), &got);
        if (code == CURLE_AGAIN) return std::optional<std::size_t>();
        if (code != CURLE_OK) return error(Errc::unavailable, "the connection broke");
        return std::optional(got);
    }

  private:
    Result<void> wait_for(short events, Clock::time_point until) {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
            if (left.count() <= 0) return error(Errc::timeout, "the server did not answer in time");
            pollfd one{socket_, events, 0};
            const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
            if (ready > 0) return outcome::success();
            if (ready < 0 && errno != EINTR) return error(Errc::io, std::strerror(errno));
        }
    }

    Easy easy_;
    curl_socket_t socket_;
    std::chrono::milliseconds timeout_;
};

/// What the callbacks write to while the connection opens.
struct Watch {
    Opening& opening;
    std::size_t bytes = 0;
};

std::size_t on_server_line(char* data, std::size_t, std::size_t size, void* user) {
    auto& watch = *static_cast<Watch*>(user);
    watch.bytes += size;
    if (watch.bytes > kMaxSmtpReplyBytes) return 0;  // ends the connection
    watch.opening.lines.emplace_back(trim(std::string_view(data, size)));
    return size;
}

/// Notes the command that goes out by its first word; what follows may be a password.
int on_debug(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
    if (type != CURLINFO_HEADER_OUT) return 0;
    const std::string_view line(data, size);
    for (const std::string_view word : {"EHLO", "HELO", "STARTTLS", "AUTH"}) {
        if (line.starts_with(word)) static_cast<Watch*>(user)->opening.stage = word;
    }
    return 0;
}

OpenFault fault_of(CURLcode code, const std::string& stage) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return OpenFault::unknown_host;
        case CURLE_COULDNT_CONNECT:
            return OpenFault::no_connection;
        case CURLE_USE_SSL_FAILED:
            return OpenFault::no_starttls;
        case CURLE_PEER_FAILED_VERIFICATION:
            return OpenFault::certificate;
        case CURLE_SSL_CONNECT_ERROR:
            return OpenFault::tls;
        case CURLE_SSL_CACERT_BADFILE:
            return OpenFault::ca_file;
        case CURLE_LOGIN_DENIED:
            return OpenFault::login_refused;
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_REMOTE_ACCESS_DENIED:
            return stage == "AUTH" ? OpenFault::login_refused : OpenFault::refused;
        case CURLE_OPERATION_TIMEDOUT:
            return OpenFault::timeout;
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
            return OpenFault::closed;
        default:
            return OpenFault::other;
    }
}

std::string url_of(const ChannelSettings& settings) {
    const bool ipv6 = settings.host.find(':') != std::string::npos;
    std::string url = settings.tls_from_start ? "smtps://" : "smtp://";
    url += ipv6 ? "[" + settings.host + "]" : settings.host;
    url += ":" + std::to_string(settings.port) + "/";
    for (const char c : settings.helo_name) {  // libcurl takes the EHLO name from the path
        if (c == '[') {
            url += "%5B";
        } else if (c == ']') {
            url += "%5D";
        } else {
            url += c;
        }
    }
    return url;
}

template <class Value>
void set(const Easy& easy, CURLcode& fault, CURLoption option, Value value) {
    if (fault == CURLE_OK) fault = curl_easy_setopt(easy.get(), option, value);
}

CURLcode set_tls(const Easy& easy, const ChannelSettings& settings) {
    auto fault = CURLE_OK;
    const bool verify = settings.tls == Tls::verify;
    long use = static_cast<long>(CURLUSESSL_NONE);
    if (settings.tls == Tls::opportunistic) use = static_cast<long>(CURLUSESSL_TRY);
    if (verify) use = static_cast<long>(CURLUSESSL_ALL);
    set(easy, fault, CURLOPT_USE_SSL, use);
    set(easy, fault, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    set(easy, fault, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    set(easy, fault, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty()) {  // in place of the system's authorities, not beside them
        set(easy, fault, CURLOPT_CAINFO, settings.ca_file.c_str());
        set(easy, fault, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    return fault;
}

CURLcode set_login(const Easy& easy, const ChannelSettings& settings) {
    auto fault = CURLE_OK;
    if (settings.user.empty()) return fault;
    set(easy, fault, CURLOPT_USERNAME, settings.user.c_str());
    if (settings.bearer_token.empty()) {
        set(easy, fault, CURLOPT_PASSWORD, settings.password.c_str());
    } else {
        set(easy, fault, CURLOPT_XOAUTH2_BEARER, settings.bearer_token.c_str());
    }
    set(easy, fault, CURLOPT_SASL_IR, 1L);
    if (!settings.mechanism.empty()) {
        set(easy, fault, CURLOPT_LOGIN_OPTIONS, ("AUTH=" + settings.mechanism).c_str());
    }
    return fault;
}

CURLcode set_connection(const Easy& easy, const ChannelSettings& settings, Watch& watch,
                        char* words) {
    auto fault = CURLE_OK;
    const auto timeout = static_cast<long>(settings.timeout.count());
    set(easy, fault, CURLOPT_URL, url_of(settings).c_str());
    set(easy, fault, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(easy, fault, CURLOPT_CONNECT_ONLY, 1L);
    set(easy, fault, CURLOPT_NOSIGNAL, 1L);
    set(easy, fault, CURLOPT_PROXY, "");
    set(easy, fault, CURLOPT_CONNECTTIMEOUT_MS, timeout);
    set(easy, fault, CURLOPT_TIMEOUT_MS, timeout);
    set(easy, fault, CURLOPT_ERRORBUFFER, words);
    set(easy, fault, CURLOPT_HEADERFUNCTION, on_server_line);
    set(easy, fault, CURLOPT_HEADERDATA, static_cast<void*>(&watch));
    set(easy, fault, CURLOPT_VERBOSE, 1L);
    set(easy, fault, CURLOPT_DEBUGFUNCTION, on_debug);
    set(easy, fault, CURLOPT_DEBUGDATA, static_cast<void*>(&watch));
    return fault;
}

/// After it the easy handle lives on in the channel, so nothing may point at this stack.
void forget_watch(const Easy& easy) {
    auto fault = CURLE_OK;
    set(easy, fault, CURLOPT_VERBOSE, 0L);
    set(easy, fault, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(easy, fault, CURLOPT_HEADERDATA, static_cast<void*>(nullptr));
    set(easy, fault, CURLOPT_DEBUGDATA, static_cast<void*>(nullptr));
}

void open(const ChannelSettings& settings, Opening& opening) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    opening.stage = "connect";
    std::array<char, CURL_ERROR_SIZE> words{};
    Watch watch{opening};
    Easy easy(started == CURLE_OK ? curl_easy_init() : nullptr);
    auto code = easy ? CURLE_OK : CURLE_FAILED_INIT;
    if (code == CURLE_OK) code = set_connection(easy, settings, watch, words.data());
    if (code == CURLE_OK) code = set_tls(easy, settings);
    if (code == CURLE_OK) code = set_login(easy, settings);
    const NoSigpipe quiet;
    if (code == CURLE_OK) code = curl_easy_perform(easy.get());
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code == CURLE_OK) code = curl_easy_getinfo(easy.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (code == CURLE_OK && socket == CURL_SOCKET_BAD) code = CURLE_COULDNT_CONNECT;
    if (code != CURLE_OK) {
        opening.fault = fault_of(code, opening.stage);
        opening.words = words[0] != '\0' ? words.data() : curl_easy_strerror(code);
        easy.reset();
        return;
    }
    forget_watch(easy);
    opening.channel = std::make_unique<CurlChannel>(std::move(easy), socket, settings.timeout);
}

}  // namespace
}  // namespace sendguard::forward

extern "C" __attribute__((visibility("default"))) void sendguard_curl_open(
    const sendguard::forward::ChannelSettings& settings, sendguard::forward::Opening& opening) {
    sendguard::forward::open(settings, opening);
}
