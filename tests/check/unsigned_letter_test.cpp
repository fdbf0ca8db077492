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

TEST_CASE("unsigned letter: a typed name signs a letter that a mail brings along",
          "[check][letter]") {
    std::string mail = "This is for your comments.\n";
    for (int i = 0; i < 25; ++i) mail += "An agency that has a say\n";
    CHECK_FALSE(unsigned_letter(mail + std::string(kLetterTop) +
                                "Very respectfully,\n\nWILLIAM H. EXAMPLE\nBrigadier General\n"));
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

TEST_CASE("unsigned letter: what parts a signature, and what signs as well", "[check][letter]") {
    const std::string top = "Dear Ms Holm,\n\nthanks for the papers.\n\n";
    for (const auto* end :
         {"Kind regards,\n-- \nAnna Berg\nHouse Ltd\n", "Kind regards,\n\n--\n\nAnna Berg\n",
          "Kind regards,\n-----------------\nAnna Berg\n", "Kind regards,\nA.\n",
          "Kind regards, A.\n", "Kind regards, Anna\n", "Cordialement.\n\n06 12 34 56 78\n",
          "Cordiali saluti.\n", "Kind regards,\nThe Harbour24 Team\n",
          "Kind regards,\n\n____\nAnna Berg | House Ltd | +44 20 7946 0123\n",
          "Sincerely,\n________________\nAnna Berg\nanna.berg@example.org\n"}) {
        INFO(end);
        CHECK_FALSE(unsigned_letter(top + end));
    }
    CHECK(unsigned_letter(top + "Kind regards,\n"));
    CHECK(
        unsigned_letter(top + "Sincerely,\n\n-----------------\nTo leave, write to this list.\n"));
}

TEST_CASE("unsigned letter: notes of every day, and letters of others", "[check][letter]") {
    CHECK_FALSE(unsigned_letter("Good afternoon all,\n\nI am away.\n\nKind Regards,\n"));
    CHECK_FALSE(unsigned_letter("Dear Karina,\n\nthanks.\n\nBest regards,\n\nP.S. See you!\n"));
    CHECK_FALSE(
        unsigned_letter("See below.\n\nAnna\n\n- -Original Message-----\nFrom: Tom\n\n"
                        "Dear Ms Berg,\n\nthank you.\n\nSincerely,\n"));
    CHECK_FALSE(
        unsigned_letter("See below.\n\nAnna\n\nTom Reed <tom@example.net>\nTo: Anna\ncc:\n"
                        "Subject: Letter\n\nDear Ms Berg,\n\nthank you.\n\nSincerely,\n"));
    // A business letter bears its writer's name in type.
    CHECK_FALSE(
        unsigned_letter("House\nHarbour Street 1\n20457 Hamburg\n\n30 November 2026\n\n"
                        "Our ref: 77/2026\n\nDear Ms. Holm,\n\nwe confirm the dates.\n\n"
                        "Yours sincerely,\n\nAnna Berg\nDirector\n"));
}

TEST_CASE("unsigned letter: a picture may be the signature", "[check][letter]") {
    const auto page = [](std::string_view end) {
        return make_mail(
            "<p>Dear Ms Holm,</p><p>thanks.</p><p>Kind regards,</p>" + std::string(end),
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n");
    };
    const auto policy = make_rule("{detect: unsigned-letter}");
    CHECK(fires(*policy, page("")));
    CHECK_FALSE(fires(*policy, page("<img src=\"cid:sig1\" alt=\"\">")));
    CHECK_FALSE(fires(*policy, page("<img src=\"https://www.example.org/sig.png\">")));
}
