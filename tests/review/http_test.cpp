#include "review/http.h"

#include <catch2/catch.hpp>

#include "review/inert_html.h"

using namespace sendguard;
using namespace sendguard::review;

TEST_CASE("http: forms are decoded, and what is no UTF-8 is left out", "[review][http]") {
    const auto form = Params::parse("a=1+2&b=%C3%A4&c=%FF&d=%zz&=x&a=3&e");
    CHECK(form.get("a") == "1 2");
    CHECK(form.all("a") == std::vector<std::string>{"1 2", "3"});
    CHECK(form.get("b") == "\xC3\xA4");
    CHECK_FALSE(form.has("c"));
    CHECK_FALSE(form.has("d"));
    CHECK(form.has("e"));
}

TEST_CASE("http: a path is words, and none leads out", "[review][http]") {
    CHECK(path_words("/")->empty());
    CHECK(*path_words("/holds/SG-1") == std::vector<std::string>{"holds", "SG-1"});
    CHECK((*path_words("/a%2Fb"))[0] == "a/b");
    for (const auto* path : {"", "holds", "//", "/a//b", "/a/", "/a/..", "/%2e%2e/a", "/a%00",
                             "/a%0d%0a", "/%ff", "/%4"})
        CHECK_FALSE(path_words(path));
}

TEST_CASE("http: a cookie or a field that stands there twice is none", "[review][http]") {
    Request request;
    request.headers.emplace("cookie", "a=1; b=2; a=3");
    request.headers.emplace("remote-user", "ben");
    CHECK(cookie(request, "b") == "2");
    CHECK(cookie(request, "a").empty());
    CHECK(request.header("remote-user") == "ben");
    request.headers.emplace("remote-user", "cara");
    CHECK(request.header("remote-user").empty());
}

TEST_CASE("http: a message's HTML leads nowhere", "[review][http]") {
    CHECK(inert_html("<a href=\"http://x\">") == "<a data-href=\"http://x\">");
    CHECK(inert_html("<a HrEf\n = x><base/href=y>") == "<a data-HrEf\n = x><base/data-href=y>");
    CHECK(inert_html("<use xlink:href='#a'>") == "<use xlink:data-href='#a'>");
    CHECK(inert_html("<meta http-equiv=refresh content='0;url=//x'><iframe src=//x>") ==
          "<meta data-http-equiv=refresh content='0;url=//x'><iframe data-src=//x>");
    CHECK(inert_html("<img src=\"data:image/png;base64,AA\" srcset=a>") ==
          "<img src=\"data:image/png;base64,AA\" data-srcset=a>");
    CHECK(inert_html("the word href, and hre") == "the word href, and hre");
}
