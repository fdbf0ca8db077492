#include "base/path_glob.h"

#include <catch2/catch.hpp>
#include <string>

using sendguard::path_match;

TEST_CASE("path glob: a star stays in its folder, two cross folders", "[base][glob]") {
    CHECK(path_match("*.md", "a.md"));
    CHECK_FALSE(path_match("*.md", "news/a.md"));
    CHECK(path_match("**/*.md", "a.md"));
    CHECK(path_match("**/*.md", "news/2026/a.md"));
    CHECK(path_match("news/**", "news/2026/a.md"));
    CHECK(path_match("news/**/a.md", "news/a.md"));
    CHECK(path_match("news/*/a.md", "news/2026/a.md"));
    CHECK_FALSE(path_match("news/*/a.md", "news/2026/05/a.md"));
    CHECK_FALSE(path_match("news/**", "newspaper/a.md"));
    CHECK(path_match("**/draft/**/*.md", "a/draft/b/c/d.md"));
    CHECK(path_match("a?c.md",
                     "a\xC3\xA9"
                     "c.md"));
    CHECK_FALSE(path_match("A.md", "a.md"));
    CHECK(path_match("**", "any/thing"));
    CHECK_FALSE(path_match("", "a"));
}

TEST_CASE("path glob: patterns of many stars end soon", "[base][glob][security]") {
    std::string pattern, path;
    for (int i = 0; i < 200; ++i) {
        pattern += "**/*a*a*a*b/";
        path += "aaaaaaaaaaaaaaaa/";
    }
    CHECK_FALSE(path_match(pattern + "x", path + "y"));
}
