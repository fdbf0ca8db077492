// A new rule as the YAML that a person would write, and its place in a policy file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

struct NewExample {
    std::string body;
    std::string to;  ///< an address; "" = whoever examples are addressed to
};

struct NewRule {
    std::string id;  ///< without its pack
    std::string message, why, help;
    std::string action = "warn";
    std::string mode;       ///< "" = enforce
    std::string approvers;  ///< a group, "sender", or ""
    std::vector<std::string> phrases;
    std::string regex;
    std::vector<std::string> in;          ///< places; empty: the usual ones
    std::vector<std::string> recipients;  ///< any of these; empty: whoever
    std::vector<NewExample> fires, silent;
};

/// The rule as an item of a list, `indent` blanks before its dash.
std::string rule_yaml(const NewRule& rule, std::size_t indent);

/// `policy` with the rule at the end of its rules; every other byte stays.
///
/// errors: bad_input (its rules are written on one line)
std::string new_policy_text(const NewRule& rule);
Result<std::string> with_rule(const std::string& policy, const NewRule& rule);

}  // namespace sendguard::cli
