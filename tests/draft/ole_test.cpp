#include "draft/ole.h"

#include <catch2/catch.hpp>

#include "draft/office_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

std::string little_endian(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
    return out;
}

std::string entry(const std::string& name, char kind, std::uint32_t start, std::size_t size) {
    std::string out;
    for (const char c : name) out += std::string{c, '\0'};
    out.resize(64, '\0');
    out += little_endian(name.size() * 2 + 2, 2) + std::string{kind, '\1'};
    out.resize(116, '\0');
    return out + little_endian(start, 4) + little_endian(size, 8);
}

/// A file with one stream of at least 4,096 bytes: sector 0 is the table of sectors, 1 the
/// directory, the content stands behind.
std::string ole(const std::string& name, std::string content) {
    const auto size = std::max<std::size_t>(content.size(), 4096);
    content.resize((size + 511) / 512 * 512, '\0');
    const auto sectors = content.size() / 512;
    std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0') +
                         little_endian(62, 2) + little_endian(3, 2) + "\xFE\xFF" +
                         little_endian(9, 2) + little_endian(6, 2) + std::string(6, '\0') +
                         little_endian(0, 4) + little_endian(1, 4) + little_endian(1, 4) +
                         little_endian(0, 4) + little_endian(4096, 4) +
                         little_endian(0xFFFFFFFE, 4) + little_endian(0, 4) +
                         little_endian(0xFFFFFFFE, 4) + little_endian(0, 4) + little_endian(0, 4);
    header.resize(512, '\xFF');
    std::string table = little_endian(0xFFFFFFFD, 4) + little_endian(0xFFFFFFFE, 4);
    for (std::size_t i = 0; i < sectors; ++i)
        table += little_endian(i + 1 == sectors ? 0xFFFFFFFE : i + 3, 4);
    table.resize(512, '\xFF');
    std::string directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, size);
    directory.resize(512, '\0');
    return header + table + directory + content;
}

}  // namespace

TEST_CASE("ole: a stream is found by its name and read", "[draft][office]") {
    const auto bytes = ole("Package", "PK content" + std::string(9000, 'x'));
    const OleFile file(bytes);
    REQUIRE(file.find("Package") != nullptr);
    CHECK(file.read(*file.find("Package")).starts_with("PK content"));
    CHECK(file.read(*file.find("Package")).size() == 9010);
    CHECK(file.find("Other") == nullptr);
}

TEST_CASE("ole: a file that was dropped into a document is read", "[draft][office]") {
    const std::string inner = "The secret plan.\n" + std::string(5000, ' ');
    const std::string native = little_endian(0, 4) + little_endian(2, 2) + "plan.txt" + '\0' +
                               "C:\\plan.txt" + '\0' + little_endian(0x30000, 4) +
                               little_endian(3, 4) + "C:\\" + little_endian(inner.size(), 4) +
                               inner;
    const auto draft = read_docx(para("Text"), {{"word/embeddings/oleObject1.bin",
                                                 ole("\x01Ole10Native", native), "", "oleObject"}});
    const auto* const found = find(draft, Place::body, "The secret plan.");
    REQUIRE(found != nullptr);
    CHECK(draft.parts[found->part].filename == "plan.txt");
    CHECK(draft.faults.empty());
}

TEST_CASE("ole: old formats and passwords are told apart", "[draft][office]") {
    CHECK(has_fault(read(ole("WordDocument", "x"), {.source = "a.doc"}), "old-office"));
    CHECK(has_fault(read(ole("EncryptedPackage", "x"), {.source = "a.docx"}), "encrypted"));
    CHECK(has_fault(read(ole("Other", "x"), {.source = "a.bin"}), "unread-attachment"));
}

TEST_CASE("ole: a file whose directory is cut off may hold anything", "[draft][office][hostile]") {
    const auto whole = ole("WordDocument", std::string(5000, 'x'));
    for (const std::size_t size : {600, 1024, 1100})
        CHECK(has_fault(read(whole.substr(0, size), {.source = "a.doc"}), "damaged"));
    auto circle = ole("Other", std::string(5000, 'x'));
    circle.replace(512 + 4, 4, little_endian(1, 4));
    CHECK(has_fault(read(circle, {.source = "a.bin"}), "damaged"));
}

TEST_CASE("ole: circles and cuts end", "[draft][office][hostile]") {
    auto circle = ole("Package", std::string(5000, 'x'));
    circle.replace(512 + 8, 4, little_endian(2, 4));
    const OleFile file(circle);
    REQUIRE(file.find("Package") != nullptr);
    CHECK(file.read(*file.find("Package")).size() == 5000);
    const auto whole = ole("Package", std::string(5000, 'x'));
    for (std::size_t size = 0; size < whole.size(); size += 97)
        CHECK_NOTHROW(read(whole.substr(0, size), {.source = "a.bin"}));
}
