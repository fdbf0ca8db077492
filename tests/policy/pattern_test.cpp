#include "policy/pattern.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "base/text.h"
#include "draft/fold.h"

using namespace sendguard;
using policy::check_pattern;
using policy::Hits;
using policy::PatternSet;
using policy::PatternSpec;
using policy::phrases_regex;
using policy::required_literals;

namespace {

using Strings = std::vector<std::string>;

std::size_t count(const PatternSpec& spec, std::string_view text) {
    auto set = PatternSet::build({spec});
    REQUIRE(set.has_value());
    const auto spans = set.value().find(0, draft::fold(text), 100);
    REQUIRE(spans.has_value());
    return spans.value().size();
}

std::size_t count_phrases(const Strings& phrases, std::string_view text) {
    return count({phrases_regex(phrases)}, text);
}

/// `folded`: as draft::fold() makes a text.
Hits scanned(const PatternSet& set, std::string_view folded) {
    draft::Lowered lowered;
    draft::lower(folded, lowered);
    Hits hits;
    hits.reset(set.size());
    REQUIRE(set.scan(lowered, 0, hits).has_value());
    hits.sort();
    return hits;
}

Strings candidates(const PatternSet& set, std::string_view text) {
    const auto found = scanned(set, draft::fold(text));
    Strings out;
    for (const auto id : found.patterns()) out.push_back(set.spec(id).regex);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("pattern: a blank matches any blank and a line end", "[policy][pattern]") {
    const PatternSpec spec{"not for release"};
    CHECK(count(spec, "NOT  FOR\r\n\tRELEASE") == 1);
    CHECK(count(spec, "not\u00a0for\u2003release") == 1);
    CHECK(count(spec, "notforrelease") == 0);
    CHECK(count({"a  b"}, "a b") == 1);
    CHECK(count({"a[ _]b"}, "a\nb a_b a b") == 3);
    CHECK(count({"(?x) a b # not this\n c"}, "abc") == 1);
    CHECK(count({"\\Qa b.c\\E"}, "a\nb.c axb") == 1);
}

TEST_CASE("pattern: its characters are folded like the text", "[policy][pattern]") {
    CHECK(count({"draft \u2013 not"}, "DRAFT \u2014 NOT") == 1);
    CHECK(count({"\\x{2013}"}, "a - b") == 1);
    CHECK(count({"[\u2013:]"}, "a-b a:b") == 2);
    CHECK(count({"it\u2019s"}, "It's it\u2019s") == 2);
    CHECK(count({"\ufb01?nal"}, "final nal") == 2);
    CHECK(count({"e\u0301preuve"}, "\u00c9PREUVE \u00e9preuve") == 2);
    CHECK(count({"dr\u00adaft"}, "draft") == 1);
    CHECK(count({"[\u0430-\u044f]+"}, "\u0447\u0435\u0440") == 1);
}

TEST_CASE("pattern: classes keep their meaning", "[policy][pattern]") {
    CHECK(count({"[]a]"}, "] a b") == 2);
    CHECK(count({"[^]a ]"}, "]a b") == 1);
    CHECK(count({"[a-]"}, "a-b") == 2);
    CHECK(count({"[-a]"}, "a-b") == 2);
    CHECK(count({"[a\\-c]"}, "b-") == 1);
    CHECK(count({"[\\Q]-\\E]"}, "]-a") == 2);
    CHECK(count({"[[:digit:]x]"}, "1xy") == 2);
    CHECK(count({"[\\x{2013}\\x{2019}]"}, "a\u2014b'") == 2);
    CHECK(count({"[\\p{Lu}]", false}, "aBC") == 2);
    CHECK(count({"[\\]\\\\]"}, "]\\x") == 2);
}

TEST_CASE("lower: letters that PCRE2 takes for one another are lowered to one",
          "[policy][pattern]") {
    // Every letter that case changes, found caselessly among all of them.
    std::string all;
    for (char32_t c = 'A'; c < 0x1e944; ++c) {
        if (c >= 0xd800 && c <= 0xdfff) continue;
        std::string one;
        append_utf8(one, c);
        const auto low = draft::lower(one);
        if (one != low) all += one + low;
    }
    REQUIRE(all.size() > 4000);
    for (std::size_t at = 0; at < all.size();) {
        auto next = at;
        const auto c = next_code_point(all, next);
        // Every eleventh, and all that stand in sets of more than two.
        const bool awkward = c < 0x250 || (c >= 0x370 && c < 0x3ff) || (c >= 0x1c80 && c < 0x2130);
        if (!awkward && at % 11 != 0) {
            at = next;
            continue;
        }
        const auto letter = all.substr(at, next - at);
        auto set = PatternSet::build({{letter}});
        REQUIRE(set.has_value());
        const auto low = draft::lower(letter);
        // The pattern itself is folded; only what stays itself is asked about here.
        if (draft::fold(letter) == letter) {
            const auto spans = set.value().find(0, all, 1000);
            REQUIRE(spans.has_value());
            for (const auto& span : spans.value()) {
                const auto found = draft::lower(all.substr(span.begin, span.end - span.begin));
                CAPTURE(letter, found);
                REQUIRE(found == low);
            }
        }
        at = next;
    }
}

TEST_CASE("pattern: case, words and lines", "[policy][pattern]") {
    CHECK(count({"DRAFT", false}, "DRAFT draft Draft") == 1);
    CHECK(count({"\\b\u00e9t\u00e9\\b"}, "\u00c9t\u00e9, \u00e9t\u00e9s") == 1);
    CHECK(count({"^to$"}, "to\nfrom\nto") == 2);
    CHECK(count({"x*"}, "abxxc") == 1);
}

TEST_CASE("pattern: one that runs away is an error, never no match", "[policy][pattern]") {
    auto set = PatternSet::build({{"(a+)+$"}, {"(?:a|aa|b?)*+c(*COMMIT)|((a?){20})+x"}});
    REQUIRE(set.has_value());
    const auto spans = set.value().find(0, std::string(60, 'a') + "!", 1);
    REQUIRE_FALSE(spans.has_value());
    CHECK(spans.error().code == Errc::limit);
}

TEST_CASE("check_pattern: says what is wrong and where", "[policy][pattern]") {
    CHECK(check_pattern({"a(b|c)"}).has_value());
    const auto bad = check_pattern({"abc(def"});
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().code == Errc::bad_policy);
    CHECK(bad.error().where.column == 7);
    CHECK_FALSE(bad.error().message.empty());
    CHECK_FALSE(check_pattern({"a\\Cb"}).has_value());
    CHECK_FALSE(check_pattern({"\xff"}).has_value());
    CHECK_FALSE(check_pattern({std::string(5000, 'a')}).has_value());
}

TEST_CASE("phrases: whole words, any blanks between", "[policy][pattern]") {
    CHECK(count_phrases({"not for release"}, "NOT FOR\nRELEASE. Not for releases") == 1);
    CHECK(count_phrases({"draft"}, "draft, drafts, overdraft, draft_v2.docx (DRAFT)") == 3);
    CHECK(count_phrases({"[TBC"}, "the date [TBC]") == 1);
    CHECK(count_phrases({"C++ (old)", "a|b"}, "C++ (old) a|b a b") == 2);
    CHECK(count_phrases({"draft", "draft version"}, "draft version") == 1);
    CHECK(count_phrases({"\u8349\u6848"}, "\u672c\u8349\u6848\u4ec5\u4f9b") == 1);
    CHECK(count_phrases({"\ucd08\uc548"}, "\ucd08\uc548\uc744") == 1);
    CHECK(count_phrases({"\u0447\u0435\u0440\u043d\u043e\u0432\u0438\u043a"},
                        "\u0427\u0415\u0420\u041d\u041e\u0412\u0418\u041a "
                        "\u0447\u0435\u0440\u043d\u043e\u0432\u0438\u043a\u0438") == 1);
    CHECK(count_phrases({}, "anything") == 0);
    CHECK(count_phrases({" "}, "any thing") == 0);
}

TEST_CASE("required_literals: drawn from what must stand there", "[policy][pattern]") {
    CHECK(required_literals({"DRAFT"}) == Strings{"draft"});
    CHECK(required_literals({"\\bdraft\\b"}) == Strings{"draft"});
    CHECK(required_literals({"foo.{0,9}embargo"}) == Strings{"embargo"});
    // What may stand anywhere before it must be looked for everywhere: the commoner word is
    // cheaper.
    CHECK(required_literals({"foo.*embargo"}) == Strings{"foo"});
    CHECK(required_literals({"[\\[(] ?note"}) == Strings{"( note", "(note", "[ note", "[note"});
    CHECK(required_literals({"\\bsign\\s+off\\b"}) == Strings{"sign off"});
    CHECK(required_literals({"(?:draft|embargo)ed"}) == Strings{"drafted", "embargoed"});
    CHECK(required_literals({"[xyz]1"}) == Strings{"x1", "y1", "z1"});
    CHECK(required_literals({"colou?rful"}) == Strings{"colorful", "colourful"});
    CHECK(required_literals({"\u00c9preuve"}) == Strings{"\u00e9preuve"});
    CHECK(required_literals({"(?=.*secret)x"}) == Strings{"secret"});
    CHECK(required_literals({"\u212a\u017f\u03c2\u1e9e"}) == Strings{"ks\u03c3\u00df"});
    CHECK(required_literals({phrases_regex(Strings{"draft", "embargo"})}) ==
          Strings{"draft", "embargo"});
}

TEST_CASE("required_literals: none where none is certain", "[policy][pattern]") {
    for (const std::string regex :
         {"\\d{4}", "a?", "(draft)?", "a", "draft|\\w+", "(?!draft)x", "(?(1)draft|x)", "draft|",
          "(*ACCEPT)draft", "(?<=x)\\d", "[^d][^r]", "(?(DEFINE)(?<a>draft))\\d", "x{0}", ""}) {
        CAPTURE(regex);
        CHECK(required_literals({regex}).empty());
    }
}

TEST_CASE("pattern set: the text's own patterns are candidates, others not", "[policy][pattern]") {
    auto built =
        PatternSet::build({{"draft"}, {"embargo"}, {"\\d{3}"}, {"drafts?"}, {"\u00e9preuve"}});
    REQUIRE(built.has_value());
    const auto& set = built.value();
    CHECK(set.size() == 5);
    CHECK(candidates(set, "A DRAFT") == Strings{"draft", "drafts?"});
    CHECK(candidates(set, "\u00c9PREUVE, Embargo") == Strings{"embargo", "\u00e9preuve"});
    CHECK(candidates(set, "nothing here").empty());
    CHECK(candidates(set, "").empty());
    REQUIRE(set.unfiltered().size() == 1);
    CHECK(set.unfiltered()[0] == 2);
}

TEST_CASE("pattern set: an empty one works", "[policy][pattern]") {
    auto set = PatternSet::build({});
    REQUIRE(set.has_value());
    CHECK(candidates(set.value(), "draft").empty());
    const auto bytes = set.value().serialize();
    REQUIRE(bytes.has_value());
    CHECK(PatternSet::deserialize({}, bytes.value()).has_value());
}

TEST_CASE("pattern set: stored and loaded it is the same", "[policy][pattern]") {
    const std::vector<PatternSpec> specs{{"draft"}, {"embargo"}, {"\\d{3}"}};
    auto set = PatternSet::build(specs);
    REQUIRE(set.has_value());
    const auto bytes = set.value().serialize();
    REQUIRE(bytes.has_value());
    auto loaded = PatternSet::deserialize(specs, bytes.value());
    REQUIRE(loaded.has_value());
    CHECK(candidates(loaded.value(), "an embargo") == Strings{"embargo"});
    CHECK(loaded.value().unfiltered().size() == 1);
    CHECK(loaded.value().find(0, "draft", 1).value().size() == 1);
    CHECK_FALSE(PatternSet::engine_tag().empty());
    // Cut or foreign bytes are told, not believed.
    for (const std::size_t size : {0u, 8u, 20u, 40u}) {
        CHECK_FALSE(PatternSet::deserialize(specs, bytes.value().substr(0, size)).has_value());
    }
    CHECK_FALSE(PatternSet::deserialize({{"draft"}}, bytes.value()).has_value());
}

TEST_CASE("pattern set: many threads may ask at once", "[policy][pattern]") {
    auto built = PatternSet::build({{"draft"}, {"embargo"}});
    REQUIRE(built.has_value());
    std::vector<std::size_t> found(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < found.size(); ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                draft::Lowered lowered;
                draft::lower("a draft embargo", lowered);
                Hits out;
                out.reset(2);
                if (!built.value().scan(lowered, 0, out)) return;
                found[t] +=
                    out.patterns().size() + built.value().find(0, "a draft", 9).value().size();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(found == std::vector<std::size_t>(4, 600));
}

TEST_CASE("find_near: letters whose case changes their length do not shift the place",
          "[policy][pattern]") {
    // U+023A has two bytes, its lower case three.
    auto set = PatternSet::build({{"draft"}});
    REQUIRE(set.has_value());
    const std::string text = "\u023a\u023a \u023a DRAFT";
    const auto hits = scanned(set.value(), text);
    const auto seen = hits.within(0, 0, text.size());
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].at == text.find("DRAFT"));
    CHECK(set.value().find_near(0, text, seen, 9).value().size() == 1);
}

TEST_CASE("find_near: syntax that looks like other syntax hides no match", "[policy][pattern]") {
    const auto near = [](const std::string& regex, const std::string& text) {
        auto set = PatternSet::build({{regex}});
        REQUIRE(set.has_value());
        const auto hits = scanned(set.value(), text);
        const auto all = set.value().find(0, text, 9).value().size();
        if (!set.value().unfiltered().empty()) return all;
        const auto found = set.value().find_near(0, text, hits.within(0, 0, text.size()), 9);
        CHECK(found.value().size() == all);
        return found.value().size();
    };
    CHECK(near("x\\N{2,60}secretword", "x and this is a long way to secretword") == 1);
    CHECK(near("[xyz]+\\N{U+A}secretword", "xyz\nsecretword") == 1);
    CHECK(near("(?<*a>zzz)secretword", "a>zzzsecretword") == 1);
    CHECK(near("(?<name>a)secretword", "asecretword") == 1);
    CHECK(near("\\p{Lu}{2,9}secretword", "ABCDEsecretword") == 1);
    CHECK(near("\\x00abc|secret", "secret") == 1);
}

TEST_CASE("pattern: a lazy repeat in an atomic group is matched", "[policy][pattern]") {
    CHECK(count({"(?>a+?)c"}, "aac") == 1);
    CHECK(count({"(?>#+?)\n"}, "##\nb") == 1);
}

TEST_CASE("find_near: many hits far from their starts cost no more than the whole text",
          "[policy][pattern]") {
    // One line of 4 MB and 4,000 hits: walked back from each, it took seconds.
    std::string text;
    while (text.size() < 4'000'000) text += std::string(1'000, 'x') + " secretword ";
    auto set = PatternSet::build({{"[bc]\\d.*secretword"}});
    REQUIRE(set.has_value());
    const auto hits = scanned(set.value(), text);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(set.value().find_near(0, text, hits.within(0, 0, text.size()), 9).value().empty());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("hits: too many of one pattern are not kept, and said", "[policy][pattern]") {
    Hits hits;
    hits.reset(2);
    for (std::uint32_t i = 0; i < 100000; ++i) hits.add(0, {i, 0});
    hits.add(1, {7, 0});
    hits.sort();
    CHECK(hits.everywhere(0));
    CHECK_FALSE(hits.everywhere(1));
    CHECK(hits.within(0, 0, 100000).size() < 70000);
    hits.reset(2);
    CHECK_FALSE(hits.any(0));
    CHECK_FALSE(hits.everywhere(0));
    // Where all patterns together have many, each keeps fewer.
    hits.reset(400);
    for (std::uint32_t pattern = 0; pattern < 400; ++pattern)
        for (std::uint32_t i = 0; i < 10000; ++i) hits.add(pattern, {i, 0});
    hits.sort();
    CHECK_FALSE(hits.everywhere(0));
    CHECK(hits.everywhere(399));
    CHECK(hits.within(399, 0, 10000).size() < 5000);
}
