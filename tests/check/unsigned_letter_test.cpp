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
