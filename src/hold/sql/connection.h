// The adapter of SOCI, and with connection.cpp the only one that knows it: a connection to SQLite
// or PostgreSQL with prepared statements, and faults as values that say what can be done.
//
// SOCI's ways that are met here: bytes read as text end at a NUL (SQLite), `blob` is a large object
// (PostgreSQL), a statement that was not read to its end keeps its snapshot.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace sendguard::hold {

enum class Trouble : std::uint8_t {
    busy,       ///< another one has the lock: try later
    full,       ///< the disk is, or a quota
    lost,       ///< the connection is gone, or the server refuses: make a new one
    broken,     ///< an I/O error, or damaged pages: nothing may be trusted before a check
    conflict,   ///< a deadlock or the like: the same again may work
    statement,  ///< this statement failed; others may not
};
struct SqlFault {
    Trouble trouble = Trouble::statement;
    std::string message;
};
template <class T>
using SqlResult = outcome::basic_result<T, SqlFault, outcome::policy::terminate>;

/// unavailable, but for a statement's own fault: internal.
Error to_error(const SqlFault& fault);

/// A parameter of a statement: a number, text (UTF-8 without NUL), or bytes.
struct Bytes {
    std::string_view bytes;
};
using Value = std::variant<std::int64_t, std::string_view, Bytes>;

/// A column of a result: the one of the two that the statement gives.
struct Cell {
    std::int64_t number = 0;
    std::string text;  ///< or bytes
};
using Row = std::vector<Cell>;

enum class Database : std::uint8_t { sqlite, postgresql };

/// How long a connection may take for what it does, from `busy for` on; then it is given up.
struct Patience {
    std::chrono::milliseconds lock{4000};    ///< for another one's lock
    std::chrono::milliseconds answer{4500};  ///< PostgreSQL: for everything between start and end
    std::chrono::milliseconds leave{200};    ///< PostgreSQL: for telling it that we go
};

/// Not thread-safe, but may be used by one thread after another.
class Connection {
  public:
    /// in:  place - a file's path, or a URL as libpq takes it
    static SqlResult<std::unique_ptr<Connection>> open(Database database, const std::string& place,
                                                       const Patience& patience);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs a statement that gives no rows. out: how many rows it changed
    /// in:  sql - with :names in the order of `values`; bytes stand in it as dialect says
    SqlResult<std::int64_t> execute(std::string_view sql, const std::vector<Value>& values = {});
    /// in:  gives - the columns' kinds, a letter each: i number, t text, b bytes
    SqlResult<std::vector<Row>> query(std::string_view sql, std::string_view gives,
                                      const std::vector<Value>& values = {});
    /// Statements without parameters that are not worth preparing: begin, pragma, create table.
    SqlResult<void> run(std::string_view sql);

    /// Everything until this goes must be done within Patience::answer.
    class Busy {
      public:
        explicit Busy(Connection& connection);
        ~Busy();
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;

      private:
        Connection& connection_;
    };

  private:
    struct Inside;
    explicit Connection(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace sendguard::hold
