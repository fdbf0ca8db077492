// The hashes that GitHub's upload action gives. source: the cases of
// github.com/github/codeql-action, src/fingerprints.test.ts
#include "report/line_hash.h"

#include <catch2/catch.hpp>

using sendguard::report::line_hashes;
using Hashes = std::vector<std::string>;

TEST_CASE("line hash: an empty file has one line", "[report][sarif]") {
    CHECK(line_hashes("") == Hashes{"c129715d7a2bc9a3:1"});
}

TEST_CASE("line hash: blanks do not count", "[report][sarif]") {
    CHECK(line_hashes(" a\nb\n  \t\tc\n d") == Hashes{"271789c17abda88f:1", "54703d4cd895b18:1",
                                                      "180aee12dab6264:1", "a23a3dc5e078b07b:1"});
}

TEST_CASE("line hash: every line end counts as one", "[report][sarif]") {
    const Hashes wanted{"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1",
                        "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
                        "c129715d7a2bc9a3:1"};
    CHECK(line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n") == wanted);
    CHECK(line_hashes(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r") == wanted);
    CHECK(line_hashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n") == wanted);
    CHECK(line_hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n") == wanted);
}

TEST_CASE("line hash: equal hashes are counted", "[report][sarif]") {
    std::string text;
    for (int i = 0; i < 10; ++i) text += "Lorem ipsum dolor sit amet.\n";
    CHECK(line_hashes(text) ==
          Hashes{"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3",
                 "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
                 "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1",
                 "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"});
}
