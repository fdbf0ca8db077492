// The adapter of Boost.Program_options: the one file that knows its name.
//
// Its own habits are turned off: no guessing of shortened names (a later option would change what
// they mean), no unregistered words (it takes an unknown option's value for an argument). Its
// variables_map is not used: what was given, in order, is all that the commands need.
#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>

#include "base/text.h"

namespace sendguard::cli {
namespace {

namespace po = boost::program_options;

/// Boost would take the word after `--changed` for its value; so it is a switch where it stands
/// bare.
bool is_switch(const Option& option, const std::vector<std::string>& words) {
    if (!option.value_optional) return option.value.empty();
    return std::ranges::find(words, "--" + std::string(option.name)) != words.end();
}

po::options_description describe(const Command& command, const std::vector<std::string>& words) {
    po::options_description description;
    for (const Option* option : command.options) {
        std::string names(option->name);
        if (option->letter != 0) names += std::string(",") + option->letter;
        if (is_switch(*option, words)) {
            description.add_options()(names.c_str(), po::bool_switch());
        } else {
            description.add_options()(names.c_str(), po::value<std::string>());
        }
    }
    return description;
}

std::string unknown_option(const Command& command, const std::string& name) {
    std::vector<std::string_view> names;
    for (const Option* option : command.options) {
        if (!option->hidden) names.push_back(option->name);
    }
    const auto dashes = name.find_first_not_of('-');
    const auto bare = dashes == std::string::npos ? name : name.substr(dashes);
    auto text = fmt::format("unknown option '{}'", escape_invisible(name));
    if (const auto likely = nearest(bare.substr(0, bare.find('=')), names)) {
        text += fmt::format("; did you mean --{}?", *likely);
    }
    return text;
}

std::string syntax_error(const Command& command, const po::error_with_option_name& fault) {
    const std::string name = fault.get_option_name();
    const auto dashes = name.find_first_not_of('-');
    const auto* option =
        dashes == std::string::npos ? nullptr : find_option(command, name.substr(dashes));
    if (option == nullptr) return escape_invisible(fault.what());
    if (option->value_optional) {
        return fmt::format("--{} is given twice; it counts once only", option->name);
    }
    if (option->value.empty()) return fmt::format("--{} takes no value", option->name);
    return fmt::format("--{} needs a value: --{} {}", option->name, option->name, option->value);
}

Result<po::parsed_options> parse_words(const Command& command,
                                       const po::options_description& description,
                                       const std::vector<std::string>& words) {
    namespace style = po::command_line_style;
    const int wanted = style::allow_long | style::long_allow_adjacent | style::long_allow_next |
                       style::allow_short | style::allow_dash_for_short |
                       style::short_allow_adjacent | style::short_allow_next;
    try {
        return po::command_line_parser(words).options(description).style(wanted).run();
    } catch (const po::unknown_option& fault) {
        return error(Errc::bad_input, unknown_option(command, fault.get_option_name()));
    } catch (const po::error_with_option_name& fault) {
        return error(Errc::bad_input, syntax_error(command, fault));
    } catch (const po::error& fault) {
        return error(Errc::bad_input, escape_invisible(fault.what()));
    }
}

Result<void> check_value(const Option& option, const std::string& value) {
    if (option.choices.empty()) return outcome::success();
    if (std::ranges::find(option.choices, value) != option.choices.end()) return outcome::success();
    auto text = fmt::format("--{} is {}, not '{}'", option.name, fmt::join(option.choices, ", "),
                            escape_invisible(value));
    if (const auto likely = nearest(value, option.choices)) {
        text += fmt::format("; did you mean {}?", *likely);
    }
    return error(Errc::bad_input, std::move(text));
}

Result<void> check_count(const Command& command, std::size_t given) {
    if (given < command.least) {
        return error(Errc::bad_input, fmt::format("{} needs {}", command.name, command.arguments));
    }
    if (given > command.most) {
        return error(Errc::bad_input,
                     command.most == 0
                         ? fmt::format("{} takes no arguments", command.name)
                         : fmt::format("{} takes {} only", command.name, command.arguments));
    }
    return outcome::success();
}

}  // namespace

bool Arguments::has(std::string_view option) const {
    return std::ranges::any_of(options_, [&](const auto& given) { return given.first == option; });
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto all = values(option);
    if (all.empty()) return std::nullopt;
    return all.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    std::vector<std::string> found;
    for (const auto& [name, value] : options_) {
        if (name == option) found.push_back(value);
    }
    return found;
}

Arguments Arguments::without_first() const {
    Arguments rest = *this;
    if (!rest.positional_.empty()) rest.positional_.erase(rest.positional_.begin());
    return rest;
}

void Arguments::add(std::string option, std::string value) {
    options_.emplace_back(std::move(option), std::move(value));
}

Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words) {
    const auto description = describe(command, words);
    BOOST_OUTCOME_TRY(const auto parsed, parse_words(command, description, words));
    Arguments arguments;
    for (const auto& given : parsed.options) {
        if (given.position_key != -1) {
            for (const auto& word : given.value) arguments.add_positional(word);
            continue;
        }
        const auto dashes = given.string_key.find_first_not_of('-');
        const auto* option = find_option(command, given.string_key.substr(dashes));
        if (option == nullptr) {
            return error(Errc::bad_input, unknown_option(command, given.string_key));
        }
        if (!option->repeatable && !option->value.empty() && arguments.has(option->name)) {
            return error(Errc::bad_input,
                         fmt::format("--{} is given twice; it counts once only", option->name));
        }
        const auto value = given.value.empty() ? std::string() : given.value.front();
        BOOST_OUTCOME_TRY(check_value(*option, value));
        arguments.add(std::string(option->name), value);
    }
    // --help answers whatever else is missing.
    if (!arguments.has("help")) {
        BOOST_OUTCOME_TRY(check_count(command, arguments.positional().size()));
    }
    return arguments;
}

}  // namespace sendguard::cli
