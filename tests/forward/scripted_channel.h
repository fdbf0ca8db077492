// A server as text: what it says after each command, and what it was sent.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "forward/channel.h"

namespace sendguard::forward {

/// Says one entry of `says` after each command that it was sent (a window of commands counts by its
/// lines); "<close>" hangs up, "<silence>" lets the wait run out. In the data it counts nothing up
/// to the final dot.
class ScriptedChannel : public Channel {
  public:
    explicit ScriptedChannel(std::deque<std::string> says) : says_(std::move(says)) {}

    Result<void> send(std::string_view bytes) override {
        if (broken_) return error(Errc::unavailable, "the connection broke while sending");
        sent += bytes;
        sends.emplace_back(bytes);
        if (in_data_) {
            if (!sent.ends_with("\r\n.\r\n")) return outcome::success();
            in_data_ = false;
            speak();
            return outcome::success();
        }
        for (const char c : bytes) {
            if (c == '\n') speak();
        }
        return outcome::success();
    }
    Result<std::string> receive(std::chrono::milliseconds) override {
        if (!waiting_.empty()) return std::exchange(waiting_, "");
        if (closed_) return std::string();
        return error(Errc::timeout, "the server did not answer in time");
    }
    void break_now() { broken_ = true; }

    std::string sent;
    std::deque<std::string> sends;

  private:
    void speak() {
        if (says_.empty()) return;
        const auto said = says_.front();
        says_.pop_front();
        if (said == "<close>") {
            closed_ = true;
        } else if (said != "<silence>") {
            waiting_ += said;
            if (said.starts_with("354")) in_data_ = true;
        }
    }
    std::deque<std::string> says_;
    std::string waiting_;
    bool in_data_ = false, closed_ = false, broken_ = false;
};

}  // namespace sendguard::forward
