// The one symbol of module "store", and what goes over its border.
#pragma once

#include "base/result.h"
#include "hold/store.h"

namespace sendguard::hold {

/// The store, the caller's; null: why stands in `fault`.
using OpenSqlStore = Store* (*)(const StoreSettings& settings, Error& fault);
inline constexpr const char* kOpenSqlStore = "sendguard_open_store";

}  // namespace sendguard::hold
