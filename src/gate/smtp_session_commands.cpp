// What each command means in this session.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "gate/smtp_session.h"

namespace sendguard::gate {
namespace {

constexpr std::uint32_t kMostIdleCommands = 1000;  // NOOP, RSET, VRFY between two messages

SmtpReply sequence(std::string text) {
    return {503, "5.5.1", {std::move(text)}};
}
SmtpReply ok(std::string text = "Ok") {
    return {250, "2.0.0", {std::move(text)}};
}

/// Which EHLO keyword stands behind a parameter.
struct KnownParameter {
    std::string_view name, keyword;
    bool of_mail;
};
constexpr std::array<KnownParameter, 12> kParameters{{{"AUTH", "", true},
                                                      {"BODY", "", true},
                                                      {"SIZE", "", true},
                                                      {"SMTPUTF8", "", true},
                                                      {"RET", "", true},
                                                      {"ENVID", "", true},
                                                      {"NOTIFY", "", false},
                                                      {"ORCPT", "", false},
                                                      {"BY", "DELIVERBY", true},
                                                      {"HOLDFOR", "FUTURERELEASE", true},
                                                      {"HOLDUNTIL", "FUTURERELEASE", true},
                                                      {"MTRK", "MTRK", true}}};
constexpr std::array<std::string_view, 7> kForwarded{"NAME", "ADDR",  "PORT",  "PROTO",
                                                     "HELO", "IDENT", "SOURCE"};
constexpr std::array<std::string_view, 8> kTold{"NAME", "ADDR",  "PORT",     "PROTO",
                                                "HELO", "LOGIN", "DESTADDR", "DESTPORT"};
constexpr std::size_t kMaxAttribute = 255;  // XFORWARD_README

}  // namespace

SmtpSession::Want SmtpSession::obey(const Command& command) {
    switch (command.verb) {
        case Verb::ehlo:
        case Verb::helo:
        case Verb::lhlo:
            return hello(command);
        case Verb::mail:
            return mail(command);
        case Verb::rcpt:
            return rcpt(command);
        case Verb::data:
            return data(command);
        case Verb::bdat:
            return bdat(command);
        case Verb::starttls:
            return start_tls(command);
        case Verb::auth:
            return auth(command);
        case Verb::xforward:
            return xforward(command);
        case Verb::xclient:
            return xclient(command);
        case Verb::quit:
            return hang_up({221, "2.0.0", {"Bye"}});
        case Verb::foreign:
            return hang_up({421, "4.7.0", {"This is an SMTP server; goodbye"}});
        case Verb::unknown:
            return refuse({500, "5.5.2", {"Unknown command"}});
        case Verb::rset:
        case Verb::noop:
        case Verb::vrfy:
        case Verb::expn:
        case Verb::help:
            break;
    }
    if (++idle_commands_ > kMostIdleCommands)
        return hang_up({421, "4.7.0", {"Too many commands without a message; goodbye"}});
    if (command.verb == Verb::rset) reset();
    if (command.verb == Verb::vrfy || command.verb == Verb::expn) {
        reply({252, "2.5.2", {"Send the message, and the next hop will tell"}});
    } else if (command.verb == Verb::help) {
        reply({214, "2.0.0", {"See RFC 5321"}});
    } else {
        reply(ok());
    }
    return Want::input;
}

std::string SmtpSession::ehlo_text() const {
    std::vector<std::string> lines{settings_.hostname};
    lines.emplace_back("PIPELINING");
    lines.push_back(fmt::format("SIZE {}", settings_.message_bytes));
    if (settings_.eight_bit) lines.emplace_back("8BITMIME");
    if (settings_.smtp_utf8) lines.emplace_back("SMTPUTF8");
    if (settings_.dsn) lines.emplace_back("DSN");
    lines.emplace_back("ENHANCEDSTATUSCODES");
    lines.emplace_back("CHUNKING");
    if (settings_.starttls && !tls_) lines.emplace_back("STARTTLS");
    if (settings_.auth && (tls_ || settings_.auth_in_clear))
        lines.push_back(fmt::format("AUTH {}", kSaslMechanisms));
    if (settings_.may_xforward)
        lines.push_back(fmt::format("XFORWARD {}", fmt::join(kForwarded, " ")));
    if (settings_.may_xclient) lines.push_back(fmt::format("XCLIENT {}", fmt::join(kTold, " ")));
    for (const auto& keyword : settings_.keywords) lines.push_back(keyword);
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out += (i + 1 < lines.size() ? "250-" : "250 ") + lines[i] + "\r\n";
    }
    return out;
}

SmtpSession::Want SmtpSession::hello(const Command& command) {
    if (settings_.lmtp != (command.verb == Verb::lhlo))
        return refuse({500, "5.5.1", {settings_.lmtp ? "This is LMTP: use LHLO" : "Use EHLO"}});
    reset();
    greeted_ = true;
    helo_ = command.argument;
    extended_ = command.verb != Verb::helo;
    if (extended_) {
        output_ += ehlo_text();
    } else {
        reply({250, "", {settings_.hostname}});
    }
    return Want::input;
}

bool SmtpSession::known_parameter(std::string_view name, bool of_mail) const {
    const auto offered = [&](std::string_view keyword) {
        return std::ranges::any_of(settings_.keywords, [&](const std::string& one) {
            return std::string_view(one).substr(0, one.find(' ')) == keyword;
        });
    };
    for (const auto& known : kParameters) {
        if (known.name != name || known.of_mail != of_mail) continue;
        return known.keyword.empty() || offered(known.keyword);
    }
    return offered(name);
}

std::optional<SmtpReply> SmtpSession::read_size(const Parameter& parameter) {
    std::uint64_t size = 0;
    const auto end = parameter.value.data() + parameter.value.size();
    const auto [stop, fault] = std::from_chars(parameter.value.data(), end, size);
    if (fault == std::errc::result_out_of_range ||
        (fault == std::errc() && stop == end && size > settings_.message_bytes))
        return SmtpReply{552,
                         "5.3.4",
                         {fmt::format("The message is too large; {} bytes are taken at most",
                                      settings_.message_bytes)}};
    if (fault != std::errc() || stop != end) return SmtpReply{501, "5.5.4", {"SIZE is no number"}};
    return std::nullopt;
}

std::optional<SmtpReply> SmtpSession::judge_parameters(const std::vector<Parameter>& parameters,
                                                       bool of_mail) {
    for (const auto& one : parameters) {
        if (!known_parameter(one.name, of_mail))
            return SmtpReply{
                555, "5.5.4", {fmt::format("The parameter {} is not known", one.name)}};
        if (one.name == "SIZE") {
            if (auto fault = read_size(one)) return fault;
        }
        if (one.name == "BODY" && !equals_ignoring_case(one.value, "7BIT") &&
            !equals_ignoring_case(one.value, "8BITMIME"))
            return SmtpReply{501, "5.5.4", {"BODY is 7BIT or 8BITMIME"}};
        if (one.name == "SMTPUTF8" && one.has_value)
            return SmtpReply{501, "5.5.4", {"SMTPUTF8 takes no value"}};
    }
    return std::nullopt;
}

SmtpSession::Want SmtpSession::mail(const Command& command) {
    if (!greeted_) return refuse(sequence(settings_.lmtp ? "Send LHLO first" : "Send EHLO first"));
    if (sender_) return refuse(sequence("There is a sender already"));
    if (settings_.tls_required && !tls_) return refuse({530, "5.7.0", {"Use STARTTLS first"}});
    if (settings_.login_required && user_.empty())
        return refuse({530, "5.7.0", {"Log in first (AUTH)"}});
    if (auto fault = judge_parameters(command.parameters, true)) return refuse(*fault);
    const bool utf8 = std::ranges::any_of(command.parameters,
                                          [](const auto& one) { return one.name == "SMTPUTF8"; });
    if (!utf8 && !is_ascii(command.address))
        return refuse({553, "5.6.7", {"An address outside ASCII needs SMTPUTF8"}});
    utf8_ = utf8;
    sender_ = {command.address, command.parameters};
    reply({250, "2.1.0", {"Ok"}});
    return Want::input;
}

SmtpSession::Want SmtpSession::rcpt(const Command& command) {
    if (!sender_) return refuse(sequence("Send MAIL first"));
    if (chunking_) return refuse(sequence("The message has begun"));
    if (command.address.empty()) return refuse({501, "5.1.3", {"A recipient is needed"}});
    if (auto fault = judge_parameters(command.parameters, false)) return refuse(*fault);
    if (!utf8_ && !is_ascii(command.address))
        return refuse({553, "5.6.7", {"An address outside ASCII needs SMTPUTF8"}});
    if (offered_ >= settings_.recipients) {
        reply({452, "4.5.3", {"Too many recipients; send to the others in another message"}});
        return Want::input;
    }
    ++offered_;
    asked_.push_back({command.address, command.parameters});
    return ask();
}

SmtpSession::Want SmtpSession::data(const Command& command) {
    if (!command.argument.empty()) return refuse({501, "5.5.4", {"DATA takes nothing"}});
    if (!sender_ || offered_ == 0) return refuse(sequence("Send MAIL and RCPT first"));
    if (chunking_) return refuse(sequence("The message has begun with BDAT"));
    if (taken_.empty()) return refuse({554, "5.5.1", {"No recipient was taken"}});
    // RFC 2920 3.1: DATA is the last command of a group; what is here already was sent blindly.
    if (at_ < input_.size())
        return hang_up({554, "5.5.0", {"Text came before DATA was answered; goodbye"}});
    reply({354, "", {"End data with <CR><LF>.<CR><LF>"}});
    state_ = State::data;
    return Want::input;
}

SmtpSession::Want SmtpSession::bdat(const Command& command) {
    const auto words = split(command.argument, ' ');
    std::uint64_t size = 0;
    const auto end = words[0].data() + words[0].size();
    const auto [stop, fault] = std::from_chars(words[0].data(), end, size);
    const bool last = words.size() == 2 && equals_ignoring_case(words[1], "LAST");
    if (fault != std::errc() || stop != end || words.size() > 2 || (words.size() == 2 && !last))
        return hang_up(
            {501,
             "5.5.4",
             {"BDAT takes a size, and LAST; what follows cannot be told apart; goodbye"}});
    if (size > (std::uint64_t{1} << 32))
        return hang_up({552, "5.3.4", {"The chunk is far too large; goodbye"}});
    skip_chunk_ = true;
    if (!sender_ || offered_ == 0) {
        chunk_fault_ = sequence("Send MAIL and RCPT first");
    } else if (taken_.empty()) {
        chunk_fault_ = {554, "5.5.1", {"No recipient was taken"}};
    } else {
        skip_chunk_ = false;
        chunking_ = true;
    }
    chunk_left_ = size;
    last_chunk_ = last;
    state_ = State::chunk;
    return Want::input;
}

SmtpSession::Want SmtpSession::start_tls(const Command& command) {
    if (!settings_.starttls || tls_) return refuse({502, "5.5.1", {"STARTTLS is not offered"}});
    if (!command.argument.empty()) return refuse({501, "5.5.4", {"STARTTLS takes nothing"}});
    if (sender_) return refuse(sequence("Not within a transaction"));
    // CVE-2011-0411: what was sent before the handshake must not count as sent under TLS.
    if (at_ < input_.size())
        return hang_up({554, "5.5.0", {"Text came before STARTTLS was answered; goodbye"}});
    reply({220, "2.0.0", {"Go ahead"}});
    state_ = State::waiting;
    return Want::tls;
}

SmtpSession::Want SmtpSession::auth(const Command& command) {
    if (!settings_.auth) return refuse({502, "5.5.1", {"AUTH is not offered"}});
    if (!greeted_ || sender_ || !user_.empty())
        return refuse(sequence("AUTH comes once, after EHLO and before MAIL"));
    if (!tls_ && !settings_.auth_in_clear)
        return refuse({538, "5.7.11", {"Use STARTTLS first: passwords are taken under TLS only"}});
    const auto blank = command.argument.find(' ');
    const auto argument = std::string_view(command.argument);
    std::optional<std::string_view> initial;
    if (blank != std::string::npos) initial = trim(argument.substr(blank));
    sasl_ = SaslExchange();
    return sasl(sasl_.start(argument.substr(0, blank), initial));
}

SmtpSession::Want SmtpSession::sasl(const SaslStep& step) {
    if (step.kind == SaslStep::Kind::refused) {
        state_ = State::command;
        return refuse(step.reply);
    }
    if (step.kind == SaslStep::Kind::challenge) {
        state_ = State::sasl;
        reply(step.reply);
        return Want::input;
    }
    login_ = {step.credentials.user, Secret(step.credentials.password.view())};
    state_ = State::waiting;
    return Want::login;
}

bool SmtpSession::read_attributes(std::string_view text,
                                  std::map<std::string, std::string>& out) const {
    for (const auto word : split(text, ' ')) {
        if (word.empty()) continue;
        const auto equals = word.find('=');
        if (equals == std::string_view::npos || word.size() > 16 + 3 * kMaxAttribute) return false;
        std::string name;
        for (const char c : word.substr(0, equals)) {
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        }
        auto value = decode_xtext(word.substr(equals + 1));
        const bool known = std::ranges::find(kForwarded, name) != kForwarded.end() ||
                           std::ranges::find(kTold, name) != kTold.end();
        if (!known || !value || value->size() > kMaxAttribute) return false;
        out[name] = std::move(*value);
    }
    return true;
}

SmtpSession::Want SmtpSession::xforward(const Command& command) {
    if (!settings_.may_xforward) return refuse({550, "5.7.0", {"XFORWARD is not for you"}});
    if (sender_) return refuse(sequence("Not within a transaction"));
    std::map<std::string, std::string> told;
    if (command.argument.empty() || !read_attributes(command.argument, told))
        return refuse({501, "5.5.4", {"The attributes cannot be read"}});
    for (auto& [name, value] : told) forwarded_[name] = std::move(value);
    reply(ok());
    return Want::input;
}

SmtpSession::Want SmtpSession::xclient(const Command& command) {
    if (!settings_.may_xclient) return refuse({550, "5.7.0", {"XCLIENT is not for you"}});
    if (sender_) return refuse(sequence("Not within a transaction"));
    std::map<std::string, std::string> told;
    if (command.argument.empty() || !read_attributes(command.argument, told))
        return refuse({501, "5.5.4", {"The attributes cannot be read"}});
    for (auto& [name, value] : told) told_[name] = std::move(value);
    reset();
    greeted_ = false;
    helo_.clear();
    if (const auto login = told_.find("LOGIN");
        login != told_.end() && !login->second.starts_with('['))
        user_ = login->second;
    greet();
    return Want::input;
}

}  // namespace sendguard::gate
