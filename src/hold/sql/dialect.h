// Where SQLite and PostgreSQL differ: how a connection is set up, the schema, and a few statements.
// What both understand stands in sql_store.cpp and transaction.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "hold/sql/connection.h"

namespace sendguard::hold {

/// A step of the schema: from the version before it to its own. Never changed once released.
struct Migration {
    int version;
    std::span<const std::string_view> statements;
};

class Dialect {
  public:
    virtual ~Dialect() = default;

    /// A new connection, set up. errors: as Connection; bad_policy for what a person must mend
    virtual Result<std::unique_ptr<Connection>> connect(bool for_writing) = 0;
    /// After an I/O error: whether the store may be trusted again.
    virtual Result<void> check() = 0;
    /// Remembers, beyond this process, that a check is due.
    virtual void suspect() = 0;

    virtual std::span<const Migration> migrations() const = 0;
    /// Begins a transaction that no other one can stand beside: for migrations.
    virtual SqlResult<void> begin_alone(Connection& connection) const = 0;
    /// Begins a transaction that writes.
    virtual std::string_view begin() const = 0;
    /// The store's clock.
    virtual SqlResult<Timestamp> now(Connection& connection) const = 0;

    virtual std::string_view insert_body() const = 0;
    virtual std::string_view insert_policy() const = 0;
    virtual std::string_view insert_profile() const = 0;
    virtual std::string_view lock_head() const = 0;
    virtual std::string_view lock_hold() const = 0;
    virtual std::string_view select_claimable() const = 0;
};

/// errors: bad_policy (no such kind of store)
Result<std::unique_ptr<Dialect>> dialect_for(const std::string& url);
std::unique_ptr<Dialect> make_sqlite(const std::string& file);
std::unique_ptr<Dialect> make_postgresql(const std::string& url);

}  // namespace sendguard::hold
