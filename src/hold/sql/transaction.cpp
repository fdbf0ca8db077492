#include "hold/sql/transaction.h"

#include <utility>

#include "hold/audit.h"

namespace sendguard::hold {

void Transaction::append(std::string text, std::int64_t hold) {
    entries_.push_back({.text = std::move(text), .hold = hold});
}

SqlResult<std::int64_t> Transaction::number_of(std::string_view id) {
    if (id.empty()) return std::int64_t{0};
    BOOST_OUTCOME_TRY(const auto rows,
                      connection_.query("select number from holds where id = :id", "i", {id}));
    return rows.empty() ? std::int64_t{0} : rows[0][0].number;
}

SqlResult<void> Transaction::link() {
    if (entries_.empty()) return outcome::success();
    BOOST_OUTCOME_TRY(const auto head, connection_.query(dialect_.lock_head(), "it"));
    if (head.size() != 1) return SqlFault{Trouble::statement, "the audit chain has lost its end"};
    auto sequence = head[0][0].number;
    auto hash = head[0][1].text;
    for (const auto& entry : entries_) {
        hash = chain_hash(hash, entry.text);
        ++sequence;
        BOOST_OUTCOME_TRY(connection_.execute(
            "insert into audit(sequence, text, hash) values(:sequence, :text, :hash)",
            {sequence, entry.text, hash}));
        if (entry.hold == 0) continue;
        BOOST_OUTCOME_TRY(connection_.execute(
            "insert into events(hold, sequence) values(:hold, :sequence)", {entry.hold, sequence}));
    }
    BOOST_OUTCOME_TRY(connection_.execute(
        "update audit_head set sequence = :sequence, hash = :hash", {sequence, hash}));
    return outcome::success();
}

}  // namespace sendguard::hold
