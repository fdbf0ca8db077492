// PostgreSQL: several nodes share one store, and its clock is theirs. Tables stand in the first
// schema of the user's search_path. source: PostgreSQL 15's manual, libpq 34.1
#include <fmt/format.h>

#include <array>

#include "hold/sql/dialect.h"

namespace sendguard::hold {
namespace {

constexpr std::array<std::string_view, 13> kFirst{
    "create table holds(number bigint generated always as identity primary key, id text not null "
    "unique, version bigint not null,"
    " state text not null, due bigint not null, created bigint not null,"
    " changed bigint not null, submitter text not null, key text not null,"
    " alternates text not null, lease_node text not null, lease_until bigint not null,"
    " expires bigint not null, notices bigint not null, record text not null)",
    "create index holds_due on holds(state, due, created, id)",
    "create index holds_created on holds(created, id)",
    "create index holds_expires on holds(expires, id)"
    " where expires > 0 and state in ('held', 'returned')",
    "create index holds_notices on holds(changed, id) where notices > 0",
    "create unique index holds_key on holds(key) where key <> ''",
    "create table bodies(hold bigint not null references holds(number) on delete cascade,"
    " draft bigint not null, sha256 text not null, encrypted bigint not null,"
    " bytes bytea not null, primary key(hold, draft))",
    "create table events(hold bigint not null, sequence bigint not null,"
    " primary key(hold, sequence))",
    "create table audit(sequence bigint not null primary key, text text not null,"
    " hash text not null)",
    // One row: the end of the chain, and the lock of who adds to it.
    "create table audit_head(sequence bigint not null, hash text not null)",
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
    "alter table bodies add column version bigint not null default 0",
    "alter table bodies add column record text not null default ''",
    "create table policies(digest text not null primary key, sha256 text not null,"
    " encrypted bigint not null, bytes bytea not null)",
};
// What senders that are no people sent, for rates.
constexpr std::array<std::string_view, 4> kFourth{
    "create table sent(who text not null, at bigint not null)",
    "create index sent_who on sent(who, at)",
    "create table contacts(who text not null, recipient text not null, first bigint not null,"
    " primary key(who, recipient))",
    "create index contacts_first on contacts(who, first)",
};
// What is known of whom each one writes to.
constexpr std::array<std::string_view, 1> kFifth{
    "create table profiles(who text not null primary key, version bigint not null,"
    " sha256 text not null, encrypted bigint not null, bytes bytea not null)",
};
constexpr std::array kMigrations{
    Migration{1, kFirst},  Migration{2, kSecond}, Migration{3, kThird},
    Migration{4, kFourth}, Migration{5, kFifth},
};

class Postgresql : public Dialect {
  public:
    explicit Postgresql(std::string_view url) : url_(url) {
        // A connect is given up after 2 s (libpq knows no less); what the URL says goes before.
        add("connect_timeout", "2");
        add("application_name", "send-guard");
        add("client_encoding", "UTF8");
    }

    Result<std::unique_ptr<Connection>> connect(bool) override {
        auto opened = Connection::open(Database::postgresql, url_, patience_);
        if (!opened) return to_error(opened.error());
        auto connection = std::move(opened).value();
        const Connection::Busy busy(*connection);
        const auto rows = set_up(*connection);
        if (!rows) return to_error(rows.error());
        BOOST_OUTCOME_TRY(refuse_forgetful(rows.value()));
        return connection;
    }

    Result<void> check() override { return outcome::success(); }
    void suspect() override {}

    std::span<const Migration> migrations() const override { return kMigrations; }
    SqlResult<void> begin_alone(Connection& connection) const override {
        BOOST_OUTCOME_TRY(connection.run("begin"));
        // "send-grd" in ASCII: a number that no other program's lock is likely to have.
        return connection.run("select pg_advisory_xact_lock(8315161553163317860)");
    }
    std::string_view begin() const override { return "begin"; }
    SqlResult<Timestamp> now(Connection& connection) const override {
        BOOST_OUTCOME_TRY(
            const auto rows,
            connection.query("select cast(floor(extract(epoch from clock_timestamp())) as bigint)",
                             "i"));
        return Timestamp{std::chrono::seconds{rows.at(0)[0].number}};
    }

    std::string_view insert_body() const override {
        return "insert into bodies(hold, draft, sha256, encrypted, bytes, version, record)"
               " values(:hold, :draft, :sha256, :encrypted, cast(:bytes as bytea), :version,"
               " :record)";
    }
    std::string_view insert_policy() const override {
        return "insert into policies(digest, sha256, encrypted, bytes) values(:digest, :sha256,"
               " :encrypted, cast(:bytes as bytea)) on conflict(digest) do nothing";
    }
    std::string_view insert_profile() const override {
        return "insert into profiles(who, version, sha256, encrypted, bytes) values(:who, :version,"
               " :sha256, :encrypted, cast(:bytes as bytea)) on conflict(who) do nothing";
    }
    std::string_view lock_head() const override {
        return "select sequence, hash from audit_head for update";
    }
    std::string_view lock_hold() const override {
        return "select state, number from holds where id = :id and version = :version for update";
    }
    std::string_view select_claimable() const override {
        return "select record, id, version, state from holds where state = 'ready' and due <= :now"
               " order by due, created, id limit :most for update skip locked";
    }

  private:
    void add(std::string_view name, std::string_view value) {
        if (url_.find(fmt::format("{}=", name)) != std::string::npos) return;
        url_ +=
            fmt::format("{}{}={}", url_.find('?') == std::string::npos ? '?' : '&', name, value);
    }

    SqlResult<std::vector<Row>> set_up(Connection& connection) const {
        BOOST_OUTCOME_TRY(
            connection.run(fmt::format("set statement_timeout = {}", patience_.lock.count())));
        BOOST_OUTCOME_TRY(
            connection.run(fmt::format("set lock_timeout = {}", patience_.lock.count())));
        // Of a node that is frozen in a transaction, and keeps the others from the chain's end.
        BOOST_OUTCOME_TRY(connection.run(
            fmt::format("set idle_in_transaction_session_timeout = {}", patience_.answer.count())));
        BOOST_OUTCOME_TRY(connection.run("set bytea_output = 'hex'"));
        BOOST_OUTCOME_TRY(connection.run("set client_min_messages = warning"));
        return connection.query(
            "select current_setting('synchronous_commit'), current_setting('fsync'),"
            " current_setting('server_encoding')",
            "ttt");
    }

    static Result<void> refuse_forgetful(const std::vector<Row>& rows) {
        const auto& row = rows.at(0);
        if (row[0].text == "off" || row[1].text == "off") {
            return error(Errc::bad_policy,
                         fmt::format("the hold store's PostgreSQL may lose what it said is done: "
                                     "turn {} on",
                                     row[0].text == "off" ? "synchronous_commit" : "fsync"));
        }
        if (row[2].text != "UTF8") {
            return error(Errc::bad_policy,
                         fmt::format("the hold store's database is encoded in {}: make one with "
                                     "`createdb --encoding UTF8 --template template0`",
                                     row[2].text));
        }
        return outcome::success();
    }

    std::string url_;
    const Patience patience_;
};

}  // namespace

std::unique_ptr<Dialect> make_postgresql(const std::string& url) {
    return std::make_unique<Postgresql>(url);
}

}  // namespace sendguard::hold
