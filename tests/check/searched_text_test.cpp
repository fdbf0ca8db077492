// The search through the text of a whole draft finds what each passage alone would give.
#include "check/searched_text.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace sendguard;
using policy::PatternId;
using policy::PatternSet;
using policy::Span;

namespace {

/// Fill up to about `bytes`, with letters whose two cases differ in length.
std::string fill(std::mt19937& random, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        const auto kind = random() % 50;
        out += kind == 0 ? "\u1e9e" : kind < 6 ? "\n" : kind < 16 ? " " : "b";
    }
    return out;
}

std::string pieces(std::mt19937& random, std::size_t count) {
    constexpr const char* kPieces[] = {"secretword", "secret word", "\n",     " ",      "a",  "x",
                                       "\u00e9",     "word",        "q",      "zz",     "se", "-",
                                       "\u1e9e",     "\u0130",      "\u00df", "\u20ac", "_"};
    std::string out;
    while (count-- > 0) out += kPieces[random() % std::size(kPieces)];
    return out;
}

}  // namespace

TEST_CASE("searched text: windows and passages hide no match", "[check]") {
    const std::vector<policy::PatternSpec> specs = {
        {"\\bsecretword"}, {"\\W\\s*secretword.{0,3}zz"}, {"(?s)a.{0,40}\\nsecretword\\s+q"},
        {"^x?secretword"}, {"(?:a|\\W)?secret word"},     {"\\bse\\w*word q"}};
    const auto set = PatternSet::build(specs);
    REQUIRE(set.has_value());
    std::mt19937 random(7);
    std::size_t matches = 0;
    check::SearchedText text;
    for (int round = 0; round < 12; ++round) {
        // The telling pieces stand around the edge of the first window, 256 KB.
        std::string body = fill(random, 262'144 - random() % 900) + pieces(random, 120);
        body += fill(random, 5'000) + pieces(random, 80);
        draft::Draft draft;
        draft.bytes = std::make_shared<const std::string>();
        draft.parts.resize(1);
        for (std::size_t at = 0; at < body.size();) {
            auto end =
                std::min(body.size(), at + 1 + random() % (round % 2 == 0 ? 600'000 : 3'000));
            while (end < body.size() && (static_cast<unsigned char>(body[end]) & 0xc0) == 0x80)
                ++end;
            draft::Passage passage;
            passage.text = draft.keep(body.substr(at, end - at));
            draft.passages.push_back(std::move(passage));
            at = end;
        }
        REQUIRE(text.prepare(draft, set.value()).has_value());
        for (const auto& item : text.at(draft::Place::body)) {
            for (PatternId id = 0; id < specs.size(); ++id) {
                const auto all = set.value().find(id, text.folded(item), 5'000).value();
                const auto near = text.find(item, id, 5'000).value();
                CAPTURE(round, specs[id].regex);
                REQUIRE(std::ranges::equal(all, near, [](const Span& a, const Span& b) {
                    return a.begin == b.begin && a.end == b.end;
                }));
                matches += all.size();
            }
        }
    }
    CHECK(matches > 100);
}
