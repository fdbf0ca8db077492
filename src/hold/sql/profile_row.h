// The row of a profile: what is known of whom somebody writes to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hold/sql/records.h"
#include "hold/sql/transaction.h"
#include "hold/store.h"

namespace sendguard::hold {

inline constexpr std::string_view kSelectProfile =
    "select sha256, encrypted, bytes, version from profiles where who = :who";

/// in:     rows - of kSelectProfile; none: nothing is known
/// errors: as Records::bytes_of()
Result<KeptProfile> profile_of(const Records& records, std::string_view who,
                               const std::vector<Row>& rows);

class ProfileRow {
  public:
    /// in: who - column_text()
    ProfileRow(std::string who, const KeptProfile& kept, const Records& records);
    /// out: false - another version stands there; source: Store::keep_profile()
    SqlResult<bool> replace(Transaction& transaction) const;

  private:
    const std::string who_;
    const std::int64_t before_, sealed_;
    const std::string sha256_, bytes_;
    const bool forgets_;
};

}  // namespace sendguard::hold
