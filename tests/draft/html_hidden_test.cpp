#include <catch2/catch.hpp>

#include "draft/html_helpers.h"

using namespace sendguard::draft;

namespace {
std::string styled(const std::string& style) {
    return "<p>seen</p><span style='" + style + "'>secret</span>";
}
}  // namespace

TEST_CASE("html hidden: what no reader shows is hidden text", "[draft][html][hidden]") {
    const char* style = GENERATE(
        "display:none", "DISPLAY : NONE !important", "display:/**/none", "disp\\6c ay:none",
        "display&colon;none", "visibility:hidden", "opacity:0", "filter:opacity(0)", "font-size:0",
        "font-size:1px", "font:0/0 a", "height:0;overflow:hidden", "max-height:0px;overflow:hidden",
        "width:0;overflow:hidden", "text-indent:-9999px", "position:absolute;left:-9999px",
        "margin-left:-9999px", "color:#fff", "color:white", "color:rgb(255,255,255)",
        "color:#fefefe", "color:transparent", "color:rgba(0,0,0,0)", "color:#00000000",
        "background:#000", "position:absolute;clip:rect(0,0,0,0)", "clip-path:inset(100%)",
        "transform:scale(0)");
    CAPTURE(style);
    CHECK(body_of(styled(style)) == "seen");
    CHECK(text_at(styled(style), Place::hidden) == "secret");
}

TEST_CASE("html hidden: what only looks like hiding stays body", "[draft][html][hidden]") {
    const char* style = GENERATE(
        "display:inline", "font-size:10px", "opacity:0.9", "opacity:.5", "color:#333", "height:0",
        "max-height:0", "overflow:hidden", "text-indent:-18pt", "color:#fff;background:#003366",
        "color:#fff;background:url(x.png)", "left:-9999px", "mso-hide:all", "margin-left:-5px",
        "line-height:0", "background:url(data:image/png;display:none)");
    CAPTURE(style);
    CHECK(body_of(styled(style)) == "seen secret");
}

TEST_CASE("html hidden: a word around hidden letters stands whole", "[draft][html][hidden]") {
    const std::string html = "DR<span style=display:none>xx</span>AFT";
    CHECK(body_of(html).starts_with("DRAFT"));
    CHECK(text_at(html, Place::hidden) == "xx");
    CHECK(body_of("DR<div style=display:none>xx</div>AFT").starts_with("DRAFT"));
    CHECK(body_of("DR<div hidden>xx</div>AFT").starts_with("DRAFT"));
}

TEST_CASE("html hidden: a phrase of seen and hidden words is read whole too",
          "[draft][html][hidden]") {
    const std::string html = "DRAFT <font color=white>NOT FOR</font> RELEASE";
    CHECK(body_of(html) == "DRAFT RELEASE|DRAFT NOT FOR RELEASE");
}

TEST_CASE("html hidden: colours by attributes and inheritance", "[draft][html][hidden]") {
    CHECK(text_at("<body bgcolor=#000000><font color=black>x</font>", Place::hidden) == "x");
    CHECK(text_at("<body text=white>x", Place::hidden) == "x");
    CHECK(body_of("<td bgcolor=navy><font color=white>x</font></td>") == "x");
    CHECK(body_of("<div style='color:#fff'><a href=x>shown</a></div>") == "shown");
    CHECK(body_of("<td background='sea.png'><font color=white>x</font></td>") == "x");
}

TEST_CASE("html hidden: a child can undo a size or visibility, not display",
          "[draft][html][hidden]") {
    CHECK(body_of("<div style='font-size:0'><span style='font-size:14px'>x</span></div>") == "x");
    CHECK(body_of("<div style='visibility:hidden'><b style='visibility:visible'>x</b></div>") ==
          "x");
    CHECK(body_of("<div style='display:none'><b style='display:block'>x</b></div>").empty());
}

TEST_CASE("html hidden: rules of style elements", "[draft][html][hidden]") {
    const std::string sheet =
        "<style>@media (max-width:9px){.m{display:none}} /* x */ .a, p.b, #c {display:none}"
        " i{font-size:0} .d{display:none!important} .x .y{display:none}</style>";
    CHECK(text_at(sheet + "<b class='z a'>x</b>", Place::hidden) == "x");
    CHECK(text_at(sheet + "<p class=b>x</p>", Place::hidden) == "x");
    CHECK(text_at(sheet + "<b id=c>x</b>", Place::hidden) == "x");
    CHECK(text_at(sheet + "<I>x</I>", Place::hidden) == "x");
    CHECK(text_at(sheet + "<b class=d style='display:inline'>x</b>", Place::hidden) == "x");
    CHECK(body_of(sheet + "<b class=b>x</b>") == "x");
    CHECK(body_of(sheet + "<b class=m>x</b>") == "x");
    CHECK(body_of(sheet + "<b class=y>x</b>") == "x");
    CHECK(body_of(sheet + "<b class=a style='display:inline'>x</b>") == "x");
}

TEST_CASE("html hidden: an element that is closed by the next hides no more",
          "[draft][html][hidden]") {
    const char* html =
        GENERATE("<p style='display:none'>x<div>shown</div>",
                 "<table><tr><td style='display:none'>x<td>shown</table>",
                 "<li style='display:none'>x<li>shown", "<b><span style='display:none'>x</b>shown");
    CAPTURE(html);
    CHECK(text_at(html, Place::hidden) == "x");
    CHECK(body_of(html).ends_with("shown"));
}

TEST_CASE("html hidden: hidden text before a change of place stands before the next line",
          "[draft][html][hidden]") {
    const std::string html =
        "<p>some longer line</p><i hidden>x</i><blockquote>\u2013old</blockquote>";
    CHECK(body_of(html) == "some longer line");
    CHECK(text_at(html, Place::hidden) == "x");
    CHECK(body_of("<p>long line</p><i hidden>x</i><span>\u2013new</span>") ==
          "long line \u2013new|x\u2013new");
}
