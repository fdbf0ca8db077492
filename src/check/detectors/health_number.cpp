// Numbers of patients and of the insured: with one of them a mail speaks of somebody's health.
// Limits: a case number (Fallnummer) is none: every office has cases.
// source: NHS Data Dictionary (modulo 11); GKV-Spitzenverband (KVNR); CMS (Medicare MBI format)
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/national_checks.h"
#include "check/detectors/shapes.h"

namespace sendguard::check {
namespace {

using Words = std::string_view;
constexpr Words kNhs[] = {"=nhs", "nhs no", "nhs number", "nhs num", "nhs-no"};
constexpr Words kKvnr[] = {"kvnr",
                           "krankenversichertennummer",
                           "versichertennummer",
                           "versichertennr",
                           "versicherten-nr",
                           "krankenkasse",
                           "kv-nummer",
                           "kv-nr"};
constexpr Words kMbi[] = {"=mbi",        "=medicare",   "medicare number",
                          "medicare no", "medicare id", "beneficiary"};
// Without a check digit: the number follows at once, or stands in the column.
constexpr Words kRecord[] = {"mrn",
                             "medical record",
                             "medical record number",
                             "medical record no",
                             "patient id",
                             "patient number",
                             "patient no",
                             "hospital number",
                             "patientennummer",
                             "patienten-nr",
                             "patientennr",
                             "patienten-id",
                             "numéro de patient",
                             "n° patient",
                             "número de paciente",
                             "historia clínica",
                             "nº de historia clínica",
                             "numero paziente",
                             "cartella clinica",
                             "patiëntnummer",
                             "número do paciente",
                             "número de utente",
                             "numer pacjenta"};

constexpr NumberShape kShapes[] = {
    {"an NHS number", "999_999_9999", is_uk_nhs, Needs::column, kNhs},
    {"a German health insurance number", "A999999999", is_de_health, Needs::context, kKvnr},
    {"a Medicare beneficiary number", "9AX9_AX9_AA99", is_us_mbi, Needs::column, kMbi},
};

void find(NumberText& numbers, std::vector<NumberHit>& out) {
    constexpr std::size_t kFewestDigits = 4, kShortest = 5, kLongest = 12;
    static const ShapeTable table(kShapes);
    table.find(numbers, out);
    for (const auto& word : numbers.words) {
        const auto number = numbers.text.substr(word.begin, word.size());
        if (number.size() < kShortest || number.size() > kLongest || is_day_number(number) ||
            std::ranges::count_if(number, is_ascii_digit) <
                static_cast<std::ptrdiff_t>(kFewestDigits))
            continue;
        if (numbers.context.names_directly(kRecord, word.begin, word.end))
            out.push_back({word.begin, word.end, std::string(number), "a patient's number"});
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
}

}  // namespace

Detector health_number_detector() {
    return {"health-number", "numbers of patients and the insured", {}, {"more_than"}, detect};
}

}  // namespace sendguard::check
