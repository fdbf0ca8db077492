// What stands beside a number decides: the same digits are a card's, a parcel's or an account's.
#include <string>

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

std::shared_ptr<const policy::Policy> rule(std::string_view detect) {
    return make_rule("{detect: " + std::string(detect) + "}");
}

void check_all(std::string_view detect, std::initializer_list<const char*> found,
               std::initializer_list<const char*> silent) {
    const auto policy = rule(detect);
    for (const auto* text : found) {
        INFO(text);
        CHECK(fires(*policy, make_mail(text)));
    }
    for (const auto* text : silent) {
        INFO(text);
        CHECK_FALSE(fires(*policy, make_mail(text)));
    }
}

}  // namespace

TEST_CASE("payment cards: named before, behind, or by a column", "[check][identity]") {
    check_all("payment-card",
              {"Kreditkartennummer: 4111111111111111", "Kreditkarten-Nr. 4111111111111111",
               "Creditcardnummer 4111111111111111", "numéro de CB : 4111111111111111",
               "Cards: 4111111111111111", "Kartendaten: 4111111111111111 gültig bis 12/27",
               "4111111111111111, exp. 12/27", "4111111111111111 - CVC: 123",
               "4111111111111111 (Visa)", "4111111111111111;12/27;123",
               "CB : 4111  1111  1111  1111", "Here: 4111  1111  1111  1111",
               "4111 1111 1111 1111 12/27", "4012 8888 8888 1881 5555 5555 5555 4444"},
              {"PL23 1020 2631 1732 9653 4595 6625", "12 2490 3756 7334 3488 5355 3097",
               "ES60 0182 4594 5644 7065 1471",
               "es04\xC2\xA0"
               "0049 5248 7108 0691 5174",
               "your visa application 4539578763621486 is in", "carte de fidélité 4539578763621486",
               "gift card number 4539578763621486", "tracking 4539578763621486, valid 12/27",
               "Reference 4539578763621486.", "carte de fidélité 4539 5787 6362 1486",
               "tracking number 4539 5787 6362 1486", "a card was sent. Order 4539578763621486"});
}

TEST_CASE("payment cards: a table of figures is none", "[check][identity]") {
    check_all("payment-card", {},
              {"4441 4510 4305 4605\n4690 4358 4292 4268\n4786 4519 4720 4399\n4623 4633 4813 "
               "4495\n4641 4662 4365 4438\n4512 4465 4244 4283"});
}

TEST_CASE("payment cards: a list without words", "[check][identity]") {
    const std::string list =
        "4111111111111111\n5555555555554444\n4012888888881881\n378282246310005\n4242424242424242\n";
    const auto policy = rule("{name: payment-card, more_than: 4}");
    CHECK(fires(*policy, make_mail(list)));
    CHECK(fires(*policy, make_mail("card number;holder\n4111111111111111;A\n5555555555554444;B\n"
                                   "4012888888881881;C\n378282246310005;D\n4242424242424242;E\n")));
    std::string orders = list;  // one in ten passes by chance
    for (int i = 0; i < 40; ++i) orders += std::to_string(4'000'000'000'000'001 + i * 10) + "\n";
    CHECK_FALSE(fires(*policy, make_mail(orders)));
}

TEST_CASE("national numbers: short words of other languages name none", "[check][identity]") {
    check_all("national-number",
              {"SIN: 123-456-782", "SIN (Canada): 123 456 782", "219-09-4321 is her SSN",
               "DNI: 12.345.678-Z", "codice fiscale: rssmra85t10a562s", "BSN 111.222.333",
               "personnummer 19811218-9876", "PPS number 1234567TA",
               "Sozialversicherungsnr. 65 170839 J 003",
               "n\xC2\xB0 SS 1\xC2\xA0"
               "85 05 78 006 084 91",
               "https://example.org/?ssn=219-09-4321", "name;pesel\nA;44051401359",
               "name\tid\tSSN\nA\t1\t219-09-4321\nB\t2\t219-09-4322"},
              {"prosimy zadzwonić do nas: 601 234 008",
               "Puede llamarnos sin compromiso al 612 345 009", "SIN COMPROMISO AL 612 345 009",
               "falamos nas próximas semanas: 912 345 006", "NIF: 501964843",
               "your order 261104-4031676 has left", "tél. 85.07.30.033.28", "EAN 7561234567897",
               "SSN: see 157.219.09.4321", "123 456 782", "SSN 219-09-4321 is only an example",
               "100000123456769", "SSN: please call 219-09-4321", "serial 110101199003078515",
               "datos fiscales: House S.L., NIF B12345674, autónomo NIF 12345678Z"});
}

TEST_CASE("passports and patients: a number directly behind its word", "[check][identity]") {
    check_all("passport",
              {"Passport (UK): 123456789", "Ausweis-Nr.: L01X00T471",
               "Mein Reisepass hat die Nummer C01X00T47.", "Passport:\nC01X00T47",
               "Name;Passport\nA;C01X00T47"},
              {"please bring your passport. If you are late, call 5550123456.",
               "have your passport or ID card ready at the desk. Booking reference AB1234567",
               "bitte Personalausweis mitbringen. Besuchsnummer 20261130.",
               "bring your ID card, booking AB1234567", "Ausweis 12345678 liegt bereit",
               "passport 20261130"});
    check_all("health-number", {"Patient ID: 00412233", "Name;MRN\nA;00412233"},
              {"unter der Fallnummer 00123456", "hospital no. 4 has order 20261130",
               "Cartella clinica n. 4: foglio 20261", "part 1EG4-TE5-MK73"});
}

TEST_CASE("bank accounts: small letters and no-break blanks", "[check][identity]") {
    check_all("bank-account",
              {"gb82 west 1234 5698 7654 32",
               "DE89\xC2\xA0"
               "3704\xC2\xA0"
               "0044\xC2\xA0"
               "0532"
               "\xC2\xA0"
               "0130\xC2\xA0"
               "00"},
              {"DE89          3704 0044 0532 0130 00", "gb82 west 1234 5698 7654 33"});
}

TEST_CASE("lists of people: results, crews and offices are none", "[check][identity]") {
    const auto rows = [](std::string head, const std::string& row) {
        for (int i = 0; i < 60; ++i) head += "\n" + row + std::to_string(i);
        return make_mail(head);
    };
    const auto policy = rule("personal-records");
    for (const auto* head : {"Rank,Name,Time", "Location,Salary,Rank", "Name,Rank,Sex",
                             "Surname,First name,Position", "Rank,Surname,Nationality,Time"}) {
        INFO(head);
        CHECK_FALSE(fires(*policy, rows(head, "A,B,")));
    }
    for (const auto* head : {"Surname,Initials,Rank,Unit", "Name,Salary", "Vorname,Telefon",
                             "Staff number,Unit", "Name,Date of birth"}) {
        INFO(head);
        CHECK(fires(*policy, rows(head, "A,B,")));
    }
}

TEST_CASE("numbers: what names them is found behind any bytes", "[check][identity]") {
    using namespace std::string_literals;
    const auto policy = rule("national-number");
    for (const auto& before :
         {"\0\0 "s, "a\0b\x01 "s, "\t\v\f  "s, "caf\u00e9\u00a0"s, "\u4e3b\u6c11 "s}) {
        CAPTURE(before);
        CHECK(fires(*policy, make_mail(before + "SSN: 219-09-9998")));
        CHECK(fires(*policy, make_mail(before + "Steuer-ID 86 095 742 719")));
    }
    CHECK(fires(*policy, make_mail("\uc8fc\ubbfc\ub4f1\ub85d\ubc88\ud638 971013-1019901")));
    // Inside a longer word it names nothing.
    CHECK_FALSE(fires(*policy, make_mail("lessn 219-09-9998")));
}
