// Stores for tests: one of each kind, empty, and holds to put into them.
#pragma once

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "hold/audit.h"
#include "hold/store.h"
#include "private_postgres.h"

namespace sendguard::hold::test {

enum class Kind { memory, sqlite, postgresql };

inline std::ostream& operator<<(std::ostream& out, Kind kind) {
    return out << (kind == Kind::memory   ? "memory"
                   : kind == Kind::sqlite ? "SQLite"
                                          : "PostgreSQL");
}

class Folder {
  public:
    Folder() : path_(make()) {}
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

  private:
    static std::filesystem::path make() {
        std::string name = (std::filesystem::temp_directory_path() / "sg-hold-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        return name;
    }
    std::filesystem::path path_;
};

template <class T>
T good(Result<T> result) {
    if (!result) FAIL(result.error().message);
    return std::move(result).value();
}
inline void good(const Result<void>& result) {
    if (!result) FAIL(result.error().message);
}

/// Runs SQL on a file of SQLite, as another program would.
inline void sqlite_run(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    sqlite3_busy_timeout(database, 5000);
    char* fault = nullptr;
    const int done = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &fault);
    const std::string why = fault == nullptr ? "" : fault;
    sqlite3_free(fault);
    sqlite3_close(database);
    INFO(sql << ": " << why);
    REQUIRE(done == SQLITE_OK);
}

/// An empty store of a kind, which can be closed, opened again, and tampered with.
class TestStore {
  public:
    explicit TestStore(Kind kind, const std::string& key_file = {}) : kind_(kind) {
        settings_.key_file = key_file;
        settings_.url = "memory:";
        if (kind == Kind::sqlite) settings_.url = "sqlite:" + file().string();
        if (kind == Kind::postgresql) {
            database_ = PrivatePostgres::shared().make_database();
            settings_.url = PrivatePostgres::shared().url(database_);
        }
        open();
    }

    void open() { store_ = good(open_store(settings_)); }
    void reopen() {
        if (kind_ == Kind::memory) return;
        store_.reset();
        open();
    }
    void close() { store_.reset(); }

    /// As an intruder would, beside the store.
    void tamper(const std::string& sql) {
        if (kind_ == Kind::sqlite) return sqlite_run(file(), sql);
        const auto done = PrivatePostgres::shared().sql(database_, sql);
        INFO(done.err);
        REQUIRE(done.status == 0);
    }

    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }
    StoreSettings& settings() { return settings_; }
    std::filesystem::path file() const { return folder_ / "holds.db"; }
    const Folder& folder() const { return folder_; }
    Kind kind() const { return kind_; }

  private:
    Kind kind_;
    Folder folder_;
    std::string database_;
    StoreSettings settings_;
    std::unique_ptr<Store> store_;
};

inline Timestamp at(int second) {
    return Timestamp{std::chrono::seconds{1'700'000'000 + second}};
}

inline Hold a_hold(State state = State::held, int created = 0) {
    Hold hold;
    hold.id = make_id();
    hold.state = state;
    hold.created = hold.changed = at(created);
    hold.gate = "smtp";
    hold.submitter = {.name = "ann@example.org", .via = "smtp"};
    hold.sender = "ann@example.org";
    hold.addressees = {{.address = "minister@mod.example"}};
    hold.subject = "Withdrawal \u2014 draft";
    hold.digest = "sha256:abc";
    return hold;
}

inline Change a_change(Hold hold, Act act = Act::submit) {
    Change change{.hold = std::move(hold)};
    change.event = {.act = act, .at = at(1), .actor = {.name = "ann@example.org", .via = "smtp"}};
    return change;
}

inline Kind any_kind() {
    return GENERATE(Kind::memory, Kind::sqlite, Kind::postgresql);
}

/// The chain is whole, and what is stored is as it says.
inline void whole_chain(Store& store) {
    const auto report = verify_chain(store, {.stored = true});
    REQUIRE(report);
    INFO((report.value().broken ? report.value().broken->why : ""));
    CHECK_FALSE(report.value().broken);
}

/// Puts a hold in; as it is stored.
inline Hold put(Store& store, Hold hold, const std::string& bytes = "Sir,\r\n\r\nno.\r\n") {
    auto change = a_change(std::move(hold));
    change.hold.size = bytes.size();
    change.bytes = bytes;
    const auto made = store.insert(change);  // from many threads, where Catch2 must not be asked
    if (!made || !made.value()) throw std::runtime_error("a hold was not put in");
    change.hold.version = 1;
    return change.hold;
}

}  // namespace sendguard::hold::test
