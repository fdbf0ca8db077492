#include "hold/sql/writer.h"

#include <utility>

namespace sendguard::hold {
namespace {

constexpr int kMostTries = 3;  // of what met a deadlock

/// Its own fault: others of the same batch may do.
bool own_fault(Trouble trouble) {
    return trouble == Trouble::statement || trouble == Trouble::conflict;
}

}  // namespace

void Writer::run(const std::vector<Work*>& batch) try {
    for (auto* work : batch) work->fault = Error{Errc::unavailable, "no memory", {}};
    const auto say = [&](const Error& fault) {
        for (auto* work : batch) work->fault = fault;
    };
    if (const auto trusted = trust_.check(); !trusted) return say(trusted.error());
    const auto failure = attempt(batch);
    if (failure && failure->undone && own_fault(failure->trouble)) {
        for (auto* work : batch) {
            auto alone = attempt_alone(*work);
            work->fault = alone ? std::optional(std::move(alone->error)) : std::nullopt;
        }
    } else if (failure) {
        say(failure->error);
    } else {
        for (auto* work : batch) work->fault.reset();
    }
} catch (const std::exception&) {
    // Not even for words is there memory: what was not done says so already.
}

std::optional<Writer::Failure> Writer::attempt_alone(Work& work) {
    for (int tries = 1;; ++tries) {
        auto failure = attempt({&work});
        if (!failure || tries == kMostTries) return failure;
        if (!failure->undone || failure->trouble != Trouble::conflict) return failure;
    }
}

std::optional<Writer::Failure> Writer::begin() {
    if (generation_ != trust_.generation()) connection_.reset();
    for (int tries = 1;; ++tries) {
        const bool fresh = !connection_;
        if (fresh) {
            generation_ = trust_.generation();
            auto connected = dialect_.connect(true);
            if (!connected) return Failure{.error = connected.error()};
            connection_ = std::move(connected).value();
        }
        const Connection::Busy busy(*connection_);
        const auto begun = connection_->run(dialect_.begin());
        if (begun) return std::nullopt;
        // A kept connection may have died while it was idle.
        const bool again = !fresh && begun.error().trouble == Trouble::lost && tries == 1;
        if (!again)
            return Failure{.error = to_error(begun.error()), .trouble = begun.error().trouble};
    }
}

SqlResult<void> Writer::write(Transaction& transaction, const std::vector<Work*>& batch) {
    for (auto* work : batch) {
        BOOST_OUTCOME_TRY(work->run(transaction));
    }
    return transaction.link();
}

std::optional<Writer::Failure> Writer::attempt(const std::vector<Work*>& batch) try {
    auto failure = begin();
    if (!failure) {
        const Connection::Busy busy(*connection_);
        Transaction transaction(*connection_, dialect_);
        const auto written = write(transaction, batch);
        const auto done = written ? connection_->run("commit") : written;
        if (done) return std::nullopt;
        failure = Failure{.error = to_error(done.error()),
                          .trouble = done.error().trouble,
                          .undone = written.has_error()};
        const auto rolled_back = connection_->run("rollback");
        failure->undone = failure->undone && rolled_back.has_value();
        if (own_fault(failure->trouble) && failure->undone) return failure;
    }
    if (failure->trouble == Trouble::broken) trust_.lose(failure->error.message);
    connection_.reset();
    return failure;
} catch (const std::exception& thrown) {
    // There is no memory left. Nothing was committed, and the next one begins anew.
    connection_.reset();
    return Failure{
        .error = error(Errc::unavailable, std::string("the hold store: ") + thrown.what()),
        .trouble = Trouble::busy};
}

}  // namespace sendguard::hold
