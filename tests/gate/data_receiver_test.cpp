#include "gate/data_receiver.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using sendguard::gate::DataReceiver;

namespace {

struct Received {
    std::string data;
    std::size_t taken = 0;
    bool ended = false, bare = false, dotted = false;
    bool operator==(const Received&) const = default;
};

/// `bytes` in two pieces, the second from `cut` on.
Received receive(const std::string& bytes, std::size_t cut) {
    DataReceiver receiver(1000);
    Received out;
    for (const auto& piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
        if (receiver.ended() || piece.empty()) continue;
        out.taken += receiver.receive(piece, out.data);
    }
    out.ended = receiver.ended();
    out.bare = receiver.bare_line_end();
    out.dotted = receiver.dotted();
    return out;
}

}  // namespace

TEST_CASE("data: ends at CRLF . CRLF, wherever the bytes are parted", "[gate][smtp]") {
    struct Case {
        std::string bytes, data;
        bool bare, dotted;
    };
    const std::vector<Case> cases = {
        {"a\r\nb\r\n.\r\nQUIT\r\n", "a\r\nb\r\n", false, false},
        {".\r\nQUIT\r\n", "", false, false},
        {"a\r\n..b\r\n.\r\n", "a\r\n..b\r\n", false, true},
        {"..\r\n.\r\n", "..\r\n", false, true},
        {".a\r\n.\r\n", ".a\r\n", false, true},
        {"a.b. .c\r\n.\r\n", "a.b. .c\r\n", false, false},
        {"\r\n.\r\n", "\r\n", false, false},
    };
    for (const auto& one : cases) {
        for (std::size_t cut = 0; cut <= one.bytes.size(); ++cut) {
            INFO(one.bytes << " cut at " << cut);
            const auto got = receive(one.bytes, cut);
            CHECK(got.ended);
            CHECK(got.data == one.data);
            CHECK(got.bare == one.bare);
            CHECK(got.dotted == one.dotted);
        }
    }
}

TEST_CASE("data: nothing else ends it, and each bare CR or LF is seen", "[gate][smtp]") {
    const std::vector<std::string> cases = {
        "a\n.\nb",     "a\n.\r\nb",     "a\r\n.\nb",   "a\r.\rb",       "a\r\n.\rb",
        "a\r.\r\nb",   "a\r.\nb",       "a\n.\rb",     "a\r\n.\r\r\nb", "a\r\r\n.\r\r\nb",
        "a\n\n.\n\nb", "\n.\r\nmore\n", "a\r\nb\rc\n",
    };
    for (const auto& bytes : cases) {
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            INFO(bytes << " cut at " << cut);
            const auto got = receive(bytes, cut);
            CHECK_FALSE(got.ended);
            CHECK(got.bare);
            CHECK(got.data == bytes);
        }
    }
}

TEST_CASE("data: a chunk's dots are stuffed, and its last line gets an end", "[gate][smtp]") {
    const std::string bytes = ".a\r\nb\r\n.\r\nc";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        DataReceiver receiver(1000);
        std::string out;
        receiver.receive_chunk(std::string_view(bytes).substr(0, cut), out);
        receiver.receive_chunk(std::string_view(bytes).substr(cut), out);
        receiver.end_chunks(out);
        INFO("cut at " << cut);
        CHECK(out == "..a\r\nb\r\n..\r\nc\r\n");
        CHECK(receiver.dotted());
        CHECK_FALSE(receiver.bare_line_end());
    }
}

TEST_CASE("data: a line over the cap is seen over many reads", "[gate][smtp]") {
    DataReceiver receiver(1000);
    std::string out;
    for (int i = 0; i < 101; ++i) receiver.receive("0123456789", out);
    CHECK(receiver.line_too_long());
    DataReceiver good(1000);
    std::string more;
    for (int i = 0; i < 300; ++i) good.receive("0123456789\r\n", more);
    CHECK_FALSE(good.line_too_long());
}

TEST_CASE("data: a byte over 127 is seen in every piece", "[gate][smtp]") {
    const std::string bytes = "Subject: gr\xC3\xBC\xC3\x9F\r\n\r\nx\r\n.\r\n";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        DataReceiver receiver(1000);
        std::string out;
        receiver.receive(std::string_view(bytes).substr(0, cut), out);
        receiver.receive(std::string_view(bytes).substr(cut), out);
        INFO("cut at " << cut);
        CHECK(receiver.eight_bit());
    }
    DataReceiver plain(1000);
    std::string out;
    plain.receive("plain\r\n.\r\n", out);
    CHECK_FALSE(plain.eight_bit());
}
