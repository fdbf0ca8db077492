// What goes between < and > comes from people, files and programs. One line end in it would be a
// command of its own, so every address passes here, and here only, on its way to a command.
#include "forward/smtp_address.h"

#include <cstdio>

#include "base/text.h"
#include "policy/load.h"

namespace sendguard::forward {
namespace {

constexpr std::size_t kMaxAddressBytes = 320;  // 64 + 1 + 255: RFC 5321 4.5.3.1.1 and .2
constexpr std::size_t kMaxEnvidBytes = 100;    // RFC 3461 4.4

Error bad_address(std::string_view address, std::string_view why) {
    return error(Errc::bad_input, "the address \"" + escape_invisible(to_valid_utf8(address)) +
                                      "\" cannot be sent to a server: it " + std::string(why));
}

/// Where the domain's '@' stands; npos: nowhere.
Result<std::size_t> find_at(std::string_view address) {
    bool quoted = false;
    std::size_t at = std::string_view::npos;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const char c = address[i];
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            return bad_address(address, "holds a control character");
        }
        if (c == '<' || c == '>') return bad_address(address, "holds '<' or '>'");
        if (c == '"') quoted = !quoted;
        if (quoted && c == '\\') {
            if (i + 1 == address.size()) return bad_address(address, "ends in a backslash");
            // The next character is taken as it is, but a control character is none in any place.
            if (address[i + 1] == '"' || address[i + 1] == '\\') ++i;
            continue;
        }
        if (!quoted && c == ' ') return bad_address(address, "holds a blank outside quotes");
        if (!quoted && c == '@') at = i;
    }
    if (quoted) return bad_address(address, "has an open quotation mark");
    return at;
}

std::string hex(unsigned value, const char* format) {
    char text[16] = {};
    std::snprintf(text, sizeof text, format, value);
    return text;
}

}  // namespace

Result<WireAddress> wire_address(std::string_view address) {
    if (address.empty()) return WireAddress{};
    if (address.size() > kMaxAddressBytes) return bad_address(address, "is longer than 320 bytes");
    if (!is_valid_utf8(address)) return bad_address(address, "is not UTF-8");
    BOOST_OUTCOME_TRY(const auto at, find_at(address));
    if (at == 0) return bad_address(address, "has nothing before the '@'");
    WireAddress out{std::string(address), !is_ascii(address)};
    if (at == std::string_view::npos) return out;  // a bare local name: the server's to judge
    const auto domain = address.substr(at + 1);
    if (domain.empty()) return bad_address(address, "has nothing after the '@'");
    if (is_ascii(domain) || !is_ascii(address.substr(0, at))) return out;
    const auto labels = policy::canonical_domain(domain);
    if (!labels) return bad_address(address, "has a domain that cannot be written in ASCII");
    out.text = std::string(address.substr(0, at + 1)) + *labels;
    out.needs_utf8 = false;
    return out;
}

std::string xtext(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= '!' && byte <= '~' && c != '+' && c != '=';
        out += plain ? std::string(1, c) : hex(byte, "+%02X");
    }
    return out;
}

std::string orcpt(std::string_view address) {
    if (is_ascii(address)) return "rfc822;" + xtext(address);
    std::string out = "utf-8;";
    for (std::size_t at = 0; at < address.size();) {
        const char32_t c = next_code_point(address, at);
        const bool plain = c >= '!' && c <= '~' && c != '+' && c != '=' && c != '\\';
        out += plain ? std::string(1, static_cast<char>(c))
                     : hex(static_cast<unsigned>(c), "\\x{%02X}");
    }
    return out;
}

Result<void> check_notify(std::string_view notify) {
    if (notify.empty() || equals_ignoring_case(notify, "NEVER")) return outcome::success();
    for (const auto word : split(notify, ',')) {
        if (equals_ignoring_case(word, "SUCCESS") || equals_ignoring_case(word, "FAILURE") ||
            equals_ignoring_case(word, "DELAY")) {
            continue;
        }
        return error(Errc::bad_input,
                     "NOTIFY takes NEVER, or SUCCESS, FAILURE and DELAY joined by commas, not \"" +
                         escape_invisible(to_valid_utf8(notify)) + "\"");
    }
    return outcome::success();
}

Result<void> check_ret(std::string_view ret) {
    if (ret.empty() || equals_ignoring_case(ret, "FULL") || equals_ignoring_case(ret, "HDRS")) {
        return outcome::success();
    }
    return error(Errc::bad_input,
                 "RET takes FULL or HDRS, not \"" + escape_invisible(to_valid_utf8(ret)) + "\"");
}

Result<void> check_envid(std::string_view envid) {
    bool printable = true;
    for (const char c : envid) printable = printable && c >= ' ' && c <= '~';
    if (printable && xtext(envid).size() <= kMaxEnvidBytes) return outcome::success();
    return error(Errc::bad_input,
                 "an envelope id is at most 100 printable ASCII characters, not \"" +
                     escape_invisible(to_valid_utf8(envid)) + "\"");
}

}  // namespace sendguard::forward
