#include "bench/load/pipe.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace sendguard::bench {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;

/// One direction's end: what came from `other` and is still to be written to `descriptor`.
struct End {
    int descriptor = -1;
    int other = -1;
    std::string waiting;
};

class Pipe {
  public:
    Pipe(const Endpoint& at, Endpoint next_hop)
        : listener_(listen_on(at)), next_hop_(std::move(next_hop)), buffer_(kReadBytes) {}
    void run();

  private:
    void join(int client);
    void part(int descriptor);
    void put(int descriptor, int other);
    void on_readable(int descriptor);
    void on_writable(int descriptor);
    End& end(int descriptor) { return *ends_[static_cast<std::size_t>(descriptor)]; }

    int listener_;
    Endpoint next_hop_;
    Poll poll_;
    std::vector<char> buffer_;
    std::vector<std::unique_ptr<End>> ends_;  ///< by descriptor
};

void Pipe::put(int descriptor, int other) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (ends_.size() <= index) ends_.resize(index + 1);
    ends_[index] = std::make_unique<End>(End{descriptor, other, {}});
    poll_.add(descriptor, EPOLLIN, index);
}

void Pipe::join(int client) {
    const int server = connect_to(next_hop_);
    put(client, server);
    put(server, client);
}

void Pipe::part(int descriptor) {
    const int other = end(descriptor).other;
    for (const int one : {descriptor, other}) {
        close(one);
        ends_[static_cast<std::size_t>(one)].reset();
    }
}

void Pipe::on_readable(int descriptor) {
    const auto count = read(descriptor, buffer_.data(), buffer_.size());
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return part(descriptor);
    auto& other = end(end(descriptor).other);
    auto written = write(other.descriptor, buffer_.data(), static_cast<std::size_t>(count));
    if (written < 0 && errno != EAGAIN && errno != ENOTCONN) return part(descriptor);
    if (written < 0) written = 0;
    if (written == count) return;
    // Nothing more is read here until the other side has taken this.
    other.waiting.assign(buffer_.data() + written, static_cast<std::size_t>(count - written));
    poll_.change(descriptor, 0, static_cast<std::uint64_t>(descriptor));
    poll_.change(other.descriptor, EPOLLIN | EPOLLOUT,
                 static_cast<std::uint64_t>(other.descriptor));
}

void Pipe::on_writable(int descriptor) {
    auto& one = end(descriptor);
    const auto written = write(descriptor, one.waiting.data(), one.waiting.size());
    if (written < 0) {
        if (errno != EAGAIN) part(descriptor);
        return;
    }
    one.waiting.erase(0, static_cast<std::size_t>(written));
    if (!one.waiting.empty()) return;
    poll_.change(descriptor, EPOLLIN, static_cast<std::uint64_t>(descriptor));
    poll_.change(one.other, EPOLLIN, static_cast<std::uint64_t>(one.other));
}

void Pipe::run() {
    poll_.add(listener_, EPOLLIN, static_cast<std::uint64_t>(listener_));
    std::printf("pipe ready\n");
    std::fflush(stdout);
    while (true) {
        for (const auto& event : poll_.wait(-1)) {
            const int descriptor = static_cast<int>(event.data.u64);
            if (descriptor == listener_) {
                for (int one = accept_from(listener_); one >= 0; one = accept_from(listener_))
                    join(one);
                continue;
            }
            // An earlier event of this turn may have parted the pair.
            if (!ends_[event.data.u64]) continue;
            if ((event.events & EPOLLOUT) != 0) on_writable(descriptor);
            if (!ends_[event.data.u64]) continue;
            if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_readable(descriptor);
        }
    }
}

}  // namespace

void run_pipe(const Endpoint& at, const Endpoint& next_hop) {
    Pipe(at, next_hop).run();
}

}  // namespace sendguard::bench
