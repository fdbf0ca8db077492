#include "hold/sql/migrate.h"

#include <fmt/format.h>

namespace sendguard::hold {
namespace {

// A row of settings that holds a known text, sealed: whoever has the key can open it.
constexpr std::string_view kKeyCheck = "store.key-check";

Result<void> checked(SqlResult<void> done) {
    if (done) return outcome::success();
    return to_error(done.error());
}

SqlResult<std::int64_t> version_of(Connection& connection) {
    BOOST_OUTCOME_TRY(
        connection.run("create table if not exists schema_version(version integer not null)"));
    BOOST_OUTCOME_TRY(const auto rows, connection.query("select version from schema_version", "i"));
    if (!rows.empty()) return rows[0][0].number;
    BOOST_OUTCOME_TRY(connection.run("insert into schema_version values(0)"));
    return std::int64_t{0};
}

SqlResult<void> step(Connection& connection, const Migration& migration) {
    for (const auto statement : migration.statements) {
        BOOST_OUTCOME_TRY(connection.run(statement));
    }
    BOOST_OUTCOME_TRY(connection.execute("update schema_version set version = :version",
                                         {std::int64_t{migration.version}}));
    return outcome::success();
}

Result<void> bring_up(Connection& connection, const Dialect& dialect) {
    const auto version = version_of(connection);
    if (!version) return to_error(version.error());
    const auto newest = dialect.migrations().back().version;
    if (version.value() > newest) {
        return error(Errc::bad_policy,
                     fmt::format("the hold store has schema {}, and this send-guard knows {}: use "
                                 "the newer program that made it",
                                 version.value(), newest));
    }
    for (const auto& migration : dialect.migrations()) {
        if (migration.version <= version.value()) continue;
        BOOST_OUTCOME_TRY(checked(step(connection, migration)));
    }
    return outcome::success();
}

Result<void> check_key(Connection& connection, const Sealer* sealer) {
    const auto rows =
        connection.query("select value from settings where name = :name", "t", {kKeyCheck});
    if (!rows) return to_error(rows.error());
    if (rows.value().empty()) {
        if (sealer == nullptr) return outcome::success();
        const auto sealed = to_base64(sealer->seal(kKeyCheck, kKeyCheck));
        const auto done = connection.execute(
            "insert into settings(name, value) values(:name, :value)", {kKeyCheck, sealed});
        if (!done) return to_error(done.error());
        return outcome::success();
    }
    if (sealer == nullptr) {
        return error(Errc::bad_input,
                     "the hold store is encrypted: say in service.store.key_file where its key is");
    }
    BOOST_OUTCOME_TRY(const auto sealed, from_base64(rows.value()[0][0].text));
    if (sealer->open(sealed, kKeyCheck)) return outcome::success();
    return error(Errc::bad_input,
                 "the hold store was encrypted with another key than the one in "
                 "service.store.key_file: put that key back");
}

}  // namespace

Result<void> prepare_schema(Connection& connection, const Dialect& dialect, const Sealer* sealer) {
    const Connection::Busy busy(connection);
    BOOST_OUTCOME_TRY(checked(dialect.begin_alone(connection)));
    auto done = [&]() -> Result<void> {
        BOOST_OUTCOME_TRY(bring_up(connection, dialect));
        return check_key(connection, sealer);
    }();
    if (done) return checked(connection.run("commit"));
    if (const auto undone = connection.run("rollback"); !undone) return to_error(undone.error());
    return done;
}

}  // namespace sendguard::hold
