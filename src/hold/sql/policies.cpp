#include "hold/sql/policies.h"

#include "base/digest.h"
#include "hold/audit.h"
#include "hold/hold_json.h"

namespace sendguard::hold {

bool Policies::known(const std::string& digest) {
    const std::scoped_lock lock(mutex_);
    return known_.contains(digest);
}

Result<void> Policies::keep(std::string_view digest, std::string_view sources, const Write& write) {
    const auto name = column_text(digest);
    if (known(name)) return outcome::success();
    const auto sha256 = sha256_hex(sources);
    const auto bytes = records_.policy(name, sources);
    const std::int64_t sealed = records_.sealed() ? 1 : 0;
    BOOST_OUTCOME_TRY(write([&](Transaction& transaction) -> SqlResult<void> {
        BOOST_OUTCOME_TRY(const auto put,
                          transaction.connection().execute(transaction.dialect().insert_policy(),
                                                           {name, sha256, sealed, Bytes{bytes}}));
        if (put == 0) return outcome::success();
        BOOST_OUTCOME_TRY(const auto now, transaction.now());
        transaction.append(audit_line_json(policy_line(name, "sha256:" + sha256, now)), 0);
        return outcome::success();
    }));
    const std::scoped_lock lock(mutex_);
    known_.insert(name);
    return outcome::success();
}

}  // namespace sendguard::hold
