#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

using namespace std::string_literals;

std::string entry(unsigned tag, unsigned type, std::size_t count, std::size_t value) {
    return little(tag, 2) + little(type, 2) + little(count, 4) + little(value, 4);
}

/// A TIFF with a description, an XP comment and a position.
std::string tiff() {
    const std::string description = "not for release\0"s;
    const std::string comment = "o\0n\0l\0y\0\0\0"s;
    const std::string north =
        little(51, 4) + little(1, 4) + little(30, 4) + little(1, 4) + little(0, 4) + little(1, 4);
    const std::string west =
        little(0, 4) + little(1, 4) + little(7, 4) + little(1, 4) + little(12, 4) + little(1, 4);
    const std::size_t first = 8, second = first + 2 + 3 * 12 + 4, data = second + 2 + 4 * 12 + 4;
    const std::size_t at_comment = data + description.size(),
                      at_north = at_comment + comment.size();
    return "II*\0"s + little(first, 4) + little(3, 2) + entry(0x010E, 2, description.size(), data) +
           entry(0x8825, 4, 1, second) + entry(0x9C9C, 1, comment.size(), at_comment) +
           little(0, 4) + little(4, 2) + entry(1, 2, 2, 'N') + entry(2, 5, 3, at_north) +
           entry(3, 2, 2, 'W') + entry(4, 5, 3, at_north + 24) + little(0, 4) + description +
           comment + north + west;
}

std::string segment(char mark, const std::string& value) {
    return "\xFF"s + mark + big(value.size() + 2, 2) + value;
}

const std::string kXmp =
    "<x:xmpmeta><rdf:RDF><rdf:Description photoshop:Headline=\"A &amp; B\" xmp:CreateDate=\"2025\">"
    "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">embargoed words</rdf:li></rdf:Alt>"
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>";

std::string jpeg() {
    const std::string records =
        "\x1C\x02\x28"s + big(15, 2) + "hold until noon" + "\x1C\x02\x78"s + big(7, 2) + "caption";
    const std::string resource = "8BIM\x04\x04\0\0"s + big(records.size(), 4) + records;
    return "\xFF\xD8"s + segment('\xE1', "Exif\0\0"s + tiff()) +
           segment('\xE1', "http://ns.adobe.com/xap/1.0/\0"s + kXmp) +
           segment('\xED', "Photoshop 3.0\0"s + resource) + segment('\xFE', "a comment") +
           "\xFF\xD9"s;
}

std::string chunk(const std::string& type, const std::string& value) {
    return big(value.size(), 4) + type + value + "crc!";
}
std::string packed(const std::string& text) {
    std::string out(compressBound(text.size()), '\0');
    uLongf size = out.size();
    compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
    out.resize(size);
    return out;
}
std::string png() {
    return "\x89PNG\r\n\x1A\n"s + chunk("tEXt", "Title\0plain words"s) +
           chunk("zTXt", "Comment\0\0"s + packed("packed words")) +
           chunk("iTXt", "Author\0\0\0de\0\0Jürgen"s) +
           chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0"s + kXmp) + chunk("eXIf", tiff()) +
           chunk("IEND", "");
}

void check_exif(const Draft& draft) {
    CHECK(where(draft, Place::metadata, "not for release").locator == "EXIF ImageDescription");
    CHECK(where(draft, Place::metadata, "only").locator == "EXIF XPComment");
    REQUIRE(holds(draft, ContentKind::position));
    CHECK(draft.contents.front().text == "51.50° N, 0.12° W");
}
void check_xmp(const Draft& draft) {
    CHECK(where(draft, Place::metadata, "embargoed words").locator == "XMP dc:description");
    CHECK(where(draft, Place::metadata, "A & B").locator == "XMP photoshop:Headline");
    CHECK(find(draft, Place::metadata, "2025") == nullptr);
}

}  // namespace

TEST_CASE("picture: JPEG with EXIF, XMP, IPTC and a comment", "[draft][picture]") {
    const Draft draft = read(jpeg(), {.source = "a.jpg"});
    check_exif(draft);
    check_xmp(draft);
    CHECK(where(draft, Place::metadata, "hold until noon").locator == "IPTC special instructions");
    CHECK(where(draft, Place::metadata, "caption").locator == "IPTC caption");
    CHECK(where(draft, Place::comment, "a comment").locator == "JPEG comment");
    CHECK(draft.faults.empty());
}

TEST_CASE("picture: PNG with its texts, packed or not", "[draft][picture]") {
    const Draft draft = read(png(), {.source = "a.png"});
    check_exif(draft);
    check_xmp(draft);
    CHECK(where(draft, Place::metadata, "plain words").locator == "PNG Title");
    CHECK(where(draft, Place::metadata, "packed words").locator == "PNG Comment");
    CHECK(where(draft, Place::metadata, "Jürgen").locator == "PNG Author");
}

TEST_CASE("picture: TIFF, WebP, HEIC and GIF", "[draft][picture]") {
    check_exif(read(tiff(), {.source = "a.tif"}));
    const std::string block = tiff();
    check_exif(read("RIFF" + little(0, 4) + "WEBPEXIF" + little(block.size(), 4) + block));
    check_exif(read("\0\0\0\x18"s + "ftypheic" + std::string(12, '\0') + "Exif\0\0"s + block));
    const Draft gif = read("GIF89a\1\0\1\0\0\0\0\x21\xFE\x07wor ds!\0;"s);
    CHECK(where(gif, Place::comment, "wor ds!").locator == "GIF comment");
}

TEST_CASE("picture: an archive behind a picture is opened", "[draft][picture]") {
    const Draft draft = read(jpeg() + zip({{"memo.txt", "behind it"}}), {.source = "a.jpg"});
    CHECK(find(draft, Place::body, "behind it") != nullptr);
}

TEST_CASE("picture: an attachment's metadata is read", "[draft][picture]") {
    std::string text;
    for (const unsigned char c : jpeg()) {
        constexpr char kHex[] = "0123456789ABCDEF";
        text += {'=', kHex[c >> 4], kHex[c & 15]};
        if (text.size() % 60 == 0) text += "=\n";
    }
    const Draft draft = read_mail(
        "MIME-Version: 1.0\nContent-Type: image/jpeg; name=x.jpg\n"
        "Content-Transfer-Encoding: quoted-printable\n",
        text + "\n");
    CHECK(holds(draft, ContentKind::position));
}

TEST_CASE("picture: cut off or changed anywhere, no crash and no loop",
          "[draft][picture][hostile]") {
    for (const auto& whole : {jpeg(), png(), tiff()}) {
        read_every_start(whole, "a.jpg");
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0xFF);
            read(changed, {.source = "a.jpg"});
        }
    }
    // A directory that leads to itself.
    read("II*\0"s + little(8, 4) + little(1, 2) + entry(0x8769, 4, 1, 8) + little(8, 4));
}
