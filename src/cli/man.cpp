// send-guard(1), in the man macros that every roff understands.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/help.h"

namespace sendguard::cli {
namespace {

/// Text as roff takes it literally. source: groff(7)
std::string roff(std::string_view text) {
    std::string out;
    if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '~':
                out += "\\(ti";
                break;
            case '^':
                out += "\\(ha";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string option_entry(const Option& option) {
    std::string text = ".TP\n";
    if (option.letter != 0) text += fmt::format("\\fB\\-{}\\fR", option.letter);
    if (option.letter != 0 && !option.name.empty()) text += ", ";
    if (!option.name.empty()) text += fmt::format("\\fB\\-\\-{}\\fR", roff(option.name));
    if (!option.value.empty()) {
        text += option.value_optional ? fmt::format("[=\\fI{}\\fR]", roff(option.value))
                                      : fmt::format(" \\fI{}\\fR", roff(option.value));
    }
    return text + fmt::format("\n{}.\n", roff(option.help));
}

std::string command_section(const Command& command) {
    auto text = fmt::format(".SS {}\n\\fB{}\\fR\n.PP\n{}\n", roff(command.name),
                            roff(usage_line(command)), roff(command.description));
    for (const Option* option : command.options) {
        if (!option->hidden) text += option_entry(*option);
    }
    return text;
}

constexpr std::string_view kHead =
    ".SH NAME\nsend\\-guard \\- check mail and texts against the house's rules before they leave\n"
    ".SH SYNOPSIS\n\\fBsend\\-guard\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
    ".SH DESCRIPTION\nReads what is about to leave, applies the policy, and lets it go, holds it "
    "for a "
    "sign\\-off, or refuses it, saying what is wrong and where. Nothing is sent on any error.\n";

constexpr std::string_view kFoot =
    ".SH FILES\n.TP\n\\fIsend\\-guard.yaml\\fR\nThe policy, looked for from the draft's folder up "
    "to the "
    "repository's root, then in \\fI$XDG_CONFIG_HOME/send\\-guard/\\fR and "
    "\\fI/etc/send\\-guard/\\fR.\n"
    ".TP\n\\fIDRAFT.signoff\\fR\nThe signed sign\\-offs of a draft.\n"
    ".SH EXIT STATUS\nAll commands but \\fBsend\\fR and \\fBsendmail\\fR: 0 clean or done, 1 "
    "stopped, 2 could not "
    "check. "
    "These two: 0 sent, 64 usage, 65 no mail that can be sent, 66 no input, 69 refused by the "
    "next hop, "
    "70 failure or outcome unknown, 75 try later, 77 stopped by the policy, 78 faulty policy.\n"
    ".SH ENVIRONMENT\nNO_COLOR, FORCE_COLOR, TERM, XDG_CONFIG_HOME, XDG_CACHE_HOME.\n"
    ".SH SEE ALSO\nssh\\-keygen(1)\n";

}  // namespace

std::string man_page() {
    auto text = fmt::format(".TH SEND\\-GUARD 1 \"\" \"send\\-guard {}\" \"User Commands\"\n{}",
                            SENDGUARD_VERSION, kHead);
    text += ".SH EXAMPLES\n";
    for (const auto& command : commands()) {
        for (const auto& example : command.examples) {
            if (example.says.empty()) continue;
            text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(example.line), roff(example.says));
        }
    }
    text += ".SH COMMANDS\n";
    for (const auto& command : commands()) text += command_section(command);
    return text + std::string(kFoot);
}

int run_man(const Arguments& /*arguments*/, Console& console) {
    console.out << man_page();
    return 0;
}

}  // namespace sendguard::cli
