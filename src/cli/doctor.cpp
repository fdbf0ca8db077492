// `doctor`: what passes send-guard by in this set-up.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/doctor_machine.h"
#include "cli/policy_choice.h"
#include "gate/answers.h"
#include "gate/policy_holder.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;
using report::printable;
using Json = nlohmann::ordered_json;

constexpr const char* kPostfixPlace = "/etc/postfix";

struct Examined {
    gate::Diagnosis diagnosis;
    bool blind = false;  ///< a mail server is here that could not be looked at
};

/// The policy that the gates run with.
std::shared_ptr<const policy::Policy> gate_policy(const Arguments& arguments, Console& console) {
    const fs::path path = fs::absolute(gate::gate_policy_path(arguments.value("policy")));
    if (std::error_code fault; !fs::exists(path, fault)) {
        console.complain(
            fmt::format("there is no policy {}; name the one that the gates run with: "
                        "--policy FILE",
                        printable(path.string())));
        return nullptr;
    }
    auto loaded = policy::load_policy(path, check::with_detectors({}));
    if (loaded.policy && loaded.faults.faults.empty()) return std::move(loaded.policy);
    print_faults(loaded.faults, console);
    return nullptr;
}

/// The Postfix to look at; nullopt: none is here, and what else is here is told.
std::optional<fs::path> postfix_folder(const Arguments& arguments, Examined& out,
                                       Console& console) {
    if (const auto given = arguments.value("config-dir")) return fs::absolute(*given);
    const bool postfix = fs::exists(fs::path(kPostfixPlace) / "main.cf");
    for (const auto& other : other_mail_servers()) {
        out.diagnosis.look(fmt::format("{}: not looked into", other));
        console.say(
            fmt::format("{} is here too, and only Postfix can be looked into: see yourself "
                        "that its mail goes to send-guard",
                        other));
        out.blind = out.blind || !postfix;
    }
    if (postfix) return kPostfixPlace;
    if (!out.blind) out.diagnosis.look("no mail server: nothing in /etc/postfix, nor another's");
    return std::nullopt;
}

Result<Examined> examine(const Arguments& arguments, const policy::Service& service,
                         Console& console) {
    Examined out;
    const auto folder = postfix_folder(arguments, out, console);
    std::optional<gate::PostfixSetup> setup;
    if (folder) {
        BOOST_OUTCOME_TRY(const auto texts, ask_postconf(*folder));
        BOOST_OUTCOME_TRY(setup, gate::read_postfix(texts));
        out.diagnosis.look(fmt::format("Postfix in {}: {}", folder->string(),
                                       report::counted(setup->services.size(), "service")));
    }
    const auto* postfix = setup ? &*setup : nullptr;
    const auto facts = look_around(gate::doctor_questions(postfix, service));
    auto found = gate::diagnose(postfix, service, facts);
    for (auto& line : found.looked) out.diagnosis.look(std::move(line));
    out.diagnosis.findings = std::move(found.findings);
    return out;
}

std::size_t doors(const gate::Diagnosis& diagnosis) {
    return static_cast<std::size_t>(
        std::ranges::count_if(diagnosis.findings, &gate::DoctorFinding::door));
}

void print_json(const gate::Diagnosis& diagnosis, Console& console) {
    Json json{{"version", 1}, {"open", doors(diagnosis)}, {"looked", Json::array()}};
    for (const auto& line : diagnosis.looked) json["looked"].push_back(to_valid_utf8(line));
    json["findings"] = Json::array();
    for (const auto& one : diagnosis.findings) {
        json["findings"].push_back({{"id", one.id},
                                    {"door", one.door},
                                    {"passes", to_valid_utf8(one.passes)},
                                    {"where", to_valid_utf8(one.where)},
                                    {"instead", to_valid_utf8(one.instead)}});
    }
    console.out << json.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

void print_text(const gate::Diagnosis& diagnosis, Console& console) {
    for (const auto& line : diagnosis.looked)
        console.out << fmt::format("looked: {}\n", printable(line));
    for (const auto& one : diagnosis.findings) {
        console.out << fmt::format("{}: passes by: {} [{}]\n  where: {}\n  write: {}\n",
                                   one.door ? "open" : "note", printable(one.passes), one.id,
                                   printable(one.where), printable(one.instead));
    }
    const auto open = doors(diagnosis);
    console.out << (open == 0 ? "nothing passes send-guard by, as far as this looked\n"
                              : fmt::format("{} open\n", report::counted(open, "door")));
}

}  // namespace

int run_doctor(const Arguments& arguments, Console& console) {
    using gate::CheckExit;
    const auto policy = gate_policy(arguments, console);
    if (!policy) return static_cast<int>(CheckExit::could_not_check);
    const auto examined = examine(arguments, policy->service, console);
    if (!examined) {
        console.complain(fmt::format("could not look: {}", printable(examined.error().message)));
        return static_cast<int>(CheckExit::could_not_check);
    }
    const auto& [diagnosis, blind] = examined.value();
    if (arguments.value("format") == "json") {
        print_json(diagnosis, console);
    } else {
        print_text(diagnosis, console);
    }
    if (diagnosis.open()) return static_cast<int>(CheckExit::stopped);
    return static_cast<int>(blind ? CheckExit::could_not_check : CheckExit::clean);
}

}  // namespace sendguard::cli
