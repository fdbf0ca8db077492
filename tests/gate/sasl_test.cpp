#include "gate/sasl.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::gate;
using Kind = SaslStep::Kind;

namespace {

/// Base64 of a NUL-parted text in which '|' stands for NUL; written here, not with our decoder.
std::string base64(std::string text) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (auto& c : text) c = c == '|' ? '\0' : c;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        std::uint32_t bits = 0;
        const auto bytes = std::min<std::size_t>(3, text.size() - at);
        for (std::size_t i = 0; i < bytes; ++i)
            bits |= std::uint32_t{static_cast<unsigned char>(text[at + i])} << (16 - 8 * i);
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= bytes ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

void check_refused(const SaslStep& step, int code, const char* enhanced) {
    CHECK(step.kind == Kind::refused);
    CHECK(step.reply.code == code);
    CHECK(step.reply.enhanced == enhanced);
}

void check_login(const SaslStep& step, std::string_view user, std::string_view password) {
    REQUIRE(step.kind == Kind::credentials);
    CHECK(step.credentials.user == user);
    CHECK(step.credentials.password.view() == password);
}

}  // namespace

TEST_CASE("sasl: PLAIN with and without an initial response", "[gate][sasl][rfc4616]") {
    // RFC 4616 4: authcid "tim", password "tanstaaftanstaaf"
    check_login(SaslExchange().start("PLAIN", "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"), "tim",
                "tanstaaftanstaaf");
    check_login(SaslExchange().start("plain", base64("tim|tim|pass word")), "tim", "pass word");
    SaslExchange exchange;
    const auto step = exchange.start("PLAIN", std::nullopt);
    CHECK(step.kind == Kind::challenge);
    CHECK(wire(step.reply, false) == "334 \r\n");
    check_login(exchange.step(base64("|Zoë|größe")), "Zoë", "größe");
    check_refused(exchange.step(base64("|tim|pass")), 503, "5.5.1");  // it is over
}

TEST_CASE("sasl: LOGIN asks for name and password", "[gate][sasl]") {
    SaslExchange exchange;
    CHECK(wire(exchange.start("LOGIN", std::nullopt).reply, false) == "334 VXNlcm5hbWU6\r\n");
    CHECK(wire(exchange.step(base64("tim")).reply, false) == "334 UGFzc3dvcmQ6\r\n");
    check_login(exchange.step(base64("secret")), "tim", "secret");
    SaslExchange with_name;
    CHECK(wire(with_name.start("Login", base64("tim")).reply, false) == "334 UGFzc3dvcmQ6\r\n");
    check_login(with_name.step(base64("secret")), "tim", "secret");
}

TEST_CASE("sasl: what is no login is refused, and the exchange over", "[gate][sasl][rfc4954]") {
    check_refused(SaslExchange().start("CRAM-MD5", std::nullopt), 504, "5.5.4");
    check_refused(SaslExchange().step(base64("|tim|pass")), 503, "5.5.1");
    for (const auto* bad : {"tim", "tim|pass", "|tim|pass|more", "ann|tim|pass", "||pass", "|tim|",
                            "|t m|pass", "|t:m|pass"}) {
        CAPTURE(bad);
        check_refused(SaslExchange().start("PLAIN", base64(bad)), 501, "5.5.2");
    }
    check_refused(SaslExchange().start("PLAIN", "="), 501, "5.5.2");
    check_refused(SaslExchange().start("PLAIN", "AHRpbQB0 YW5z"), 501, "5.5.2");
    SaslExchange cancelled;
    CHECK(cancelled.start("LOGIN", std::nullopt).kind == Kind::challenge);
    check_refused(cancelled.step("*"), 501, "5.7.0");
    check_refused(cancelled.step(base64("tim")), 503, "5.5.1");
    SaslExchange empty;
    CHECK(empty.start("LOGIN", base64("tim")).kind == Kind::challenge);
    check_refused(empty.step(""), 501, "5.5.2");
    SaslExchange flood;
    CHECK(flood.start("LOGIN", std::nullopt).kind == Kind::challenge);
    check_refused(flood.step(std::string(kMaxSaslLineBytes + 4, 'A')), 500, "5.5.6");
}

TEST_CASE("sasl: base64 is whole, padded and without stray bits", "[gate][sasl][rfc4648]") {
    const std::pair<const char*, const char*> good[] = {
        {"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Zm9vYmE=", "fooba"}};
    for (const auto& [text, bytes] : good) {
        CAPTURE(text);
        const auto decoded = decode_strict_base64(text);
        REQUIRE(decoded);
        CHECK(decoded.value().view() == bytes);
    }
    for (const auto* bad : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==",
                            "Zm9v\n", " Zm9v", "Zm-_", "Zm9v=", "Z=g=", "Zm=v"}) {
        CAPTURE(bad);
        CHECK_FALSE(decode_strict_base64(bad));
    }
}
