#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace sendguard::cli {
namespace {

constexpr std::size_t kUnknownWidth = 100;
constexpr std::size_t kLeastWidth = 40;  // narrower, excerpts say nothing

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUnknownWidth;
    return std::max<std::size_t>(size.ws_col, kLeastWidth);
}

}  // namespace

void Console::say(std::string_view text) {
    err << "send-guard: " << text << '\n';
}

void Console::complain(std::string_view text) {
    err << "send-guard: error: " << text << '\n';
}

Console process_console() {
    return Console{.out = std::cout,
                   .err = std::cerr,
                   .out_terminal = isatty(STDOUT_FILENO) == 1,
                   .err_terminal = isatty(STDERR_FILENO) == 1,
                   .in_terminal = isatty(STDIN_FILENO) == 1,
                   .width = terminal_width()};
}

bool wants_colour(const ColourFacts& facts) {
    if (facts.choice == "always") return true;
    if (facts.choice == "never") return false;
    if (!facts.no_color.empty()) return false;
    if (!facts.force_color.empty() && facts.force_color != "0") return true;
    return facts.terminal && facts.term != "dumb";
}

bool colour_for(const std::string& choice, bool terminal) {
    return wants_colour({.choice = choice,
                         .terminal = terminal,
                         .no_color = environment("NO_COLOR"),
                         .force_color = environment("FORCE_COLOR"),
                         .term = environment("TERM")});
}

}  // namespace sendguard::cli
