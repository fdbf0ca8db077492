#include "cli/help.h"

#include <fmt/format.h>

#include "cli/commands.h"

namespace sendguard::cli {
namespace {

std::string option_names(const Option& option) {
    auto text = option.letter == 0 ? std::string("    ") : fmt::format("-{}, ", option.letter);
    if (option.name.empty()) {
        text = fmt::format("-{}", option.letter);
    } else {
        text += fmt::format("--{}", option.name);
    }
    return text + value_words(option);
}

std::string examples_text(const std::vector<UsageExample>& examples) {
    std::string text = "Examples:\n";
    for (const auto& example : examples) {
        text += fmt::format("  {}\n", example.line);
        if (!example.says.empty()) text += fmt::format("      {}\n", example.says);
    }
    return text;
}

std::string exit_codes(Exits exits) {
    if (exits == Exits::check)
        return "Exit codes: 0 clean or done, 1 stopped, 2 could not check or do it.\n";
    return "Exit codes: 0 sent, 64 wrong usage, 65 no mail that can be sent, 66 no input, 69 "
           "refused by the next\n"
           "hop, 70 failure or outcome unknown (do not send again before you asked), 75 try later, "
           "77 stopped by\n"
           "the policy, 78 faulty policy or settings.\n";
}

}  // namespace

std::string usage_line(const Command& command) {
    return fmt::format("send-guard {} [OPTION...]{}{}", command.name,
                       command.arguments.empty() ? "" : " ", command.arguments);
}

std::string overview_help() {
    std::string text = examples_text(
        {{"send-guard check letter.eml", "is it fit to leave?"},
         {"send-guard sign letter.eml --key ~/.ssh/id_ed25519 --as principals", "sign it off"},
         {"send-guard send letter.eml", "check it, then hand it to the next hop"},
         {"send-guard init", "write a policy to start from"}});
    text +=
        "\nsend-guard checks what is about to leave against the house's rules, then lets it go, "
        "holds it for a\n"
        "sign-off, or refuses it.\n\nCommands:\n";
    for (const auto& command : commands()) {
        text += fmt::format("  {:27} {}\n", command.name, command.summary);
    }
    return text + "\n`send-guard COMMAND --help` says more; --version says which one this is.\n";
}

std::string command_help(const Command& command) {
    auto text = examples_text(command.examples);
    text +=
        fmt::format("\nUsage: {}\n\n{}\n\nOptions:\n", usage_line(command), command.description);
    for (const Option* option : command.options) {
        if (option->hidden) continue;
        text += fmt::format("  {:24} {}{}\n", option_names(*option), option->help,
                            option->repeatable ? " (may be repeated)" : "");
    }
    return text + "\n" + exit_codes(command.exits);
}

int run_help(const Arguments& arguments, Console& console) {
    const auto& words = arguments.positional();
    if (words.empty()) {
        console.out << overview_help();
        return 0;
    }
    const auto name = words.size() == 1 ? words[0] : words[0] + " " + words[1];
    const auto* command = find_command(name);
    if (command == nullptr) {
        std::string below;
        for (const auto& one : commands()) {
            if (one.name.starts_with(name + " ")) below += command_help(one) + "\n";
        }
        if (below.empty()) {
            console.complain("there is no such command; `send-guard help` lists them");
            return 2;
        }
        console.out << below;
        return 0;
    }
    console.out << command_help(*command);
    return 0;
}

}  // namespace sendguard::cli
