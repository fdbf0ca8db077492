// libcurl would take much more than smtp://host:port (a user in the URL, a path as the EHLO name,
// any of twenty protocols) and would log in over plain text. Here the URL is read strictly, and
// credentials leave this machine only over TLS with a verified certificate.
#include "forward/next_hop.h"

#include <charconv>
#include <optional>

#include "base/text.h"

namespace sendguard::forward {
namespace {

Error bad_url(std::string_view url, std::string_view why) {
    return error(Errc::bad_policy,
                 "next_hop url \"" + escape_invisible(to_valid_utf8(url)) + "\" " +
                     std::string(why) +
                     "; expected smtp://host:port, smtps://host:port or maildir:PATH");
}

std::optional<std::uint16_t> port_number(std::string_view text) {
    std::uint16_t port = 0;
    const auto end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, port);
    if (fault != std::errc{} || stop != end || port == 0) return std::nullopt;
    return port;
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 255) return false;
    for (const char c : host) {
        const bool plain = (c >= '0' && c <= '9') ||
                           (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '-' ||
                           c == '.' || c == '_' || c == ':';
        if (!plain && static_cast<unsigned char>(c) < 0x80) return false;
    }
    return is_valid_utf8(host);
}

/// "host:port", "[::1]:port", each port left out at will.
Result<void> read_authority(std::string_view url, std::string_view text, ChannelSettings& out) {
    auto host = text;
    std::string_view port;
    bool has_port = false;
    if (!text.empty() && text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return bad_url(url, "has an open '['");
        host = text.substr(1, close - 1);
        const auto rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') return bad_url(url, "has something after ']'");
        has_port = !rest.empty();
        port = rest.substr(has_port ? 1 : 0);
    } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        has_port = true;
        if (host.find(':') != std::string_view::npos) {
            return bad_url(url, "needs [ ] around an IPv6 address");
        }
    }
    if (!is_host(host)) return bad_url(url, "has no proper host name");
    out.host = host;
    if (has_port) {
        const auto number = port_number(port);
        if (!number) return bad_url(url, "has a port that is not 1 to 65535");
        out.port = *number;
    }
    return outcome::success();
}

Result<Tls> read_tls(std::string_view word, bool from_start) {
    if (word == "verify") return Tls::verify;
    if (word == "opportunistic") return Tls::opportunistic;
    if (word == "none" && !from_start) return Tls::none;
    if (word == "none") {
        return error(Errc::bad_policy,
                     "next_hop: smtps:// is TLS from the start, so tls: none "
                     "contradicts it; use smtp:// or tls: verify");
    }
    return error(Errc::bad_policy, "next_hop tls \"" + escape_invisible(to_valid_utf8(word)) +
                                       "\" is none of verify, opportunistic, none");
}

Result<std::string> read_mechanism(std::string_view word) {
    if (word.empty()) return std::string();
    if (word == "plain") return std::string("PLAIN");
    if (word == "login") return std::string("LOGIN");
    if (word == "xoauth2") return std::string("XOAUTH2");
    return error(Errc::bad_policy, "next_hop auth \"" + escape_invisible(to_valid_utf8(word)) +
                                       "\" is none of plain, login, xoauth2");
}

Result<void> check_login(const policy::NextHop& hop, const ChannelSettings& settings) {
    const bool token = !hop.token_file.empty() || !hop.token_command.empty();
    const int sources = int{!hop.password_file.empty()} + int{!hop.token_file.empty()} +
                        int{!hop.token_command.empty()};
    if (hop.user.empty() && (sources > 0 || !hop.auth.empty())) {
        return error(Errc::bad_policy, "next_hop: a login needs user");
    }
    if (hop.user.empty()) return outcome::success();
    if (sources != 1) {
        return error(Errc::bad_policy,
                     "next_hop: user needs exactly one of password_file, token_file "
                     "and token_command");
    }
    if (!hop.auth.empty() && token != (hop.auth == "xoauth2")) {
        return error(Errc::bad_policy,
                     "next_hop: auth xoauth2 goes with token_file or token_command, "
                     "plain and login with password_file");
    }
    if (settings.tls != Tls::verify && !is_loopback(settings.host)) {
        return error(
            Errc::bad_policy,
            "next_hop: the login for " + settings.host +
                " would go to a server that nobody verified: set tls: verify (with ca_file "
                "when its certificate is your own)");
    }
    return outcome::success();
}

}  // namespace

bool is_loopback(std::string_view host) {
    if (equals_ignoring_case(host, "localhost") || host == "::1") return true;
    if (!host.starts_with("127.")) return false;
    // A name such as 127.example.org is no number.
    return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<ChannelSettings> channel_settings(const policy::NextHop& hop) {
    ChannelSettings out;
    const std::string_view url = hop.url;
    std::string_view authority;
    if (starts_with_ignoring_case(url, "smtps://")) {
        out.tls_from_start = true;
        out.port = 465;
        authority = url.substr(8);
    } else if (starts_with_ignoring_case(url, "smtp://")) {
        authority = url.substr(7);
    } else {
        return bad_url(url, "has an unknown scheme");
    }
    if (authority.ends_with('/')) authority.remove_suffix(1);
    if (authority.find_first_of("@/?#") != std::string_view::npos) {
        return bad_url(url,
                       "holds more than host and port (user and helo_name are keys of their own)");
    }
    BOOST_OUTCOME_TRY(read_authority(url, authority, out));
    BOOST_OUTCOME_TRY(out.tls, read_tls(hop.tls, out.tls_from_start));
    BOOST_OUTCOME_TRY(out.mechanism, read_mechanism(hop.auth));
    BOOST_OUTCOME_TRY(check_login(hop, out));
    if (!hop.helo_name.empty() && !(is_ascii(hop.helo_name) && is_host(trim(hop.helo_name)))) {
        const bool literal =
            hop.helo_name.front() == '[' && hop.helo_name.back() == ']' &&
            is_host(std::string_view(hop.helo_name).substr(1, hop.helo_name.size() - 2));
        if (!literal) return error(Errc::bad_policy, "next_hop helo_name is no host name");
    }
    out.helo_name = trim(hop.helo_name);
    out.ca_file = hop.ca_file;
    out.user = hop.user;
    out.timeout = hop.timeout;
    if (out.timeout.count() <= 0)
        return error(Errc::bad_policy, "next_hop timeout must be over 0 s");
    return out;
}

std::string server_text(const ChannelSettings& settings) {
    const bool ipv6 = settings.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + settings.host + "]" : settings.host) + ":" + std::to_string(settings.port);
}

std::string target_text(const ChannelSettings& settings) {
    return (settings.tls_from_start ? "smtps://" : "smtp://") + server_text(settings);
}

}  // namespace sendguard::forward
