#include "hold/sql/sql_store.h"

#include <fmt/format.h>

#include "base/text.h"
#include "hold/audit.h"
#include "hold/due.h"
#include "hold/hold_json.h"
#include "hold/sql/hold_rows.h"
#include "hold/sql/migrate.h"
#include "hold/sql/policies.h"
#include "hold/sql/profile_row.h"
#include "hold/sql/readers.h"
#include "hold/sql/records.h"
#include "hold/sql/writer.h"
#include "hold/write_queue.h"

namespace sendguard::hold {
namespace {

constexpr std::size_t kMostTogether = 200;  // changes in one transaction
constexpr std::int64_t kForgetAtOnce = 200;

class SqlStore : public Store {
  public:
    SqlStore(std::unique_ptr<Dialect> dialect, Records records)
        : dialect_(std::move(dialect)),
          records_(std::move(records)),
          trust_(*dialect_),
          readers_(*dialect_, trust_),
          writer_(*dialect_, trust_),
          queue_(kMostTogether, [this](const auto& batch) { writer_.run(batch); }) {}

    Result<bool> insert(const Change& change) override {
        Hold stored = change.hold;
        stored.version = 1;
        const HoldRow row(stored, records_, change.event, change.bytes, stored.state);
        bool done = false;
        BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(done, row.insert(transaction));
            return outcome::success();
        }));
        return done;
    }

    Result<bool> change(const Change& change) override {
        Hold stored = change.hold;
        ++stored.version;
        const HoldRow row(stored, records_, change.event, change.bytes, change.event.from);
        bool done = false;
        BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(done, row.replace(transaction));
            return outcome::success();
        }));
        return done;
    }

    Result<void> record_all(const std::vector<Event>& events) override {
        std::vector<std::string> texts;
        texts.reserve(events.size());
        for (const auto& event : events) texts.push_back(audit_line_json({.event = event}));
        return write([&](Transaction& transaction) -> SqlResult<void> {
            for (std::size_t i = 0; i < events.size(); ++i) {
                BOOST_OUTCOME_TRY(append(transaction, texts[i], events[i].hold));
            }
            return outcome::success();
        });
    }

    Result<std::optional<Hold>> find(std::string_view id) override {
        return first("select record, id, version, state from holds where id = :id", id);
    }
    Result<std::optional<Hold>> find_key(std::string_view key) override {
        if (key.empty()) return std::optional<Hold>();
        return first("select record, id, version, state from holds where key = :key and key <> ''",
                     key);
    }

    Result<std::string> bytes(std::string_view id, std::uint32_t draft) override {
        const auto text = column_text(id);
        BOOST_OUTCOME_TRY(const auto rows,
                          look("select b.sha256, b.encrypted, b.bytes from bodies b join holds h "
                               "on h.number = b.hold where h.id = :id and b.draft = :draft",
                               "tib", {text, std::int64_t{draft}}));
        if (!rows.empty()) return records_.bytes_of(id, draft, rows[0]);
        return error(Errc::not_found, fmt::format("there is no draft {} of {}", draft, id));
    }

    Result<Hold> draft(std::string_view id, std::uint32_t draft) override {
        const auto text = column_text(id);
        BOOST_OUTCOME_TRY(const auto rows,
                          look("select b.record, b.version from bodies b join holds h "
                               "on h.number = b.hold where h.id = :id and b.draft = :draft",
                               "ti", {text, std::int64_t{draft}}));
        if (!rows.empty() && !rows[0][0].text.empty()) return records_.hold_then(id, rows[0]);
        return error(Errc::not_found, fmt::format("there are no facts of {} draft {}: it does not "
                                                  "exist, or an older send-guard kept it",
                                                  id, draft));
    }

    Result<std::vector<Event>> history(std::string_view id) override {
        const auto text = column_text(id);
        BOOST_OUTCOME_TRY(
            const auto rows,
            look("select a.text from holds h join events e on e.hold = h.number join audit a"
                 " on a.sequence = e.sequence where h.id = :id order by e.sequence",
                 "t", {text}));
        std::vector<Event> out;
        for (const auto& row : rows) {
            BOOST_OUTCOME_TRY(auto line, audit_line_from_json(row[0].text));
            out.push_back(std::move(line.event));
        }
        return out;
    }

    Result<std::vector<Hold>> list(const Query& query) override {
        const auto submitter = column_text(query.submitter);
        const auto alternates = column_text(query.alternates);
        Selection selection("select record, id, version, state from holds", query.states);
        if (!submitter.empty()) selection.add("submitter = :submitter", submitter);
        if (!alternates.empty())
            selection.add("alternates = :alternates and alternates <> ''", alternates);
        const auto sql =
            fmt::format("{} order by {} limit :most offset :offset", selection.sql,
                        query.order == Order::due ? "due, created, id" : "created desc, id desc");
        selection.values.emplace_back(static_cast<std::int64_t>(query.limit));
        selection.values.emplace_back(static_cast<std::int64_t>(query.offset));
        BOOST_OUTCOME_TRY(const auto rows, look(sql, "ttit", selection.values));
        std::vector<Hold> out;
        for (const auto& row : rows) {
            BOOST_OUTCOME_TRY(auto hold, records_.hold_of(row));
            out.push_back(std::move(hold));
        }
        return out;
    }

    Result<std::size_t> count(const std::vector<State>& states) override {
        const Selection selection("select count(*) from holds", states);
        BOOST_OUTCOME_TRY(const auto rows, look(selection.sql, "i", selection.values));
        return static_cast<std::size_t>(rows.at(0)[0].number);
    }

    Result<std::vector<Hold>> claim(std::string_view node, std::chrono::seconds term,
                                    std::size_t most) override {
        std::vector<Hold> out;
        BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(out, claim_rows(transaction, records_, node, term, most));
            return outcome::success();
        }));
        return out;
    }

    Result<std::vector<Hold>> lapsed(std::size_t most) override {
        return passed("state = 'sending' and lease_until <= :now order by lease_until, id", most);
    }
    Result<std::vector<Hold>> expired(std::size_t most) override {
        return passed(
            "expires > 0 and state in ('held', 'returned') and expires <= :now order by expires, "
            "id",
            most);
    }
    Result<std::vector<Hold>> with_notices(std::size_t most) override {
        return readable("notices > 0 order by changed, id", {}, most);
    }

    Result<std::string> take_alternates(std::string_view name, std::string_view id) override {
        const auto name_text = column_text(name);
        const auto id_text = column_text(id);
        std::string winner;
        BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
            auto& connection = transaction.connection();
            BOOST_OUTCOME_TRY(const auto taken,
                              connection.execute("insert into alternates(name, hold_id) values("
                                                 ":name, :id) on conflict(name) do nothing",
                                                 {name_text, id_text}));
            if (taken == 1) {
                BOOST_OUTCOME_TRY(const auto at, transaction.now());
                BOOST_OUTCOME_TRY(
                    append(transaction, audit_line_json(alternates_line(name, id, at)), id));
            }
            BOOST_OUTCOME_TRY(const auto rows,
                              connection.query("select hold_id from alternates where name = :name",
                                               "t", {name_text}));
            winner = rows.empty() ? std::string() : rows[0][0].text;
            return outcome::success();
        }));
        return winner;
    }

    Result<std::string> setting(std::string_view name) override {
        const auto text = column_text(name);
        BOOST_OUTCOME_TRY(const auto rows,
                          look("select value from settings where name = :name", "t", {text}));
        return rows.empty() ? std::string() : rows[0][0].text;
    }

    Result<void> set(std::string_view name, std::string_view value, const Event& event) override {
        const auto name_text = column_text(name);
        const auto value_text = column_text(value);
        const auto text = audit_line_json({.event = event});
        return write([&](Transaction& transaction) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(transaction.connection().execute(
                "insert into settings(name, value) values(:name, :value) on conflict(name) do "
                "update set value = excluded.value",
                {name_text, value_text}));
            return append(transaction, text, event.hold);
        });
    }

    Result<void> note_sent(std::string_view who,
                           const std::vector<std::string>& recipients) override {
        return write(
            [&](Transaction& transaction) { return note_sent_rows(transaction, who, recipients); });
    }
    Result<SentCount> sent_within(std::string_view who, std::chrono::seconds within) override {
        const auto who_text = column_text(who);
        BOOST_OUTCOME_TRY(const auto at, now());
        const auto since = std::int64_t{(at - within).time_since_epoch().count()};
        BOOST_OUTCOME_TRY(
            const auto rows,
            look("select (select count(*) from sent where who = :who and at > :since),"
                 " (select count(*) from contacts where who = :who2 and first > :since2)",
                 "ii", {who_text, since, who_text, since}));
        return SentCount{.within = static_cast<std::uint64_t>(within.count()),
                         .messages = static_cast<std::uint64_t>(rows.at(0)[0].number),
                         .new_recipients = static_cast<std::uint64_t>(rows.at(0)[1].number)};
    }

    Result<void> keep_policy(std::string_view digest, std::string_view sources) override {
        return policies_.keep(digest, sources, [this](auto run) { return write(std::move(run)); });
    }
    Result<std::string> policy(std::string_view digest) override {
        const auto text = column_text(digest);
        BOOST_OUTCOME_TRY(const auto rows, look(Policies::kSelect, "tib", {text}));
        if (rows.empty()) return no_policy(digest);
        return records_.policy_of(text, rows[0]);
    }

    Result<KeptProfile> profile(std::string_view who) override {
        const auto text = column_text(who);
        BOOST_OUTCOME_TRY(const auto rows, look(kSelectProfile, "tibi", {text}));
        return profile_of(records_, text, rows);
    }
    Result<bool> keep_profile(std::string_view who, const KeptProfile& kept) override {
        const ProfileRow row(column_text(who), kept, records_);
        bool done = false;
        BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(done, row.replace(transaction));
            return outcome::success();
        }));
        return done;
    }

    Result<std::string> fault_beside(std::string_view id) override {
        const auto text = column_text(id);
        BOOST_OUTCOME_TRY(const auto rows,
                          look(fmt::format("select {} from holds where id = :id", kRowColumns),
                               kRowKinds, {text}));
        if (rows.empty()) return std::string();
        const auto hold = records_.hold_of(rows[0]);
        return hold ? row_fault(hold.value(), rows[0]) : hold.error().message;
    }

    Result<AuditEntry> audit_head() override {
        BOOST_OUTCOME_TRY(const auto rows, look("select sequence, hash from audit_head", "it", {}));
        if (rows.size() != 1) return error(Errc::internal, "the audit chain has lost its end");
        return AuditEntry{.sequence = static_cast<std::uint64_t>(rows[0][0].number),
                          .text = {},
                          .hash = rows[0][1].text};
    }

    Result<std::vector<AuditEntry>> audit(std::uint64_t from, std::size_t most) override {
        BOOST_OUTCOME_TRY(
            const auto rows,
            look("select sequence, text, hash from audit where sequence >= :from order by sequence "
                 "limit :most",
                 "itt", {static_cast<std::int64_t>(from), static_cast<std::int64_t>(most)}));
        std::vector<AuditEntry> out;
        out.reserve(rows.size());
        for (const auto& row : rows) {
            out.push_back({.sequence = static_cast<std::uint64_t>(row[0].number),
                           .text = row[1].text,
                           .hash = row[2].text});
        }
        return out;
    }

    Result<std::size_t> forget(Timestamp time) override {
        std::size_t all = 0;
        for (;;) {
            std::size_t some = 0;
            BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
                BOOST_OUTCOME_TRY(some, forget_rows(transaction, time, kForgetAtOnce));
                return outcome::success();
            }));
            if (some == 0) return all;
            all += some;
        }
    }

    Result<Timestamp> now() override {
        Timestamp out{};
        BOOST_OUTCOME_TRY(readers_.with([&](Connection& connection) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(out, dialect_->now(connection));
            return outcome::success();
        }));
        return out;
    }

    /// Makes the schema, or brings it up to date. errors: as prepare_schema
    Result<void> prepare() {
        BOOST_OUTCOME_TRY(auto connection, dialect_->connect(true));
        return prepare_schema(*connection, *dialect_, records_.sealer());
    }

  private:
    Result<void> write(std::function<SqlResult<void>(Transaction&)> run) {
        Work work{.run = std::move(run)};
        queue_.submit(work);
        if (work.fault) return *work.fault;
        return outcome::success();
    }

    /// An entry of a hold's history, or of nobody's. in: hold - id, or ""
    static SqlResult<void> append(Transaction& transaction, std::string text,
                                  std::string_view hold) {
        BOOST_OUTCOME_TRY(const auto number, transaction.number_of(column_text(hold)));
        transaction.append(std::move(text), number);
        return outcome::success();
    }

    Result<std::vector<Row>> look(std::string_view sql, std::string_view gives,
                                  const std::vector<Value>& values) {
        std::vector<Row> rows;
        BOOST_OUTCOME_TRY(readers_.with([&](Connection& connection) -> SqlResult<void> {
            BOOST_OUTCOME_TRY(rows, connection.query(sql, gives, values));
            return outcome::success();
        }));
        return rows;
    }

    /// Holds for which something has come to its time.
    Result<std::vector<Hold>> passed(std::string_view condition, std::size_t most) {
        BOOST_OUTCOME_TRY(const auto at, now());
        return readable(condition, {std::int64_t{at.time_since_epoch().count()}}, most);
    }

    /// Holds for the service's own work: one that cannot be read must not keep the others from it;
    /// find() and verify_chain() tell of it.
    Result<std::vector<Hold>> readable(std::string_view condition, std::vector<Value> values,
                                       std::size_t most) {
        values.emplace_back(static_cast<std::int64_t>(most));
        BOOST_OUTCOME_TRY(
            const auto rows,
            look(fmt::format("select record, id, version, state from holds where {} limit :most",
                             condition),
                 "ttit", values));
        std::vector<Hold> out;
        for (const auto& row : rows) {
            auto hold = records_.hold_of(row);
            if (hold) out.push_back(std::move(hold).value());
        }
        return out;
    }

    Result<std::optional<Hold>> first(std::string_view sql, std::string_view value) {
        const auto text = column_text(value);
        BOOST_OUTCOME_TRY(const auto rows, look(sql, "ttit", {text}));
        if (rows.empty()) return std::optional<Hold>();
        BOOST_OUTCOME_TRY(auto hold, records_.hold_of(rows[0]));
        return std::optional(std::move(hold));
    }

    const std::unique_ptr<Dialect> dialect_;
    const Records records_;
    Trust trust_;
    Readers readers_;
    Writer writer_;
    WriteQueue<Work> queue_;
    Policies policies_{records_};
};

}  // namespace

Result<std::unique_ptr<Store>> open_sql_store(const StoreSettings& settings) {
    BOOST_OUTCOME_TRY(auto dialect, dialect_for(settings.url));
    std::optional<Sealer> sealer;
    if (!settings.key_file.empty()) {
        BOOST_OUTCOME_TRY(auto made, Sealer::from_file(settings.key_file));
        sealer.emplace(std::move(made));
    }
    auto store = std::make_unique<SqlStore>(std::move(dialect), Records(std::move(sealer)));
    BOOST_OUTCOME_TRY(store->prepare());
    return std::unique_ptr<Store>(std::move(store));
}

}  // namespace sendguard::hold
