// `reload`: asks the running gates of a policy to read it again.
#include <fmt/format.h>

#include "check/detector.h"
#include "cli/commands.h"
#include "cli/policy_choice.h"
#include "gate/policy_holder.h"
#include "gate/service_notify.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

/// The control sockets that are meant; none where the policy names none.
Result<std::vector<std::string>> control_sockets(const Arguments& arguments) {
    if (const auto one = arguments.value("control")) return std::vector<std::string>{*one};
    const auto path = gate::gate_policy_path(arguments.value("policy"));
    const auto loaded = policy::load_policy(path, check::with_detectors({}));
    if (!loaded.policy)
        return error(Errc::bad_policy,
                     loaded.faults.text() + "the policy is faulty: nothing was reloaded");
    std::vector<std::string> out;
    for (const auto& one :
         {loaded.policy->service.control, loaded.policy->service.milter.control}) {
        if (!one.empty()) out.push_back(one);
    }
    if (out.empty())
        return error(Errc::not_found,
                     fmt::format("{} names no control socket: add service: {{control: PATH}}, or "
                                 "send the process SIGHUP",
                                 path.string()));
    return out;
}

}  // namespace

int run_reload(const Arguments& arguments, Console& console) {
    const auto sockets = control_sockets(arguments);
    if (!sockets) {
        console.err << sockets.error().message << '\n';
        return sockets.error().code == Errc::bad_policy ? 1 : 2;
    }
    int exit = 0;
    for (const auto& path : sockets.value()) {
        const auto said = gate::ask_reload(path);
        if (!said) {
            console.complain(report::printable(said.error().message));
            exit = 2;
            continue;
        }
        const bool good = said.value().starts_with("ok");
        (good ? console.out : console.err) << report::printable(path) << ": " << said.value();
        if (!good && exit == 0) exit = 1;
    }
    return exit;
}

}  // namespace sendguard::cli
