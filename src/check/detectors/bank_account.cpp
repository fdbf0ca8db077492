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

/// The bytes of a blank or dash between two groups at `at`; 0 where there is none.
std::size_t gap_size(std::string_view text, std::size_t at) {
    if (text[at] == ' ' || text[at] == '-') return 1;
    if (text.substr(at, 2) == "\xC2\xA0") return 2;  // no-break blanks, no-break hyphen
    const auto three = text.substr(at, 3);
    return three == "\xE2\x80\xAF" || three == "\xE2\x80\x91" ? 3 : 0;
}

/// What is written like an account number from `word` on, in capitals; "" where nothing is.
std::string account_at(std::string_view text, const NumberWord& word, std::size_t& end) {
    if (word.size() < 4 || !is_ascii_letter(text[word.begin])) return {};
    const auto head = ascii_lower(text.substr(word.begin, 4));
    if (!is_ascii_letter(head[1]) || !is_ascii_digit(head[2]) || !is_ascii_digit(head[3]))
        return {};
    const char country[] = {static_cast<char>(head[0] - 'a' + 'A'),
                            static_cast<char>(head[1] - 'a' + 'A')};
    const auto length = length_of(std::string_view(country, 2));
    if (length == 0) return {};
    std::string iban;
    auto at = word.begin;
    bool in_gap = false;
    while (at < text.size() && iban.size() < length) {
        const char c = ascii_lower(text[at]);
        if (is_ascii_digit(c) || is_ascii_letter(c)) {
            iban += is_ascii_digit(c) ? c : static_cast<char>(c - 'a' + 'A');
            ++at;
            in_gap = false;
        } else if (const auto gap = gap_size(text, at); gap != 0 && !in_gap) {
            at += gap;
            in_gap = true;
        } else {
            break;
        }
    }
    const bool goes_on =
        at < text.size() && (is_ascii_letter(text[at]) || is_ascii_digit(text[at]));
    end = at;
    return iban.size() != length || goes_on ? std::string() : iban;
}

void find(NumberText& numbers, std::vector<NumberHit>& out) {
    const auto text = numbers.text;
    for (const auto& word : numbers.words) {
        std::size_t end = 0;
        const auto iban = account_at(text, word, end);
        if (iban.empty() || !check_holds(iban)) continue;
        out.push_back({word.begin, end, iban, "an account number of " + iban.substr(0, 2)});
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
}

}  // namespace

std::vector<Span> account_spans(std::string_view text, std::span<const NumberWord> words) {
    std::vector<Span> out;
    for (const auto& word : words) {
        std::size_t end = 0;
        if (!out.empty() && word.begin < out.back().end) continue;
        if (!account_at(text, word, end).empty()) out.push_back({word.begin, end});
    }
    return out;
}

Detector bank_account_detector() {
    return {"bank-account", "international bank account numbers (IBAN)", {}, {"more_than"}, detect};
}

}  // namespace sendguard::check
