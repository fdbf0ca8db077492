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
constexpr Words kUs[] = {"ssn",
                         "ssns",
                         "ss#",
                         "ssn#",
                         "social security*",
                         "social security number",
                         "social security no",
                         "soc sec"};
constexpr Words kUk[] = {"nino", "national insurance", "national insurance number", "ni number",
                         "ni no"};
constexpr Words kDe[] = {"steuer-id*",
                         "steuerid*",
                         "idnr",
                         "steueridentifikation*",
                         "^TIN",
                         "steuerliche identifikationsnummer",
                         "identifikationsnummer",
                         "steuernummer",
                         "steuernr",
                         "steuer-nr",
                         "tax id"};
constexpr Words kDePension[] = {"sozialversicherungsn*",
                                "rentenversicherungsn*",
                                "sozialversicherungs-n*",
                                "sv-nummer",
                                "sv-nr",
                                "versicherungsn*",
                                "rvnr",
                                "svnr",
                                "rv-nummer"};
constexpr Words kFr[] = {"nir",
                         "sécurité sociale",
                         "numéro de sécurité sociale",
                         "insee",
                         "n° ss",
                         "numéro de sécu",
                         "sécu",
                         "nss",
                         "no sécu"};
constexpr Words kEs[] = {"dni",   "nif",
                         "=nie",  "n.i.f",
                         "d.n.i", "documento nacional de identidad",
                         "n.i.e", "documento de identidad"};
constexpr Words kIt[] = {"codice fiscale", "cod. fiscale", "cod. fisc", "c.f", "^CF"};
constexpr Words kNl[] = {"bsn", "burgerservicenummer", "sofinummer", "bsn-nummer", "bsn-nr"};
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
constexpr Words kCh[] = {"ahv", "avs", "ahv-nr", "ahv-nummer", "ahvn13"};
constexpr Words kAt[] = {"svnr",  "sv-nr", "sv-nummer",          "sozialversicherungsn*",
                         "svnr.", "vsnr",  "versicherungsnummer"};
constexpr Words kNordic[] = {"personnummer",  "personnr",   "^PNR",      "^CPR",
                             "cpr-nr",        "cpr-nummer", "fødselsn*", "fnr",
                             "henkilötunnus", "hetu",       "cpr nr",    "personnumm*"};
constexpr Words kIe[] = {"pps", "ppsn", "pps number", "pps no"};
constexpr Words kCz[] = {"rodné číslo", "rodne cislo", "rč", "r.č"};
constexpr Words kRo[] = {"cnp", "cod numeric personal"};
constexpr Words kBr[] = {"cpf"};
constexpr Words kCa[] = {"^SIN",
                         "^NAS",
                         "sin number",
                         "sin no",
                         "social insurance",
                         "social insurance number",
                         "numéro d'assurance sociale"};
constexpr Words kAu[] = {"tfn", "tax file number", "tax file no"};
constexpr Words kIn[] = {"aadhaar", "aadhar", "uidai"};
constexpr Words kTr[] = {"tckn", "kimlik no", "kimlik numarası", "^T.C", "^TC", "tc kimlik"};
constexpr Words kKr[] = {"주민등록번호", "주민번호", "^RRN", "resident registration",
                         "resident registration number"};
constexpr Words kZa[] = {"=id number", "=identity number", "sa id",
                         "rsa id",     "=id no",           "south african id"};

constexpr NumberShape kShapes[] = {
    {"a US Social Security number", "999_99_9999", is_us_ssn, Needs::context, kUs},
    {"a UK National Insurance number", "AA_99_99_99_A", is_uk_nino, Needs::separators, kUk},
    {"a UK National Insurance number", "aa_99_99_99_a", is_uk_nino, Needs::context, kUk},
    {"a German tax number", "99_999_999_999", is_de_tax_id, Needs::context, kDe},
    {"a German pension insurance number", "99_999999_A_999", is_de_pension, Needs::context,
     kDePension},
    {"a French NIR", "9_99_99_9X_999_999_99", is_fr_nir, Needs::separators, kFr},
    {"a Spanish DNI or NIF", "99999999_A", is_es_dni, Needs::context, kEs},
    {"a Spanish DNI or NIF", "99.999.999_A", is_es_dni, Needs::context, kEs},
    {"a Spanish DNI or NIF", "99999999_a", is_es_dni, Needs::context, kEs},
    {"a Spanish NIE", "A_9999999_A", is_es_dni, Needs::context, kEs},
    {"an Italian codice fiscale", "AAAAAA99A99A999A", is_it_fiscal, Needs::check, kIt},
    {"an Italian codice fiscale", "aaaaaa99a99a999a", is_it_fiscal, Needs::context, kIt},
    {"an Italian codice fiscale", "AAA_AAA_99A99_A999A", is_it_fiscal, Needs::context, kIt},
    {"a Dutch BSN", "9999_99_999", is_nl_bsn, Needs::column, kNl},
    {"a Dutch BSN", "999_999_999", is_nl_bsn, Needs::column, kNl},
    {"a Polish PESEL", "99999999999", is_pl_pesel, Needs::context, kPl},
    {"a Portuguese NIF", "999_999_999", is_pt_nif, Needs::column, kPt},
    {"a Belgian register number", "99.99.99-999.99", is_be_register, Needs::check, kBe},
    {"a Belgian register number", "99_99_99_999_99", is_be_register, Needs::context, kBe},
    {"a Swiss AHV number", "999.9999.9999.99", is_ch_ahv, Needs::check, kCh},
    {"a Swiss AHV number", "999_9999_9999_99", is_ch_ahv, Needs::context, kCh},
    {"an Austrian insurance number", "9999_999999", is_at_insurance, Needs::context, kAt},
    {"a Swedish personnummer", "999999_9999", is_se_person, Needs::context, kNordic},
    {"a Swedish personnummer", "99999999_9999", is_se_person_long, Needs::context, kNordic},
    {"a Finnish henkilötunnus", "999999-999X", is_fi_person, Needs::check, kNordic},
    {"a Finnish henkilötunnus", "999999_999X", is_fi_person, Needs::context, kNordic},
    {"a Norwegian fødselsnummer", "999999_99999", is_no_person, Needs::context, kNordic},
    {"a Danish CPR number", "999999_9999", is_dk_person, Needs::both, kNordic},
    {"an Irish PPS number", "9999999A", is_ie_pps, Needs::context, kIe},
    {"an Irish PPS number", "9999999AA", is_ie_pps, Needs::context, kIe},
    {"a Czech or Slovak birth number", "999999~9999", is_cz_birth, Needs::context, kCz},
    {"a Romanian CNP", "9999999999999", is_ro_cnp, Needs::context, kRo},
    {"a Brazilian CPF", "999.999.999-99", is_br_cpf, Needs::check, kBr},
    {"a Brazilian CPF", "999_999_999_99", is_br_cpf, Needs::context, kBr},
    {"a Canadian SIN", "999_999_999", is_ca_sin, Needs::column, kCa},
    {"an Australian TFN", "999_999_999", is_au_tfn, Needs::column, kAu},
    {"an Indian Aadhaar number", "9999_9999_9999", is_in_aadhaar, Needs::context, kIn},
    {"a Chinese resident number", "99999999999999999X", is_cn_resident, Needs::check, {}},
    {"a Turkish identity number", "99999999999", is_tr_identity, Needs::context, kTr},
    {"a Korean resident number", "999999_9999999", is_kr_resident, Needs::column, kKr},
    {"a South African identity number", "9999999999999", is_za_identity, Needs::context, kZa},
    {"a Mexican CURP", "AAAA999999AAAAAAX9", is_mx_curp, Needs::check, {}},
};

static_assert(std::size(kShapes) <= ShapeTable::kMostShapes);

// A trader's own number stands on each of their invoices.
constexpr Words kTaxSuffix = "NIF";
constexpr Words kInvoice[] = {"factura*",    "fatura*",   "fiscal",      "fiscales",
                              "fiscais",     "autónom*",  "facturación", "cif",
                              "presupuesto", "orçamento", "recibo*"};
constexpr std::size_t kInvoiceBytes = 120;

/// A number that its own writer calls an example.
bool is_example(std::string_view behind) {
    while (!behind.empty() && (behind.front() == ' ' || behind.front() == '('))
        behind.remove_prefix(1);
    for (const std::string_view start :
         {"is only an example", "is just an example", "is an example", "is a sample",
          "ist nur ein beispiel", "ist ein beispiel", "is not a real", "is fictitious"})
        if (behind.starts_with(start)) return true;
    return false;
}

void find(NumberText& numbers, std::vector<NumberHit>& out) {
    constexpr std::size_t kExampleBytes = 40;
    static const ShapeTable table(kShapes);
    table.find(numbers, out);
    auto& context = numbers.context;
    const bool few = out.size() < kListOfNumbers;
    std::erase_if(out, [&](const NumberHit& hit) {
        return is_example(context.behind(hit.end, kExampleBytes)) ||
               (few && hit.detail.ends_with(kTaxSuffix) &&
                context.stands_before(kInvoice, hit.begin, kInvoiceBytes));
    });
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
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
