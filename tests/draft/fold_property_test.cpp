#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "base/text.h"
#include "draft/fold.h"

using sendguard::append_utf8;
using sendguard::draft::fold;
using sendguard::draft::FoldSpan;
using sendguard::draft::unfold;

namespace {

// Characters that take every way through the code: plain, blank, invisible, dashes, accents, marks,
// look-alikes, compatibility characters of several letters, scripts without blanks.
const char32_t kAlphabet[] = {'a',     'e',     'o',    'D',    'T',    '1',    '.',    ' ',
                              ' ',     '\n',    '\r',   '\t',   0x01,   0x7f,   0xa0,   0xad,
                              0xe9,    0xdf,    0x2013, 0x2019, 0x201c, 0x200b, 0x200d, 0x2028,
                              0x301,   0x308,   0x327,  0x336,  0x430,  0x435,  0x422,  0x444,
                              0x3bf,   0x3c9,   0x13a0, 0xfb01, 0x2026, 0xfdfa, 0xff21, 0x1d400,
                              0x1f130, 0x1f1e6, 0x3000, 0xb4,   0x5831, 0x1100, 0x1161, 0xe0061,
                              0x212b,  0x1d00,  0x344,  0x1e9e, 0x0ba0, 0x3099, 0x304b, 0x585};

std::string random_text(std::mt19937& random, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        if (random() % 3 == 0) {
            out += "plain"[random() % 5];
        } else {
            append_utf8(out, kAlphabet[random() % std::size(kAlphabet)]);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("fold: what is folded stays", "[draft][fold][property]") {
    std::mt19937 random(7);
    for (int i = 0; i < 4000; ++i) {
        // A beginning that tells the script of the text: at the edge of too few letters to tell,
        // folding itself can tip the scale.
        const std::string_view begin = i % 2 == 0
                                           ? "The committee meets in the large hall. "
                                           : "\u0427\u0435\u0440\u043d\u043e\u0432\u0438\u043a ";
        const auto text = std::string(begin) + random_text(random, random() % 60);
        const auto once = fold(text);
        CAPTURE(text, once);
        REQUIRE(sendguard::is_valid_utf8(once));
        REQUIRE(fold(once) == once);
        REQUIRE(once.find("  ") == std::string::npos);
        REQUIRE(once.find("\n\n") == std::string::npos);
    }
}

TEST_CASE("unfold: a span folds to what it came from", "[draft][fold][property]") {
    std::mt19937 random(11);
    for (int i = 0; i < 2000; ++i) {
        // Words without context effects, so that a part of the text folds as it does in the whole.
        std::string text;
        std::vector<std::pair<std::size_t, std::size_t>> words;
        const char* kWords[] = {
            "draft",           "\uff24\uff32", "e\u0301t\u00e9", "d\u200br\u00ad\u0430ft",
            "\u201cyes\u201d", "x\u2014y",     "\ufb01n",        "\u5831\u9053"};
        const char* kBlanks[] = {" ", "  ", "\r\n", "\u00a0", " \u200b ", "\t\n "};
        for (int w = 0; w < 6; ++w) {
            const std::string word = kWords[random() % std::size(kWords)];
            words.emplace_back(text.size(), text.size() + word.size());
            text += word + kBlanks[random() % std::size(kBlanks)];
        }
        const auto folded = fold(text);
        std::size_t at = 0;
        for (const auto& word : words) {
            const auto end = folded.find_first_of(" \n", at);
            REQUIRE(end != std::string::npos);
            CAPTURE(text, at, end);
            CHECK(unfold(text, at, end) == word);
            at = end + 1;
        }
    }
}

TEST_CASE("unfold: spans hold the dropped characters inside, not those around", "[draft][fold]") {
    const std::string text = "x \u200bD\u200bR\u200b y";
    REQUIRE(fold(text) == "x DR y");
    const auto [begin, end] = unfold(text, 2, 4);
    CHECK(text.substr(begin, end - begin) == "D\u200bR");
    CHECK(unfold("abc", 1, 1) == std::pair<std::size_t, std::size_t>{1, 1});
    CHECK(unfold("abc", 0, 3) == std::pair<std::size_t, std::size_t>{0, 3});
    CHECK(unfold("a \r\n b", 1, 2) == std::pair<std::size_t, std::size_t>{1, 5});
}

TEST_CASE("unfold: spans lie inside the text and follow each other", "[draft][fold][property]") {
    std::mt19937 random(13);
    for (int i = 0; i < 600; ++i) {
        const auto text = random_text(random, random() % 40);
        const auto folded = fold(text);
        std::size_t last = 0;
        for (std::size_t at = 0; at < folded.size(); ++at) {
            const auto [begin, end] = unfold(text, at, at + 1);
            CAPTURE(text, folded, at);
            REQUIRE(begin < end);
            REQUIRE(end <= text.size());
            REQUIRE(begin >= last);
            last = begin;
        }
    }
}

TEST_CASE("unfold: many spans in one go are each alone", "[draft][fold][property]") {
    std::mt19937 random(17);
    for (int i = 0; i < 300; ++i) {
        const auto text = random_text(random, random() % 80);
        const auto folded = fold(text);
        std::vector<FoldSpan> spans;
        for (std::size_t at = 0; at < folded.size();) {
            const auto size = random() % 5;  // none, too
            spans.emplace_back(at, std::min(at + size, folded.size()));
            at += size + random() % 3 + 1;
        }
        const auto all = unfold(text, spans);
        REQUIRE(all.size() == spans.size());
        for (std::size_t k = 0; k < spans.size(); ++k) {
            CAPTURE(text, folded, spans[k].first, spans[k].second);
            CHECK(all[k] == unfold(text, spans[k].first, spans[k].second));
        }
    }
}

TEST_CASE("unfold: a span far before the end of its text", "[draft][fold]") {
    const std::string text =
        "x \u200bD\u200bR\u200b y" + std::string(5000, 'z') + " w\u00ad\u0430y";
    const auto [begin, end] = unfold(text, 2, 4);
    CHECK(text.substr(begin, end - begin) == "D\u200bR");
}
