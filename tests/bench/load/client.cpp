#include "bench/load/client.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

namespace sendguard::bench {
namespace {

constexpr int kStalledMs = 120'000;
constexpr std::size_t kReadBytes = 16 << 10;

/// What the next reply answers.
enum class Turn : std::uint8_t { greeting, ehlo, mail, rcpt, data, text, quit };

struct Session {
    int descriptor = -1;
    Turn turn = Turn::greeting;
    bool waits_to_write = false;
    std::uint32_t sent = 0;
    std::int64_t begun_ns = 0;
    std::string_view out;  ///< what is still to be written; texts are not ours
    std::string line;      ///< the beginning of a reply that came in pieces
};

class Client {
  public:
    explicit Client(const LoadPlan& plan)
        : plan_(plan),
          mail_("MAIL FROM:<" + plan.sender + ">\r\n"),
          rcpt_("RCPT TO:<" + plan.recipient + ">\r\n"),
          all_(mail_ + rcpt_ + "DATA\r\n"),
          sessions_(std::min(plan.sessions, plan.messages)) {}

    LoadResult run();

  private:
    bool more() const { return begun_ < plan_.messages && now_ns() < end_ns_; }
    void open(std::size_t index);
    void begin_message(Session& session);
    void end_message(Session& session, bool good);
    static void quit(Session& session);
    void on_reply(Session& session, std::string_view line);
    void on_readable(std::size_t index);
    void on_closed(std::size_t index);
    void flush(std::size_t index);
    void note_failure(std::string_view reply);

    const LoadPlan& plan_;
    const std::string mail_, rcpt_, all_;
    std::vector<Session> sessions_;
    Poll poll_;
    LoadResult result_;
    std::uint32_t begun_ = 0, live_ = 0;
    std::int64_t end_ns_ = 0;
};

void Client::open(std::size_t index) {
    auto& session = sessions_[index];
    session = Session{};
    session.begun_ns = now_ns();
    session.descriptor = connect_to(plan_.target);
    poll_.add(session.descriptor, EPOLLIN, index);
}

void Client::note_failure(std::string_view reply) {
    ++result_.failed;
    if (result_.first_failure.empty()) result_.first_failure = reply;
}

void Client::begin_message(Session& session) {
    ++begun_;
    if (session.sent > 0) session.begun_ns = now_ns();
    session.out = plan_.pipeline ? all_ : mail_;
    session.turn = Turn::mail;
}

void Client::end_message(Session& session, bool good) {
    if (good) result_.latencies_ns.push_back(now_ns() - session.begun_ns);
    ++session.sent;
    if (good && (plan_.per_session == 0 || session.sent < plan_.per_session) && more()) {
        begin_message(session);
        return;
    }
    quit(session);
}

void Client::quit(Session& session) {
    session.out = "QUIT\r\n";
    session.turn = Turn::quit;
}

void Client::on_reply(Session& session, std::string_view line) {
    const bool good = line[0] == '2' || line[0] == '3';
    if (!good && session.turn != Turn::quit) {
        note_failure(line);
        end_message(session, false);
        return;
    }
    switch (session.turn) {
        case Turn::greeting:
            session.out = "EHLO load.example.org\r\n";
            session.turn = Turn::ehlo;
            break;
        case Turn::ehlo:
            if (more()) {
                begin_message(session);
            } else {
                quit(session);
            }
            break;
        case Turn::mail:
            if (!plan_.pipeline) session.out = rcpt_;
            session.turn = Turn::rcpt;
            break;
        case Turn::rcpt:
            if (!plan_.pipeline) session.out = "DATA\r\n";
            session.turn = Turn::data;
            break;
        case Turn::data: {
            const auto& text = plan_.texts[begun_ % plan_.texts.size()];
            result_.bytes += text.size();
            session.out = text;
            session.turn = Turn::text;
            break;
        }
        case Turn::text:
            end_message(session, true);
            break;
        case Turn::quit:
            break;
    }
}

void Client::flush(std::size_t index) {
    auto& session = sessions_[index];
    while (!session.out.empty()) {
        const auto count = write(session.descriptor, session.out.data(), session.out.size());
        if (count < 0) break;
        session.out.remove_prefix(static_cast<std::size_t>(count));
    }
    // A broken connection is met by the next read.
    const bool wait = !session.out.empty() && errno == EAGAIN;
    if (wait == session.waits_to_write) return;
    session.waits_to_write = wait;
    poll_.change(session.descriptor, wait ? EPOLLIN | EPOLLOUT : EPOLLIN, index);
}

void Client::on_closed(std::size_t index) {
    auto& session = sessions_[index];
    if (session.turn != Turn::quit) note_failure("the connection was closed");
    // A server that is not there uses messages up as well, or this would never end.
    if (session.turn == Turn::greeting || session.turn == Turn::ehlo) ++begun_;
    close(session.descriptor);
    session.descriptor = -1;
    if (more()) {
        open(index);
    } else {
        --live_;
    }
}

void Client::on_readable(std::size_t index) {
    auto& session = sessions_[index];
    char buffer[kReadBytes];
    const auto count = read(session.descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        on_closed(index);
        return;
    }
    session.line.append(buffer, static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (auto end = session.line.find('\n'); end != std::string::npos;
         end = session.line.find('\n', begin)) {
        const auto line = std::string_view(session.line).substr(begin, end - begin);
        begin = end + 1;
        if (line.size() > 3 && line[3] != '-') on_reply(session, line);
    }
    session.line.erase(0, begin);
    flush(index);
}

LoadResult Client::run() {
    const auto start = now_ns();
    end_ns_ = start + static_cast<std::int64_t>(plan_.seconds * 1e9);
    result_.latencies_ns.reserve(plan_.messages);
    for (std::size_t i = 0; i < sessions_.size(); ++i, ++live_) open(i);
    while (live_ > 0) {
        const auto events = poll_.wait(kStalledMs);
        if (events.empty()) {
            note_failure("nothing has moved for two minutes");
            break;
        }
        for (const auto& event : events) {
            const auto index = static_cast<std::size_t>(event.data.u64);
            if ((event.events & EPOLLOUT) != 0) flush(index);
            if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) on_readable(index);
        }
    }
    result_.seconds = static_cast<double>(now_ns() - start) / 1e9;
    return std::move(result_);
}

}  // namespace

std::string for_the_wire(std::string_view mail) {
    std::string out;
    out.reserve(mail.size() + mail.size() / 32 + 5);
    bool line_start = true;
    for (const char c : mail) {
        if (c == '\r') continue;
        if (line_start && c == '.') out += '.';
        line_start = c == '\n';
        if (line_start) out += '\r';
        out += c;
    }
    return out + (line_start ? ".\r\n" : "\r\n.\r\n");
}

LoadResult send_load(const LoadPlan& plan) {
    return Client(plan).run();
}

}  // namespace sendguard::bench
