// `init`: a commented policy to start from. Never writes over a file; asks only when a person sits
// there.
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/house_kinds.h"
#include "policy/load.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

constexpr std::string_view kTemplate =
    R"(# send-guard.yaml: what may leave this house, and who must sign off. docs/rules.md describes every key.
# After a change: send-guard rules lint && send-guard rules test
version: 1

# All domains that are not named here are external. "*.example.org" stands for every domain below it.
organization: {{name: {name}, domains: [{domains}]}}

# Who is who. An entry is an address, a whole domain ("@mod.example") or a pattern ("*@*.gov.example"); a long list
# can stand in a file, an entry a line: {{file: lists/reporters.txt}}
groups:
  principals: [{principal}]
  # ministries: ["@mod.example", "*@*.gov.example"]

# Shipped rules; `send-guard rules list` shows them, `send-guard rules explain ID` says all about one.
packs: [{packs}]

# Change a shipped rule, or turn it off. What weakens a rule is printed whenever the policy is loaded.
{adjust}

# Whose ssh keys count for sign-offs; a line is: editor@example.org ssh-ed25519 AAAA...
# keyring: allowed_signers

# Where `send-guard send` hands on what may leave. The password stands in a file of its own.
# service:
#   next_hop: {{url: "smtp://smtp.example.org:587", tls: verify, user: press, password_file: smtp.pass}}

# Rules of your own; their ids become house/...
# rules:
#   - id: letters-to-ministries
#     message: A letter to a ministry needs two principals.
#     why: What a ministry receives is policy the moment it arrives.
#     action: hold
#     approvers: {{group: principals, count: 2, not: [author]}}
#     when: {{recipients: {{any: ministries}}}}
#     examples:
#       fires:  [{{to: minister@mod.example, body: "Sir, here is our position."}}]
#       silent: [{{to: desk@example.net, body: "Sir, here is our position."}}]
)";

constexpr std::string_view kAdjustExamples =
    "#   drafts/body-marker: {action: hold, approvers: principals}\n"
    "#   chatter/desk-chatter: off";

struct House {
    std::string name;
    std::vector<std::string> domains;
    const HouseKind* kind = nullptr;  ///< null: the default packs
};

/// The kind that --house names, or that a person at the terminal gives.
Result<const HouseKind*> describe_kind(const Arguments& arguments, bool ask_person,
                                       Console& console) {
    auto named = arguments.value("house").value_or("");
    if (named.empty() && ask_person) {
        console.err << "What does it send?\n";
        for (const auto& kind : house_kinds())
            console.err << fmt::format("  {:13} {}\n", kind.name, kind.what);
        named = ask("One of these, or nothing for the default packs:", console);
    }
    if (named.empty()) return nullptr;
    const auto* kind = find_house_kind(named);
    if (kind == nullptr) {
        std::vector<std::string_view> names;
        for (const auto& each : house_kinds()) names.push_back(each.name);
        return error(Errc::bad_input,
                     fmt::format("'{}' is no kind of house: {}", named, fmt::join(names, ", ")));
    }
    return kind;
}

Result<House> describe_house(const Arguments& arguments, Console& console) {
    const bool ask_person = can_ask(console);
    House house{.name = arguments.value("name").value_or(""),
                .domains = arguments.values("domain")};
    if (house.name.empty() && ask_person) house.name = ask("The organization's name?", console);
    if (house.domains.empty() && ask_person) {
        const auto said = ask("Its mail domains, with blanks between?", console);
        for (const auto word : split(said, ' ')) {
            if (!word.empty()) house.domains.emplace_back(word);
        }
    }
    BOOST_OUTCOME_TRY(house.kind, describe_kind(arguments, ask_person, console));
    if (house.name.empty()) house.name = "Example Press Office";
    if (house.domains.empty()) {
        house.domains.emplace_back("example.org");
        console.say(
            "the domain is example.org for now: put your own in, or every recipient is external");
    }
    for (auto& domain : house.domains) {
        const bool wildcard = domain.starts_with("*.");
        const auto canonical = policy::canonical_domain(wildcard ? domain.substr(2) : domain);
        if (!canonical) {
            return error(Errc::bad_input,
                         fmt::format("'{}' is no domain, such as example.org", domain));
        }
        domain = (wildcard ? "*." : "") + *canonical;
    }
    return house;
}

std::string policy_text(const House& house) {
    std::vector<std::string> domains;
    for (const auto& domain : house.domains) domains.push_back(yaml_string(domain));
    const auto packs = house.kind != nullptr
                           ? std::string(house.kind->packs)
                           : fmt::format("{}", fmt::join(policy::default_packs(), ", "));
    const bool adjusts = house.kind != nullptr && !house.kind->adjust.empty();
    const auto& first = house.domains.front();
    const auto own = first.starts_with("*.") ? first.substr(2) : first;
    return fmt::format(kTemplate, fmt::arg("name", yaml_string(house.name)),
                       fmt::arg("domains", fmt::join(domains, ", ")),
                       fmt::arg("principal", "editor@" + own), fmt::arg("packs", packs),
                       fmt::arg("adjust", adjusts ? "adjust:\n" + std::string(house.kind->adjust) +
                                                        std::string(kAdjustExamples)
                                                  : "# adjust:\n" + std::string(kAdjustExamples)));
}

Result<std::string> write_policy(const Arguments& arguments, Console& console) {
    namespace fs = std::filesystem;
    const fs::path folder = arguments.positional().empty() ? "." : arguments.positional()[0];
    const auto target = (folder / "send-guard.yaml").lexically_normal();
    std::error_code fault;
    if (fs::exists(fs::symlink_status(target, fault))) {
        return error(Errc::bad_input,
                     target.string() + " is there already; it is never written over");
    }
    if (!fs::is_directory(folder, fault))
        return error(Errc::not_found, folder.string() + " is no folder");
    BOOST_OUTCOME_TRY(const auto house, describe_house(arguments, console));
    BOOST_OUTCOME_TRY(write_file(target, policy_text(house)));
    return target.string();
}

}  // namespace

int run_init(const Arguments& arguments, Console& console) {
    const auto written = write_policy(arguments, console);
    if (!written) {
        console.complain(report::printable(written.error().message));
        return 2;
    }
    console.out << fmt::format("wrote {}; next: send-guard check PATH\n",
                               report::printable(written.value()));
    return 0;
}

}  // namespace sendguard::cli
