#include "history/letter.h"

#include <catch2/catch.hpp>
#include <memory>

#include "draft/read.h"

using namespace sendguard;
using namespace sendguard::history;

TEST_CASE("letter: who writes to whom, in which words", "[history]") {
    const auto draft = draft::read_draft(
        std::make_shared<const std::string>("From: Author <Author@Example.org>\r\n"
                                            "To: Anna <anna@EXAMPLE.net>, ben@example.net\r\n"
                                            "Cc: anna@example.net\r\nSubject: Harbour\r\n\r\n"
                                            "The budget.\r\n\r\n> quoted\r\n"),
        {.source = "a.eml", .envelope = {}, .expect_mail = true});
    const auto letter = letter_of(draft, {});
    CHECK(letter.from == "author@example.org");
    CHECK(letter.recipients == std::vector<std::string>{"anna@example.net", "ben@example.net"});
    CHECK(letter.text.find("Harbour") == 0);
    CHECK(letter.text.find("budget") != std::string::npos);
    CHECK(letter.text.find("quoted") != std::string::npos);
}

TEST_CASE("letter: terms are words of any letter case, of length one together", "[history]") {
    const auto terms = terms_of("Zürich zürich a Budget");
    REQUIRE(terms.size() == 2);  // "a" is no word
    double square = 0;
    for (const auto& term : terms) square += double{term.weight} * term.weight;
    CHECK(square == Approx(1));
    CHECK(terms_of("").empty());
    CHECK(name_words("anna.de.berg@example.org").size() == 2);
}
