// The two streams that a command speaks to, and what is known of the terminal behind them. Results
// go to `out`, everything else to `err`; each is looked at on its own.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace sendguard::cli {

struct Console {
    std::ostream& out;
    std::ostream& err;
    bool out_terminal = false;
    bool err_terminal = false;
    bool in_terminal = false;
    std::size_t width = 100;  ///< columns

    /// One line of talk: "send-guard: text".
    void say(std::string_view text);
    /// One line about a fault: "send-guard: error: text".
    void complain(std::string_view text);
};

/// The process's own streams.
Console process_console();

/// What colour depends on beside the terminal.
struct ColourFacts {
    std::string choice;  ///< --color: auto, always, never; "" is auto
    bool terminal = false;
    std::string no_color;     ///< the environment's NO_COLOR
    std::string force_color;  ///< FORCE_COLOR
    std::string term;         ///< TERM
};
/// source: no-color.org; --color outweighs the environment
bool wants_colour(const ColourFacts& facts);

/// wants_colour() with the environment as it is.
bool colour_for(const std::string& choice, bool terminal);

}  // namespace sendguard::cli
