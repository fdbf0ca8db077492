// 7Z archives, made by libarchive.
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

/// in: method - "copy", "deflate", "lzma2"
std::string seven_zip(const std::vector<Member>& members, const char* method) {
    std::string out;
    // The library takes names in the locale's charset.
    const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    const locale_t before = uselocale(utf8);
    archive* const writer = archive_write_new();
    archive_write_set_format_7zip(writer);
    archive_write_set_format_option(writer, "7zip", "compression", method);
    archive_write_set_bytes_in_last_block(writer, 1);  // no padding behind the end
    archive_write_open2(
        writer, &out, nullptr,
        [](archive*, void* text, const void* bytes, std::size_t size) -> la_ssize_t {
            static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
            return static_cast<la_ssize_t>(size);
        },
        nullptr, nullptr);
    for (const auto& member : members) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_update_pathname_utf8(entry, member.name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, member.bytes.data(), member.bytes.size());
        archive_entry_free(entry);
    }
    archive_write_free(writer);
    uselocale(before);
    freelocale(utf8);
    return out;
}

Draft read_archive(const std::string& bytes, const std::string& name) {
    return read(bytes, {.source = name});
}

}  // namespace

TEST_CASE("7z: alone, packed and nested", "[draft][archive]") {
    for (const char* const method : {"copy", "deflate", "lzma2"}) {
        const std::string inner = seven_zip({{"memo.txt", "not for release"}}, method);
        CHECK(inner.starts_with("7z\xBC\xAF\x27\x1C"));
        const Draft alone = read_archive(inner, "a.7z");
        CHECK(find(alone, Place::body, "not for release") != nullptr);
        CHECK(alone.faults.empty());
        const Draft nested = read_archive(
            seven_zip({{"in/inner.7z", inner}, {"dräft.zip", zip({{"b.7z", inner}})}}, method),
            "picture.jpg");
        const Passage* const memo = find(nested, Place::body, "not for release");
        REQUIRE(memo != nullptr);
        CHECK(nested.parts.at(memo->part).number == "in/inner.7z/memo.txt");
        CHECK(find(nested, Place::filename, "dräft.zip") != nullptr);
        CHECK(std::ranges::count(nested.parts, "memo.txt", &Part::filename) == 2);
    }
}

TEST_CASE("7z: what unpacks without end is stopped", "[draft][archive][hostile]") {
    const std::string bomb = seven_zip({{"a.txt", std::string(30u << 20, 'x')}}, "lzma2");
    CHECK(bomb.size() < 100'000);
    CHECK(has_fault(read_archive(bomb, "a.7z"), "limit-ratio"));
    CHECK(has_fault(read_archive(seven_zip({{"b.7z", bomb}, {"c.7z", bomb}}, "copy"), "a.7z"),
                    "limit-ratio"));
    std::string deep = seven_zip({{"memo.txt", "not for release"}}, "copy");
    for (int i = 0; i < 20; ++i) deep = seven_zip({{"inner.7z", deep}}, "copy");
    CHECK(has_fault(read_archive(deep, "a.7z"), "limit-depth"));
    std::vector<Member> members;
    for (int i = 0; i < 2500; ++i) members.push_back({std::to_string(i) + ".txt", "x"});
    CHECK(has_fault(read_archive(seven_zip(members, "lzma2"), "a.7z"), "limit-parts"));
}

TEST_CASE("7z: what is cut off anywhere is a fault", "[draft][archive][hostile]") {
    const std::string whole =
        seven_zip({{"a.txt", "first words"}, {"b.txt", "second words"}}, "deflate");
    for (std::size_t size = 6; size < whole.size(); ++size)
        CHECK_FALSE(read_archive(whole.substr(0, size), "a.7z").faults.empty());
}
