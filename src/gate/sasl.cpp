#include "gate/sasl.h"

#include <array>

#include "base/text.h"
#include "gate/users_file.h"

namespace sendguard::gate {
namespace {

const SmtpReply kCancelled{501, "5.7.0", {"The login was cancelled"}};
const SmtpReply kNoBase64{501, "5.5.2", {"This is no base64"}};
const SmtpReply kBadLogin{501, "5.5.2", {"This is no login that the mechanism knows"}};
const SmtpReply kTooLong{500, "5.5.6", {"The line is too long"}};
const SmtpReply kUnknown{504, "5.5.4", {"Use PLAIN or LOGIN"}};
const SmtpReply kOver{503, "5.5.1", {"There is no login under way"}};

int digit_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

SaslStep challenge(std::string_view text) {
    SaslStep out;
    out.kind = SaslStep::Kind::challenge;
    out.reply = {334, "", {std::string(text)}};
    return out;
}

}  // namespace

Result<Secret> decode_strict_base64(std::string_view text) {
    const auto bad = [] { return error(Errc::bad_input, "this is no base64"); };
    if (text.size() % 4 != 0) return bad();
    std::string out;
    out.reserve(text.size() / 4 * 3);  // growing would leave a password's copy behind
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const int pad = last ? (text[at + 3] == '=') + (text[at + 2] == '=') : 0;
        if (pad == 2 && text[at + 3] != '=') return bad();
        std::uint32_t bits = 0;
        for (int i = 0; i < 4; ++i) {
            const int digit = i < 4 - pad ? digit_of(text[at + static_cast<std::size_t>(i)]) : 0;
            if (digit < 0) return bad();
            bits = bits << 6 | static_cast<std::uint32_t>(digit);
        }
        if ((pad == 1 && (bits & 0xff) != 0) || (pad == 2 && (bits & 0xffff) != 0)) return bad();
        for (int i = 0; i < 3 - pad; ++i) out += static_cast<char>(bits >> (16 - 8 * i) & 0xff);
    }
    Secret secret(out);
    wipe(out);
    return secret;
}

SaslStep SaslExchange::over(SmtpReply reply) {
    state_ = State::idle;
    user_.clear();
    SaslStep out;
    out.reply = std::move(reply);
    return out;
}

SaslStep SaslExchange::start(std::string_view mechanism, std::optional<std::string_view> initial) {
    if (equals_ignoring_case(mechanism, "PLAIN")) {
        state_ = State::plain;
        if (!initial) return challenge("");
    } else if (equals_ignoring_case(mechanism, "LOGIN")) {
        state_ = State::login_name;
        if (!initial) return challenge("VXNlcm5hbWU6");  // "Username:"
    } else {
        return over(kUnknown);
    }
    return step(*initial == "=" ? std::string_view() : *initial);
}

SaslStep SaslExchange::step(std::string_view line) {
    if (state_ == State::idle) return over(kOver);
    if (line.size() > kMaxSaslLineBytes) return over(kTooLong);
    if (line == "*") return over(kCancelled);
    const auto bytes = decode_strict_base64(line);
    if (!bytes) return over(kNoBase64);
    return take(bytes.value().view());
}

SaslStep SaslExchange::take(std::string_view bytes) {
    std::string_view user, password = bytes;
    if (state_ == State::plain) {
        // authzid NUL authcid NUL passwd
        const auto parts = split(bytes, '\0');
        if (parts.size() != 3 || (!parts[0].empty() && parts[0] != parts[1]))
            return over(kBadLogin);
        user = parts[1];
        password = parts[2];
    } else if (state_ == State::login_name) {
        if (!user_name_fault(bytes).empty()) return over(kBadLogin);
        user_ = bytes;
        state_ = State::login_password;
        return challenge("UGFzc3dvcmQ6");  // "Password:"
    } else {
        user = user_;
    }
    if (!user_name_fault(user).empty() || password.empty() ||
        password.find('\0') != std::string_view::npos)
        return over(kBadLogin);
    SaslStep out;
    out.kind = SaslStep::Kind::credentials;
    out.credentials = {std::string(user), Secret(password)};
    state_ = State::idle;
    return out;
}

const SmtpReply& login_accepted() {
    static const SmtpReply reply{235, "2.7.0", {"You are logged in"}};
    return reply;
}
const SmtpReply& login_refused() {
    static const SmtpReply reply{535, "5.7.8", {"Name or password is wrong"}};
    return reply;
}
const SmtpReply& login_unavailable() {
    static const SmtpReply reply{454, "4.7.0", {"Logins cannot be checked now; try again later"}};
    return reply;
}

}  // namespace sendguard::gate
