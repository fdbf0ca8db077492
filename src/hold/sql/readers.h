// Connections that read, so that who looks does not wait for who writes: a few, made when needed.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "hold/sql/dialect.h"
#include "hold/sql/trust.h"

namespace sendguard::hold {

class Readers {
  public:
    Readers(Dialect& dialect, Trust& trust) : dialect_(dialect), trust_(trust) {}

    /// Runs `look` with a connection of its own; again with a new one when the kept one was dead.
    /// errors: those of `look`; unavailable
    Result<void> with(const std::function<SqlResult<void>(Connection&)>& look);

  private:
    struct Kept {
        std::unique_ptr<Connection> connection;  ///< null: to be made
        std::uint64_t generation = 0;
    };
    Result<Kept> take();
    void give_back(Kept kept);
    /// All that are kept may have died together, and each would be waited for.
    void drop_idle();
    /// errors: as `with`. out: false - the kept connection was dead
    Result<bool> look_once(const std::function<SqlResult<void>(Connection&)>& look);

    Dialect& dialect_;
    Trust& trust_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<Kept> idle_;
    std::size_t out_ = 0;
};

}  // namespace sendguard::hold
