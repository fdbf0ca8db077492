// One transaction that writes, and the audit entries that go with it: they are linked to the chain
// at its end, so that writers on other nodes wait for each other no longer than that.
#pragma once

#include <string>
#include <vector>

#include "hold/sql/dialect.h"

namespace sendguard::hold {

class Transaction {
  public:
    Transaction(Connection& connection, const Dialect& dialect)
        : connection_(connection), dialect_(dialect) {}

    Connection& connection() { return connection_; }
    const Dialect& dialect() const { return dialect_; }
    SqlResult<Timestamp> now() { return dialect_.now(connection_); }

    /// An entry for the chain.
    /// in:  text - audit_line_json's; hold - number of the one whose history it belongs to; 0 =
    ///      nobody's
    void append(std::string text, std::int64_t hold);
    /// The number of a hold; 0 = there is none.
    SqlResult<std::int64_t> number_of(std::string_view id);
    /// Links what was appended to the chain; nothing may be written after it.
    SqlResult<void> link();

  private:
    struct Entry {
        std::string text;
        std::int64_t hold;
    };
    Connection& connection_;
    const Dialect& dialect_;
    std::vector<Entry> entries_;
};

}  // namespace sendguard::hold
