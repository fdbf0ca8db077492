#include "gate/proxy_protocol.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace sendguard;
using namespace sendguard::gate;
using Kind = ProxyHeader::Kind;
using namespace std::string_literals;

namespace {

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;
constexpr char kLocal = '\x20', kProxy = '\x21';  // version 2 and the command
constexpr char kUnspec = '\x00', kTcp4 = '\x11', kTcp6 = '\x21', kUnix = '\x31';
const std::string kFour = "\xc0\x00\x02\x01\xc6\x33\x64\x02\x30\x39\x00\x19"s;  // 12345 to 25
const std::string kSix = "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\x01" + "\x20\x01\x0d\xb8" +
                         std::string(11, '\0') + "\x02" + "\x30\x39\x00\x19"s;
/// PP2_TYPE_UNIQUE_ID of three bytes.
const std::string kTlv =
    "\x05\x00\x03"
    "abc"s;

std::string header(char command, char family, const std::string& block) {
    return kSignature + command + family + static_cast<char>(block.size() >> 8) +
           static_cast<char>(block.size() & 0xff) + block;
}

}  // namespace

TEST_CASE("proxy header: an IPv4 client is told with its port", "[gate][proxy]") {
    const auto bytes = header(kProxy, kTcp4, kFour);
    const auto got = read_proxy_header(bytes + "EHLO x\r\n");
    CHECK(got.kind == Kind::client);
    CHECK(got.size == bytes.size());
    CHECK(ip_text(got.address) == "192.0.2.1");
    CHECK(got.port == 12345);
}

TEST_CASE("proxy header: an IPv6 client is told with its port", "[gate][proxy]") {
    const auto bytes = header(kProxy, kTcp6, kSix);
    const auto got = read_proxy_header(bytes);
    CHECK(got.kind == Kind::client);
    CHECK(got.size == bytes.size());
    CHECK(ip_text(got.address) == "2001:db8::1");
    CHECK(got.port == 12345);
}

TEST_CASE("proxy header: what follows the addresses is passed over", "[gate][proxy]") {
    for (const auto& bytes :
         {header(kProxy, kTcp4, kFour + kTlv), header(kProxy, kTcp6, kSix + kTlv + kTlv)}) {
        const auto got = read_proxy_header(bytes + "x");
        CHECK(got.kind == Kind::client);
        CHECK(got.size == bytes.size());
        CHECK(got.port == 12345);
    }
}

TEST_CASE("proxy header: a local connection is the balancer's own, whatever the block holds",
          "[gate][proxy]") {
    for (const char family : {kUnspec, kTcp4, kUnix}) {
        for (const auto& block : {std::string(), kFour, kTlv}) {
            const auto bytes = header(kLocal, family, block);
            const auto got = read_proxy_header(bytes);
            CHECK(got.kind == Kind::local);
            CHECK(got.size == bytes.size());
        }
    }
}

TEST_CASE("proxy header: a client without an IP address is refused", "[gate][proxy]") {
    // We could not say whose connection it is, and rules and rights hang on that.
    CHECK(read_proxy_header(header(kProxy, kUnspec, "")).kind == Kind::broken);
    CHECK(read_proxy_header(header(kProxy, kUnix, std::string(216, 'x'))).kind == Kind::broken);
    CHECK(read_proxy_header(header(kProxy, '\x12', kFour)).kind == Kind::broken);  // UDP
    CHECK(read_proxy_header(header(kProxy, '\x41', kFour)).kind == Kind::broken);
}

TEST_CASE("proxy header: each beginning of one asks for more", "[gate][proxy]") {
    for (const auto& bytes : {header(kProxy, kTcp4, kFour), header(kProxy, kTcp6, kSix + kTlv),
                              header(kLocal, kUnspec, kTlv)}) {
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            INFO(size << " bytes of " << bytes.size());
            CHECK(read_proxy_header(bytes.substr(0, size)).kind == Kind::more);
        }
    }
}

TEST_CASE("proxy header: another signature is seen at its first wrong byte", "[gate][proxy]") {
    CHECK(read_proxy_header("EHLO x\r\n").kind == Kind::broken);
    CHECK(read_proxy_header("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n").kind == Kind::broken);
    for (std::size_t at = 0; at < kSignature.size(); ++at) {
        INFO("byte " << at);
        auto bytes = kSignature;
        bytes[at] = 'x';
        CHECK(read_proxy_header(bytes.substr(0, at + 1)).kind == Kind::broken);
    }
}

TEST_CASE("proxy header: another version or command is refused", "[gate][proxy]") {
    for (const char command : {'\x11', '\x31', '\x01', '\x22', '\x2f'}) {
        INFO(static_cast<int>(command));
        CHECK(read_proxy_header(header(command, kTcp4, kFour)).kind == Kind::broken);
    }
}

TEST_CASE("proxy header: a block too short for its addresses, or of endless length, is refused",
          "[gate][proxy]") {
    CHECK(read_proxy_header(header(kProxy, kTcp4, kFour.substr(1))).kind == Kind::broken);
    CHECK(read_proxy_header(header(kProxy, kTcp6, kSix.substr(1))).kind == Kind::broken);
    CHECK(read_proxy_header(header(kProxy, kTcp6, kFour)).kind == Kind::broken);
    CHECK(read_proxy_header(header(kProxy, kTcp4, kFour + std::string(4084, 'x'))).kind ==
          Kind::client);
    // Not waited for: the length alone says it.
    const auto endless = header(kProxy, kTcp4, kFour + std::string(4085, 'x'));
    CHECK(read_proxy_header(endless.substr(0, 16)).kind == Kind::broken);
}
