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
    CHECK_FALSE(mismatch("Monday, 30 February 2027\n"));
}

TEST_CASE("weekday mismatch: says what day it is, and quotes both", "[check][weekday]") {
    const auto result =
        judge(*make_rule("{detect: weekday-mismatch}"), make_mail("On Friday, 2 March 2027.\n"));
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].notes.at(0) == "2 March 2027 is a Tuesday");
    CHECK(result.findings[0].places.at(0).text == "Friday, 2 March 2027");
}
