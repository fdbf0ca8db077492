// Passports and identity cards: the two or three lines that machines read, with their check
// digits, and a number directly behind the word "passport", or in a column that it heads.
//
// Passport data of the leaders of 20 states once went to the organisers of a football match.
// source: ICAO Doc 9303 parts 3 to 6 (machine-readable zones, check digits 7 3 1)
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/number_context.h"
#include "check/detectors/numbers.h"

namespace sendguard::check {
namespace {

constexpr std::string_view kContext[] = {"passport no",
                                         "passport nos",
                                         "passport number",
                                         "passport numbers",
                                         "passport nr",
                                         "passport #",
                                         "=passport",
                                         "=passports",
                                         "=reisepass",
                                         "reisepassnummer*",
                                         "reisepassnr",
                                         "reisepass-nr",
                                         "passnummer",
                                         "=passnr",
                                         "pass-nr",
                                         "pass nr",
                                         "=personalausweis",
                                         "personalausweisn*",
                                         "personalausweis-nr",
                                         "ausweisnummer*",
                                         "ausweisnr",
                                         "ausweis-nr",
                                         "ausweis nr",
                                         "=passeport",
                                         "passeport n°",
                                         "numéro de passeport",
                                         "n° de passeport",
                                         "=pasaporte",
                                         "número de pasaporte",
                                         "nº de pasaporte",
                                         "=passaporto",
                                         "numero di passaporto",
                                         "=paspoort",
                                         "paspoortnummer",
                                         "=passaporte",
                                         "número do passaporte",
                                         "=paszport",
                                         "numer paszportu",
                                         "nr paszportu",
                                         "=dowód osobisty",
                                         "=dowodu osobistego",
                                         "=carte d'identité",
                                         "=id card",
                                         "=identity card",
                                         "=carta d'identità",
                                         "=identiteitskaart"};
constexpr std::size_t kLineLengths[] = {30, 36, 44};

/// source: ICAO Doc 9303-3, 4.9
bool check_holds(std::string_view field, char check) {
    constexpr std::array<std::uint32_t, 3> kWeights = {7, 3, 1};
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < field.size(); ++i) {
        const char c = field[i];
        const auto value = static_cast<std::uint32_t>(c == '<'            ? 0
                                                      : is_ascii_digit(c) ? c - '0'
                                                                          : c - 'A' + 10);
        sum += value * kWeights[i % 3];
    }
    return is_ascii_digit(check) && sum % 10 == static_cast<std::uint32_t>(check - '0');
}

/// Whether `line` is the machine-readable line that holds the number.
bool is_machine_line(std::string_view line) {
    if (std::ranges::find(kLineLengths, line.size()) == std::end(kLineLengths)) return false;
    if (!std::ranges::all_of(
            line, [](char c) { return c == '<' || is_ascii_digit(c) || (c >= 'A' && c <= 'Z'); }))
        return false;
    if (line.size() == 30)
        return std::string_view("IAC").find(line[0]) != std::string_view::npos &&
               check_holds(line.substr(5, 9), line[14]);
    return check_holds(line.substr(0, 9), line[9]) && check_holds(line.substr(13, 6), line[19]) &&
           check_holds(line.substr(21, 6), line[27]);
}

bool may_be_number(std::string_view word) {
    const auto digits = std::ranges::count_if(word, is_ascii_digit);
    return word.size() >= 7 && word.size() <= 10 && digits >= 5 && !is_day_number(word) &&
           std::ranges::none_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Ten digits are a telephone number, and passports have none; a column's head outweighs it.
bool may_be_telephone(std::string_view word) {
    constexpr std::size_t kTelephoneDigits = 10;
    return word.size() == kTelephoneDigits && all_digits(word);
}

void find(NumberText& numbers, std::vector<NumberHit>& out) {
    const auto text = numbers.text;
    auto& context = numbers.context;
    for (const auto& word : numbers.words) {
        const auto number = text.substr(word.begin, word.size());
        if (!may_be_number(number)) continue;
        const bool named = may_be_telephone(number) ? context.heads_column(kContext, word.begin)
                                                    : context.names(kContext, word.begin, word.end);
        if (named)
            out.push_back({word.begin, word.end, std::string(number), "a passport's number"});
    }
    if (text.find('<') == std::string_view::npos) return;
    any_line(text, [&](std::size_t begin, std::size_t end) {
        const auto line = trim(text.substr(begin, end - begin));
        if (is_machine_line(line))
            out.push_back({begin, end, std::string(line.substr(0, 15)),
                           "a passport's machine-readable line"});
        return false;
    });
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
}

}  // namespace

Detector passport_detector() {
    return {"passport",
            "numbers and machine-readable lines of passports and identity cards",
            {},
            {"more_than"},
            detect};
}

}  // namespace sendguard::check
