#include <fmt/format.h>

#include "base/module.h"
#include "hold/memory_store.h"
#include "hold/sql_module.h"
#include "hold/store.h"

namespace sendguard::hold {

Result<std::unique_ptr<Store>> open_store(const StoreSettings& settings) {
    if (settings.url == "memory:") return make_memory_store();
    BOOST_OUTCOME_TRY(auto* symbol, module_symbol("store", kOpenSqlStore));
    Error fault;
    std::unique_ptr<Store> store(reinterpret_cast<OpenSqlStore>(symbol)(settings, fault));
    if (store) return store;
    return fault;
}

}  // namespace sendguard::hold
