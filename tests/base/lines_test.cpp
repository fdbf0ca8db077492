#include "base/lines.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace sendguard;

namespace {

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    any_line(text, [&](std::size_t begin, std::size_t end) {
        out.emplace_back(text.substr(begin, end - begin));
        return false;
    });
    return out;
}

}  // namespace

TEST_CASE("lines: CR and LF each end one, and the last needs no end", "[base]") {
    using Lines = std::vector<std::string>;
    CHECK(lines_of("").empty());
    CHECK(lines_of("a") == Lines{"a"});
    CHECK(lines_of("a\nb\rc\r\nd") == Lines{"a", "b", "c", "", "d"});
    CHECK(lines_of("\r\rx\n") == Lines{"", "", "x"});
    CHECK(any_line("a\nb\nc", [](std::size_t begin, std::size_t) { return begin == 2; }));
}

TEST_CASE("lines: many bare CRs before one far LF take no longer than their length", "[base]") {
    // Looked for anew at each CR, the LF would cost 200,000 times the length.
    const std::string text = std::string(200'000, '\r') + std::string(2'000'000, 'x') + "\n";
    CHECK(lines_of(text).size() == 200'001);
}

TEST_CASE("lines: the size of a line end", "[base]") {
    const std::string_view text = "a\r\nb\nc\r";
    CHECK(line_end_size(text, 1) == 2);
    CHECK(line_end_size(text, 4) == 1);
    CHECK(line_end_size(text, 6) == 1);
    CHECK(line_end_size(text, 7) == 0);
}

TEST_CASE("lines: one bare CR or LF anywhere is seen", "[base]") {
    std::string clean;
    for (int i = 0; i < 20; ++i) clean += "twelve bytes\r\n";
    CHECK(has_only_crlf(clean));
    CHECK(has_only_crlf(""));
    CHECK(has_only_crlf("no end at all"));
    CHECK_FALSE(has_only_crlf("\nx"));
    CHECK_FALSE(has_only_crlf("x\r"));
    CHECK(pairs_crlf("\nx\r"));  // a piece: what stands before and behind is not known
    for (const char bare : {'\r', '\n'}) {
        for (std::size_t at = 0; at <= clean.size(); ++at) {
            auto text = clean;
            text.insert(at, 1, bare);
            INFO(at);
            REQUIRE_FALSE(has_only_crlf(text));
        }
    }
}
