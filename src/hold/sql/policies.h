// The policy versions that a store keeps: their sources, once a version.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "hold/sql/records.h"
#include "hold/sql/transaction.h"

namespace sendguard::hold {

/// Thread-safe.
class Policies {
  public:
    static constexpr std::string_view kSelect =
        "select sha256, encrypted, bytes from policies where digest = :digest";
    using Write = std::function<Result<void>(std::function<SqlResult<void>(Transaction&)>)>;

    explicit Policies(const Records& records) : records_(records) {}

    /// Puts it in, with its line in the audit chain, unless it is there; asks no database for one
    /// that this process has seen there.
    Result<void> keep(std::string_view digest, std::string_view sources, const Write& write);

  private:
    bool known(const std::string& digest);

    const Records& records_;
    std::mutex mutex_;
    std::set<std::string> known_;
};

}  // namespace sendguard::hold
