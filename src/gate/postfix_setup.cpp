#include "gate/postfix_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/network.h"
#include "base/text.h"

namespace sendguard::gate {
namespace {

// Defaults that matter here, for text in which postconf was not asked for them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kDefaults = {{
    {"authorized_submit_users", "static:anyone"},
    {"milter_default_action", "tempfail"},
    {"inet_interfaces", "all"},
    {"queue_directory", "/var/spool/postfix"},
    {"cleanup_service_name", "cleanup"},
    {"smtpd_relay_restrictions",
     "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination"},
    {"smtpd_sasl_auth_enable", "no"},
    {"mynetworks", "127.0.0.0/8 [::1]/128"},
}};

// source: /etc/services; a configuration seldom uses others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPorts = {{
    {"smtp", "25"},
    {"submission", "587"},
    {"submissions", "465"},
    {"smtps", "465"},
    {"urd", "465"},
    {"ssmtp", "465"},
    {"lmtp", "24"},
}};

std::string_view next_word(std::string_view& line) {
    line = trim(line);
    const auto end = std::min(line.find_first_of(" \t"), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    auto lines = split(text, '\n');
    std::erase_if(lines, [](std::string_view line) {
        line = trim(line);
        return line.empty() || line.front() == '#';
    });
    return lines;
}

/// "name = value"; a line without "=" is none.
bool read_setting(std::string_view line, std::string& name, std::string& value) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    name = trim(line.substr(0, equals));
    value = trim(line.substr(equals + 1));
    return !name.empty();
}

PostfixService read_service(std::string_view line) {
    PostfixService out;
    out.name = next_word(line);
    out.type = next_word(line);
    next_word(line);  // private
    next_word(line);  // unprivileged
    out.chrooted = next_word(line) == "y";
    next_word(line);  // wake-up
    next_word(line);  // most processes
    out.program = next_word(line);
    out.arguments = trim(line);
    return out;
}

std::string normal_path(std::string_view path) {
    auto text = std::filesystem::path(path).lexically_normal().string();
    if (text.starts_with("/var/run/")) text.erase(0, 4);
    return text;
}

bool is_unix(std::string_view text, std::string_view& path) {
    for (const std::string_view scheme : {"unix:", "local:"}) {
        if (!text.starts_with(scheme)) continue;
        path = text.substr(scheme.size());
        return true;
    }
    return false;
}

}  // namespace

std::string where_text(const PostfixService& service) {
    return fmt::format("master.cf: {} {}", service.name, service.type);
}

std::string PostfixSetup::value(std::string_view name) const {
    if (const auto found = parameters.find(std::string(name)); found != parameters.end())
        return found->second;
    const auto* const known =
        std::ranges::find(kDefaults, name, [](auto& row) { return row.first; });
    return known == kDefaults.end() ? "" : std::string(known->second);
}

std::string PostfixSetup::value(const PostfixService& service, std::string_view name) const {
    const auto own = service.overrides.find(std::string(name));
    return own != service.overrides.end() ? own->second : value(name);
}

std::string PostfixSetup::where(const PostfixService& service, std::string_view name) const {
    if (service.overrides.contains(std::string(name)))
        return fmt::format("{}: -o {}", where_text(service), name);
    return fmt::format("main.cf: {}", name);
}

const PostfixService* PostfixSetup::internal_service(std::string_view name) const {
    for (const auto& service : services) {
        if (service.name == name && service.type != "inet") return &service;
    }
    return nullptr;
}

Result<PostfixSetup> read_postfix(const PostfixTexts& texts) {
    PostfixSetup out;
    std::string name;
    std::string value;
    for (const auto line : lines_of(texts.parameters)) {
        if (read_setting(line, name, value)) out.parameters[name] = value;
    }
    for (const auto line : lines_of(texts.services)) {
        auto service = read_service(line);
        if (!service.program.empty()) out.services.push_back(std::move(service));
    }
    if (out.services.empty())
        return error(Errc::bad_input,
                     "postconf -M names no services; is this the configuration of a Postfix?");
    for (const auto line : lines_of(texts.overrides)) {
        if (!read_setting(line, name, value)) continue;
        for (auto& service : out.services) {
            // A name may hold slashes (a UNIX path), so the whole start is compared.
            const auto start = fmt::format("{}/{}/", service.name, service.type);
            if (name.starts_with(start)) service.overrides[name.substr(start.size())] = value;
        }
    }
    return out;
}

std::vector<std::string> list_words(std::string_view value) {
    std::vector<std::string> out;
    std::string word;
    int depth = 0;
    const auto finish = [&] {
        if (const auto text = trim(word); !text.empty()) out.emplace_back(text);
        word.clear();
    };
    for (const char c : value) {
        const bool separator =
            depth == 0 && std::string_view(", \t\r\n").find(c) != std::string_view::npos;
        if (c == '{' && depth++ == 0 && trim(word).empty()) continue;
        if (c == '}' && depth > 0 && --depth == 0) {
            // "inline:{...}" keeps its closing brace; "{ ... }" alone is its inside.
            if (word.find('{') != std::string::npos) word += c;
            finish();
        } else if (separator) {
            finish();
        } else {
            word += c;
        }
    }
    finish();
    return out;
}

std::vector<MilterUse> milters_of(const PostfixSetup& setup, const PostfixService& service,
                                  std::string_view parameter) {
    std::vector<MilterUse> out;
    for (const auto& item : list_words(setup.value(service, parameter))) {
        const auto words = list_words(item);
        if (words.empty()) continue;
        MilterUse use{endpoint_text(setup, service, words.front()), ""};
        // "default_action = accept" may stand with blanks around its equals sign.
        std::string rest;
        for (std::size_t i = 1; i < words.size(); ++i) rest += words[i] + " ";
        if (const auto at = rest.find("default_action"); at != std::string::npos) {
            const auto value = std::string_view(rest).substr(rest.find('=', at) + 1);
            use.default_action = list_words(value).empty() ? "" : list_words(value).front();
        }
        out.push_back(std::move(use));
    }
    return out;
}

HostPort host_and_port(std::string_view text) {
    HostPort out;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = std::min(text.find(']'), text.size());
        out.host = text.substr(1, close - 1);
        const auto rest = text.substr(std::min(close + 1, text.size()));
        port = rest.starts_with(':') ? rest.substr(1) : std::string_view();
    } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
        out.host = text.substr(0, colon);
        port = text.substr(colon + 1);
    } else {
        port = text;
    }
    const auto* const known = std::ranges::find(kPorts, port, [](auto& row) { return row.first; });
    out.port = known == kPorts.end() ? port : known->second;
    return out;
}

std::string endpoint_text(std::string_view text) {
    std::string_view path;
    if (is_unix(text, path)) return "unix:" + normal_path(path);
    if (text.starts_with("inet:")) text.remove_prefix(5);
    const auto at = host_and_port(text);
    const auto host = at.host.empty() || at.host == "localhost" ? "127.0.0.1" : at.host;
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, at.port)
                                               : fmt::format("[{}]:{}", host, at.port);
}

std::string endpoint_text(const PostfixSetup& setup, const PostfixService& service,
                          std::string_view text) {
    std::string_view path;
    if (is_unix(text, path) && (!path.starts_with('/') || service.chrooted)) {
        const auto queue = setup.value("queue_directory");
        return "unix:" + normal_path(fmt::format("{}/{}", queue, path));
    }
    return endpoint_text(text);
}

ListensAt listens_at(const PostfixSetup& setup, const PostfixService& service) {
    const auto at = host_and_port(service.name);
    ListensAt out{{}, at.port};
    if (!at.host.empty()) {
        out.addresses.push_back(at.host == "localhost" ? "127.0.0.1" : at.host);
        return out;
    }
    for (auto word : list_words(setup.value(service, "inet_interfaces"))) {
        if (word.starts_with('[') && word.ends_with(']')) word = word.substr(1, word.size() - 2);
        out.addresses.push_back(word == "loopback-only" || word == "localhost" ? "127.0.0.1"
                                                                               : word);
    }
    return out;
}

bool is_loopback_host(std::string_view host) {
    const auto address = parse_ip(host);
    return host == "localhost" || (address && is_loopback(*address));
}

}  // namespace sendguard::gate
