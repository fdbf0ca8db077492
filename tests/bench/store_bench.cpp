// Holds of 16 KB committed a second by 32 threads through the Store interface, beside what the bare
// database does with one row a transaction, and with a hundred, in the same folder and the same
// run.
//
//   store_bench FOLDER [POSTGRESQL-URL]     the database that the URL names must be empty
#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "hold/store.h"

using namespace sendguard;
using namespace sendguard::hold;

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBytes = 16 * 1024;
constexpr int kThreads = 32;
constexpr int kRounds = 5;
constexpr std::chrono::seconds kRound{3};

[[noreturn]] void fail(const std::string& why) {
    fmt::print(stderr, "store_bench: {}\n", why);
    std::exit(1);
}

std::string message(int number) {
    auto out = fmt::format("Subject: mail {}\r\n\r\n", number);
    while (out.size() < kBytes) out += "Sir, the letter that you asked for is enclosed.\r\n";
    out.resize(kBytes);
    return out;
}

/// How many times a second `one` is done by `threads` threads.
double rate(int threads, const std::function<void(int)>& one, int counts = 1) {
    std::atomic<int> done = 0;
    const auto begin = Clock::now();
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&, i] {
            while (Clock::now() - begin < kRound) {
                one(i);
                done += counts;
            }
        });
    }
    for (auto& thread : all) thread.join();
    return done / std::chrono::duration<double>(Clock::now() - begin).count();
}

void insert_hold(Store& store) {
    static std::atomic<int> number = 0;
    Change change;
    change.hold.id = make_id();
    change.hold.created = change.hold.changed =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    change.hold.gate = "smtp";
    change.hold.submitter = {.name = "ann@example.org", .via = "smtp"};
    change.hold.sender = "ann@example.org";
    change.hold.addressees = {{.address = "minister@mod.example"}};
    change.hold.subject = "The letter that you asked for";
    change.hold.size = kBytes;
    change.event = {.act = Act::submit, .actor = change.hold.submitter};
    change.bytes = message(++number);
    const auto kept = store.insert(change);
    if (!kept) fail(kept.error().message);
    if (!kept.value()) fail("a hold was not put in");
}

class BareSqlite {
  public:
    explicit BareSqlite(const std::string& file) {
        if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) fail("SQLite cannot open " + file);
        for (const auto* sql :
             {"pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on",
              "pragma wal_autocheckpoint = 4000", "create table if not exists mail(bytes blob)"})
            run(sql);
        sqlite3_prepare_v2(database_, "insert into mail values(?)", -1, &insert_, nullptr);
    }
    ~BareSqlite() {
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }
    BareSqlite(const BareSqlite&) = delete;
    BareSqlite& operator=(const BareSqlite&) = delete;

    void insert(int rows) {
        run("begin immediate");
        for (int i = 0; i < rows; ++i) {
            const auto bytes = message(++number_);
            sqlite3_bind_blob(insert_, 1, bytes.data(), static_cast<int>(bytes.size()),
                              SQLITE_STATIC);
            if (sqlite3_step(insert_) != SQLITE_DONE) fail(sqlite3_errmsg(database_));
            sqlite3_reset(insert_);
        }
        run("commit");
    }

  private:
    void run(const char* sql) {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            fail(sqlite3_errmsg(database_));
    }
    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    int number_ = 0;
};

class BarePostgresql {
  public:
    explicit BarePostgresql(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
        run("set client_min_messages = warning");
        run("create table if not exists bare_mail(bytes bytea)");
        done(PQprepare(connection_, "insert", "insert into bare_mail values($1)", 1, nullptr));
    }
    ~BarePostgresql() { PQfinish(connection_); }
    BarePostgresql(const BarePostgresql&) = delete;
    BarePostgresql& operator=(const BarePostgresql&) = delete;

    void insert(int rows) {
        if (rows > 1) run("begin");
        for (int i = 0; i < rows; ++i) {
            const auto bytes = message(++number_);
            const char* const value = bytes.data();
            const int size = static_cast<int>(bytes.size());
            const int binary = 1;
            done(PQexecPrepared(connection_, "insert", 1, &value, &size, &binary, 0));
        }
        if (rows > 1) run("commit");
    }

  private:
    void run(const char* sql) { done(PQexec(connection_, sql)); }
    void done(PGresult* result) const {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(connection_));
        PQclear(result);
    }
    PGconn* connection_;
    int number_ = 0;
};

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Way {
    const char* name;
    std::function<double()> run;
    std::vector<double> rates = {};
};

/// In turns, so that what else the machine does meets all of them.
void compare(std::vector<Way> ways) {
    for (int round = 0; round < kRounds; ++round)
        for (auto& way : ways) way.rates.push_back(way.run());
    const auto first = median(ways.front().rates);
    for (const auto& way : ways) {
        std::vector<double> shares;
        for (std::size_t i = 0; i < way.rates.size(); ++i)
            shares.push_back(ways.front().rates[i] / way.rates[i]);
        fmt::print("  {:<48} {:>7.0f} /s", way.name, median(way.rates));
        if (&way != &ways.front()) fmt::print("   ours is {:.2f} times that", median(shares));
        fmt::print("\n");
    }
    if (first <= 0) fail("nothing was done");
}

std::unique_ptr<Store> opened(const std::string& url) {
    auto store = open_store({.url = url});
    if (!store) fail(store.error().message);
    return std::move(store).value();
}

void bench_sqlite(const std::filesystem::path& folder) {
    const auto store = opened("sqlite:" + (folder / "holds.db").string());
    BareSqlite bare((folder / "bare.db").string());
    fmt::print("SQLite, holds of 16 KB\n");
    if (getenv("SB_ONLY")) {
        compare({{"the store, 32 threads", [&] {
                      return rate(atoi(getenv("SB_ONLY")), [&](int) { insert_hold(*store); });
                  }}});
        return;
    }
    compare({{"the store, 32 threads",
              [&] { return rate(kThreads, [&](int) { insert_hold(*store); }); }},
             {"the store, 1 thread", [&] { return rate(1, [&](int) { insert_hold(*store); }); }},
             {"bare, a transaction a row", [&] { return rate(1, [&](int) { bare.insert(1); }); }},
             {"bare, a transaction for 100 rows", [&] {
                  return rate(
                      1, [&](int) { bare.insert(100); }, 100);
              }}});
}

void bench_postgresql(const std::string& url) {
    const auto store = opened(url);
    std::vector<std::unique_ptr<BarePostgresql>> bare;
    for (int i = 0; i < kThreads; ++i) bare.push_back(std::make_unique<BarePostgresql>(url));
    const auto at = [&](int i) -> BarePostgresql& { return *bare[static_cast<std::size_t>(i)]; };
    fmt::print("PostgreSQL, holds of 16 KB\n");
    compare({{"the store, 32 threads",
              [&] { return rate(kThreads, [&](int) { insert_hold(*store); }); }},
             {"the store, 1 thread", [&] { return rate(1, [&](int) { insert_hold(*store); }); }},
             {"bare, a transaction a row, 1 connection",
              [&] { return rate(1, [&](int i) { at(i).insert(1); }); }},
             {"bare, a transaction a row, 32 connections",
              [&] { return rate(kThreads, [&](int i) { at(i).insert(1); }); }},
             {"bare, a transaction for 100 rows, 1 connection", [&] {
                  return rate(
                      1, [&](int i) { at(i).insert(100); }, 100);
              }}});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) fail("usage: store_bench FOLDER [POSTGRESQL-URL]");
    std::string name = (std::filesystem::path(argv[1]) / "store-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) fail("cannot make a folder in " + std::string(argv[1]));
    bench_sqlite(name);
    std::filesystem::remove_all(name);
    if (argc > 2) bench_postgresql(argv[2]);
}
