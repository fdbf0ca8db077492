// Completion scripts for three shells. Each is static text made from the option table: a completion
// must not start the program at every key.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/help.h"

namespace sendguard::cli {
namespace {

/// The first words of all commands, and of "rules" the second ones: next_words("rules").
std::string next_words(std::string_view first) {
    std::set<std::string_view> words;
    for (const auto& command : commands()) {
        const auto blank = command.name.find(' ');
        if (first.empty()) {
            words.insert(command.name.substr(0, blank));
        } else if (blank != std::string_view::npos && command.name.substr(0, blank) == first) {
            words.insert(command.name.substr(blank + 1));
        }
    }
    return fmt::format("{}", fmt::join(words, " "));
}

std::string option_words(const Command& command) {
    std::string words;
    for (const Option* option : command.options) {
        if (option->hidden) continue;
        const auto* const blank = words.empty() ? "" : " ";
        if (option->name.empty()) {
            words += fmt::format("{}-{}", blank, option->letter);
            continue;
        }
        words += fmt::format("{}--{}", blank, option->name);
        if (option->letter != 0) words += fmt::format(" -{}", option->letter);
    }
    return words;
}

std::set<std::string_view> group_words() {
    std::set<std::string_view> groups;
    for (const auto& command : commands()) {
        const auto blank = command.name.find(' ');
        if (blank != std::string_view::npos) groups.insert(command.name.substr(0, blank));
    }
    return groups;
}

std::string bash_script() {
    std::string options;
    std::set<std::string> values;
    for (const auto& command : commands()) {
        options +=
            fmt::format("        '{}') words='{}' ;;\n", command.name, option_words(command));
        for (const Option* option : command.options) {
            if (option->choices.empty()) continue;
            values.insert(fmt::format(
                "        '{} --{}') COMPREPLY=($(compgen -W '{}' -- \"$current\")); return ;;\n",
                command.name, option->name, fmt::join(option->choices, " ")));
        }
    }
    std::string groups;
    for (const auto group : group_words()) {
        groups += fmt::format(
            "        {}) if [ \"$COMP_CWORD\" -eq 2 ]; then COMPREPLY=($(compgen -W '{}' -- "
            "\"$current\")); "
            "return; fi; command=\"${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}\" ;;\n",
            group, next_words(group));
    }
    return fmt::format(R"(# bash completion for send-guard
_send_guard() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
    local command="${{COMP_WORDS[1]}}" words=''
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '{} --help --version' -- "$current"))
        return
    fi
    case "$command" in
{}    esac
    case "$command $previous" in
{}    esac
    case "$command" in
        completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$current")); return ;;
{}    esac
    case "$current" in
        -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
        *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}}
complete -o filenames -F _send_guard send-guard
)",
                       next_words(""), groups, fmt::join(values, ""), options);
}

/// Text inside single quotes of a shell.
std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out;
}

/// Help as it may stand in a zsh specification: brackets and colons mean something there.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : quoted(text)) {
        if (c == '[' || c == ']' || c == ':') out += '\\';
        out += c;
    }
    return out;
}

std::string zsh_option(const Option& option) {
    std::string action;
    if (!option.value.empty() && !option.value_optional) {
        action = fmt::format(":{}:", zsh_text(option.value));
        if (!option.choices.empty()) action += fmt::format("({})", fmt::join(option.choices, " "));
        if (option.completes == Completes::file) action += "_files";
        if (option.completes == Completes::folder) action += "_files -/";
    }
    const auto star = option.repeatable ? "*" : "";
    std::string text;
    if (!option.name.empty())
        text = fmt::format(" '{}--{}[{}]{}'", star, option.name, zsh_text(option.help), action);
    if (option.letter != 0) {
        text += fmt::format(" '{}-{}[{}]{}'", star, option.letter, zsh_text(option.help), action);
    }
    return text;
}

std::string zsh_script() {
    std::string cases;
    for (const auto& command : commands()) {
        std::string options;
        for (const Option* option : command.options) {
            if (!option->hidden) options += zsh_option(*option);
        }
        const auto rest =
            command.name == "completion" ? "'1:shell:(bash zsh fish)'" : "'*:file:_files'";
        cases += fmt::format("        '{}') _arguments{} {} ;;\n", command.name, options, rest);
    }
    std::string groups;
    for (const auto group : group_words()) {
        groups += fmt::format(
            "        {}) if (( CURRENT == 3 )); then compadd -- {}; return; fi; "
            "command=\"$words[2] $words[3]\"; "
            "words=(\"$words[1]\" \"${{(@)words[4,-1]}}\"); (( CURRENT -= 2 )) ;;\n",
            group, next_words(group));
    }
    return fmt::format(R"(#compdef send-guard
_send_guard() {{
    if (( CURRENT == 2 )); then
        compadd -- {} --help --version
        return
    fi
    local command="$words[2]"
    case "$command" in
{}        *) words=("$words[1]" "${{(@)words[3,-1]}}"); (( CURRENT -= 1 )) ;;
    esac
    case "$command" in
{}    esac
}}
_send_guard "$@"
)",
                       next_words(""), groups, cases);
}

std::string fish_condition(const Command& command) {
    std::string condition;
    for (const auto word : split(command.name, ' ')) {
        condition += fmt::format("{}__fish_seen_subcommand_from {}",
                                 condition.empty() ? "" : "; and ", word);
    }
    return condition;
}

std::string fish_option(const Command& command, const Option& option) {
    auto line = fmt::format("complete -c send-guard -n '{}'", fish_condition(command));
    if (!option.name.empty()) line += fmt::format(" -l {}", option.name);
    if (option.letter != 0) line += fmt::format(" -s {}", option.letter);
    if (!option.value.empty() && !option.value_optional)
        line += option.completes == Completes::nothing ? " -x" : " -r";
    if (!option.choices.empty()) line += fmt::format(" -a '{}'", fmt::join(option.choices, " "));
    return line + fmt::format(" -d '{}'\n", quoted(option.help));
}

std::string fish_script() {
    std::string text = fmt::format(
        "# fish completion for send-guard\ncomplete -c send-guard -n __fish_use_subcommand -f -a "
        "'{}'\n",
        next_words(""));
    for (const auto group : group_words()) {
        text += fmt::format(
            "complete -c send-guard -n '__fish_seen_subcommand_from {}; and not "
            "__fish_seen_subcommand_from {}' "
            "-f -a '{}'\n",
            group, next_words(group), next_words(group));
    }
    text +=
        "complete -c send-guard -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh "
        "fish'\n";
    for (const auto& command : commands()) {
        for (const Option* option : command.options) {
            if (!option->hidden) text += fish_option(command, *option);
        }
    }
    return text;
}

}  // namespace

std::optional<std::string> completion_script(std::string_view shell) {
    if (shell == "bash") return bash_script();
    if (shell == "zsh") return zsh_script();
    if (shell == "fish") return fish_script();
    return std::nullopt;
}

int run_completion(const Arguments& arguments, Console& console) {
    const auto script = completion_script(arguments.positional()[0]);
    if (!script) {
        console.complain("completion is for bash, zsh or fish");
        return 2;
    }
    console.out << *script;
    return 0;
}

}  // namespace sendguard::cli
