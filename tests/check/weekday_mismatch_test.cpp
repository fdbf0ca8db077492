#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

bool mismatch(std::string_view body) {
    return fires(*make_rule("{detect: weekday-mismatch}"), make_mail(body));
}

}  // namespace

TEST_CASE("weekday mismatch: a weekday beside a full date, on either side", "[check][weekday]") {
    CHECK(mismatch("It opens on Tuesday, 14 August 2013.\n"));
    CHECK(mismatch("It opens on Tuesday,\n14 August 2013.\n"));
    CHECK(mismatch("It opens on 14 August 2013 (Tuesday).\n"));
    CHECK(mismatch("Fri., Oct. 22, 2024\n"));
    CHECK(mismatch("A ponte abre na quinta-feira, 4 de maio de 2027.\n"));
    CHECK(mismatch("La ceremonia es el miércoles 2 de marzo de 2027.\n"));
    CHECK_FALSE(mismatch("It opens on Wednesday, 14 August 2013.\n"));
    CHECK_FALSE(mismatch("A ponte abre na terça-feira, 4 de maio de 2027.\n"));
}

TEST_CASE("weekday mismatch: what stands near a date and is not its day", "[check][weekday]") {
    CHECK_FALSE(mismatch("Harbour Sun, 2 March 2027, page 4\n"));
    CHECK_FALSE(mismatch("From Wednesday to 30 September 2027\n"));
    CHECK_FALSE(mismatch("open until 2 to 4 December 2022\n"));
    CHECK_FALSE(mismatch("Wednesday through Friday, November 14-16, 2001\n"));
    CHECK_FALSE(mismatch("Due: 1 March 2027, Tuesday 2 March 2027\n"));
    CHECK_FALSE(mismatch("Tue Sep 10 12:47:06 2002\n"));
    CHECK_FALSE(mismatch("Sunday, 22 January 1905\n"));  // Julian, in Russia
}

TEST_CASE("weekday mismatch: says what day it is, and quotes both", "[check][weekday]") {
    const auto result =
        judge(*make_rule("{detect: weekday-mismatch}"), make_mail("On Friday, 2 March 2027.\n"));
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].notes.at(0) == "2 March 2027 is a Tuesday");
    CHECK(result.findings[0].places.at(0).text == "Friday, 2 March 2027");
}

TEST_CASE("weekday mismatch: words of a range, and what repeats", "[check][weekday]") {
    for (const auto* text :
         {"As of 2 December 2026, Monday to Friday, the desk is open",
          "Until 24 December 2026 (Monday to Friday)", "ab 2. Dezember 2026, Montag bis Freitag",
          "Jeden Freitag bis 31. März 2027", "every Monday from 2 December 2026",
          "todos los lunes hasta el 18 de diciembre de 2026", "elke maandag tot 18 december 2026",
          "w każdy poniedziałek do 18 grudnia 2026 r.", "Monday-Friday. 2 December 2026: closed",
          "Monday to Friday, 2 December 2026", "Monday, Wednesday and Friday, 2 December 2026",
          "Mo.-Fr. 2.12.2026", "Thanks, Mo, 2.12.2026 is fine", "not Friday, 2 December 2026",
          "From 2 December 2026, Friday classes move", "On 2 December 2026, Monday's paper"}) {
        INFO(text);
        CHECK_FALSE(mismatch(text));
    }
}

TEST_CASE("weekday mismatch: a short form counts in its own language", "[check][weekday]") {
    for (const auto* text :
         {"On 2 December 2026, Sam Reed joined", "Love from Tom and Sam, 4 December 2026",
          "The Third Man, 2 December 2026", "The visit of Dom, 2 December 2026", "per 2 mars 2027",
          "On 2 December 2026, Sun Microsystems day", "So 2.12.2026 passt", "What to do 2.12.2026",
          "La mer, 3 mars 2027", "Segunda, 2 de diciembre de 2026", "they wed, 2 December 2026"}) {
        INFO(text);
        CHECK_FALSE(mismatch(text));
    }
    for (const auto* text : {"Do, 2.12.2026", "w pt. 2.12.2026", "Fr., 2. Dezember 2026",
                             "ven. 2 mars 2027", "Sun 8/31/2000", "Friday (2 December 2026)"}) {
        INFO(text);
        CHECK(mismatch(text));
    }
}

TEST_CASE("weekday mismatch: a date that does not exist", "[check][weekday]") {
    CHECK(mismatch("Monday, 30 February 2027\n"));
    CHECK(mismatch("Friday, 31 November 2026\n"));
    CHECK_FALSE(mismatch("30 February 2027\n"));
}

TEST_CASE("weekday mismatch: a list of stamps is a program's; findings are few",
          "[check][weekday]") {
    const std::string stamp = "Sun 8/31/2000 5:00 PM\n";
    CHECK(mismatch(stamp));
    CHECK_FALSE(mismatch(stamp + stamp + stamp));
    std::string many;
    for (int year = 2001; year < 2090; ++year)
        many += "Monday, 30 February " + std::to_string(year) + "\n";
    const auto result = judge(*make_rule("{detect: weekday-mismatch}"), make_mail(many));
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].notes.size() <= 21);
}
