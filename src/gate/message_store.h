// A message while it is received, judged and handed on: in memory as long as it is small, then in a
// file that has no name, so that a thousand large ones do not need a thousand times their size.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard::gate {

/// How much message text all stores hold in memory together.
struct MemoryBudget {
    std::uint64_t most = 64u << 20;
    std::atomic<std::uint64_t> used{0};
};

class MessageStore {
  public:
    /// in: folder - for the file; spool_over - bytes from which on it is used
    MessageStore(MemoryBudget& budget, std::string folder, std::uint64_t spool_over);
    ~MessageStore();
    MessageStore(const MessageStore&) = delete;
    MessageStore& operator=(const MessageStore&) = delete;

    /// The end of what was received, which a DataReceiver appends to and looks back into.
    std::string& tail() { return memory_; }
    /// Moves what memory should not hold to the file. errors: io (disk full, no such folder)
    Result<void> settle(std::size_t keep);
    void clear();

    std::uint64_t size() const { return in_file_ + held().size(); }
    bool in_file() const { return in_file_ > 0; }
    /// At most `most` bytes from `from` on, as they stand in memory, or in `buffer`. errors: io
    Result<std::string_view> read(std::uint64_t from, std::size_t most, std::string& buffer) const;
    /// The whole message, shared with the store when it stands in memory. Nothing more may be
    /// received after it. errors: io
    Result<std::shared_ptr<const std::string>> whole();
    /// Puts other bytes in place of what was received. errors: io
    Result<void> replace(std::string bytes);

  private:
    const std::string& held() const { return whole_ ? *whole_ : memory_; }
    Result<void> open_file();
    void account();
    MemoryBudget& budget_;
    std::string folder_;
    std::uint64_t spool_over_;
    std::string memory_;
    std::shared_ptr<const std::string> whole_;  ///< what was memory_, once all has come
    std::uint64_t counted_ = 0;
    std::uint64_t in_file_ = 0;
    int file_ = -1;
};

}  // namespace sendguard::gate
