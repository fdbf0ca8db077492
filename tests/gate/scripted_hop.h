// A next hop as text, on a port of loopback: what it says to each command on each connection, and
// what it heard.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sendguard::gate::test {

/// Connections come one after the other. EHLO, RSET and QUIT are answered by themselves; all other
/// commands, and the final dot, by the next line of the connection's script, when it has run out
/// by 250 (354 to DATA). "<close>" hangs up.
class ScriptedHop {
  public:
    using Script = std::deque<std::string>;
    explicit ScriptedHop(std::vector<Script> scripts,
                         std::string offers = "250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        : scripts_(std::move(scripts)), offers_(std::move(offers)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_, raw, size) == 0);
        REQUIRE(::getsockname(listener_, raw, &size) == 0);
        REQUIRE(::listen(listener_, 8) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~ScriptedHop() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    ScriptedHop(const ScriptedHop&) = delete;
    ScriptedHop& operator=(const ScriptedHop&) = delete;

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    /// What came after EHLO, for each connection.
    std::vector<std::string> heard() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

  private:
    void serve() {
        for (;;) {
            const int peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0) return;
            const int on = 1;
            ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            Script script;
            if (!scripts_.empty()) {
                script = std::move(scripts_.front());
                scripts_.erase(scripts_.begin());
            }
            talk(peer, script);
            ::close(peer);
        }
    }
    void talk(int peer, Script& script) {
        say(peer, "220 hop.example.net ESMTP\r\n");
        bool greeted = false, in_data = false;
        for (std::string line; next_line(peer, line);) {
            if (!greeted) {
                greeted = line.starts_with("EHLO ");
                say(peer, "250-hop.example.net\r\n" + offers_);
                const std::lock_guard lock(mutex_);
                heard_.emplace_back();
                continue;
            }
            if (line == "QUIT\r\n") return;
            {
                const std::lock_guard lock(mutex_);
                heard_.back() += line;
            }
            if (in_data && line != ".\r\n") continue;
            std::string answer = line == "DATA\r\n" ? "354 Go on\r\n" : "250 2.0.0 Ok\r\n";
            if (line != "RSET\r\n" && !script.empty()) {
                answer = std::move(script.front());
                script.pop_front();
            }
            if (answer == "<close>") return;
            in_data = answer.starts_with("354");
            say(peer, answer);
        }
    }
    static void say(int peer, const std::string& text) {
        [[maybe_unused]] const auto sent = ::send(peer, text.data(), text.size(), MSG_NOSIGNAL);
    }
    static bool next_line(int peer, std::string& line) {
        line.clear();
        for (char c = 0; c != '\n';) {
            if (::recv(peer, &c, 1, 0) != 1) return false;
            line += c;
        }
        return true;
    }

    std::vector<Script> scripts_;
    std::string offers_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> heard_;
    std::thread thread_;
};

}  // namespace sendguard::gate::test
