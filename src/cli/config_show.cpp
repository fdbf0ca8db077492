// `config show`: the policy in force, and where it comes from.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/policy_choice.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using Json = nlohmann::ordered_json;

Json lines_of(const std::vector<std::string>& lines) {
    Json list = Json::array();
    for (const auto& line : lines) list.push_back(to_valid_utf8(line));
    return list;
}

std::vector<std::string> sorted_domains(const policy::Policy& policy) {
    std::set<std::string> domains(policy.internal_domains.begin(), policy.internal_domains.end());
    domains.insert(policy.internal_globs.begin(), policy.internal_globs.end());
    return {domains.begin(), domains.end()};
}

std::vector<std::string> group_lines(const policy::Policy& policy) {
    std::vector<std::string> lines;
    for (const auto& group : policy.groups) {
        lines.push_back(fmt::format("{} ({}, {}, {})", group.name,
                                    report::counted(group.addresses.size(), "address"),
                                    report::counted(group.domains.size(), "domain"),
                                    report::counted(group.globs.size(), "pattern")));
    }
    return lines;
}

std::vector<std::string> weakening_lines(const policy::Policy& policy) {
    std::vector<std::string> lines;
    for (const auto& weakening : policy.weakenings) {
        lines.push_back(fmt::format("{}: {} ({}:{})", weakening.rule, weakening.change,
                                    weakening.where.file, weakening.where.line));
    }
    return lines;
}

/// Everything there is to show, in order; lists have a line each in text.
Json facts(const PolicyChoice& choice) {
    const auto& policy = *choice.policy;
    Json json;
    json["found"] = choice.path ? to_valid_utf8(choice.path->string()) : "none: the default packs";
    json["files"] = lines_of(policy.files);
    json["digest"] = policy.digest;
    json["organization"] = to_valid_utf8(policy.organization);
    json["domains"] = lines_of(sorted_domains(policy));
    json["groups"] = lines_of(group_lines(policy));
    json["rules"] = policy.rules.size();
    json["keyring"] = to_valid_utf8(policy.keyring);
    if (policy.service.next_hop) {
        json["next_hop"] = to_valid_utf8(policy.service.next_hop->url);
        json["tls"] = to_valid_utf8(policy.service.next_hop->tls);
    }
    json["weakenings"] = lines_of(weakening_lines(policy));
    return json;
}

std::string value_text(const Json& value) {
    return value.is_string() ? report::printable(value.get<std::string>()) : value.dump();
}

}  // namespace

int run_config_show(const Arguments& arguments, Console& console) {
    const auto choice = choose_policy(arguments, "-", console);
    if (!choice.policy) return 2;
    const auto json = facts(choice);
    if (arguments.value("format") == "json") {
        console.out << json.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
        return 0;
    }
    for (const auto& [name, value] : json.items()) {
        if (!value.is_array()) {
            if (value != "") console.out << fmt::format("{:14}{}\n", name + ":", value_text(value));
            continue;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            console.out << fmt::format("{:14}{}\n", i == 0 ? name + ":" : "", value_text(value[i]));
        }
    }
    return 0;
}

}  // namespace sendguard::cli
