#include "bench/load/sink.h"

#include <signal.h>
#include <strings.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace sendguard::bench {
namespace {

constexpr std::size_t kReadBytes = 256 << 10;
constexpr std::string_view kEnd = "\r\n.\r\n";
constexpr std::string_view kGreeting = "220 sink.example.org ESMTP\r\n";
constexpr std::string_view kHello =
    "250-sink.example.org\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n"
    "250-XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\r\n250 ENHANCEDSTATUSCODES\r\n";
constexpr std::string_view kOk = "250 2.0.0 Ok\r\n";

struct Peer {
    bool in_text = false;
    std::string kept;  ///< of a command: its beginning; of a text: its last four bytes
};

class Sink {
  public:
    explicit Sink(const Endpoint& at) : listener_(listen_on(at)), buffer_(kReadBytes) {}
    void run();

  private:
    void on_signal(int signals);
    void on_connections();
    void on_readable(int descriptor);
    std::size_t take_text(Peer& peer, std::string_view bytes);
    std::size_t take_command(Peer& peer, std::string_view bytes);
    void report();

    int listener_;
    Poll poll_;
    std::vector<char> buffer_;
    std::vector<std::unique_ptr<Peer>> peers_;  ///< by descriptor
    std::string out_;                           ///< this turn's replies
    bool gone_ = false;                         ///< this peer said QUIT
    bool ended_ = false;
    std::uint64_t messages_ = 0, bytes_ = 0, connections_ = 0;
    std::int64_t first_ns_ = 0, last_ns_ = 0;
};

/// Takes what belongs to the text; out: how many bytes that was.
std::size_t Sink::take_text(Peer& peer, std::string_view bytes) {
    // The end may have begun in the bytes read before.
    const auto before = peer.kept.size();
    const std::string seam = peer.kept + std::string(bytes.substr(0, kEnd.size() - 1));
    std::size_t length = std::string::npos;
    if (const auto at = seam.find(kEnd); at != std::string::npos) {
        length = at + kEnd.size() - before;
    } else if (const void* found = memmem(bytes.data(), bytes.size(), kEnd.data(), kEnd.size())) {
        length =
            static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) + kEnd.size();
    }
    if (length == std::string::npos) {
        peer.kept.append(bytes.substr(bytes.size() - std::min(bytes.size(), kEnd.size() - 1)));
        peer.kept.erase(0, peer.kept.size() - std::min(peer.kept.size(), kEnd.size() - 1));
        bytes_ += bytes.size();
        return bytes.size();
    }
    last_ns_ = now_ns();
    if (messages_++ == 0) first_ns_ = last_ns_;
    bytes_ += length;
    peer.in_text = false;
    peer.kept.clear();
    out_ += kOk;
    return length;
}

std::size_t Sink::take_command(Peer& peer, std::string_view bytes) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) {
        peer.kept += bytes;
        return bytes.size();
    }
    peer.kept += bytes.substr(0, std::min<std::size_t>(end, 4));
    const auto is = [&](const char* word) { return strncasecmp(peer.kept.c_str(), word, 4) == 0; };
    if (is("EHLO")) {
        out_ += kHello;
    } else if (is("DATA")) {
        out_ += "354 Go on\r\n";
        peer.in_text = true;
    } else if (is("QUIT")) {
        out_ += "221 2.0.0 Bye\r\n";
        gone_ = true;
    } else {
        out_ += kOk;
    }
    // A text may be empty: its first line is as good as any.
    peer.kept = peer.in_text ? "\r\n" : "";
    return end + 1;
}

void Sink::on_readable(int descriptor) {
    auto& peer = peers_[static_cast<std::size_t>(descriptor)];
    const auto count = read(descriptor, buffer_.data(), buffer_.size());
    gone_ = count <= 0;
    out_.clear();
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    while (!bytes.empty() && !gone_) {
        bytes.remove_prefix(peer->in_text ? take_text(*peer, bytes) : take_command(*peer, bytes));
    }
    // Replies are far smaller than a socket's buffer; a peer that reads none of them is no peer.
    if (!out_.empty() && write(descriptor, out_.data(), out_.size()) < 0) gone_ = true;
    if (!gone_) return;
    close(descriptor);
    peer.reset();
}

void Sink::on_connections() {
    for (int one = accept_from(listener_); one >= 0; one = accept_from(listener_)) {
        ++connections_;
        const auto index = static_cast<std::size_t>(one);
        if (peers_.size() <= index) peers_.resize(index + 1);
        peers_[index] = std::make_unique<Peer>();
        poll_.add(one, EPOLLIN, index);
        if (write(one, kGreeting.data(), kGreeting.size()) < 0) {
            close(one);
            peers_[index].reset();
        }
    }
}

void Sink::report() {
    std::printf("sink messages=%llu bytes=%llu connections=%llu seconds=%.4f\n",
                static_cast<unsigned long long>(messages_), static_cast<unsigned long long>(bytes_),
                static_cast<unsigned long long>(connections_),
                static_cast<double>(last_ns_ - first_ns_) / 1e9);
    std::fflush(stdout);
    messages_ = bytes_ = connections_ = 0;
    first_ns_ = last_ns_ = 0;
}

void Sink::on_signal(int signals) {
    signalfd_siginfo info{};
    if (read(signals, &info, sizeof info) != sizeof info) return;
    if (info.ssi_signo == SIGUSR1) {
        report();
    } else {
        ended_ = true;
    }
}

void Sink::run() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const int signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    poll_.add(listener_, EPOLLIN, static_cast<std::uint64_t>(listener_));
    poll_.add(signals, EPOLLIN, static_cast<std::uint64_t>(signals));
    std::printf("sink ready\n");
    std::fflush(stdout);
    while (!ended_) {
        for (const auto& event : poll_.wait(-1)) {
            const int descriptor = static_cast<int>(event.data.u64);
            if (descriptor == listener_) {
                on_connections();
            } else if (descriptor == signals) {
                on_signal(signals);
            } else {
                on_readable(descriptor);
            }
        }
    }
}

}  // namespace

void run_sink(const Endpoint& at) {
    Sink(at).run();
}

}  // namespace sendguard::bench
