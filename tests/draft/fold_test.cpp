#include "draft/fold.h"

#include <catch2/catch.hpp>
#include <random>

#include "base/text.h"

using sendguard::append_utf8;
using sendguard::draft::fold;
using sendguard::draft::lower;

namespace {

const std::string kMark = "DRAFT - NOT FOR RELEASE";

std::string utf8(char32_t cp) {
    std::string out;
    append_utf8(out, cp);
    return out;
}

/// `separator` between all characters of the mark.
std::string spread(const std::string& separator) {
    std::string out;
    for (const char c : kMark) {
        if (!out.empty()) out += separator;
        out += c;
    }
    return out;
}

}  // namespace

TEST_CASE("fold: plain text stays as it is", "[draft][fold]") {
    const std::string text =
        "Good morning,\nthe harbour's new reading room (floor 3) opens on Tuesday at 10:00.\n";
    CHECK(fold(text) == text);
    CHECK(fold("") == "");
    CHECK(fold("a") == "a");
    CHECK(fold(" ") == " ");
}

TEST_CASE("fold: invisible characters between letters vanish", "[draft][fold][hostile]") {
    const char32_t invisible[] = {0x200b, 0x200c, 0x200d,  0x2060, 0xfeff, 0x00ad, 0x034f,  0x180e,
                                  0x200e, 0x200f, 0x061c,  0x2062, 0xfe00, 0xfe0f, 0xe01ef, 0xe0061,
                                  0x3164, 0x17b4, 0x1d173, 0xfff9, 0x206a, 0x0001, 0x007f,  0x0008,
                                  0x0081, 0x115f, 0x1160,  0xffa0, 0x2066, 0x202e};
    for (const auto cp : invisible) {
        CAPTURE(static_cast<std::uint32_t>(cp));
        CHECK(fold(spread(utf8(cp))) == kMark);
        CHECK(fold(spread(utf8(cp) + utf8(cp))) == kMark);
    }
    CHECK(fold(spread(utf8(0x2069) + utf8(0x2066))) == kMark);
    CHECK(fold(spread(utf8(0x200b) + utf8(0xad) + utf8(0x2060))) == kMark);
}

TEST_CASE("fold: runs of blanks are one blank, line ends win", "[draft][fold]") {
    CHECK(fold("a  b") == "a b");
    CHECK(fold("a \t  \t b") == "a b");
    CHECK(fold("a\u00a0b\u3000c\u2002d\u1680e\u202ff\u2800g") == "a b c d e f g");
    CHECK(fold("a\u00a0 \u00a0b") == "a b");
    CHECK(fold("a\r\nb\rc\n\nd") == "a\nb\nc\nd");
    CHECK(fold("a \r\n  b") == "a\nb");
    CHECK(fold("a\vb\fc\u0085d\u2028e\u2029f") == "a\nb\nc\nd\ne\nf");
    CHECK(fold("a \u200b b") == "a b");
    CHECK(fold("a\u00a0\nb") == "a\nb");
}

TEST_CASE("fold: every dash is a hyphen, every quote a plain one", "[draft][fold]") {
    for (const char32_t cp :
         {0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2043, 0xfe58, 0xfe63, 0xff0d,
          0x2e3a, 0x2e3b, 0x058a, 0x05be, 0x207b, 0xfe31}) {
        CAPTURE(static_cast<std::uint32_t>(cp));
        CHECK(fold("a" + utf8(cp) + "b") == "a-b");
        CHECK(fold("a " + utf8(cp) + " b") == "a - b");
    }
    CHECK(fold("\u30fc") == "\u30fc");
    CHECK(fold("it\u2019s \u201cgood\u201d \u201eja\u201c \u00abnon\u00bb \u2018x\u2019") ==
          "it's \"good\" \"ja\" \u00abnon\u00bb 'x'");
    // Guillemets are no quotes where they hold the fields of a mail merge.
    CHECK(fold("\u2039x\u203a") == "\u2039x\u203a");
}

TEST_CASE("fold: compatibility letters are plain letters", "[draft][fold][hostile]") {
    CHECK(fold("\uff24\uff32\uff21\uff26\uff34") == "DRAFT");                      // fullwidth
    CHECK(fold("\U0001d403\U0001d411\U0001d400\U0001d405\U0001d413") == "DRAFT");  // bold
    CHECK(fold("\u24b9\u24c7\u24b6\u24bb\u24c9") == "DRAFT");                      // circled
    CHECK(fold("\U0001f133\U0001f141\U0001f130\U0001f135\U0001f143") == "DRAFT");  // squared
    CHECK(fold("\U0001f173\U0001f181\U0001f170\U0001f175\U0001f183") == "DRAFT");  // negative
    CHECK(fold("\U0001f153\U0001f161\U0001f150\U0001f155\U0001f163") == "DRAFT");
    CHECK(fold("\U0001f1e9\U0001f1f7\U0001f1e6\U0001f1eb\U0001f1f9") == "DRAFT");  // regional
    CHECK(fold("\u1d05\u0280\u1d00\ua730\u1d1b") == "DRAFT");                      // small caps
    CHECK(fold("\ufb01nal\u2026") == "final...");
    CHECK(fold("\U0001f1e9\U0001f1ea") == "\U0001f1e9\U0001f1ea");  // a flag
}

TEST_CASE("fold: accents are composed", "[draft][fold]") {
    CHECK(fold("e\u0301preuve") == "\u00e9preuve");
    CHECK(fold("caf\u00e9") == "caf\u00e9");
    CHECK(fold("A\u030angstrom \u212b") == "\u00c5ngstrom \u00c5");
    CHECK(fold("Vie\u0323\u0302t") == "Vi\u1ec7t");
    CHECK(fold("e\u200b\u0301") == "\u00e9");
    CHECK(fold("\u1100\u1161\u11a8") == "\uac01");
}

TEST_CASE("fold: heaps of marks and strokes through letters are cut", "[draft][fold][hostile]") {
    CHECK(fold("D\u0336R\u0336A\u0336F\u0336T\u0336") == "DRAFT");
    CHECK(fold("D\u0301\u0302\u0303\u0304R\u0316\u0317\u0318\u0319A\u0301\u0302\u0303\u0304FT") ==
          "DRAFT");
}

TEST_CASE("fold: look-alikes in a Latin word are Latin", "[draft][fold][hostile]") {
    CHECK(fold("DR\u0410F\u0422") == "DRAFT");
    CHECK(fold("dr\u0430ft") == "draft");
    CHECK(fold("\u0415\u041c\u0412\u0410RG\u041e") == "EMBARGO");  // mostly Cyrillic
    CHECK(fold("C\u039fNFID\u0395NTIAL") == "CONFIDENTIAL");       // Greek
    CHECK(fold("\u13a0R\u13aaFT") == "DRAFT");                     // Cherokee
    CHECK(fold("\ua4d3R\ua4eeFT") == "DRAFT");                     // Lisu
    CHECK(fold("embarg\u0585") == "embargo");                      // Armenian
    CHECK(fold("DR\u0410\u200bF\u0422") == "DRAFT");
    CHECK(fold("dr\x01\u0430\x01"
               "ft") == "draft");
    CHECK(fold("dr\u0430\u0301ft") == "dr\u00e1ft");
}

TEST_CASE("fold: words of one script stay", "[draft][fold]") {
    for (const std::string text :
         {"\u0447\u0435\u0440\u043d\u043e\u0432\u0438\u043a \u041e\u041a",  // Russian with OK
          "\u041d\u0410\u0422\u041e",                                       // NATO, alone
          "\u03c0\u03c1\u03bf\u03c3\u03c7\u03ad\u03b4\u03b9\u03bf",         // Greek
          "\u5831\u9053\u767a\u8868", "\u0645\u0633\u0648\u062f\u0629"}) {
        CAPTURE(text);
        CHECK(fold(text) == text);
    }
}

TEST_CASE("fold: a Latin letter in a Cyrillic word is Cyrillic", "[draft][fold][hostile]") {
    // "chernovik" with a Latin e and o
    CHECK(fold("\u0447e\u0440\u043do\u0432\u0438\u043a") ==
          "\u0447\u0435\u0440\u043d\u043e\u0432\u0438\u043a");
}

TEST_CASE("fold: a word all of look-alikes follows the text around it", "[draft][fold][hostile]") {
    const std::string fake = "\u041d\u041e\u0422";  // Cyrillic letters that look like HOT
    CHECK(fold("The committee will meet today, " + fake + " tomorrow.") ==
          "The committee will meet today, HOT tomorrow.");
    CHECK(fold("\u0417\u0430\u0432\u0442\u0440\u0430 " + fake) ==
          "\u0417\u0430\u0432\u0442\u0440\u0430 " + fake);
}

TEST_CASE("lower: simple case folding", "[draft][fold]") {
    CHECK(lower("DRAFT Not For RELEASE [123] @Z{") == "draft not for release [123] @z{");
    CHECK(
        lower("\u00c9PREUVE \u03a3\u03c2 \u0427\u0415\u0420 \u1e9e and a Long ASCII Tail of It") ==
        "\u00e9preuve \u03c3\u03c3 \u0447\u0435\u0440 \u00df and a long ascii tail of it");
    CHECK(lower("\u0130") == "\u0130");
    CHECK(lower("") == "");
}

TEST_CASE("fold: no two blanks in a row, whatever stands between or beside them", "[draft][fold]") {
    // The search near literals counts on it (policy/pattern_literal_set.h).
    for (char32_t c = 0; c <= 0x3100; ++c) {
        std::string one;
        sendguard::append_utf8(one, c);
        for (const std::string& text :
             {"a " + one + " b", "a" + one + one + "b", "a\r\n" + one + "\n b", one + " " + one}) {
            const auto folded = fold(text);
            for (const char* two : {"  ", " \n", "\n ", "\n\n"}) {
                CAPTURE(static_cast<std::uint32_t>(c), two);
                REQUIRE(folded.find(two) == std::string::npos);
            }
        }
    }
}
