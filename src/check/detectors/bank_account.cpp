// International bank account numbers: a country, its length, and the check digits modulo 97.
// source: ISO 13616-1, the IBAN registry (lengths by country); ISO/IEC 7064 (mod 97-10)
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/numbers.h"

namespace sendguard::check {
namespace {

constexpr std::pair<std::string_view, std::uint8_t> kLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20},
    {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27},
    {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24},
    {"SC", 31}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
};

std::size_t length_of(std::string_view country) {
    for (const auto& [code, length] : kLengths) {
        if (code == country) return length;
    }
    return 0;
}

/// source: ISO/IEC 7064, mod 97-10
bool check_holds(std::string_view iban) {
    std::uint32_t rest = 0;
    const auto take = [&](char c) {
        if (is_ascii_digit(c)) {
            rest = (rest * 10 + static_cast<std::uint32_t>(c - '0')) % 97;
        } else {
            rest = (rest * 100 + static_cast<std::uint32_t>(c - 'A' + 10)) % 97;
        }
    };
    for (const char c : iban.substr(4)) take(c);
    for (const char c : iban.substr(0, 4)) take(c);
    return rest == 1;
}

void find(std::string_view text, std::vector<NumberHit>& out) {
    const auto words = number_words(text);
    for (const auto& word : words) {
        const auto head = text.substr(word.begin, word.size());
        if (head.size() < 4 || !is_ascii_digit(head[2]) || !is_ascii_digit(head[3])) continue;
        const auto length = length_of(head.substr(0, 2));
        if (length == 0) continue;
        std::string iban;
        auto at = word.begin;
        for (; at < text.size() && iban.size() < length; ++at) {
            const char c = text[at];
            if (is_ascii_digit(c) || (c >= 'A' && c <= 'Z')) {
                iban += c;
            } else if (c != ' ' && c != '-') {
                break;
            }
        }
        const bool goes_on =
            at < text.size() && (is_ascii_letter(text[at]) || is_ascii_digit(text[at]));
        if (iban.size() != length || goes_on || !check_holds(iban)) continue;
        out.push_back({word.begin, at, iban, "an account number of " + iban.substr(0, 2)});
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
}

}  // namespace

Detector bank_account_detector() {
    return {"bank-account", "international bank account numbers (IBAN)", {}, {"more_than"}, detect};
}

}  // namespace sendguard::check
