// The one writer of a store: runs a batch of changes in one transaction. What fails by itself fails
// alone; what was not certainly undone is reported as not done and never run again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "hold/sql/transaction.h"
#include "hold/sql/trust.h"

namespace sendguard::hold {

/// What one caller wants to write. `run` may be called again when it was undone.
struct Work {
    std::function<SqlResult<void>(Transaction&)> run;
    std::optional<Error> fault = std::nullopt;  ///< set when it was not done
};

/// Not thread-safe: a WriteQueue calls it.
class Writer {
  public:
    Writer(Dialect& dialect, Trust& trust) : dialect_(dialect), trust_(trust) {}

    void run(const std::vector<Work*>& batch);

  private:
    struct Failure {
        Error error;
        Trouble trouble = Trouble::lost;
        bool undone = true;  ///< certainly nothing was committed
    };
    std::optional<Failure> attempt(const std::vector<Work*>& batch);
    std::optional<Failure> begin();
    SqlResult<void> write(Transaction& transaction, const std::vector<Work*>& batch);
    std::optional<Failure> attempt_alone(Work& work);

    Dialect& dialect_;
    Trust& trust_;
    std::unique_ptr<Connection> connection_;
    std::uint64_t generation_ = 0;
};

}  // namespace sendguard::hold
