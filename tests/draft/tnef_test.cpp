#include <catch2/catch.hpp>

#include "draft/document_helpers.h"
#include "draft/rtf_unpack.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

std::string attribute(int level, std::uint32_t id, const std::string& value) {
    std::uint16_t sum = 0;
    for (const char c : value)
        sum = static_cast<std::uint16_t>(sum + static_cast<unsigned char>(c));
    return little(static_cast<std::uint64_t>(level), 1) + little(id, 4) + little(value.size(), 4) +
           value + little(sum, 2);
}
std::string padded(std::string value) {
    value.resize((value.size() + 3) / 4 * 4);
    return value;
}
std::string property(std::uint32_t tag, const std::string& value) {
    return little(tag, 4) + little(1, 4) + little(value.size(), 4) + padded(value);
}
std::string wide(const std::string& text) {
    std::string out;
    for (const char c : text) out += {c, '\0'};
    return out;
}

const std::string kHead = little(0x223E9F78, 4) + little(1, 2);
const std::string kMail =
    kHead + attribute(1, 0x00078008, std::string("IPM.Microsoft Mail.Note\0", 24)) +
    attribute(1, 0x00018004, std::string("A subject\0", 10)) +
    attribute(1, 0x00069003,
              little(2, 4) + property(0x1000001F, wide("not for release")) +
                  property(0x10130102, "<p>in <b>HT</b>ML</p>")) +
    attribute(2, 0x00069002, std::string(14, '\0')) +
    attribute(2, 0x00018010, std::string("SHORT~1.TXT\0", 12)) +
    attribute(2, 0x0006800F, "words of the attachment") +
    attribute(2, 0x00069005, little(1, 4) + property(0x3707001F, wide("a long name.txt")));

}  // namespace

TEST_CASE("tnef: subject, text and attachments", "[draft][tnef]") {
    const Draft draft = read(kMail, {.source = "winmail.dat"});
    CHECK(find(draft, Place::subject, "A subject") != nullptr);
    CHECK(find(draft, Place::body, "not for release") != nullptr);
    CHECK(find(draft, Place::body, "in HTML") != nullptr);
    const Passage* const words = find(draft, Place::body, "words of the attachment");
    REQUIRE(words != nullptr);
    CHECK(draft.parts.at(words->part).number == "a long name.txt");
    CHECK(draft.faults.empty());
}

TEST_CASE("tnef: packed RTF unpacks as its specification's example", "[draft][tnef]") {
    // [MS-OXRTFCP] 4.1.1
    std::string bytes;
    const unsigned char raw[] = {0x2d, 0,    0,    0,    0x2b, 0,    0,    0,    0x4c, 0x5a,
                                 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00,
                                 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
                                 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77,
                                 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    bytes.assign(reinterpret_cast<const char*>(raw), sizeof(raw));
    CHECK(unpack_rtf(bytes, 1000) == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    CHECK_FALSE(unpack_rtf(bytes, 10));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        unpack_rtf(std::string_view(bytes).substr(0, size), 1000);
}

TEST_CASE("tnef: cut off anywhere it is damaged, and no crash", "[draft][tnef][hostile]") {
    for (std::size_t size = 20; size < kMail.size(); ++size)
        read(kMail.substr(0, size), {.source = "winmail.dat"});
    CHECK(has_fault(read(kMail.substr(0, kMail.size() - 5), {.source = "winmail.dat"}), "damaged"));
    for (std::size_t at = 0; at < kMail.size(); ++at) {
        std::string changed = kMail;
        changed[at] = '\xFF';
        read(changed, {.source = "winmail.dat"});
    }
}
