// Numbers of payment cards: an issuer's range, its length, and Luhn's check digit.
//
// One number in ten of any length passes the check digit, so the form counts too: the groups that
// are embossed on a card, or a word for a card before it.
// source: ISO/IEC 7812-1; the card schemes' published ranges
#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/numbers.h"

namespace sendguard::check {
namespace {

struct Range {
    std::uint32_t first = 0, last = 0;  ///< of the first six digits
    std::uint8_t shortest = 16, longest = 16;
    std::string_view scheme;
};
constexpr Range kRanges[] = {
    {340000, 349999, 15, 15, "American Express"},
    {370000, 379999, 15, 15, "American Express"},
    {300000, 305999, 14, 14, "Diners Club"},
    {360000, 369999, 14, 14, "Diners Club"},
    {380000, 399999, 14, 16, "Diners Club"},
    {352800, 358999, 16, 16, "JCB"},
    {400000, 499999, 16, 16, "Visa"},
    {500000, 509999, 16, 16, "Maestro"},
    {510000, 559999, 16, 16, "Mastercard"},
    {560000, 589999, 16, 16, "Maestro"},
    {601100, 601199, 16, 16, "Discover"},
    {622126, 622925, 16, 19, "UnionPay"},
    {644000, 659999, 16, 16, "Discover"},
    {670000, 679999, 16, 19, "Maestro"},
    {222100, 272099, 16, 16, "Mastercard"},
    {220000, 220499, 16, 16, "Mir"},
    {979200, 979299, 16, 16, "Troy"},
};

constexpr std::string_view kContext[] = {"card",
                                         "card no",
                                         "card number",
                                         "visa",
                                         "mastercard",
                                         "amex",
                                         "american express",
                                         "credit card",
                                         "debit card",
                                         "kreditkarte",
                                         "kartennummer",
                                         "karte",
                                         "carte",
                                         "carte bancaire",
                                         "numéro de carte",
                                         "tarjeta",
                                         "tarjeta de crédito",
                                         "carta di credito",
                                         "numero carta",
                                         "carta",
                                         "creditcard",
                                         "kaartnummer",
                                         "cartão",
                                         "cartão de crédito",
                                         "karta",
                                         "karty",
                                         "numer karty",
                                         "kk-nr",
                                         "cc",
                                         "pan"};

const Range* range_of(std::string_view digits) {
    std::uint32_t head = 0;
    std::from_chars(digits.data(), digits.data() + 6, head);
    for (const auto& range : kRanges) {
        if (head >= range.first && head <= range.last && digits.size() >= range.shortest &&
            digits.size() <= range.longest)
            return &range;
    }
    return nullptr;
}

/// Groups as they are embossed: 4-4-4-4, 4-6-5, 4-6-4.
bool is_embossed(std::span<const NumberWord> words) {
    constexpr std::array<std::array<std::size_t, 4>, 3> kForms = {
        {{4, 4, 4, 4}, {4, 6, 5, 0}, {4, 6, 4, 0}}};
    return std::ranges::any_of(kForms, [&](const auto& form) {
        const std::size_t groups = form[3] == 0 ? 3 : 4;
        if (words.size() != groups) return false;
        for (std::size_t i = 0; i < groups; ++i)
            if (words[i].size() != form[i]) return false;
        return true;
    });
}

bool is_one_digit(std::string_view digits) {
    return digits.find_first_not_of(digits.front(), 1) == std::string_view::npos ||
           std::ranges::count(digits, '0') > static_cast<std::ptrdiff_t>(digits.size()) - 3;
}

void find(std::string_view text, std::vector<NumberHit>& out) {
    const auto words = number_words(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].size() > 19 || words[i].size() < 4) continue;
        for (std::size_t size = 14; size <= 19; ++size) {
            const auto number = join(text, words, i, size);
            if (number.words == 0) continue;
            const auto* range = range_of(number.text);
            if (range == nullptr || !luhn_holds(number.text) || is_one_digit(number.text)) continue;
            if (!is_embossed(std::span(words).subspan(i, number.words)) &&
                !stands_after(text, number.begin, kContext))
                continue;
            out.push_back({number.begin, number.end, number.text,
                           "a card number of " + std::string(range->scheme)});
            i += number.words - 1;
            break;
        }
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    return detect_numbers(input, find);
}

}  // namespace

Detector payment_card_detector() {
    return {"payment-card",
            "numbers of payment cards, by issuer and check digit",
            {},
            {"more_than"},
            detect};
}

}  // namespace sendguard::check
