#include <chrono>

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

constexpr std::string_view kLetterTop =
    "HEADQUARTERS\nJOINT TASK FORCE EXAMPLE\n\n6 January 2020\n\nSUBJECT: Movement of forces\n\n"
    "Deputy Director, Combined Operations\nMinistry of Defence\n\nSir,\n\n"
    "In due deference to your sovereignty we will be moving forces.\n\n";

bool unsigned_letter(std::string_view body) {
    return fires(*make_rule("{detect: unsigned-letter}"), make_mail(body));
}

}  // namespace

TEST_CASE("unsigned letter: a typed name alone does not sign a formal letter", "[check][letter]") {
    const std::string top(kLetterTop);
    CHECK(unsigned_letter(top + "Very respectfully,\n\nWILLIAM H. EXAMPLE\nBrigadier General\n"
                                "Commanding\n"));
    CHECK_FALSE(unsigned_letter(top + "Very respectfully,\n\n/s/ William H. Example\n"
                                      "WILLIAM H. EXAMPLE\nBrigadier General\n"));
    CHECK_FALSE(unsigned_letter(top + "Very respectfully,\n\nSigned, William H. Example\n"
                                      "Brigadier General\n"));
}

TEST_CASE("unsigned letter: a typed name signs an ordinary mail", "[check][letter]") {
    CHECK_FALSE(
        unsigned_letter("Dear Ms Berg,\n\nthank you for the report.\n\nKind regards,\nAnna\n"));
    CHECK_FALSE(
        unsigned_letter("Dear Mr. Reed,\n\nPlease find our offer.\n\nYours sincerely,\n\n"
                        "Tom Example\nDirector of Sales\nExample Ltd\n"));
}

TEST_CASE("unsigned letter: nothing under the closing, or a blank left there", "[check][letter]") {
    CHECK(unsigned_letter("Dear Ms Berg,\n\nthank you for the report.\n\nSincerely,\n"));
    CHECK(unsigned_letter(
        "Dear Ms Berg,\n\nthank you.\n\nSincerely,\n\n____________\nTom Example\n"));
    CHECK(
        unsigned_letter("Sehr geehrte Frau Berg,\n\nvielen Dank.\n\nMit freundlichen Grüßen\n\n"
                        "[Unterschrift]\n"));
    CHECK(
        unsigned_letter("Dear Sir,\n\nSee below.\n\nSincerely,\n\nThe Honorable Jo Example\n"
                        "House of Example\n"));
}

TEST_CASE("unsigned letter: other languages, and what is no letter", "[check][letter]") {
    CHECK(unsigned_letter("Уважаемый господин Петров!\n\nСпасибо.\n\nС уважением,\n"));
    CHECK_FALSE(
        unsigned_letter("Уважаемый господин Петров!\n\nСпасибо.\n\nС уважением,\nИван Пример\n"));
    CHECK_FALSE(
        unsigned_letter("Madame,\n\nMerci.\n\nVeuillez agréer, Madame, mes salutations "
                        "distinguées.\n\nJeanne Exemple\n"));
    CHECK_FALSE(unsigned_letter("The minutes are attached.\n\nRegards\n"));
    CHECK_FALSE(unsigned_letter("He wrote sincerely, and then\nnothing followed.\n"));
}

TEST_CASE("unsigned letter: a salutation counts in every spelling of its letters",
          "[check][letter]") {
    const std::string rest = "\n\nthe text of the letter.\n\nSayg\u0131lar\u0131mla,\n\n______\n";
    CHECK(unsigned_letter("De\u011ferli Bakan," + rest));
    CHECK(unsigned_letter("Deg\u0306erli Bakan," + rest));  // as macOS writes it
}

TEST_CASE("unsigned letter: lines that end with a bare CR take no longer", "[check][letter]") {
    std::string body;
    while (body.size() < 2'000'000) body += "a\r";
    const auto begin = std::chrono::steady_clock::now();
    CHECK_FALSE(unsigned_letter(body));
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(4));
}

TEST_CASE("unsigned letter: the greeting may lack its name", "[check][letter]") {
    CHECK(unsigned_letter("Dear\n\nThank you for your support.\n\nSincerely,\n"));
    CHECK(unsigned_letter("Dear\n\nThank you.\n\nSincerely,\n\nRecords Management System\n"));
}

TEST_CASE("unsigned letter: a name on the closing's line, an address, a rule", "[check][letter]") {
    CHECK_FALSE(unsigned_letter("Dear Ms Berg,\n\nthank you.\n\nSincerely, Ana Lima, Mayor\n"));
    CHECK_FALSE(
        unsigned_letter("Dear Ms Berg,\n\nthank you.\n\nBest regards,\n"
                        "ana17   mailto:ana17@example.org\n"));
    CHECK_FALSE(
        unsigned_letter("Dear Ms Berg,\n\nthank you.\n\nRegards,\nAna Lima\n\n"
                        "------------\nTo leave this list, write to us.\n"));
    CHECK_FALSE(
        unsigned_letter("Dear Ms Berg,\n\nthank you.\n\nRegards,\nAna Lima\n"
                        "__________________________________________________\nA list\n"));
    CHECK(
        unsigned_letter("Madame,\n\nMerci.\n\nVeuillez agréer, Madame, mes salutations "
                        "distinguées.\n"));
}
