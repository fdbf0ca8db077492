#include <catch2/catch.hpp>

#include "check/finding.h"
#include "draft/read.h"
#include "review/difference.h"
#include "review/draft_view.h"
#include "review/marks.h"
#include "review/page.h"

using namespace sendguard;
using namespace sendguard::review;

namespace {

draft::Draft read(std::string text) {
    return draft::read_draft(std::make_shared<const std::string>(std::move(text)),
                             {.source = "-", .expect_mail = true});
}

/// A finding over `word` where it first stands in a passage of that place.
check::Finding finding_at(const draft::Draft& draft, draft::Place place, std::string_view word) {
    check::Finding out{.rule = "house/x", .message = "x"};
    for (const auto& passage : draft.passages) {
        const auto at = passage.text.find(word);
        if (passage.place != place || at == std::string_view::npos) continue;
        out.places.push_back(draft::locate(draft, passage, at, at + word.size()));
        break;
    }
    REQUIRE(out.places.size() == 1);
    return out;
}

std::string marked(const draft::Draft& draft, draft::Place place, std::string_view word) {
    const auto marks = find_marks(draft, {finding_at(draft, place, word)});
    REQUIRE(marks.size() == 1);
    return std::string(draft.passages[marks[0].passage].text.substr(marks[0].begin,
                                                                    marks[0].end - marks[0].begin));
}

}  // namespace

TEST_CASE("marks: a finding is found again in the text that is shown", "[review][marks]") {
    using draft::Place;
    const auto plain =
        read("Subject: A =?utf-8?q?dr=C3=A4ft?= here\r\n\r\nOne.\r\n\r\nTwo: the draft.\r\n");
    CHECK(marked(plain, Place::body, "draft") == "draft");
    CHECK(marked(plain, Place::subject, "dräft") == "dräft");
    const auto quoted = read(
        "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A4=C3=B6 and the dr=\r\naft.\r\n");
    CHECK(marked(quoted, Place::body, "draft") == "draft");
    const auto html = read(
        "Subject: x\r\nContent-Type: text/html\r\n\r\n<p>The &auml; <b>not</b> for\r\n<i>release"
        "</i></p><span style=\"display:none\">secret</span>\r\n");
    CHECK(marked(html, Place::body, "release") == "release");
    CHECK(marked(html, Place::hidden, "secret") == "secret");
}

TEST_CASE("draft view: lines are cut where marks are", "[review][view]") {
    const auto draft = read("Subject: x\r\n\r\nthe draft is here\r\n");
    const auto view =
        draft_view(draft, {finding_at(draft, draft::Place::body, "draft")}, "/holds/SG-1");
    const auto& pieces = (*view.values)["text"][0]["lines"][0]["pieces"];
    REQUIRE(pieces.size() == 3);
    CHECK(pieces[0]["text"] == "the ");
    CHECK(pieces[1]["text"] == "draft");
    CHECK(pieces[1]["mark"]["anchor"] == "mark-1");
    CHECK(pieces[2]["mark"] == false);
    REQUIRE(view.items.size() == 1);
    CHECK(view.items[0].key.size() == 12);
}

TEST_CASE("draft view: what is not seen is an item of its own", "[review][view]") {
    const auto draft =
        read("Subject: x\r\nContent-Type: text/html\r\n\r\n<p>hello<!-- secret --></p>\r\n");
    const auto view = draft_view(draft, {}, "/holds/SG-1");
    REQUIRE(view.items.size() == 1);
    CHECK(view.items[0].key == kUnseenItem);
    CHECK((*view.values)["unseen"][0]["title"] == "Comments");
}

TEST_CASE("difference: what went and what came", "[review][difference]") {
    using Kind = DifferentLine::Kind;
    const auto lines = difference({"a", "b", "c", "d"}, {"a", "c", "x", "d"});
    const std::vector<DifferentLine> wanted{{Kind::same, "a"},
                                            {Kind::gone, "b"},
                                            {Kind::same, "c"},
                                            {Kind::come, "x"},
                                            {Kind::same, "d"}};
    CHECK(lines == wanted);
    CHECK(difference({}, {}).empty());
    CHECK(difference({}, {"a"}) == std::vector<DifferentLine>{{Kind::come, "a"}});
}

TEST_CASE("pages: no template takes a value unescaped", "[review][page]") {
    for (const auto& page : embedded_pages()) {
        INFO(page.name);
        CHECK(page.bytes.find("{{{") == std::string_view::npos);
        CHECK(page.bytes.find("{{&") == std::string_view::npos);
        CHECK(page.bytes.find("<script") == std::string_view::npos);
        CHECK(page.bytes.find(" on") != 0);
        CHECK(page.bytes.find("style=\"") == std::string_view::npos);
    }
}

TEST_CASE("pages: values are text, whatever they hold", "[review][page]") {
    const auto page =
        render("message.mustache", {{"title", "<b>"}, {"text", "{{title}} \"'`&"}, {"who", false}});
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("{{title}} &quot;&#39;&#96;&amp;") != std::string::npos);
}
