#include <catch2/catch.hpp>

#include "draft/html_helpers.h"

using namespace sendguard::draft;

TEST_CASE("html: tags and comments between letters leave the word whole", "[draft][html]") {
    const char* html = GENERATE("DR<b></b>AFT", "DR<!-- x -->AFT", "DR<!---->AFT", "DR<!-->AFT",
                                "DR<!--->AFT", "DR<!-- a --!>AFT", "DR<!x>AFT", "DR<?x?>AFT",
                                "DR</>AFT", "DR</ x>AFT", "DR<x-q>AFT", "DR<wbr>AFT",
                                "DR<b title=\"a>b\"></b>AFT", "DR<b title='\">'></b>AFT",
                                "DR<B\r\nCLASS=a\r\nID=b>AFT</B\r\n>", "DR<!-- <!-- -->AFT");
    CAPTURE(html);
    CHECK(body_of(html) == "DRAFT");
}

TEST_CASE("html: what only looks like a tag is text", "[draft][html]") {
    CHECK(body_of("a < b") == "a < b");
    CHECK(body_of("1<2 and <3") == "1<2 and <3");
    CHECK(body_of("x <<b>y</b>") == "x <y");
    CHECK(body_of("a <") == "a <");
    CHECK(body_of("a &lt;b&gt; c") == "a <b> c");
}

TEST_CASE("html: a tag that the end cuts short leaves the text before it", "[draft][html]") {
    CHECK(body_of("DRAFT<b") == "DRAFT");
    CHECK(body_of("DRAFT<b title=\"x") == "DRAFT");
    CHECK(text_at("x<b title=\"not for release", Place::comment) == "b title=\"not for release");
}

TEST_CASE("html: elements of raw text", "[draft][html]") {
    CHECK(body_of("a<script>if (x < y) '<b>'</script>b") == "ab");
    CHECK(body_of("a<style>p{color:red}</style>b") == "ab");
    CHECK(body_of("<xmp>a<b>&amp;</xmp>") == "a<b>&amp;");
    CHECK(body_of("<textarea>a<b>&amp;</textarea>") == "a<b>&");
    CHECK(body_of("<plaintext>a</plaintext><b>") == "a</plaintext><b>");
    CHECK(body_of("a<xml><o:x>96</o:x></xml>b") == "ab");
    CHECK(text_at("<title>Plan &amp; aim</title>", Place::metadata) == "Plan & aim");
    CHECK(body_of("<noscript>shown</noscript>") == "shown");
    CHECK(body_of("<script>x</scripted></script>y") == "y");
}

TEST_CASE("html: a raw text element without an end hides nothing", "[draft][html]") {
    CHECK(body_of("<title>x<p>DRAFT") == "x DRAFT");
    CHECK(body_of("<style><p>DRAFT") == "DRAFT");
    CHECK(has_fault("<title>x<p>DRAFT", "html-unclosed"));
    CHECK_FALSE(has_fault("<title>x</title><p>DRAFT", "html-unclosed"));
    CHECK(body_of("a<!-- x <p>DRAFT") == "a x DRAFT");
}

TEST_CASE("html: a CDATA section is read both ways", "[draft][html]") {
    CHECK(body_of("<![CDATA[ x > y ]]>DRAFT").find("y ]]>DRAFT") != std::string::npos);
    CHECK(body_of("<![CDATA[not for release]]>") == "not for release");
    CHECK(body_of("DR<![CDATA[AF]]>T").find("DRAFT") != std::string::npos);
}

TEST_CASE("html: NUL bytes are dropped and named", "[draft][html]") {
    const std::string html{"DR\0A\0FT", 7};
    CHECK(body_of(html) == "DRAFT");
    CHECK(has_fault(html, "nul"));
    CHECK_FALSE(has_fault("DRAFT", "nul"));
}

TEST_CASE("html: comments are read, Outlook's conditional ones as text too", "[draft][html]") {
    CHECK(text_at("a<!-- not for release -->", Place::comment) == "not for release");
    CHECK(text_at("a<!--  -->", Place::comment).empty());
    CHECK(text_at("a<!not for release>", Place::comment) == "not for release");
    CHECK(body_of("<!--[if mso]><p>DRAFT</p><![endif]-->") == "DRAFT");
    CHECK(body_of("<![if !mso]>DRAFT<![endif]>") == "DRAFT");
    CHECK(body_of("a<!--[if mso]><table><tr><td><![endif]-->b") == "ab");
    // What Outlook alone hides or shows changes nothing for the others.
    CHECK(body_of("<!--[if mso]><div style='display:none'><![endif]-->DRAFT") == "DRAFT");
}
