// A log whose lines a test can read.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "base/log.h"

namespace sendguard::test {

class ReadableLog {
  public:
    ReadableLog() : ends_(make_pipe()), log_(ends_[1]) {}
    ReadableLog(const ReadableLog&) = delete;
    ReadableLog& operator=(const ReadableLog&) = delete;
    ~ReadableLog() {
        for (const int end : ends_) ::close(end);
    }
    const Log& log() const { return log_; }
    /// What was logged since the last call.
    std::string text() const {
        std::string out(65536, '\0');
        const auto got = ::read(ends_[0], out.data(), out.size());
        out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return out;
    }

  private:
    static std::array<int, 2> make_pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        return ends;
    }
    std::array<int, 2> ends_;
    Log log_;
};

}  // namespace sendguard::test
