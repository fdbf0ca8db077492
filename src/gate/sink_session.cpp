// A server for trying out may be small, but not lax: it takes CRLF . CRLF and nothing else for the
// end of the data, and refuses mail with a lone CR or LF, so that what passes here passes a strict
// server. It says 250 only after the mail is filed and synced.
//
// Limits: no TLS, no AUTH, no relaying; everything goes to one Maildir.
#include <charconv>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "gate/sink.h"

namespace sendguard::gate {
namespace {

// RFC 5321's 512 bytes and room for what SMTPUTF8, DSN and SIZE add to MAIL and RCPT.
constexpr std::size_t kMaxCommandBytes = kMaxSmtpLineBytes + 1536;
constexpr int kMaxFaults = 20;  // a client that long out of step is not one of ours

constexpr std::string_view kEhlo =
    "250-sink.invalid\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n"
    "250-ENHANCEDSTATUSCODES\r\n250 SIZE ";

/// What stands between < and >, and what follows it.
struct Path {
    std::string_view address;
    std::string_view parameters;
};
std::optional<Path> read_path(std::string_view text) {
    text = trim(text);
    if (!text.starts_with('<')) return std::nullopt;
    const auto close = text.find('>');
    if (close == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ' ') return std::nullopt;
    return Path{text.substr(1, close - 1), trim(rest)};
}

/// Why the parameters are refused; "" = they are taken.
std::string_view judge_parameters(std::string_view parameters, bool of_mail) {
    for (const auto word : split(parameters, ' ')) {
        if (word.empty()) continue;
        const auto name = word.substr(0, word.find('='));
        bool known = false;
        for (const std::string_view one : {"SIZE", "BODY", "SMTPUTF8", "RET", "ENVID"}) {
            known = known || (of_mail && equals_ignoring_case(name, one));
        }
        for (const std::string_view one : {"NOTIFY", "ORCPT"}) {
            known = known || (!of_mail && equals_ignoring_case(name, one));
        }
        if (!known) return "555 5.5.4 Unknown parameter\r\n";
        if (!equals_ignoring_case(name, "SIZE") || name.size() == word.size()) continue;
        std::uint64_t size = 0;
        const auto value = word.substr(name.size() + 1);
        const auto end = value.data() + value.size();
        const auto [stop, fault] = std::from_chars(value.data(), end, size);
        if (fault == std::errc::result_out_of_range || size > kMaxMessageBytes) {
            return "552 5.3.4 The message is too large\r\n";
        }
        if (fault != std::errc{} || stop != end) return "501 5.5.4 SIZE is no number\r\n";
    }
    return "";
}

}  // namespace

SinkSession::SinkSession(Deliver deliver) : deliver_(std::move(deliver)) {}

std::string SinkSession::greeting() const {
    return "220 sink.invalid ESMTP send-guard sink\r\n";
}

std::string SinkSession::receive(std::string_view bytes) {
    buffer_ += bytes;
    std::string out;
    std::size_t at = 0;
    while (!closed_) {
        const auto end = buffer_.find("\r\n", at);
        const auto line = std::string_view(buffer_).substr(at, end - at);
        if (in_data_) {
            if (end == std::string::npos) break;
            out += data_line(line);
        } else {
            // Without a CRLF a lone LF would wait for ever, and what follows it is nobody's
            // command. A CR at the very end may yet get its LF.
            const auto cr = line.find('\r');
            const bool waits = end == std::string::npos && cr + 1 == line.size();
            const bool lone = line.find('\n') != std::string_view::npos ||
                              (cr != std::string_view::npos && !waits);
            if (lone) {
                out += "554 5.5.2 Lines must end with CR LF; goodbye\r\n";
                closed_ = true;
                break;
            }
            if (line.size() > kMaxCommandBytes) {
                out += "500 5.5.2 Line too long; goodbye\r\n";
                closed_ = true;
                break;
            }
            if (end == std::string::npos) break;
            out += command(line);
        }
        at = end + 2;
    }
    buffer_.erase(0, at);
    cap_buffer();
    return out;
}

void SinkSession::cap_buffer() {
    if (!in_data_ || buffer_.size() <= kMaxMessageBytes) return;
    // One line longer than any mail: only its end still matters.
    too_large_ = true;
    buffer_.erase(0, buffer_.size() - 1);
}

std::string SinkSession::data_line(std::string_view line) {
    if (line == ".") {
        in_data_ = false;
        return end_of_data();
    }
    if (line.starts_with('.')) line.remove_prefix(1);
    if (line.find_first_of("\r\n") != std::string_view::npos) lone_line_end_ = true;
    if (delivery_.message.size() + line.size() + 2 > kMaxMessageBytes) too_large_ = true;
    if (too_large_) {
        delivery_.message.clear();
    } else {
        delivery_.message.append(line).append("\r\n");
    }
    return "";
}

std::string SinkSession::end_of_data() {
    const Delivery delivery = std::move(delivery_);
    const bool too_large = too_large_;
    const bool lone = lone_line_end_;
    reset();
    if (too_large) return "552 5.3.4 The message is too large\r\n";
    if (lone) return "554 5.6.0 The message holds a lone CR or LF; not taken\r\n";
    const auto filed = deliver_(delivery);
    if (!filed) return "451 4.3.0 " + escape_invisible(filed.error().message) + "\r\n";
    return "250 2.0.0 Filed as " + filed.value() + "\r\n";
}

void SinkSession::reset() {
    delivery_ = {};
    have_sender_ = too_large_ = lone_line_end_ = false;
}

std::string SinkSession::command(std::string_view line) {
    auto reply = obey(line);
    if (reply.front() == '5' && ++faults_ > kMaxFaults) {
        closed_ = true;
        return "421 4.7.0 Too many errors; goodbye\r\n";
    }
    return reply;
}

std::string SinkSession::obey(std::string_view line) {
    const auto verb = line.substr(0, line.find(' '));
    const auto is = [&](std::string_view word) { return equals_ignoring_case(verb, word); };
    if (is("EHLO") || is("HELO")) {
        reset();
        greeted_ = true;
        if (is("HELO")) return "250 sink.invalid\r\n";
        return std::string(kEhlo) + std::to_string(kMaxMessageBytes) + "\r\n";
    }
    if (starts_with_ignoring_case(line, "MAIL FROM:")) return mail(line.substr(10));
    if (starts_with_ignoring_case(line, "RCPT TO:")) return rcpt(line.substr(8));
    if (is("DATA")) return data();
    if (is("RSET")) {
        reset();
        return "250 2.0.0 Ok\r\n";
    }
    if (is("NOOP")) return "250 2.0.0 Ok\r\n";
    if (is("VRFY")) return "252 2.0.0 Everyone is taken\r\n";
    if (is("QUIT")) {
        closed_ = true;
        return "221 2.0.0 Goodbye\r\n";
    }
    return "500 5.5.2 Unknown command\r\n";
}

std::string SinkSession::mail(std::string_view rest) {
    if (!greeted_) return "503 5.5.1 Say EHLO first\r\n";
    if (have_sender_) return "503 5.5.1 MAIL was said already\r\n";
    const auto path = read_path(rest);
    if (!path) return "501 5.5.4 Expected MAIL FROM:<address>\r\n";
    if (const auto refused = judge_parameters(path->parameters, true); !refused.empty()) {
        return std::string(refused);
    }
    delivery_.sender = path->address;
    have_sender_ = true;
    return "250 2.1.0 Ok\r\n";
}

std::string SinkSession::rcpt(std::string_view rest) {
    if (!have_sender_) return "503 5.5.1 Say MAIL first\r\n";
    const auto path = read_path(rest);
    if (!path || path->address.empty()) return "501 5.5.4 Expected RCPT TO:<address>\r\n";
    if (const auto refused = judge_parameters(path->parameters, false); !refused.empty()) {
        return std::string(refused);
    }
    if (delivery_.recipients.size() >= kMaxRecipients) return "452 4.5.3 Too many recipients\r\n";
    delivery_.recipients.emplace_back(path->address);
    return "250 2.1.5 Ok\r\n";
}

std::string SinkSession::data() {
    if (!have_sender_) return "503 5.5.1 Say MAIL first\r\n";
    if (delivery_.recipients.empty()) return "554 5.5.1 No recipients\r\n";
    in_data_ = true;
    return "354 End with <CR><LF>.<CR><LF>\r\n";
}

}  // namespace sendguard::gate
