#include "hold/sql/hold_rows.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "hold/audit.h"
#include "hold/due.h"
#include "hold/hold_json.h"

namespace sendguard::hold {
namespace {

// Later than all that a hold may wait for: the end of the year 9999.
constexpr std::int64_t kNever = 253402300799;

std::int64_t seconds(Timestamp time) {
    return time.time_since_epoch().count();
}

SqlResult<void> put_aside(Transaction& transaction, const std::string& id, const Error& why,
                          Timestamp now) {
    BOOST_OUTCOME_TRY(transaction.connection().execute("update holds set due = :due where id = :id",
                                                       {kNever, id}));
    AuditLine line;
    line.event = {.hold = id,
                  .from = State::ready,
                  .to = State::ready,
                  .at = now,
                  .actor = service_actor("store"),
                  .reason = fmt::format("put aside: {}", why.message)};
    BOOST_OUTCOME_TRY(const auto number, transaction.number_of(id));
    transaction.append(audit_line_json(line), number);
    return outcome::success();
}

}  // namespace

HoldRow::HoldRow(const Hold& hold, const Records& records, const Event& event,
                 const std::optional<std::string>& bytes, State from)
    : hold_(hold),
      event_(event),
      from_(from),
      id_(column_text(hold.id)),
      submitter_(column_text(hold.submitter.name)),
      key_(column_text(hold.key)),
      alternates_(column_text(hold.alternates)),
      node_(column_text(hold.lease.node)) {
    auto json = hold_json(hold);
    digest_ = digest_of(json);
    record_ = records.record(hold, std::move(json));
    if (bytes) {
        sealed_ = records.sealed();
        body_digest_ = sha256_hex(*bytes);
        body_ = records.body(hold.id, hold.draft, *bytes);
    }
    line_ = line(from);
}

std::string HoldRow::line(State from) const {
    auto out = line_of(hold_, digest_, from, event_);
    if (body_) add_draft(out, hold_.draft, fmt::format("sha256:{}", body_digest_));
    return audit_line_json(out);
}

std::vector<Value> HoldRow::columns() const {
    return {static_cast<std::int64_t>(hold_.version),
            state_name(hold_.state),
            seconds(due_of(hold_)),
            seconds(hold_.created),
            seconds(hold_.changed),
            submitter_,
            key_,
            alternates_,
            node_,
            seconds(hold_.lease.until),
            hold_.expires ? seconds(*hold_.expires) : 0,
            static_cast<std::int64_t>(hold_.notices.size()),
            record_,
            id_};
}

SqlResult<void> HoldRow::insert_draft(Transaction& transaction, std::int64_t number) const {
    if (!body_) return outcome::success();
    BOOST_OUTCOME_TRY(transaction.connection().execute(
        transaction.dialect().insert_body(),
        {number, std::int64_t{hold_.draft}, body_digest_, std::int64_t{sealed_ ? 1 : 0},
         Bytes{*body_}, static_cast<std::int64_t>(hold_.version), record_}));
    return outcome::success();
}

SqlResult<bool> HoldRow::insert(Transaction& transaction) const {
    BOOST_OUTCOME_TRY(
        const auto inserted,
        transaction.connection().query(
            "insert into holds(version, state, due, created, changed, submitter, key, alternates,"
            " lease_node, lease_until, expires, notices, record, id) values(:version, :state, :due,"
            " :created, :changed, :submitter, :key, :alternates, :lease_node, :lease_until,"
            " :expires, :notices, :record, :id) on conflict(key) where key <> '' do nothing"
            " returning number",
            "i", columns()));
    if (inserted.empty()) return false;
    const auto number = inserted[0][0].number;
    BOOST_OUTCOME_TRY(insert_draft(transaction, number));
    transaction.append(line_, number);
    return true;
}

SqlResult<bool> HoldRow::replace(Transaction& transaction) const {
    auto& connection = transaction.connection();
    const auto before = static_cast<std::int64_t>(hold_.version) - 1;
    BOOST_OUTCOME_TRY(const auto rows,
                      connection.query(transaction.dialect().lock_hold(), "ti", {id_, before}));
    if (rows.empty()) return false;
    BOOST_OUTCOME_TRY(connection.execute(
        "update holds set version = :version, state = :state, due = :due, created = :created,"
        " changed = :changed, submitter = :submitter, key = :key, alternates = :alternates,"
        " lease_node = :lease_node, lease_until = :lease_until, expires = :expires,"
        " notices = :notices, record = :record where id = :id",
        columns()));
    const auto number = rows[0][1].number;
    BOOST_OUTCOME_TRY(insert_draft(transaction, number));
    const auto from = state_from_name(rows[0][0].text).value_or(from_);
    transaction.append(from == from_ ? line_ : line(from), number);
    return true;
}

SqlResult<std::vector<Hold>> claim_rows(Transaction& transaction, const Records& records,
                                        std::string_view node, std::chrono::seconds term,
                                        std::size_t most) {
    BOOST_OUTCOME_TRY(const auto now, transaction.now());
    BOOST_OUTCOME_TRY(const auto rows, transaction.connection().query(
                                           transaction.dialect().select_claimable(), "ttit",
                                           {seconds(now), static_cast<std::int64_t>(most)}));
    std::vector<Hold> out;
    for (const auto& row : rows) {
        auto ready = records.hold_of(row);
        // A row that says an earlier time than its record was changed behind the store's back.
        if (ready && due_of(ready.value()) > now)
            ready = error(Errc::internal, "its record is due later than its row says");
        if (!ready) {
            BOOST_OUTCOME_TRY(put_aside(transaction, row[1].text, ready.error(), now));
            continue;
        }
        auto claimed = claim_of(ready.value(), node, now, term);
        ++claimed.hold.version;
        const HoldRow sending(claimed.hold, records, claimed.event, {}, State::ready);
        BOOST_OUTCOME_TRY(const auto done, sending.replace(transaction));
        if (done) out.push_back(std::move(claimed.hold));
    }
    return out;
}

std::string row_fault(const Hold& hold, const Row& row) {
    const auto differs = [&](std::size_t column, const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            return row[column].text != column_text(value);
        } else {
            return row[column].number != value;
        }
    };
    const auto fault = [&](std::string_view column) {
        return fmt::format("the stored column '{}' of {} does not say what its record says", column,
                           hold.id);
    };
    if (differs(4, seconds(due_of(hold)))) return fault("due");
    if (differs(5, seconds(hold.created))) return fault("created");
    if (differs(6, seconds(hold.changed))) return fault("changed");
    if (differs(7, hold.submitter.name)) return fault("submitter");
    if (differs(8, hold.key)) return fault("key");
    if (differs(9, hold.alternates)) return fault("alternates");
    if (differs(10, hold.lease.node)) return fault("lease_node");
    if (differs(11, seconds(hold.lease.until))) return fault("lease_until");
    if (differs(12, hold.expires ? seconds(*hold.expires) : 0)) return fault("expires");
    if (differs(13, static_cast<std::int64_t>(hold.notices.size()))) return fault("notices");
    return "";
}

SqlResult<std::size_t> forget_rows(Transaction& transaction, Timestamp time, std::int64_t most) {
    auto& connection = transaction.connection();
    Selection ended("select id, number from holds", final_states());
    const auto sql = fmt::format("{} and changed < :time order by id limit :most", ended.sql);
    ended.values.emplace_back(seconds(time));
    ended.values.emplace_back(most);
    BOOST_OUTCOME_TRY(const auto rows, connection.query(sql, "ti", ended.values));
    std::vector<std::string> ids;
    for (const auto& row : rows) {
        const auto number = row[1].number;
        BOOST_OUTCOME_TRY(connection.execute("delete from events where hold = :hold", {number}));
        BOOST_OUTCOME_TRY(const auto gone,
                          connection.execute("delete from holds where number = :hold", {number}));
        if (gone == 1) ids.push_back(row[0].text);
    }
    if (ids.empty()) return std::size_t{0};
    BOOST_OUTCOME_TRY(const auto now, transaction.now());
    transaction.append(audit_line_json(forgotten_line(ids, time, now)), 0);
    return ids.size();
}

Selection::Selection(std::string_view start, const std::vector<State>& states) : sql(start) {
    if (states.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < states.size(); ++i) {
        names += fmt::format("{}:state{}", i == 0 ? "" : ", ", i);
        values.emplace_back(state_name(states[i]));
    }
    add_condition(fmt::format("state in ({})", names));
}

void Selection::add(std::string_view condition, std::string_view value) {
    add_condition(condition);
    values.emplace_back(value);
}

void Selection::add_condition(std::string_view condition) {
    sql += fmt::format(" {} {}", any_ ? "and" : "where", condition);
    any_ = true;
}

SqlResult<void> note_sent_rows(Transaction& transaction, std::string_view who,
                               const std::vector<std::string>& recipients) {
    const auto who_text = column_text(who);
    auto& connection = transaction.connection();
    BOOST_OUTCOME_TRY(const auto now, transaction.now());
    const auto at = std::int64_t{now.time_since_epoch().count()};
    BOOST_OUTCOME_TRY(connection.execute("delete from sent where who = :who and at < :at",
                                         {who_text, at - kSentKept.count()}));
    BOOST_OUTCOME_TRY(
        connection.execute("insert into sent(who, at) values(:who, :at)", {who_text, at}));
    for (const auto& one : recipients) {
        const auto recipient = column_text(one);
        BOOST_OUTCOME_TRY(connection.execute(
            "insert into contacts(who, recipient, first) values(:who, :recipient, :first)"
            " on conflict(who, recipient) do nothing",
            {who_text, recipient, at}));
    }
    return outcome::success();
}

}  // namespace sendguard::hold
