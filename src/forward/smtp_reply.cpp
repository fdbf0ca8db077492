// A server's words are not to be trusted: they may be endless, no SMTP at all, or change their code
// from line to line. All of that is an error here, so that no later stage has to wonder.
#include "forward/smtp_reply.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::forward {
namespace {

using Clock = std::chrono::steady_clock;

std::string shown(std::string_view line) {
    constexpr std::size_t kShown = 120;  // enough to know HTTP or SSH by
    return escape_invisible(to_valid_utf8(line.substr(0, kShown)));
}

}  // namespace

std::string Reply::text() const {
    if (code == 0) return "";
    std::string out = std::to_string(code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out += i == 0 ? " " : " / ";
        out += escape_invisible(to_valid_utf8(lines[i]));
    }
    return out;
}

Result<ReplyLine> parse_reply_line(std::string_view line) {
    const bool digits = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' &&
                        is_ascii_digit(line[1]) && is_ascii_digit(line[2]);
    if (!digits || (line.size() > 3 && line[3] != ' ' && line[3] != '-')) {
        return error(Errc::bad_input, "this is no SMTP reply: \"" + shown(line) + "\"");
    }
    ReplyLine out;
    out.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    out.more = line.size() > 3 && line[3] == '-';
    if (line.size() > 4) out.text = line.substr(4);
    return out;
}

std::vector<Reply> group_replies(const std::vector<std::string>& lines) {
    std::vector<Reply> replies;
    bool open = false;
    for (const auto& line : lines) {
        auto parsed = parse_reply_line(line);
        if (!parsed) continue;
        if (!open || replies.back().code != parsed.value().code) {
            replies.push_back({parsed.value().code, {}});
        }
        replies.back().lines.push_back(std::move(parsed.value().text));
        open = parsed.value().more;
    }
    return replies;
}

std::optional<std::string> ReplyAssembler::next_line() {
    const auto end = buffer_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

Result<std::optional<Reply>> ReplyAssembler::next() {
    while (auto line = next_line()) {
        bytes_ += line->size() + 2;
        BOOST_OUTCOME_TRY(auto parsed, parse_reply_line(*line));
        if (open_.code != 0 && open_.code != parsed.code) {
            return error(Errc::bad_input,
                         "the lines of one reply have different codes: \"" + shown(*line) + "\"");
        }
        open_.code = parsed.code;
        open_.lines.push_back(std::move(parsed.text));
        if (bytes_ > kMaxSmtpReplyBytes) break;
        if (parsed.more) continue;
        bytes_ = 0;
        return std::optional(std::exchange(open_, {}));
    }
    if (bytes_ + buffer_.size() > kMaxSmtpReplyBytes) {
        return error(Errc::limit, "the server's reply is longer than " +
                                      std::to_string(kMaxSmtpReplyBytes) + " bytes");
    }
    return std::optional<Reply>();
}

Result<Reply> ReplyReader::next(std::chrono::milliseconds wait) {
    const auto until = Clock::now() + wait;
    for (;;) {
        BOOST_OUTCOME_TRY(auto reply, replies_.next());
        if (reply) return std::move(*reply);
        if (closed_) return error(Errc::unavailable, "the server closed the connection");
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0) return error(Errc::timeout, "the server did not answer in time");
        BOOST_OUTCOME_TRY(auto bytes, channel_.receive(left));
        closed_ = bytes.empty();
        replies_.receive(bytes);
    }
}

bool ReplyReader::spoke_early() {
    if (closed_ || replies_.waiting()) return true;
    auto bytes = channel_.receive(std::chrono::milliseconds(0));
    if (!bytes) return bytes.error().code != Errc::timeout;
    closed_ = bytes.value().empty();
    replies_.receive(bytes.value());
    return true;
}

bool Capabilities::offers(std::string_view keyword) const {
    return std::ranges::any_of(keywords,
                               [&](const auto& one) { return equals_ignoring_case(one, keyword); });
}

Capabilities read_capabilities(const Reply& ehlo) {
    Capabilities out;
    for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
        const auto line = trim(ehlo.lines[i]);
        const auto word_end = std::min(line.find_first_of(" ="), line.size());
        const auto word = line.substr(0, word_end);
        const auto rest = trim(line.substr(std::min(word_end + 1, line.size())));
        out.keywords.emplace_back(word);
        if (equals_ignoring_case(word, "XFORWARD")) out.xforward = rest;
        if (equals_ignoring_case(word, "PIPELINING")) out.pipelining = true;
        if (equals_ignoring_case(word, "8BITMIME")) out.eight_bit = true;
        if (equals_ignoring_case(word, "SMTPUTF8")) out.smtp_utf8 = true;
        if (equals_ignoring_case(word, "DSN")) out.dsn = true;
        if (equals_ignoring_case(word, "AUTH")) out.auth = true;
        if (equals_ignoring_case(word, "SIZE")) {
            out.size = true;
            // A figure that cannot be read counts as none told; the server checks again anyway.
            const auto end = rest.data() + rest.size();
            if (std::from_chars(rest.data(), end, out.max_size).ec != std::errc{}) out.max_size = 0;
        }
    }
    return out;
}

}  // namespace sendguard::forward
