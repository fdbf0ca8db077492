// Events that are told of as past and lie ahead.
#include "base/time.h"
#include "check/conditions.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

bool ahead(const std::string& body) {
    static const auto policy = make_rule("{detect: {name: future-event, kinds: [ahead]}}");
    check::Facts facts;
    facts.now = parse_rfc3339("2026-11-30T10:00:00Z").value();
    return fires(*policy, make_mail(body), facts);
}

}  // namespace

TEST_CASE("future event: a misfortune with a date that lies ahead", "[check][future]") {
    std::string long_line;
    for (int i = 0; i < 230; ++i) long_line += "word ";
    for (const auto& text :
         {std::string("An earthquake struck the coast on\n29 June 2034."),
          long_line + "an earthquake struck the coast on 29 June 2034.",
          std::string("The quake was felt on 29 June 2034."),
          std::string("Five people were wounded on 29 June 2034."),
          std::string("Bei dem Unfall wurden am 29. Juni 2034 zwei Menschen getötet."),
          std::string("Am 29. Juni 2034 hat sich ein Unfall ereignet."),
          std::string("Un terremoto si è verificato il 29 giugno 2034."),
          std::string("The accident happened on 03/04/2034.")}) {
        INFO(text);
        CHECK(ahead(text));
    }
}

TEST_CASE("future event: words of business, and dates of something else", "[check][future]") {
    for (const auto* text : {"We have registered you for the first-aid course on 14 January 2027.",
                             "Your booking has been recorded for Friday, 5 March 2027.",
                             "Sie sind für das Seminar am 12. Februar 2027 registriert.",
                             "El plazo de registro termina el 15 de enero de 2027.",
                             "The new book will hit the shelves on 12 May 2027.",
                             "Shareholders registered on 4 December 2026 may vote.",
                             "The device you registered is under warranty until 30 June 2028.",
                             "Losses that occurred before 31 December 2027 are covered.",
                             "The old pier collapsed, and we meet on 5 March 2027.",
                             "My battery died, see you on 3 December 2026.",
                             "The injured players come back on 5 March 2027.",
                             "On 5 March 2027 the court hears how the bridge collapsed.",
                             "The earthquake drill recorded for 5 March 2027 is cancelled.",
                             "Files are destroyed on 31 December 2027."}) {
        INFO(text);
        CHECK_FALSE(ahead(text));
    }
}

TEST_CASE("evidence: notes are few, once each, and the rest is counted", "[check][evidence]") {
    check::Evidence evidence;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 1000; ++i) evidence.note("note " + std::to_string(i));
    }
    REQUIRE(evidence.notes.size() == 21);
    CHECK(evidence.notes.back() == "and 980 more");
    check::Evidence other;
    other.note("note 1");
    other.merge(std::move(evidence));
    REQUIRE(other.notes.size() == 21);
    CHECK(other.notes.front() == "note 1");
    CHECK(other.notes.back() == "and 980 more");
}
