#include "cli/ask.h"

#include <iostream>

#include "base/text.h"

namespace sendguard::cli {

std::string ask(std::string_view question, Console& console) {
    console.err << question << ' ' << std::flush;
    std::string line;
    std::getline(std::cin, line);
    return std::string(trim(line));
}

bool can_ask(const Console& console) {
    return console.in_terminal && console.err_terminal;
}

std::string yaml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out + "\"";
}

}  // namespace sendguard::cli
