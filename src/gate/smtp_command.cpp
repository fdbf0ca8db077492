#include "gate/smtp_command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace sendguard::gate {
namespace {

struct Word {
    std::string_view text;
    Verb verb;
};
constexpr std::array<Word, 17> kVerbs{{{"EHLO", Verb::ehlo},
                                       {"HELO", Verb::helo},
                                       {"LHLO", Verb::lhlo},
                                       {"MAIL", Verb::mail},
                                       {"RCPT", Verb::rcpt},
                                       {"DATA", Verb::data},
                                       {"BDAT", Verb::bdat},
                                       {"RSET", Verb::rset},
                                       {"NOOP", Verb::noop},
                                       {"QUIT", Verb::quit},
                                       {"VRFY", Verb::vrfy},
                                       {"EXPN", Verb::expn},
                                       {"HELP", Verb::help},
                                       {"STARTTLS", Verb::starttls},
                                       {"AUTH", Verb::auth},
                                       {"XFORWARD", Verb::xforward},
                                       {"XCLIENT", Verb::xclient}}};
constexpr std::array<std::string_view, 9> kForeign{"GET",     "POST", "PUT",      "HEAD", "CONNECT",
                                                   "OPTIONS", "USER", "SUBJECT:", "FROM:"};
constexpr std::size_t kMaxPath = 254;  // RFC 5321 4.5.3.1.3, without < and >
constexpr std::size_t kMaxName = 255;  // of EHLO: RFC 5321 4.5.3.1.2

SmtpReply syntax(std::string text) {
    return {501, "5.5.4", {std::move(text)}};
}

/// Where the path that begins after '<' ends: the offset of its '>', quoted strings skipped.
std::size_t path_end(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == '>' && !quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

bool good_address(std::string_view address) {
    if (address.empty()) return true;
    bool quoted = false;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const auto c = static_cast<unsigned char>(address[i]);
        if (c < 0x20 || c == 0x7f) return false;
        if (quoted && c == '\\') {
            if (++i == address.size()) return false;
            const auto next = static_cast<unsigned char>(address[i]);
            if (next < 0x20 || next == 0x7f) return false;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ' ' || c == '<' || c == '>' || c == ',' || c == '\\')) {
            return false;
        }
    }
    if (quoted || !is_valid_utf8(address)) return false;
    const auto at = address.rfind('@');
    return at == std::string_view::npos || (at > 0 && at + 1 < address.size());
}

/// "@relay,@other:user@host" -> "user@host". source: RFC 5321 appendix C
std::string_view without_route(std::string_view path) {
    if (!path.starts_with('@')) return path;
    const auto colon = path.find(':');
    return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

bool read_parameters(std::string_view text, std::vector<Parameter>& out) {
    for (const auto word : split(text, ' ')) {
        if (word.empty()) continue;
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const bool good = !name.empty() && std::ranges::all_of(name, [](char c) {
            return is_ascii_letter(c) || is_ascii_digit(c) || c == '-';
        });
        if (!good) return false;
        Parameter one;
        for (const char c : name) {
            one.name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        }
        one.has_value = equals != std::string_view::npos;
        if (one.has_value) one.value = word.substr(equals + 1);
        // A tab parts words for some servers: the next hop would read one parameter more than we.
        if (one.has_value && (one.value.empty() || one.value.find('\t') != std::string::npos))
            return false;
        if (std::ranges::any_of(out, [&](const auto& other) { return other.name == one.name; }))
            return false;
        out.push_back(std::move(one));
    }
    return true;
}

/// "FROM:<a@b> SIZE=1" after MAIL, "TO:<a@b>" after RCPT.
void read_path(Command& command, std::string_view keyword) {
    std::string_view text = command.argument;
    if (!starts_with_ignoring_case(text, keyword)) {
        command.fault = syntax("Expected " + std::string(keyword) + "<address>");
        return;
    }
    text = text.substr(keyword.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (!text.starts_with('<')) {
        command.fault = syntax("The address stands between < and >");
        return;
    }
    text.remove_prefix(1);
    const auto end = path_end(text);
    if (end == std::string_view::npos) {
        command.fault = syntax("The address has no closing >");
        return;
    }
    const auto path = without_route(text.substr(0, end));
    const auto rest = text.substr(end + 1);
    if (path.size() > kMaxPath) {
        command.fault = {553, "5.1.3", {"The address is too long"}};
    } else if (!good_address(path) || (path.empty() && end > 0)) {
        command.fault = {553, "5.1.3", {"This is no address"}};
    } else if ((!rest.empty() && rest.front() != ' ') ||
               !read_parameters(rest, command.parameters)) {
        command.fault = syntax("The parameters after the address cannot be read");
    }
    command.address = path;
}

}  // namespace

Command parse_command(std::string_view line) {
    Command command;
    const auto word = line.substr(0, line.find(' '));
    for (const auto& known : kVerbs) {
        if (equals_ignoring_case(known.text, word)) command.verb = known.verb;
    }
    if (command.verb == Verb::unknown) {
        for (const auto foreign : kForeign) {
            if (equals_ignoring_case(foreign, word)) command.verb = Verb::foreign;
        }
    }
    if (word.size() < line.size()) command.argument = trim(line.substr(word.size()));
    const auto has_control = std::ranges::any_of(line, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
    if (has_control) {
        command.fault = {501, "5.5.2", {"A command holds no control characters"}};
        return command;
    }
    switch (command.verb) {
        case Verb::mail:
            read_path(command, "FROM:");
            break;
        case Verb::rcpt:
            read_path(command, "TO:");
            break;
        case Verb::ehlo:
        case Verb::helo:
        case Verb::lhlo: {
            const bool plain = std::ranges::all_of(command.argument, [](char c) {
                return c > ' ' && static_cast<unsigned char>(c) < 0x7f;
            });
            if (command.argument.empty() || command.argument.size() > kMaxName || !plain)
                command.fault = syntax("This is no host name");
            break;
        }
        default:
            break;
    }
    return command;
}

std::optional<std::string> decode_xtext(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+') {
            unsigned value = 0;
            if (i + 2 >= text.size()) return std::nullopt;
            const auto* end = text.data() + i + 3;
            const auto [stop, fault] = std::from_chars(text.data() + i + 1, end, value, 16);
            if (fault != std::errc() || stop != end) return std::nullopt;
            c = static_cast<char>(value);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
        out += c;
    }
    return out;
}

std::string parameters_text(const std::vector<Parameter>& parameters) {
    std::string out;
    for (const auto& one : parameters) {
        out += " " + one.name;
        if (one.has_value) out += "=" + one.value;
    }
    return out;
}

}  // namespace sendguard::gate
