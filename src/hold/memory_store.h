// A store in memory, for tests and for trying things out: the same promises as the others, but that
// nothing outlives the program.
#pragma once

#include <memory>

#include "hold/store.h"

namespace sendguard::hold {

/// in: clock - the store's; null: the machine's
std::unique_ptr<Store> make_memory_store(Timestamp (*clock)() = nullptr);

}  // namespace sendguard::hold
