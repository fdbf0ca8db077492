#include "history/letter.h"

#include <catch2/catch.hpp>
#include <memory>

#include "draft/read.h"
#include "history/mail_time.h"

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

TEST_CASE("letter: the Date field, in its forms", "[history]") {
    const auto at = [](std::string_view date) {
        const auto time = mail_time(date);
        return time ? format_rfc3339(*time) : "";
    };
    CHECK(at("Tue, 3 Feb 2026 10:00:00 +0100") == "2026-02-03T09:00:00Z");
    CHECK(at("3 Feb 2026 10:00 -0530 (IST)") == "2026-02-03T15:30:00Z");
    CHECK(at("Tue,  3 February 98 10:00:59 EST") == "1998-02-03T15:00:59Z");
    CHECK(at("Tue, 3 Feb 2026 10:00:00 GMT") == "2026-02-03T10:00:00Z");
    CHECK(at("31 Feb 2026 10:00:00 +0000").empty());
    CHECK(at("yesterday").empty());
    CHECK(at("").empty());
    CHECK(at("Tue, 3 Feb 2026").empty());
}
