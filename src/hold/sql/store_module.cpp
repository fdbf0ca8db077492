// Module "store": SOCI, SQLite and libpq, which a command without a store never loads.
#include <exception>

#include "hold/sql/sql_store.h"
#include "hold/sql_module.h"

extern "C" __attribute__((visibility("default"))) sendguard::hold::Store* sendguard_open_store(
    const sendguard::hold::StoreSettings& settings, sendguard::Error& fault) {
    try {
        auto store = sendguard::hold::open_sql_store(settings);
        if (store) return store.value().release();
        fault = store.error();
    } catch (const std::exception& thrown) {
        fault = sendguard::error(sendguard::Errc::internal, thrown.what());
    }
    return nullptr;
}
