#include "base/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <string>

using namespace sendguard;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMost = 1000;

/// A folder that goes with the case.
class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "send-guard-files-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path file(const char* name, std::string_view bytes, unsigned mode = 0644) const {
        REQUIRE(write_file(path / name, bytes, mode));
        return path / name;
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }

    fs::path path;
};

std::string text_of(const fs::path& path) {
    const auto bytes = read_file(path, kMost);
    return bytes ? bytes.value() : bytes.error().message;
}

std::string why_not(const Result<void>& result) {
    if (result) return "";
    CHECK(result.error().code == Errc::denied);
    return result.error().message;
}

}  // namespace

TEST_CASE("replace_file: the bytes change, the mode stays", "[base][files]") {
    const Folder folder;
    const auto file = folder.file("a.md", "old", 0640);
    REQUIRE(replace_file(file, "old", "new"));
    CHECK(text_of(file) == "new");
    struct stat facts {};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777) == 0640);
    CHECK(folder.entries() == 1);
}

TEST_CASE("replace_file: what somebody else wrote meanwhile stays", "[base][files]") {
    const Folder folder;
    const auto file = folder.file("a.md", "theirs");
    CHECK_THAT(why_not(replace_file(file, "others", "new")), Catch::EndsWith("since it was read"));
    CHECK_THAT(why_not(replace_file(file, "old", "new")), Catch::EndsWith("since it was read"));
    CHECK(text_of(file) == "theirs");
    CHECK(folder.entries() == 1);
    const auto gone = replace_file(folder.path / "gone.md", "old", "new");
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == Errc::not_found);
}

TEST_CASE("replace_file: a read-only file stays, for root too", "[base][files]") {
    const Folder folder;
    const auto file = folder.file("a.md", "old", 0444);
    CHECK_THAT(why_not(replace_file(file, "old", "new")), Catch::EndsWith("it is read-only"));
    CHECK(text_of(file) == "old");
}

TEST_CASE("replace_file: a link is not followed and not replaced", "[base][files]") {
    const Folder folder;
    const auto file = folder.file("a.md", "old");
    fs::create_symlink("a.md", folder.path / "link.md");
    CHECK_THAT(why_not(replace_file(folder.path / "link.md", "old", "new")),
               Catch::Contains("it is a link"));
    CHECK(fs::is_symlink(folder.path / "link.md"));
    CHECK(text_of(file) == "old");
}
