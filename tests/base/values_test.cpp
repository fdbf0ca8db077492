#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/digest.h"
#include "base/files.h"
#include "base/module.h"
#include "base/time.h"

using namespace sendguard;

namespace {

/// A private folder that goes when the test ends.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sg-base.XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("rfc 3339: reads dates, offsets and fractions, writes UTC", "[base]") {
    CHECK(format_rfc3339(parse_rfc3339("2026-12-01T12:00:00Z").value()) == "2026-12-01T12:00:00Z");
    CHECK(format_rfc3339(parse_rfc3339("2026-12-01T00:30:00.25+01:00").value()) ==
          "2026-11-30T23:30:00Z");
    CHECK(format_rfc3339(parse_rfc3339("2024-02-29").value()) == "2024-02-29T00:00:00Z");
    for (const auto* bad : {"", "2026", "2025-02-29", "2026-12-01T25:00:00Z", "2026-12-01T12:00:00",
                            "2026-12-01T12:00:00Zx", "-026-12-01"}) {
        CHECK_FALSE(parse_rfc3339(bad));
    }
}

TEST_CASE("durations: a number and a unit, nothing else", "[base]") {
    CHECK(parse_duration("30d").value() == std::chrono::hours(720));
    CHECK(parse_duration("90s").value() == std::chrono::seconds(90));
    for (const auto* bad : {"", "30", "d", "-1d", "1y", "1.5h", "99999999999d"}) {
        CHECK_FALSE(parse_duration(bad));
    }
}

TEST_CASE("sha-256: the standard's vector, in pieces too", "[base]") {
    const std::string want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    CHECK(sha256_hex("abc") == want);
    Sha256 sha;
    sha.add("a");
    sha.add("bc");
    CHECK(sha.hex() == want);
}

TEST_CASE("files: a write is whole and leaves nothing beside it", "[base]") {
    const Folder folder;
    const auto path = folder.path / "a.txt";
    REQUIRE(write_file(path, "first"));
    REQUIRE(write_file(path, "second", 0600));
    CHECK(read_file(path, 100).value() == "second");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
    CHECK(read_file(path, 3).error().code == Errc::limit);
    CHECK(read_file(folder.path / "none", 3).error().code == Errc::not_found);
    CHECK(read_file(folder.path, 3).error().code == Errc::io);
    CHECK(write_file(folder.path / "no/such/file", "x").error().code == Errc::not_found);
}

TEST_CASE("modules: one that is missing is named, with where it belongs", "[base]") {
    const auto found = module_symbol("nonesuch", "x");
    REQUIRE_FALSE(found);
    CHECK(found.error().message.find("send-guard-nonesuch.so is missing") == 0);
}
