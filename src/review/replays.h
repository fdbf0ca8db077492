// Answers by Idempotency-Key, where no store keeps them: a retry within the hour gets the first
// answer again, and nothing is sent twice. A restart forgets them.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"
#include "review/http.h"

namespace sendguard::review {

inline constexpr std::chrono::hours kReplayKept{1};
inline constexpr std::size_t kMaxReplays = 10'000;

/// Thread-safe.
class Replays {
  public:
    enum class Kind : std::uint8_t { first, again, other_content, under_way };
    struct Found {
        Kind kind = Kind::first;
        Response response;  ///< of `again`
    };
    /// in:  content - digest of what was handed in under the key
    /// out: first - go on, then call done() or undone()
    Found begin(const std::string& key, const std::string& content, Timestamp now);
    void done(const std::string& key, const Response& response);
    void undone(const std::string& key);

  private:
    struct Entry {
        std::string content;
        Timestamp begun{};
        std::optional<Response> response;
    };
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

}  // namespace sendguard::review
