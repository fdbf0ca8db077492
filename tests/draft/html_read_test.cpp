#include <catch2/catch.hpp>

#include <chrono>

#include "draft/html_helpers.h"

using namespace sendguard::draft;

TEST_CASE("html: blocks and breaks end lines, cells are a blank apart", "[draft][html]") {
    const auto first = [](std::string_view html) { return read_html(html).passages.at(0).text; };
    CHECK(first("<p>a</p><p>b</p>") == "a\nb\n");
    CHECK(first("a<br>b<br/>c") == "a\nb\nc");
    CHECK(first("<div>a<div>b</div></div>c") == "a\nb\nc");
    CHECK(first("<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>") == "a b\nc\n");
    CHECK(first("a<b>b</b><i>c</i>") == "abc");
    CHECK(first("a\r\nb") == "a  b");
    CHECK(first("<pre>a\nb</pre>") == "a\nb\n");
    CHECK(first("DR<div style='display:inline'>AFT</div>") == "DRAFT");
}

TEST_CASE("html: letters that stand alone are joined", "[draft][html]") {
    CHECK(body_of("<tr><td>D<td>R<td>A<td>F<td>T</tr>") == "D R A F T|DRAFT");
    CHECK(body_of("<div>D</div><div>R</div><div>A</div><div>F</div><div>T</div>") ==
          "D R A F T|DRAFT");
    CHECK(body_of("<td>a<td>b<td>c") == "a b c");
    CHECK(body_of("<td>ab<td>cd<td>ef<td>gh") == "ab cd ef gh");
}

TEST_CASE("html: every byte of text is mapped to its own place", "[draft][html]") {
    const std::string html = "<p>a &amp; b<b>c</b></p>\n<p>d&#x2013;e</p>";
    const HtmlPassage passage = read_html(html).passages.at(0);
    for (const auto& [text, at] : {std::pair{"a ", "a &"},
                                   {"& ", "&amp;"},
                                   {" b", " b<"},
                                   {"c", "c</b"},
                                   {"d", "d&#"},
                                   {"\u2013", "&#x2013"},
                                   {"e", "e</p"}}) {
        const std::size_t offset = passage.text.find(text);
        std::size_t origin = 0;
        for (const Segment& segment : passage.map) {
            if (segment.text <= offset) origin = segment.origin + (offset - segment.text);
        }
        CAPTURE(text);
        CHECK(origin == html.find(at));
    }
}

TEST_CASE("html: quoted mail", "[draft][html][quote]") {
    CHECK(body_of("mine<blockquote>old</blockquote>more") == "mine|more");
    CHECK(text_at("mine<blockquote>old</blockquote>", Place::quote) == "old");
    CHECK(text_at("a<div class='gmail_quote x'>old</div>", Place::quote) == "old");
    CHECK(text_at("a<div class=yahoo_quoted>old</div>", Place::quote) == "old");
    CHECK(text_at("a<div id=divRplyFwdMsg><b>From:</b> x</div><div>old</div>", Place::quote) ==
          "From: x old");
    const std::string outlook =
        "<p>mine</p><div><p><b>Von:</b> Anna <br><b>Gesendet:</b> Montag<br><b>An:</b> Ben<br>"
        "<b>Betreff:</b> Plan</p></div><p>old</p>";
    CHECK(body_of(outlook) == "mine");
    CHECK(text_at(outlook, Place::quote) == "Von: Anna Gesendet: Montag An: Ben Betreff: Plan old");
}

TEST_CASE("html: what is no quote stays body", "[draft][html][quote]") {
    CHECK(body_of("<p>From: Monday</p><p>To: Friday</p><p>open</p>") ==
          "From: Monday To: Friday open");
    CHECK(body_of("DR<span class=gmail_quote>AF</span>T") == "DRAFT");
    CHECK(body_of("<p>On 3 May anna@example.org wrote:</p><p>x</p>") == "x");
}

TEST_CASE("html: signatures", "[draft][html][signature]") {
    CHECK(text_at("<p>Hi</p><div>-- <br>Anna</div>", Place::signature) == "Anna");
    CHECK(text_at("<p>Hi</p><div class='gmail_signature'>Anna</div>", Place::signature) == "Anna");
    CHECK(text_at("<p>Hi</p><p>Kind regards,</p><p>Anna</p>", Place::signature) == "Anna");
    CHECK(text_at("<p>Hi</p><p>-- not a mark</p>", Place::signature).empty());
}

TEST_CASE("html: links, alternative texts and metadata", "[draft][html]") {
    const HtmlText text = read_html("<a href=' https://example.org/?a&amp;b '>our <b>page</b></a>");
    REQUIRE(text.passages.size() == 2);
    const HtmlPassage& link =
        text.passages[0].place == Place::link ? text.passages[0] : text.passages[1];
    CHECK(link.text == "https://example.org/?a&b");
    CHECK(link.detail == "our page");
    CHECK(text_at("<area href=x><form action=y><img src='https://example.org/z'>", Place::link) ==
          "x|y|https://example.org/z");
    CHECK(text_at("<img src='cid:1'>", Place::link).empty());
    CHECK(text_at("<img alt='one'><b title='two' aria-label='three'>", Place::alt_text) ==
          "one two three");
    CHECK(text_at("<meta name=Keywords content='draft'>", Place::metadata) == "draft");
}

TEST_CASE("html: nesting over the limit is named and still read", "[draft][html]") {
    std::string html;
    for (int i = 0; i < 30000; ++i) html += "<div>";
    CHECK(body_of(html + "DRAFT") == "DRAFT");
    CHECK(has_fault(html + "DRAFT", "limit-html-depth"));
    CHECK_FALSE(has_fault("<div><div>DRAFT", "limit-html-depth"));
}

TEST_CASE("html: hostile repetition is read in linear time", "[draft][html]") {
    const std::string_view unit =
        GENERATE("<", "&", "<a ", "<!--", "<![CDATA[", "<script>", "<title><style>", "</b>", "<b>",
                 "<table><td>", "<p><div>", "&#", "<!", "<br>From: a", "<a href=x>y", "<x-q></y-q>",
                 "<!--[if mso]>x<![endif]-->", "<i hidden>x</i>y");
    CAPTURE(unit);
    std::string html;
    while (html.size() < 400'000) html += unit;
    const auto start = std::chrono::steady_clock::now();
    read_html(html);
    // A quadratic reader needs minutes; the bound leaves room for sanitizers and a busy machine.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}
