#include <string>
#include <vector>

#include "check/detectors/national_checks.h"
#include "check/detectors/numbers.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

std::shared_ptr<const policy::Policy> rule(std::string_view detect) {
    return make_rule("{detect: " + std::string(detect) + "}");
}

/// How many of the digits can be changed without the check seeing it.
int unseen_changes(bool (*valid)(std::string_view), std::string number) {
    int unseen = 0;
    for (auto& c : number) {
        if (c < '0' || c > '9') continue;
        const char before = c;
        c = before == '9' ? '0' : static_cast<char>(before + 1);
        unseen += valid(number);
        c = before;
    }
    return unseen;
}

struct Sample {
    std::string_view text;
    bool (*valid)(std::string_view);
    std::string_view number;
    int unseen;  ///< one changed digit in so many places passes: 0 for a whole check
};
// The issuing offices' own examples, and those of the standards.
const Sample kSamples[] = {
    {"Steuer-ID 86 095 742 719", check::is_de_tax_id, "86095742719", 0},
    {"SV-Nummer 15 070649 C 103", check::is_de_pension, "15070649C103", 0},
    {"NIR 1 85 05 78 006 084 91", check::is_fr_nir, "185057800608491", 0},
    {"DNI: 12345678-Z", check::is_es_dni, "12345678Z", 0},
    {"NIE X1234567L", check::is_es_dni, "X1234567L", 0},
    {"RSSMRA85T10A562S", check::is_it_fiscal, "RSSMRA85T10A562S", 0},
    {"BSN 111222333", check::is_nl_bsn, "111222333", 0},
    {"PESEL: 44051401359", check::is_pl_pesel, "44051401359", 0},
    {"NIF 123 456 789", check::is_pt_nif, "123456789", 0},
    {"93.05.18-223.61", check::is_be_register, "93051822361", 0},
    {"756.9217.0769.85", check::is_ch_ahv, "7569217076985", 0},
    {"SVNR 1237 010180", check::is_at_insurance, "1237010180", 0},
    {"personnummer 811228-9874", check::is_se_person, "8112289874", 0},
    {"131052-308T", check::is_fi_person, "131052308T", 0},
    {"fnr 151086 95088", check::is_no_person, "15108695088", 0},
    {"PPS 6433435F", check::is_ie_pps, "6433435F", 0},
    {"rodné číslo 710319/2745", check::is_cz_birth, "7103192745", 0},
    {"CNP 1630615123457", check::is_ro_cnp, "1630615123457", 0},
    {"390.533.447-05", check::is_br_cpf, "39053344705", 1},
    {"SIN 123-456-782", check::is_ca_sin, "123456782", 0},
    {"TFN 123 456 782", check::is_au_tfn, "123456782", 0},
    {"Aadhaar 2341 2341 2346", check::is_in_aadhaar, "234123412346", 0},
    {"11010519491231002X", check::is_cn_resident, "11010519491231002X", 0},
    {"TCKN 17291716060", check::is_tr_identity, "17291716060", 0},
    {"RRN 971013-1019901", check::is_kr_resident, "9710131019901", 0},
    {"SA ID 7503305044089", check::is_za_identity, "7503305044089", 0},
};

}  // namespace

TEST_CASE("national numbers: the offices' own examples are found, in a text", "[check][identity]") {
    const auto policy = rule("national-number");
    for (const auto& sample : kSamples) {
        INFO(sample.text);
        CHECK(sample.valid(sample.number));
        CHECK(fires(*policy, make_mail("Here it is: " + std::string(sample.text) + ".")));
    }
    CHECK(fires(*policy, make_mail("Her SSN is 219-09-4321.")));
    CHECK(fires(*policy, make_mail("NI number AB123456C")));
    CHECK(fires(*policy, make_mail("CURP BOXW310820HNERXN09")));
}

TEST_CASE("national numbers: a changed digit is no such number", "[check][identity]") {
    for (const auto& sample : kSamples) {
        INFO(sample.text);
        CHECK(unseen_changes(sample.valid, std::string(sample.number)) == sample.unseen);
    }
}

TEST_CASE("national numbers: other numbers of the same length are left alone",
          "[check][identity]") {
    const auto policy = rule("national-number");
    for (const auto* text :
         {"Call 0123 456789 or 020 7946 0000.", "Order 111222333 of 2026-01-05.",
          "https://social.example.org/status/490450531 and 458456841", "ISBN 978-3-16-148410-0",
          "SSN is asked for on page 3.", "Meeting 811228-9874 in room 4.", "tax 1,234,567.89"}) {
        INFO(text);
        CHECK_FALSE(fires(*policy, make_mail(text)));
    }
}

TEST_CASE("national numbers: a column of them needs no word", "[check][identity]") {
    const auto policy = rule("national-number");
    CHECK(fires(*policy,
                make_mail("219-09-4321\n219-09-4322\n219-09-4323\n219-09-4324\n219-09-4325")));
    CHECK(fires(*policy,
                make_mail("811228-9874\n640823-3234\n670919-9530\n850709-9805\n121212-1212")));
    CHECK_FALSE(fires(*policy, make_mail("111-22-3333/a\n12-34\n77")));
}

TEST_CASE("payment cards: issuer, length, check digit, and a form", "[check][identity]") {
    const auto policy = rule("payment-card");
    for (const auto* text :
         {"4012 8888 8888 1881", "4012-8888-8888-1881", "3782 822463 10005", "3056 930902 5904",
          "card number 5555555555554444", "Kartennummer: 6011111111111117",
          "On 5 Jan 2026 4012 8888 8888 1881 was charged", "tarjeta 3530111333300000"}) {
        INFO(text);
        CHECK(fires(*policy, make_mail(text)));
    }
    for (const auto* text :
         {"4012 8888 8888 1882", "4012888888881881", "1234 5678 9012 3452", "0000 0000 0000 0000",
          "card 4012888888881881234", "9999 9999 9999 9995", "phone +44 4012 888 888"}) {
        INFO(text);
        CHECK_FALSE(fires(*policy, make_mail(text)));
    }
}

TEST_CASE("payment cards: more_than counts different ones", "[check][identity]") {
    const auto policy = rule("{name: payment-card, more_than: 1}");
    CHECK_FALSE(fires(*policy, make_mail("4012 8888 8888 1881\n4012-8888-8888-1881")));
    CHECK(fires(*policy, make_mail("4012 8888 8888 1881\n5555 5555 5555 4444")));
}

TEST_CASE("bank accounts: country, length and check digits", "[check][identity]") {
    const auto policy = rule("bank-account");
    CHECK(fires(*policy, make_mail("DE89 3704 0044 0532 0130 00")));
    CHECK(fires(*policy, make_mail("GB82WEST12345698765432.")));
    CHECK(fires(*policy, make_mail("MT84MALT011000012345MTLCAST001S")));
    CHECK_FALSE(fires(*policy, make_mail("DE89 3704 0044 0532 0130 01")));
    CHECK_FALSE(fires(*policy, make_mail("DE89 3704 0044 0532 0130")));
    CHECK_FALSE(fires(*policy, make_mail("XX89 3704 0044 0532 0130 00")));
}

TEST_CASE("passports: machine-readable lines and numbers behind the word", "[check][identity]") {
    const auto policy = rule("passport");
    CHECK(fires(*policy, make_mail("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                                   "L898902C36UTO7408122F1204159ZE184226B<<<<<10")));
    CHECK(fires(*policy, make_mail("I<UTOD231458907<<<<<<<<<<<<<<<")));
    CHECK(fires(*policy, make_mail("Passport No: C01X00T47")));
    CHECK_FALSE(fires(*policy, make_mail("L898902C37UTO7408122F1204159ZE184226B<<<<<10")));
    CHECK_FALSE(
        fires(*policy, make_mail("The passport office is open until 17:00 on 2026-01-05.")));
}

TEST_CASE("health numbers: by their word", "[check][identity]") {
    const auto policy = rule("health-number");
    CHECK(fires(*policy, make_mail("NHS No. 943 476 5919")));
    CHECK(fires(*policy, make_mail("Versichertennummer A123456780")));
    CHECK(fires(*policy, make_mail("MRN 00412233")));
    CHECK_FALSE(fires(*policy, make_mail("NHS No. 943 476 5918")));
    CHECK_FALSE(fires(*policy, make_mail("Room 943 476 5919")));
}

TEST_CASE("number words: digits are found wherever they stand", "[check][identity]") {
    std::string text(100, 'x');
    for (std::size_t at = 0; at < 40; ++at) {
        auto one = text;
        one[at] = '7';
        one.insert(at, " ");
        const auto words = check::number_words(one);
        REQUIRE(words.size() == 1);
        CHECK(words[0].begin == at + 1);
        CHECK(words[0].end == one.size());
    }
    CHECK(check::number_words("äöü ,.:;/<>? \xc3\xb9\xba").empty());
    CHECK(check::luhn_holds("79927398713"));
}
