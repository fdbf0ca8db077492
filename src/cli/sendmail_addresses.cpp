// The list parser of draft/addresses.h is lenient, for it says what a reader sees. An envelope must
// not guess: what that parser may have read wrong (quoted local parts, comments around a bare word)
// is refused here, and nothing is sent.
#include "cli/sendmail_addresses.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "draft/addresses.h"
#include "forward/smtp_address.h"

namespace sendguard::cli {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

Error no_address(std::string_view text, std::string_view why) {
    return error(Errc::bad_input,
                 fmt::format("'{}' is no address that can be sent to: {}",
                             escape_invisible(to_valid_utf8(shortened(text, 100))), why));
}

/// Folded lines joined; whatever else controls a terminal or a protocol is refused.
Result<std::string> unfolded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto fold = text.substr(i, 2) == "\r\n" ? 2u : text[i] == '\n' ? 1u : 0u;
        if (fold != 0 && i + fold < text.size() && is_blank(text[i + fold])) {
            i += fold - 1;
            continue;
        }
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && text[i] != '\t') || byte == 0x7f)
            return no_address(text, "it holds a control character");
        out += text[i];
    }
    return out;
}

/// A local part that needs no quotes. source: RFC 5321 4.1.2 (Dot-string)
bool is_dot_string(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos && std::ranges::all_of(text, [&](char c) {
               return is_ascii_letter(c) || is_ascii_digit(c) ||
                      kMarks.find(c) != std::string_view::npos;
           });
}

/// One address and nothing around it.
bool is_plain(std::string_view text) {
    if (text.find_first_of(" \t,;()<>\"") != std::string_view::npos) return false;
    const auto colon = text.find(':');  // of a group or a route; or in an IPv6 literal
    return colon == std::string_view::npos || text.find("@[") < colon;
}

/// Whether `text` is `"local part"@domain` alone.
bool is_quoted_address(std::string_view text) {
    if (!text.starts_with('"')) return false;
    std::size_t i = 1;
    while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
    return i + 1 < text.size() && text[i + 1] == '@' && is_plain(text.substr(i + 2));
}

bool has_quoted_local_part(std::string_view text) {
    for (auto quote = text.find('"'); quote != std::string_view::npos;
         quote = text.find('"', quote + 1)) {
        const auto next = text.find_first_not_of(" \t", quote + 1);
        if (next != std::string_view::npos && text[next] == '@') return true;
    }
    return false;
}

Result<std::string> finished(std::string address, const AddressRules& rules) {
    if (address.starts_with('-') && !rules.leading_dash)
        return no_address(address, "it begins with '-'; name it after -- if it is meant");
    if (address.find('@') == std::string::npos) {
        // An encoded word is text for a reader; a local part would be read from it by chance.
        if (!is_dot_string(address) || address.find("=?") != std::string::npos)
            return no_address(address, "it has no '@'");
        address += fmt::format("@{}", rules.domain);
    }
    BOOST_OUTCOME_TRY(forward::wire_address(address));
    return address;
}

/// The bare local part in a mailbox that the parser found no address in: "root", "Root <root>".
std::string bare_local_part(const std::string& name) {
    const auto open = name.rfind('<');
    if (open == std::string::npos || !name.ends_with('>')) return name;
    return std::string(trim(std::string_view(name).substr(open + 1, name.size() - open - 2)));
}

Result<std::vector<std::string>> list_addresses(std::string_view text, const AddressRules& rules) {
    if (has_quoted_local_part(text))
        return no_address(text, "a quoted local part can only be named alone, as an argument");
    std::vector<std::string> out;
    for (const auto& mailbox : draft::parse_addresses(text).mailboxes) {
        auto address = mailbox.address;
        if (address.empty()) {
            // "root (Cron Daemon)": the parser keeps the comment and not the word; and it decodes
            // encoded words, so that an address may appear where none was written.
            if (text.find('(') != std::string_view::npos ||
                text.find("=?") != std::string_view::npos)
                return no_address(mailbox.name, "it has no '@'");
            address = bare_local_part(mailbox.name);
        }
        BOOST_OUTCOME_TRY(auto whole, finished(std::move(address), rules));
        out.push_back(std::move(whole));
    }
    return out;
}

}  // namespace

Result<std::vector<std::string>> addresses_in(std::string_view text, const AddressRules& rules) {
    BOOST_OUTCOME_TRY(const auto line, unfolded(text));
    const auto whole = trim(line);
    if (whole.empty()) return std::vector<std::string>{};
    if (!is_plain(whole) && !is_quoted_address(whole)) return list_addresses(whole, rules);
    BOOST_OUTCOME_TRY(auto address, finished(std::string(whole), rules));
    return std::vector<std::string>{std::move(address)};
}

}  // namespace sendguard::cli
