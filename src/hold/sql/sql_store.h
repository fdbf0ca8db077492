// The store in a database, for SQLite and PostgreSQL alike.
#pragma once

#include <memory>

#include "base/result.h"
#include "hold/store.h"

namespace sendguard::hold {

/// errors: as open_store
Result<std::unique_ptr<Store>> open_sql_store(const StoreSettings& settings);

}  // namespace sendguard::hold
