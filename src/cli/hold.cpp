#include "cli/hold.h"

#include <fmt/format.h>

#include "cli/policy_choice.h"
#include "cli/sendmail_host.h"
#include "gate/answers.h"
#include "gate/policy_holder.h"
#include "policy/load.h"
#include "report/excerpt.h"

namespace sendguard::cli {

Result<OpenHolds> open_holds(const Arguments& arguments, Console& console) {
    const auto path = gate::gate_policy_path(arguments.value("policy"));
    const auto loaded = policy::load_policy(path, {});
    if (!loaded.policy) {
        print_faults(loaded.faults, console);
        return error(Errc::bad_policy, "the policy is not used");
    }
    OpenHolds out{.policy = loaded.policy, .holds = {}};
    BOOST_OUTCOME_TRY(out.holds,
                      gate::open_desk(*out.policy, [policy = out.policy] { return policy; }));
    return out;
}

hold::Actor terminal_actor() {
    return {.name = login_name(), .kind = "person", .via = "cli"};
}

int with_holds(const Arguments& arguments, Console& console,
               const std::function<Result<void>(OpenHolds&)>& work) {
    auto opened = open_holds(arguments, console);
    const auto done = opened ? work(opened.value()) : Result<void>(opened.error());
    if (done) return static_cast<int>(gate::CheckExit::clean);
    console.complain(report::printable(done.error().message));
    return static_cast<int>(done.error().code == Errc::denied ? gate::CheckExit::stopped
                                                              : gate::CheckExit::could_not_check);
}

}  // namespace sendguard::cli
