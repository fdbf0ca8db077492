#include "gate/answers.h"

#include <iterator>

namespace sendguard::gate {
namespace {

using check::Verdict;

// source: contract.md, "Answers". Columns as in the struct.
constexpr Answer kAnswers[] = {
    {Verdict::pass, CheckExit::clean, CheckExit::clean, SendExit::sent, true, false, 0, "", 200},
    {Verdict::note, CheckExit::clean, CheckExit::clean, SendExit::sent, true, false, 0, "", 200},
    {Verdict::warn, CheckExit::clean, CheckExit::stopped, SendExit::sent, true, true, 0, "", 200},
    {Verdict::hold, CheckExit::stopped, CheckExit::stopped, SendExit::no_permission, false, false,
     550, "5.7.1", 422},
    {Verdict::block, CheckExit::stopped, CheckExit::stopped, SendExit::no_permission, false, false,
     550, "5.7.1", 422},
    {Verdict::error, CheckExit::could_not_check, CheckExit::could_not_check, SendExit::temporary,
     false, false, 451, "4.7.1", 503},
};
/// A hold where a hold store is configured: kept, and acknowledged after the commit.
constexpr Answer kKept = {Verdict::hold,
                          CheckExit::stopped,
                          CheckExit::stopped,
                          SendExit::sent,
                          false,
                          false,
                          250,
                          "2.0.0",
                          202};

}  // namespace

const Answer& answer(Verdict verdict, bool hold_store) {
    if (verdict == Verdict::hold && hold_store) return kKept;
    for (const auto& row : kAnswers) {
        if (row.verdict == verdict) return row;
    }
    return *(std::end(kAnswers) - 1);
}

CheckExit check_exit(Verdict verdict, policy::Action fail_on) {
    if (verdict == Verdict::error) return CheckExit::could_not_check;
    const auto weakest = static_cast<int>(Verdict::note) + static_cast<int>(fail_on);
    return static_cast<int>(verdict) >= weakest ? CheckExit::stopped : CheckExit::clean;
}

}  // namespace sendguard::gate
