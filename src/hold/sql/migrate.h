// The schema of a database, made or brought up to date: numbered steps in one transaction that no
// other node can stand beside.
#pragma once

#include "base/result.h"
#include "hold/seal.h"
#include "hold/sql/dialect.h"

namespace sendguard::hold {

/// Brings the schema to the newest version, and sees to it that one key seals one store.
/// in:     sealer - null: what is stored is not encrypted
/// errors: bad_policy (made by a newer program), bad_input (encrypted with another key, or no key
///         was given: what to do), unavailable
Result<void> prepare_schema(Connection& connection, const Dialect& dialect, const Sealer* sealer);

}  // namespace sendguard::hold
