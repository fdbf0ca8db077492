#include "gate/verdict_log.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "gate/readable_log.h"

using namespace sendguard;
using namespace sendguard::gate;
using sendguard::test::ReadableLog;

namespace {

/// A store that can be down.
struct Chain {
    std::atomic<bool> down = false;
    std::mutex mutex;
    std::vector<std::string> lines;
    std::size_t batches = 0;

    VerdictLog::Write write() {
        return [this](const std::vector<hold::Event>& batch) -> Result<void> {
            if (down) return error(Errc::unavailable, "the disk is full");
            const std::lock_guard lock(mutex);
            for (const auto& event : batch) lines.push_back(event.reason);
            ++batches;
            return outcome::success();
        };
    }
    bool has(std::size_t count) {
        for (int i = 0; i < 500; ++i) {
            {
                const std::lock_guard lock(mutex);
                if (lines.size() >= count) return lines.size() == count;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
};

hold::Event verdict(int number) {
    return {.reason = std::to_string(number)};
}

}  // namespace

TEST_CASE("verdict log: all come into the chain, in their order, in batches", "[gate][audit]") {
    ReadableLog log;
    Chain chain;
    VerdictLog verdicts(chain.write(), log.log());
    for (int i = 0; i < 300; ++i) verdicts.add(verdict(i));
    REQUIRE(chain.has(300));
    for (int i = 0; i < 300; ++i)
        CHECK(chain.lines[static_cast<std::size_t>(i)] == std::to_string(i));
    CHECK(chain.batches < 10);
}

TEST_CASE("verdict log: what was not recorded is counted at its place", "[gate][audit]") {
    ReadableLog log;
    Chain chain;
    chain.down = true;
    VerdictLog verdicts(chain.write(), log.log(), 10);
    for (int i = 0; i < 30; ++i) verdicts.add(verdict(i));
    chain.down = false;
    REQUIRE(chain.has(10));
    CHECK(chain.lines[8] == "8");
    CHECK(chain.lines[9] == "21 verdicts not recorded");
    verdicts.add(verdict(30));
    REQUIRE(chain.has(11));
    CHECK(chain.lines[10] == "30");
    const auto text = log.text();
    CHECK(text.find("verdicts_lost") != std::string::npos);
    CHECK(text.find("verdicts_lost") == text.rfind("verdicts_lost"));
}

TEST_CASE("verdict log: the last ones are written when it ends", "[gate][audit]") {
    ReadableLog log;
    Chain chain;
    {
        VerdictLog verdicts(chain.write(), log.log());
        verdicts.add(verdict(1));
    }
    CHECK(chain.lines == std::vector<std::string>{"1"});
    chain.down = true;
    {
        VerdictLog verdicts(chain.write(), log.log());
        verdicts.add(verdict(2));
    }
    CHECK(log.text().find("verdicts_lost") != std::string::npos);
}
