#include "hold/sql/profile_row.h"

#include <utility>

#include "base/digest.h"

namespace sendguard::hold {

Result<KeptProfile> profile_of(const Records& records, std::string_view who,
                               const std::vector<Row>& rows) {
    if (rows.empty()) return KeptProfile();
    BOOST_OUTCOME_TRY(auto bytes, records.profile_bytes(who, rows[0]));
    return KeptProfile{std::move(bytes), rows[0].at(3).number};
}

ProfileRow::ProfileRow(std::string who, const KeptProfile& kept, const Records& records)
    : who_(std::move(who)),
      before_(kept.version),
      sealed_(records.sealed() ? 1 : 0),
      sha256_(sha256_hex(kept.bytes)),
      bytes_(records.profile(who_, kept.bytes)),
      forgets_(kept.bytes.empty()) {}

SqlResult<bool> ProfileRow::replace(Transaction& transaction) const {
    auto& connection = transaction.connection();
    BOOST_OUTCOME_TRY(
        const auto taken,
        connection.execute("delete from profiles where who = :who and version = :version",
                           {who_, before_}));
    if (before_ != 0 && taken == 0) return false;
    if (forgets_) return true;
    BOOST_OUTCOME_TRY(const auto put,
                      connection.execute(transaction.dialect().insert_profile(),
                                         {who_, before_ + 1, sha256_, sealed_, Bytes{bytes_}}));
    return put > 0;
}

}  // namespace sendguard::hold
