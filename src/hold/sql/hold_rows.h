// Holds as rows: putting them in, replacing, claiming and dropping them within a transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hold/hold.h"
#include "hold/sql/records.h"
#include "hold/sql/transaction.h"
#include "hold/store.h"

namespace sendguard::hold {

/// A hold on its way into the database, encoded and hashed by who brings it, so that the one writer
/// has little to do. Refers to `hold` and `event`.
class HoldRow {
  public:
    /// in:  hold - with the version that it gets; bytes - of a new draft, hold.draft, or none;
    ///      from - its state before, as far as it is known: replace() looks
    HoldRow(const Hold& hold, const Records& records, const Event& event,
            const std::optional<std::string>& bytes, State from);

    /// out: false - its key is used
    SqlResult<bool> insert(Transaction& transaction) const;
    /// out: false - it is not at the version before this one
    SqlResult<bool> replace(Transaction& transaction) const;

  private:
    std::vector<Value> columns() const;
    SqlResult<void> insert_draft(Transaction& transaction, std::int64_t number) const;
    std::string line(State from) const;

    const Hold& hold_;
    const Event& event_;
    State from_;
    std::string id_, submitter_, key_, alternates_, node_, record_, digest_;
    std::optional<std::string> body_;
    std::string body_digest_;  ///< hexadecimal digits
    bool sealed_ = false;
    std::string line_;  ///< of the audit chain, when it comes from from_
};

/// Holds that are ready and due, now `sending` with a lease. One that cannot be read is put aside,
/// so that it does not keep the others.
SqlResult<std::vector<Hold>> claim_rows(Transaction& transaction, const Records& records,
                                        std::string_view node, std::chrono::seconds term,
                                        std::size_t most);

/// The columns that find() selects to compare a row with its record.
inline constexpr std::string_view kRowColumns =
    "record, id, version, state, due, created, changed, submitter, key, alternates, lease_node,"
    " lease_until, expires, notices";
inline constexpr std::string_view kRowKinds = "ttitiiittttiii";
/// What of a row differs from its record, a sentence; "" = nothing.
std::string row_fault(const Hold& hold, const Row& row);

/// Drops up to `most` holds that ended before `time`. out: how many
SqlResult<std::size_t> forget_rows(Transaction& transaction, Timestamp time, std::int64_t most);

/// A select on holds, and its conditions. The values must outlive it.
struct Selection {
    /// in: states - empty: all
    Selection(std::string_view start, const std::vector<State>& states);
    void add(std::string_view condition, std::string_view value);

    std::string sql;
    std::vector<Value> values;

  private:
    void add_condition(std::string_view condition);
    bool any_ = false;
};

/// A mail of that sender, and whom it had not written to before. source: Store::note_sent()
SqlResult<void> note_sent_rows(Transaction& transaction, std::string_view who,
                               const std::vector<std::string>& recipients);

}  // namespace sendguard::hold
