// SQLite: one file, one node. WAL with synchronous=FULL: a change is on the disk when COMMIT
// returns. source: sqlite.org/pragma.html, wal.html, lockingv3.html; SQLite 3.40
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "hold/sql/dialect.h"

namespace sendguard::hold {
namespace {

constexpr std::array<std::string_view, 13> kFirst{
    // Ids are drawn by chance, so what hangs on a hold hangs on its number: rows that come together
    // stand together, and a commit writes few pages. A hold's columns are what is searched for; all
    // of it stands in its record.
    "create table holds(number integer not null primary key, id text not null unique, version "
    "integer not null,"
    " state text not null, due integer not null, created integer not null,"
    " changed integer not null, submitter text not null, key text not null,"
    " alternates text not null, lease_node text not null, lease_until integer not null,"
    " expires integer not null, notices integer not null, record text not null)",
    "create index holds_due on holds(state, due, created, id)",
    "create index holds_created on holds(created, id)",
    "create index holds_expires on holds(expires, id)"
    " where expires > 0 and state in ('held', 'returned')",
    "create index holds_notices on holds(changed, id) where notices > 0",
    "create unique index holds_key on holds(key) where key <> ''",
    "create table bodies(hold integer not null references holds(number) on delete cascade,"
    " draft integer not null, sha256 text not null, encrypted integer not null,"
    " bytes blob not null, primary key(hold, draft))",
    "create table events(hold integer not null, sequence integer not null,"
    " primary key(hold, sequence)) without rowid",
    "create table audit(sequence integer not null primary key, text text not null,"
    " hash text not null)",
    // One row: the end of the chain.
    "create table audit_head(sequence integer not null, hash text not null)",
    "insert into audit_head values(0,"
    " '0000000000000000000000000000000000000000000000000000000000000000')",
    "create table settings(name text not null primary key, value text not null)",
    "create table alternates(name text not null primary key, hold_id text not null)",
};
constexpr std::array<std::string_view, 2> kSecond{
    "create index holds_alternates on holds(alternates) where alternates <> ''",
    "create index holds_submitter on holds(submitter, created)",
};
constexpr std::array<std::string_view, 3> kThird{
    // The hold's record as it was when the draft came, of that version.
    "alter table bodies add column version integer not null default 0",
    "alter table bodies add column record text not null default ''",
    "create table policies(digest text not null primary key, sha256 text not null,"
    " encrypted integer not null, bytes blob not null)",
};
// What senders that are no people sent, for rates.
constexpr std::array<std::string_view, 4> kFourth{
    "create table sent(who text not null, at integer not null)",
    "create index sent_who on sent(who, at)",
    "create table contacts(who text not null, recipient text not null, first integer not null,"
    " primary key(who, recipient))",
    "create index contacts_first on contacts(who, first)",
};
// What is known of whom each one writes to.
constexpr std::array<std::string_view, 1> kFifth{
    "create table profiles(who text not null primary key, version integer not null,"
    " sha256 text not null, encrypted integer not null, bytes blob not null)",
};
constexpr std::array kMigrations{
    Migration{1, kFirst},  Migration{2, kSecond}, Migration{3, kThird},
    Migration{4, kFourth}, Migration{5, kFifth},
};

/// source: statfs(2); SQLite's locks and its shared memory need one machine (wal.html)
bool on_network(const std::string& folder) {
    struct statfs status {};
    if (::statfs(folder.c_str(), &status) != 0) return false;
    constexpr std::array<unsigned, 7> kNetwork{0x6969 /* NFS */,
                                               0x517B /* SMB */,
                                               0xFE534D42 /* SMB2 */,
                                               0xFF534D42 /* CIFS */,
                                               0x00C36400 /* Ceph */,
                                               0x5346414F /* AFS */,
                                               0x7461636F /* OCFS2 */};
    for (const auto kind : kNetwork)
        if (static_cast<unsigned>(status.f_type) == kind) return true;
    return false;
}

class Sqlite : public Dialect {
  public:
    explicit Sqlite(std::string file) : file_(std::move(file)) {}

    Result<std::unique_ptr<Connection>> connect(bool for_writing) override {
        BOOST_OUTCOME_TRY(make_file());
        std::error_code none;
        if (for_writing && std::filesystem::exists(mark(), none)) {
            BOOST_OUTCOME_TRY(check());
        }
        return open(for_writing);
    }

    Result<void> check() override {
        BOOST_OUTCOME_TRY(auto connection, open(true));
        // After a sync that failed the kernel shows what the disk may never get. All of the log is
        // written anew to the file itself, and the log begins at its start again.
        const auto moved = connection->query("pragma wal_checkpoint(truncate)", "i");
        if (!moved) return to_error(moved.error());
        if (moved.value().empty() || moved.value()[0][0].number != 0)
            return error(Errc::unavailable, "another process keeps its log in use");
        const auto rows = connection->query("pragma quick_check(1)", "t");
        if (!rows) return to_error(rows.error());
        const auto said = rows.value().empty() ? "nothing" : rows.value()[0][0].text;
        if (said != "ok") {
            return error(Errc::unavailable,
                         fmt::format("the hold store {} is damaged ({}): stop the service and put "
                                     "its backup in place",
                                     file_, said));
        }
        std::error_code none;
        std::filesystem::remove(mark(), none);
        return outcome::success();
    }

    void suspect() override {
        const int fd = ::open(mark().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (fd >= 0) ::close(fd);
    }

    std::span<const Migration> migrations() const override { return kMigrations; }
    SqlResult<void> begin_alone(Connection& connection) const override {
        return connection.run("begin exclusive");
    }
    std::string_view begin() const override { return "begin immediate"; }
    SqlResult<Timestamp> now(Connection&) const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    std::string_view insert_body() const override {
        return "insert into bodies(hold, draft, sha256, encrypted, bytes, version, record)"
               " values(:hold, :draft, :sha256, :encrypted, cast(:bytes as blob), :version,"
               " :record)";
    }
    std::string_view insert_policy() const override {
        return "insert into policies(digest, sha256, encrypted, bytes) values(:digest, :sha256,"
               " :encrypted, cast(:bytes as blob)) on conflict(digest) do nothing";
    }
    std::string_view insert_profile() const override {
        return "insert into profiles(who, version, sha256, encrypted, bytes) values(:who, :version,"
               " :sha256, :encrypted, cast(:bytes as blob)) on conflict(who) do nothing";
    }
    std::string_view lock_head() const override { return "select sequence, hash from audit_head"; }
    std::string_view lock_hold() const override {
        return "select state, number from holds where id = :id and version = :version";
    }
    std::string_view select_claimable() const override {
        return "select record, id, version, state from holds where state = 'ready' and due <= :now"
               " order by due, created, id limit :most";
    }

  private:
    std::string mark() const { return fmt::format("{}-suspect", file_); }

    Result<void> make_file() const {
        if (file_.find('=') != std::string::npos || file_.empty()) {
            return error(Errc::bad_policy,
                         fmt::format("the hold store's file '{}' needs a name without '='", file_));
        }
        const auto folder = std::filesystem::path(file_).parent_path();
        if (on_network(folder.empty() ? "." : folder.string())) {
            return error(Errc::bad_policy,
                         fmt::format("the hold store {} is on a network file system, where SQLite "
                                     "is not safe: use a local disk, or PostgreSQL",
                                     file_));
        }
        // Closing a descriptor of a file that is there would end this process's locks on it.
        const int fd = ::open(file_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0) ::close(fd);
        if (fd < 0 && errno != EEXIST) {
            const bool later =
                errno == ENOSPC || errno == EDQUOT || errno == EIO || errno == EMFILE;
            return error(
                later ? Errc::unavailable : Errc::bad_policy,
                fmt::format("cannot make the hold store {}: {}", file_, std::strerror(errno)));
        }
        struct stat status {};
        if (::stat(file_.c_str(), &status) == 0 && (status.st_mode & 07) != 0) {
            return error(Errc::bad_policy,
                         fmt::format("the hold store {} is open to every user of this machine: run "
                                     "chmod 600 {}",
                                     file_, file_));
        }
        return outcome::success();
    }

    Result<std::unique_ptr<Connection>> open(bool for_writing) const {
        auto opened = Connection::open(Database::sqlite, file_, patience_);
        if (!opened) return to_error(opened.error());
        auto connection = std::move(opened).value();
        const auto set_up = [&]() -> SqlResult<void> {
            BOOST_OUTCOME_TRY(
                connection->run(fmt::format("pragma busy_timeout = {}", patience_.lock.count())));
            BOOST_OUTCOME_TRY(const auto mode, connection->query("pragma journal_mode = wal", "t"));
            if (mode.empty() || mode[0][0].text != "wal")
                return SqlFault{Trouble::statement, "SQLite cannot use a write-ahead log here"};
            BOOST_OUTCOME_TRY(connection->run("pragma synchronous = full"));
            BOOST_OUTCOME_TRY(connection->run("pragma foreign_keys = on"));
            BOOST_OUTCOME_TRY(connection->run("pragma cache_size = -32768"));
            // 16 MB of log between checkpoints: each costs two syncs more.
            BOOST_OUTCOME_TRY(connection->run("pragma wal_autocheckpoint = 4000"));
            return for_writing ? outcome::success() : connection->run("pragma query_only = on");
        };
        if (const auto done = set_up(); !done) return to_error(done.error());
        return connection;
    }

    const std::string file_;
    const Patience patience_;
};

}  // namespace

std::unique_ptr<Dialect> make_sqlite(const std::string& file) {
    return std::make_unique<Sqlite>(file);
}

}  // namespace sendguard::hold
