#include <catch2/catch.hpp>

#include "base/text.h"
#include "draft/fold.h"

using sendguard::draft::decode_tags;
using sendguard::draft::find_tricks;

namespace {

std::string in_tags(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) sendguard::append_utf8(out, 0xe0000 + static_cast<char32_t>(c));
    return out;
}

const std::string kScotland =
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f";

}  // namespace

TEST_CASE("find_tricks: ordinary text of many scripts is none", "[draft][fold][tricks]") {
    const std::string texts[] = {
        "Plain text, with (all) that it needs.\r\n\tTabs too.\n",
        "\ufeffA byte order mark at the start",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 "
        "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u2764\ufe0f 1\ufe0f\u20e3",
        "Donau\u00addampf\u00adschiff\u00adfahrt",
        "\u05e9\u05dc\u05d5\u05dd\u200f, 2025",
        "\u00ab\u202fBonjour\u202f\u00bb\u00a0!",
        "\u0915\u094d\u200d\u0937 \u0928\u092e\u0938\u094d\u0924\u0947",
        kScotland,
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645\u200f.",
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \uc548\ub155\ud558\uc138\uc694",
        "IP\u0430\u0434 \u0438 SMS\u043a\u0430 \u043f\u0440\u0438\u0448\u043b\u0438",
        "5 \u00b5m, \u03b1-helix, 3 k\u2126, TNF\u03b1, IFN\u03b3, NF\u03baB, \u0394t",
        "\u041d\u0410\u0422\u041e, \u0421\u0421\u0421\u0420, \u041e\u041e\u041d",
        "M\u00fcller, Dvo\u0159\u00e1k, \u0141\u00f3d\u017a, \u0130stanbul",
        "\u202d+1 555 0100\u202c",  // a number pasted from an address book
        "\u2067\u05e9\u05dc\u05d5\u05dd\u2069 said the sign",
    };
    for (const auto& text : texts) {
        CAPTURE(text);
        CHECK_FALSE(find_tricks(text).any());
    }
}

TEST_CASE("find_tricks: invisible characters inside Latin words", "[draft][fold][tricks]") {
    const std::string text = "the dr\u200baft is";
    const auto found = find_tricks(text);
    CHECK(found.invisible == 1);
    CHECK(text.substr(found.first, found.first_end - found.first) == "\u200b");
    CHECK(find_tricks("D\u200cR\u200cA").invisible == 2);
    CHECK(find_tricks("D\ufe0fR").invisible == 1);
    CHECK(find_tricks("D\x01R").invisible == 1);
    CHECK(find_tricks("end\u200b of words \u200bonly").invisible == 0);
}

TEST_CASE("find_tricks: look-alikes inside Latin words", "[draft][fold][tricks]") {
    const std::string text = "a dr\u0430ft";
    const auto found = find_tricks(text);
    CHECK(found.mixed_script == 1);
    CHECK(text.substr(found.first, found.first_end - found.first) == "dr\u0430ft");
    CHECK(find_tricks("DR\u0410F\u0422").mixed_script == 1);
    CHECK(find_tricks("embarg\u043e").mixed_script == 1);
    CHECK(find_tricks("c\u03bfnfidential").mixed_script == 1);
    CHECK(find_tricks("\u0391PPROVED").mixed_script == 1);
}

TEST_CASE("find_tricks: text turned round", "[draft][fold][tricks]") {
    CHECK(find_tricks("the \u202etfard\u202c text").bidi_overrides == 1);
    CHECK(find_tricks("the \u202btext").bidi_overrides == 1);
    CHECK(find_tricks("a \u2066b\u2069 c").bidi_overrides == 0);
}

TEST_CASE("find_tricks: tag characters outside flags", "[draft][fold][tricks]") {
    CHECK(find_tricks("Hello" + in_tags("DRAFT")).tag_characters == 5);
    CHECK(find_tricks(kScotland + in_tags("x")).tag_characters == 1);
}

TEST_CASE("decode_tags: spells what is smuggled", "[draft][fold][tricks]") {
    CHECK(decode_tags("Good " + in_tags("DRAFT - NOT") + "morning" + in_tags(" FOR RELEASE")) ==
          "DRAFT - NOT FOR RELEASE");
    CHECK(decode_tags(kScotland).empty());
    CHECK(decode_tags("plain \u00e9").empty());
    std::string selectors = "\U0001f600";
    for (const char c : std::string_view("DRAFT")) {
        sendguard::append_utf8(selectors, 0xe0100 + static_cast<char32_t>(c) - 16);
    }
    CHECK(decode_tags(selectors) == "DRAFT");
    CHECK(decode_tags("\u2764\ufe0f \u2764\ufe0f").empty());
}
