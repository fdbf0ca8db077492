#include "cli/run.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/help.h"

namespace sendguard::cli {
namespace {

constexpr int kUsage = 2;

/// The command at the start of `words` (one word or two), and how many words name it.
struct Found {
    const Command* command = nullptr;
    std::size_t words = 0;
};

Found find_words(const std::vector<std::string>& words) {
    if (words.size() >= 2) {
        if (const auto* command = find_command(words[0] + " " + words[1])) return {command, 2};
    }
    return {find_command(words[0]), 1};
}

/// Why the first words name no command, with the likely right ones.
std::string unknown_command(const std::vector<std::string>& words) {
    if (words[0].starts_with('-')) {
        return fmt::format("the command comes before its options, as in `send-guard check {} ...`",
                           escape_invisible(words[0]));
    }
    const std::string prefix = words[0] + " ";
    std::vector<std::string_view> names;
    std::vector<std::string_view> below;
    for (const auto& command : commands()) {
        names.push_back(command.name);
        if (command.name.starts_with(prefix)) below.push_back(command.name);
    }
    const bool group = !below.empty();
    const auto given = group && words.size() > 1 ? words[0] + " " + words[1] : words[0];
    if (group && words.size() == 1) {
        return fmt::format("{} is followed by a word of its own: {}", words[0],
                           fmt::join(below, ", "));
    }
    for (const auto& command : commands()) {
        names.push_back(command.name.substr(0, command.name.find(' ')));
    }
    auto text = fmt::format("unknown command '{}'", escape_invisible(given));
    if (const auto likely = nearest(given, group ? below : names)) {
        text += fmt::format("; did you mean `send-guard {}`?", *likely);
    }
    return text;
}

int wrong_usage(const Command& command, const std::string& message, Console& console) {
    console.complain(message);
    console.err << fmt::format("usage: {}\n       `send-guard {} --help` says more\n",
                               usage_line(command), command.name);
    return usage_exit(command);
}

int run_command(const Command& command, const std::vector<std::string>& words, Console& console) {
    if (command.run_unparsed != nullptr) return command.run_unparsed(words, console);
    const auto arguments = parse_arguments(command, words);
    if (!arguments) return wrong_usage(command, arguments.error().message, console);
    if (arguments.value().has("help")) {
        console.out << command_help(command);
        return 0;
    }
    return command.run(arguments.value(), console);
}

/// A result that could not be written is no result: a full disk must not look like "clean".
int finish(const Command& command, int exit, Console& console) {
    console.out.flush();
    if (console.out.good()) return exit;
    console.complain("standard output cannot be written");
    return exit == 0 && command.exits == Exits::check ? failure_exit(command) : exit;
}

int guarded_run(const Command& command, const std::vector<std::string>& words, Console& console) {
    try {
        return finish(command, run_command(command, words, console), console);
    } catch (const std::exception& fault) {
        console.complain(fmt::format("internal failure, nothing more was done: {}",
                                     escape_invisible(fault.what())));
    } catch (...) {
        console.complain("internal failure, nothing more was done");
    }
    return failure_exit(command);
}

}  // namespace

int run_words(const std::vector<std::string>& words, Console& console) {
    if (words.empty()) {
        console.err << overview_help();
        return kUsage;
    }
    if (words[0] == "--help" || words[0] == "-h") return run_words({"help"}, console);
    if (words[0] == "--version" || words[0] == "-V") return run_words({"version"}, console);
    const auto found = find_words(words);
    if (found.command == nullptr) {
        console.complain(unknown_command(words));
        console.err << "`send-guard --help` lists the commands\n";
        return kUsage;
    }
    return guarded_run(*found.command,
                       {words.begin() + static_cast<std::ptrdiff_t>(found.words), words.end()},
                       console);
}

int run(int argc, char** argv) {
    Console console = process_console();
    std::vector<std::string> words{argv + (argc > 0 ? 1 : 0), argv + argc};
    // Under the name that mail programs call.
    if (argc > 0 && std::filesystem::path(argv[0]).filename() == "sendmail")
        words.insert(words.begin(), "sendmail");
    return run_words(words, console);
}

}  // namespace sendguard::cli
