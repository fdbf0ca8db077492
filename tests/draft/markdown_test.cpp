#include <catch2/catch.hpp>
#include <random>

#include "draft/document_helpers.h"
#include "draft/markdown.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

Draft markdown(const std::string& text) {
    return read(text, {.source = "a.md"});
}
std::string body(const std::string& text) {
    return at(markdown(text), Place::body);
}

std::size_t origin_of(const HtmlPassage& passage, std::size_t at) {
    auto segment = passage.map.end();
    while ((--segment)->text > at) continue;
    return segment->origin + (at - segment->text);
}

}  // namespace

TEST_CASE("markdown: marks inside a word do not split it", "[draft][markdown]") {
    CHECK(body("This is a **DR**AFT and `no` more.\n") == "This is a DRAFT and no more.\n");
    CHECK(body("~~struck~~ is still seen") == "struck is still seen\n");
    CHECK(body("\\*DR&#65;FT &amp; &copy; &nosuch;") == "*DRAFT & © &nosuch;\n");
}

TEST_CASE("markdown: blocks are lines, and a paragraph's own lines stay", "[draft][markdown]") {
    CHECK(body("# One\n\ntwo\nthree\n\n- four\n- five\n\n> six\n> seven\n") ==
          "One\ntwo\nthree\nfour\nfive\nsix\nseven\n");
    CHECK(body("```sh\nmake it\n  so\n```\n") == "make it\n  so\n");
    CHECK(body("| one | two |\n|---|---|\n| three | four |\n") == "one two\nthree four\n");
}

TEST_CASE("markdown: text stands where the source says", "[draft][markdown]") {
    const Draft draft = markdown("---\na: b\n---\n# Head\n\nwe say **DR**AFT now\n");
    const Location there = where(draft, Place::body, "DRAFT");
    CHECK(there.line == 6);
    CHECK(there.column == 10);
    CHECK(there.text == "DR**AFT");
    CHECK_FALSE(there.decoded);
}

TEST_CASE("markdown: links, images and titles have places of their own", "[draft][markdown]") {
    const Draft draft = markdown(
        "[our *page*](https://a.example/?a=1&b=2 \"tip\") ![a **chart**](http://b.example/x.png)\n"
        "[later]\n\n[later]: /draft 'soon'\n");
    REQUIRE(find(draft, Place::link, "https://a.example/?a=1&b=2") != nullptr);
    CHECK(find(draft, Place::link, "https://a.example")->detail == "our page");
    CHECK(where(draft, Place::link, "/draft").line == 4);
    CHECK(find(draft, Place::link, "http://b.example/x.png")->detail == "img");
    CHECK(at(draft, Place::alt_text) == "tip\na chart\nsoon");
    CHECK(find(draft, Place::body, "chart") == nullptr);
    CHECK(at(draft, Place::comment).empty());
}

TEST_CASE("markdown: a definition that no link uses is a comment", "[draft][markdown]") {
    const Draft draft =
        markdown("Text.\n\n[//]: # (not yet approved)\n\n> [x]: /y 'more'\n\nEnd.\n");
    CHECK(where(draft, Place::comment, "not yet approved").line == 3);
    CHECK(find(draft, Place::comment, "[x]: /y 'more'") != nullptr);
    CHECK(find(draft, Place::body, "approved") == nullptr);
    CHECK(body("Read [this]: it is text.\n") == "Read [this]: it is text.\n");
}

TEST_CASE("markdown: raw HTML is read as HTML", "[draft][markdown]") {
    const Draft draft = markdown(
        "A <span style=\"display:none\">hidden **word**</span> line<br>more\n\n"
        "<!-- a comment\nover lines -->\n\n<div hidden>\n\nnot *shown*\n\n</div>\n\nSeen.\n");
    CHECK(find(draft, Place::hidden, "hidden word") != nullptr);
    CHECK(find(draft, Place::hidden, "not shown") != nullptr);
    CHECK(find(draft, Place::comment, "a comment\nover lines") != nullptr);
    CHECK(find(draft, Place::body, "Seen.") != nullptr);
    CHECK(find(draft, Place::body, "shown") == nullptr);
    CHECK(where(draft, Place::hidden, "not shown").line == 8);
}

TEST_CASE("markdown: a comment that a quotation's marks cut is read whole", "[draft][markdown]") {
    const Draft draft = markdown("> <!-- not\n> for release -->\n> seen\n");
    CHECK(find(draft, Place::comment, "for release") != nullptr);
    CHECK(find(draft, Place::body, "for release") == nullptr);
    CHECK(where(draft, Place::body, "seen").line == 3);
}

TEST_CASE("markdown: both ways of reading find the same", "[draft][markdown]") {
    for (const auto* text :
         {"# A\n\nb *c* [d](e 'f') <b>g</b>\n\n- h\n- i\n", "a<br>b\n\n<!-- c -->\n\n> d\n",
          "| a | <i>b</i> |\n|---|---|\n| c | d |\n",
          "<p hidden>\n\nx\n\n</p>\n\ny `z` &amp; \\*\n"}) {
        const auto texts = [](const HtmlText& read) {
            std::string out;
            for (const auto& passage : read.passages)
                out += std::string(place_name(passage.place)) + ":" + passage.text + ";";
            std::erase_if(out, [](char c) { return c == ' ' || c == '\n'; });
            return out;
        };
        CHECK(texts(read_markdown(text)) == texts(read_markdown_as_page(text)));
    }
}

TEST_CASE("markdown: front matter in three forms is metadata", "[draft][markdown]") {
    for (const auto* front :
         {"---\nstatus: draft\n---\n", "+++\nstatus = \"draft\"\n+++\n",
          "{\n  \"status\": \"draft\"\n}\n", "---\r\nstatus: draft\r\n---\r\n"}) {
        const Draft draft = markdown(std::string(front) + "\nText.\n");
        REQUIRE(find(draft, Place::metadata, "draft") != nullptr);
        CHECK(find(draft, Place::metadata, "draft")->detail == "front matter");
        CHECK(at(draft, Place::body) == "Text.\n");
    }
    // What has no key is drawn, not taken off.
    CHECK(body("---\nDRAFT, not for release\n---\n\nText.\n") == "DRAFT, not for release\nText.\n");
}

TEST_CASE("markdown: more than a language behind a fence is metadata", "[draft][markdown]") {
    const Draft draft = markdown("```js title=\"draft.js\"\nx\n```\n\n```js\ny\n```\n");
    CHECK(at(draft, Place::metadata) == "js title=\"draft.js\"");
}

TEST_CASE("markdown: a mail's part of that type is read as it", "[draft][markdown]") {
    const Draft part = read_mail("Content-Type: text/markdown\n", "a **DR**AFT\n");
    CHECK(find(part, Place::body, "a DRAFT") != nullptr);
    const Draft file = read_mail(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=x.md\n\n"
        "a **DR**AFT\n--b--\n");
    CHECK(find(file, Place::body, "a DRAFT") != nullptr);
}

TEST_CASE("markdown: plain runs are the source's bytes where the map says", "[draft][markdown]") {
    std::mt19937 random(11);
    const std::string_view pieces[] = {"word ", "**",   "_",     "`",        "\n",
                                       "\n\n",  "> ",   "- ",    "# ",       "[",
                                       "](u)",  "<b>",  "</b>",  "<!-- ",    " -->",
                                       "&amp;", "\\*",  "| ",    "é",        "![",
                                       "~~",    "    ", "```\n", "[a]: b\n", "<div hidden>\n"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (int i = 0; i < 30; ++i) text += pieces[random() % std::size(pieces)];
        const bool direct = round % 2 == 0;
        // Of a page, tags that were drawn may stand in a comment that was left open.
        for (const auto& passage :
             (direct ? read_markdown(text) : read_markdown_as_page(text)).passages) {
            INFO(text);
            REQUIRE_FALSE(passage.map.empty());
            REQUIRE(passage.map.front().text == 0);
            // A target with escapes is a copy, and stands about where its link stands.
            if (passage.place == Place::link || passage.place == Place::alt_text ||
                passage.place == Place::metadata)
                continue;
            for (std::size_t at = 0; at < passage.text.size(); ++at) {
                const char c = passage.text[at];
                const bool drawn = passage.text.find_first_of("<\"") != std::string::npos;
                if (c == ' ' || c == '\n' || c == '&' || drawn) continue;
                const auto origin = origin_of(passage, at);
                REQUIRE(origin < text.size());
                REQUIRE(text[origin] == c);
            }
        }
    }
}

TEST_CASE("markdown: hostile forms stay cheap", "[draft][markdown][hostile]") {
    const auto many = [](const std::string& piece, std::size_t times) {
        std::string out;
        for (std::size_t i = 0; i < times; ++i) out += piece;
        return out;
    };
    for (const auto& text :
         {many(">", 50000), many("[", 50000), many("[a](", 20000), many("![", 30000),
          many("*a **a ", 10000), many("<!-- ", 10000), many("<a ", 20000), many("- ", 20000),
          "|" + many("a|", 3000) + "\n|" + many("-|", 3000) + "\n" + many("|\n", 3000),
          "[a]: /" + many("x", 5000) + "\n\n" + many("[a] ", 5000), many("> <!-- a\n", 5000),
          many("> <div\n> a\n", 5000), many("<script>\n\n", 5000), many("{\"a\":", 20000)})
        markdown(text);
    CHECK(has_fault(markdown("[a]: /&amp;" + many("x", 5000) + "\n\n" + many("[a] ", 5000)),
                    "limit-links"));
    read_every_start("---\na: b\n---\n# A\n\n[b](c 'd') <i>e</i> &amp; \\* `f`\n\n|g|\n|-|\n",
                     "a.md");
}
