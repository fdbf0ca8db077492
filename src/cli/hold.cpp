#include "cli/hold.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/policy_choice.h"
#include "cli/sendmail_host.h"
#include "draft/read.h"
#include "gate/answers.h"
#include "gate/policy_holder.h"
#include "policy/load.h"
#include "report/excerpt.h"
#include "signoff/signature.h"
#include "signoff/statement.h"

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

Result<hold::Approval> signed_approval(OpenHolds& open, const hold::Hold& held,
                                       const std::string& as, const std::string& key,
                                       Console& console) {
    auto& store = open.desk().store();
    BOOST_OUTCOME_TRY(auto bytes, store.bytes(held.id, held.draft));
    BOOST_OUTCOME_TRY(const auto now, store.now());
    draft::Envelope envelope{.sender = held.sender};
    for (const auto& one : held.addressees) envelope.recipients.push_back(one.address);
    const auto read = draft::read_draft(std::make_shared<const std::string>(std::move(bytes)),
                                        {.source = "-", .envelope = envelope, .expect_mail = true});
    const auto text = signoff::statement(read, {.as = as});
    console.say("you sign this:");
    console.err << text << std::flush;
    BOOST_OUTCOME_TRY(auto signature, signoff::sign(text, key));
    const signoff::SignedStatement signed_one{
        .statement = text, .signature = std::move(signature), .from = held.id};
    BOOST_OUTCOME_TRY(const auto people,
                      signoff::verify(signed_one, open.policy->keyring_text, now));
    return hold::Approval{.person = people.front(),
                          .as = as,
                          .digest = held.digest,
                          .at = now,
                          .via = "signature",
                          .signature = signoff::format_sidecar({signed_one}),
                          .void_reason = {}};
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
