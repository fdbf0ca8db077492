#include "cli/hold.h"

#include <fmt/format.h>

#include <charconv>

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

void note_verdicts(const policy::Policy& policy, const std::vector<hold::Event>& verdicts,
                   Console& console) {
    const auto noted = gate::record_verdicts(policy.service.store, verdicts);
    if (noted) return;
    console.say(report::printable(
        fmt::format("{} in the audit chain: {}",
                    verdicts.size() == 1 ? "the verdict is not" : "the verdicts are not",
                    noted.error().message)));
}

Result<std::uint32_t> number_of_option(std::string_view text, std::string_view option) {
    std::uint32_t out = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault == std::errc() && end == text.data() + text.size() && out > 0) return out;
    return error(Errc::bad_input, fmt::format("--{} {}: it must be a number from 1 on", option,
                                              report::printable(text)));
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
