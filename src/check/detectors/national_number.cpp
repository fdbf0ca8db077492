// Numbers by which states know their people: social insurance, tax, civil register. With one of
// them and a name a stranger can borrow money; lists of them are the costliest mails there are.
//
// A row is a written shape and its check; how much else it needs depends on how often a number
// that means something else would pass.
// source: the issuing offices' rules as named in national_checks.h
#include <algorithm>
#include <string>
#include <vector>

#include "check/detectors/detectors.h"
#include "check/detectors/national_checks.h"
#include "check/detectors/shapes.h"

namespace sendguard::check {
namespace {

using Words = std::string_view;
constexpr Words kUs[] = {
    "ssn",    "ssn#", "ss#", "social security", "social security number", "social security no",
    "soc sec"};
constexpr Words kUk[] = {"nino", "national insurance", "national insurance number", "ni number",
                         "ni no"};
constexpr Words kDe[] = {"steuer-id",
                         "steuerid",
                         "idnr",
                         "steueridentifikationsnummer",
                         "tin",
                         "steuerliche identifikationsnummer",
                         "identifikationsnummer",
                         "steuernummer",
                         "tax id"};
constexpr Words kDePension[] = {"sozialversicherungsnummer",
                                "rentenversicherungsnummer",
                                "sv-nummer",
                                "versicherungsnummer",
                                "rvnr",
                                "svnr"};
constexpr Words kFr[] = {"nir", "sécurité sociale", "numéro de sécurité sociale", "insee", "n° ss"};
constexpr Words kEs[] = {
    "dni",  "nif", "nie", "n.i.f", "documento nacional de identidad", "documento de identidad",
    "d.n.i"};
constexpr Words kIt[] = {"codice fiscale", "c.f", "cf"};
constexpr Words kNl[] = {"bsn", "burgerservicenummer", "sofinummer", "bsn-nummer"};
constexpr Words kPl[] = {"pesel", "nr pesel", "numer pesel"};
constexpr Words kPt[] = {"nif", "contribuinte", "número de contribuinte", "n.º de contribuinte",
                         "nº contribuinte"};
constexpr Words kBe[] = {"rijksregisternummer",
                         "rijksregister",
                         "numéro national",
                         "insz",
                         "niss",
                         "registre national",
                         "numéro de registre national"};
constexpr Words kCh[] = {"ahv", "avs", "ahv-nr", "ahv-nummer"};
constexpr Words kAt[] = {"svnr", "sv-nr", "sv-nummer", "sozialversicherungsnummer",
                         "versicherungsnummer"};
constexpr Words kNordic[] = {"personnummer", "personnr",      "pnr", "cpr",           "cpr-nr",
                             "cpr-nummer",   "fødselsnummer", "fnr", "henkilötunnus", "hetu"};
constexpr Words kIe[] = {"pps", "ppsn", "pps number", "pps no"};
constexpr Words kCz[] = {"rodné číslo", "rodne cislo", "rč"};
constexpr Words kRo[] = {"cnp", "cod numeric personal"};
constexpr Words kBr[] = {"cpf"};
constexpr Words kCa[] = {"sin", "social insurance", "social insurance number", "nas",
                         "numéro d'assurance sociale"};
constexpr Words kAu[] = {"tfn", "tax file number", "tax file no"};
constexpr Words kIn[] = {"aadhaar", "aadhar", "uidai"};
constexpr Words kTr[] = {"tckn", "kimlik no", "kimlik numarası", "t.c", "tc"};
constexpr Words kZa[] = {"id number", "identity number", "sa id", "rsa id", "id no"};

constexpr NumberShape kShapes[] = {
    {"a US Social Security number", "999_99_9999", is_us_ssn, Needs::context, kUs},
    {"a UK National Insurance number", "AA_99_99_99_A", is_uk_nino, Needs::separators, kUk},
    {"a German tax number", "99_999_999_999", is_de_tax_id, Needs::context, kDe},
    {"a German pension insurance number", "99_999999_A_999", is_de_pension, Needs::context,
     kDePension},
    {"a French NIR", "9_99_99_9X_999_999_99", is_fr_nir, Needs::check, kFr},
    {"a Spanish DNI", "99999999_A", is_es_dni, Needs::context, kEs},
    {"a Spanish NIE", "A_9999999_A", is_es_dni, Needs::context, kEs},
    {"an Italian codice fiscale", "AAAAAA99A99A999A", is_it_fiscal, Needs::check, kIt},
    {"a Dutch BSN", "9999_99_999", is_nl_bsn, Needs::context, kNl},
    {"a Polish PESEL", "99999999999", is_pl_pesel, Needs::context, kPl},
    {"a Portuguese NIF", "999_999_999", is_pt_nif, Needs::context, kPt},
    {"a Belgian register number", "99_99_99_999_99", is_be_register, Needs::separators, kBe},
    {"a Swiss AHV number", "999_9999_9999_99", is_ch_ahv, Needs::check, kCh},
    {"an Austrian insurance number", "9999_999999", is_at_insurance, Needs::context, kAt},
    {"a Swedish personnummer", "999999_9999", is_se_person, Needs::context, kNordic},
    {"a Finnish henkilötunnus", "999999_999X", is_fi_person, Needs::separators, kNordic},
    {"a Norwegian fødselsnummer", "999999_99999", is_no_person, Needs::context, kNordic},
    {"a Danish CPR number", "999999_9999", is_dk_person, Needs::both, kNordic},
    {"an Irish PPS number", "9999999A", is_ie_pps, Needs::context, kIe},
    {"a Czech or Slovak birth number", "999999~9999", is_cz_birth, Needs::context, kCz},
    {"a Romanian CNP", "9999999999999", is_ro_cnp, Needs::context, kRo},
    {"a Brazilian CPF", "999_999_999_99", is_br_cpf, Needs::separators, kBr},
    {"a Canadian SIN", "999_999_999", is_ca_sin, Needs::context, kCa},
    {"an Australian TFN", "999_999_999", is_au_tfn, Needs::context, kAu},
    {"an Indian Aadhaar number", "9999_9999_9999", is_in_aadhaar, Needs::context, kIn},
    {"a Chinese resident number", "99999999999999999X", is_cn_resident, Needs::check, {}},
    {"a Turkish identity number", "99999999999", is_tr_identity, Needs::context, kTr},
    {"a Korean resident number", "999999_9999999", is_kr_resident, Needs::separators, {}},
    {"a South African identity number", "9999999999999", is_za_identity, Needs::context, kZa},
    {"a Mexican CURP", "AAAA999999AAAAAAX9", is_mx_curp, Needs::check, {}},
};

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, [](std::string_view text, std::vector<NumberHit>& out) {
        find_shapes(text, kShapes, out);
    });
}

}  // namespace

Detector national_number_detector() {
    return {"national-number",
            "numbers by which states know their people, with their check digits",
            {},
            {"more_than"},
            detect};
}

}  // namespace sendguard::check
