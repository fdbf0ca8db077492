// The promise the whole design rests on: drawing literals, and searching only around them, never
// hides a match.
#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>

#include "draft/fold.h"
#include "policy/pattern.h"

using namespace sendguard;
using policy::Hits;
using policy::PatternSet;
using policy::PatternSpec;

namespace {

// Letters whose cases are awkward, characters that fold to several, blanks, dashes, and a few plain
// letters, so that random texts meet random patterns often.
const std::vector<std::string> kLetters = {
    "a",      "b",      "B",      "k",      "K",      "\u212a", "s",      "S",      "\u017f",
    "\u00df", "\u1e9e", "i",      "I",      "\u0130", "\u0131", "\u03c3", "\u03c2", "\u03a3",
    "\u00e9", "\u00c9", "\u00b5", "\u03bc", "\u01c5", "\u01c6", "\u0430", "\ufb01", "\u2013",
    "1",      "-",      " ",      "\n",     "\u00a0", "\u03b8", "\u03f4", "\u00e5", "\u212b",
    "\u0345", "\u1c80", "\u0432", "\u13a0", "\uab70", "\u1f80", "\u1f88", "e\u0301"};

/// A stream of choices, so that what rapidcheck shrinks is the pattern.
class Choices {
  public:
    explicit Choices(const std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
    std::size_t below(std::size_t n) { return at_ < bytes_.size() ? bytes_[at_++] % n : 0; }
    const std::string& letter() { return kLetters[below(kLetters.size())]; }

  private:
    const std::vector<std::uint8_t>& bytes_;
    std::size_t at_ = 0;
};

std::string alternatives(Choices& choices, int depth);

std::string class_of(Choices& choices) {
    std::string out = choices.below(6) == 0 ? "[^" : "[";
    for (std::size_t i = choices.below(3) + 1; i > 0; --i) {
        switch (choices.below(8)) {
            case 0:
                out += "a-c";
                break;
            case 1:
                out += "\\d";
                break;
            case 2:
                out += "[:upper:]";
                break;
            case 3:
                out += "\\x{4b}";
                break;
            case 4:
                out += "X-_";
                break;
            default: {
                const auto& letter = choices.letter();
                out += letter == "-" ? "\\-" : letter;
            }
        }
    }
    return out + "]";
}

std::string atom(Choices& choices, int depth) {
    const auto kind = choices.below(depth > 0 ? 26 : 14);
    switch (kind) {
        case 8:
            return ".";
        case 9:
            return class_of(choices);
        case 10:
            return "\\b";
        case 11:
            return std::vector<std::string>{
                "\\w",    "\\d", "\\s", "\\R",  "\\S",    "\\p{Lu}", "\\W",
                "[^\\w]", "\\N", "\\X", "\\pL", "(?s:.)", "\\n",     "\\H"}[choices.below(14)];
        case 12:
            return std::vector<std::string>{
                "^", "$", "\\A", "\\K", "(?#c)", "\\x{212a}"}[choices.below(6)];
        case 13:
            return "\\Q" + choices.letter() + "." + choices.letter() + "\\E";
        case 14:
        case 15:
        case 16:
            return "(" + alternatives(choices, depth - 1) + ")";
        case 17:
        case 18:
            return "(?:" + alternatives(choices, depth - 1) + ")";
        case 19:
            return "(?=" + alternatives(choices, depth - 1) + ")";
        case 20:
            return "(?!" + alternatives(choices, depth - 1) + ")";
        case 21:
            return "(?>" + alternatives(choices, depth - 1) + ")";
        case 22:
            return "(?-i:" + alternatives(choices, depth - 1) + ")";
        case 23:
            return "(?x: " + alternatives(choices, depth - 1) + " #c\n)";
        case 24:
            return "(?i)" + choices.letter();
        case 25:
            return "(?<=" + choices.letter() + ")";
        default:
            return choices.letter();
    }
}

std::string alternatives(Choices& choices, int depth) {
    std::string out;
    for (std::size_t branch = choices.below(4) / 2 + 1; branch > 0; --branch) {
        for (std::size_t i = choices.below(4) + 1; i > 0; --i) {
            out += atom(choices, depth);
            constexpr const char* kQuantifiers[] = {"",      "",      "",      "",   "",
                                                    "?",     "*",     "+",     "+?", "{2}",
                                                    "{1,2}", "{0,1}", "{2,5}", "*?", "{3,}"};
            out += kQuantifiers[choices.below(std::size(kQuantifiers))];
        }
        if (branch > 1) out += "|";
    }
    return out;
}

/// Texts out of the pattern's own letters, so that they match often.
std::string text_for(Choices& choices, const std::string& regex) {
    std::string out;
    for (std::size_t i = choices.below(24); i > 0; --i) {
        if (choices.below(3) != 0 && !regex.empty()) {
            auto at = choices.below(regex.size());
            while (at > 0 && (static_cast<unsigned char>(regex[at]) & 0xc0) == 0x80) --at;
            auto end = at + 1;
            while (end < regex.size() && (static_cast<unsigned char>(regex[end]) & 0xc0) == 0x80)
                ++end;
            if (static_cast<unsigned char>(regex[at]) >= 0x80 || std::isalnum(regex[at])) {
                out += regex.substr(at, end - at);
                continue;
            }
        }
        out += choices.letter();
    }
    return out;
}

struct Tally {
    std::size_t matched = 0, with_literals = 0;
};

bool holds(const std::vector<std::uint8_t>& bytes, Tally& tally) {
    Choices choices(bytes);
    const PatternSpec spec{alternatives(choices, 3), choices.below(3) != 0};
    if (!policy::check_pattern(spec)) return true;
    auto set = PatternSet::build({spec});
    RC_ASSERT(set.has_value());
    const bool always = !set.value().unfiltered().empty();
    for (int i = 0; i < 4; ++i) {
        const auto text = draft::fold(text_for(choices, spec.regex));
        const auto spans = set.value().find(0, text, 10);
        if (!spans) continue;
        tally.matched += !spans.value().empty();
        if (always || spans.value().empty()) continue;
        ++tally.with_literals;
        draft::Lowered lowered;
        draft::lower(text, lowered);
        Hits hits;
        hits.reset(1);
        RC_ASSERT(set.value().scan(lowered, 0, hits).has_value());
        hits.sort();
        const auto near = set.value().find_near(0, text, hits.within(0, 0, text.size()), 10);
        RC_ASSERT(near.has_value());
        const auto same = [](const policy::Span& a, const policy::Span& b) {
            return a.begin == b.begin && a.end == b.end;
        };
        if (!std::ranges::equal(near.value(), spans.value(), same)) {
            RC_LOG() << "pattern <" << spec.regex << "> text <" << text << ">\n";
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("pattern: searched around its literals it finds what it finds everywhere",
          "[policy][pattern][property]") {
    // More cases: RC_PARAMS="max_success=20000".
    setenv("RC_PARAMS", "max_success=2000 seed=20200401", 0);
    Tally tally;
    CHECK(rc::check([&] {
        const auto bytes = *rc::gen::container<std::vector<std::uint8_t>>(
            120, rc::gen::inRange<std::uint8_t>(0, 255));
        RC_ASSERT(holds(bytes, tally));
    }));
    // The texts must match often, or the property says nothing.
    INFO(tally.matched << " matches, " << tally.with_literals << " with literals");
    CHECK(tally.with_literals > 100);
}
