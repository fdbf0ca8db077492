// Numbers of payment cards: an issuer's range, its length, and Luhn's check digit.
//
// One number in ten of any length passes the check digit, so the form counts too: the groups that
// are embossed on a card, or a word for a card before it.
// source: ISO/IEC 7812-1; the card schemes' published ranges
#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/number_context.h"
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

constexpr std::string_view kContext[] = {"=card",
                                         "=cards",
                                         "card no",
                                         "card nr",
                                         "card number",
                                         "card numbers",
                                         "card details",
                                         "=visa",
                                         "visa card",
                                         "mastercard",
                                         "=amex",
                                         "american express",
                                         "credit card*",
                                         "debit card*",
                                         "kreditkarte*",
                                         "kredit-karte*",
                                         "debitkarte*",
                                         "kartennummer*",
                                         "kartennr",
                                         "karten-nr",
                                         "kartendaten",
                                         "=karte",
                                         "=carte",
                                         "carte bancaire",
                                         "carte bleue",
                                         "carte de crédit",
                                         "numéro de carte",
                                         "numéro de cb",
                                         "^CB",
                                         "=tarjeta",
                                         "tarjeta de crédito",
                                         "tarjeta de débito",
                                         "número de tarjeta",
                                         "carta di credito",
                                         "numero carta",
                                         "numero della carta",
                                         "=carta",
                                         "creditcard*",
                                         "kaartnummer",
                                         "kartnummer",
                                         "kortnummer",
                                         "kontokort",
                                         "kredittkort",
                                         "kreditkort",
                                         "=cartão",
                                         "cartão de crédito",
                                         "número do cartão",
                                         "=karta",
                                         "karta kredytowa",
                                         "karty kredytowej",
                                         "=karty",
                                         "numer karty",
                                         "nr karty",
                                         "kk-nr",
                                         "^CC",
                                         "^PAN"};
constexpr std::string_view kOtherCards[] = {
    "gift",        "loyalty", "membership", "library", "fidélité",  "fidelidad", "fedeltà",
    "kundenkart*", "sim",     "bonus*",     "member",  "geschenk*", "cadeau",    "regalo",
    "spar*",       "rewards", "kundenk*",   "points",  "access",    "klantenk*"};
// What stands behind a card's number: its check number, or "exp. 12/27"; "#" is a digit.
constexpr std::string_view kCheckNumbers[] = {"cvv",        "cvc",          "cvv2",         "cvc2",
                                              "prüfziffer", "cryptogramme", "security code"};
constexpr std::string_view kExpiry[] = {"exp",      "expiry",  "expires", "expiration", "valid",
                                        "gültig",   "valable", "caduca",  "validez",    "scad",
                                        "scadenza", "geldig",  "ważna",   "validade",   "expire"};
constexpr std::string_view kSchemes[] = {
    "visa", "mastercard", "master card", "amex", "american express", "maestro", "diners"};
constexpr std::size_t kBehindBytes = 48;
constexpr std::size_t kManyCards = 5;  ///< ungrouped numbers that pass make a list

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

/// One of the gaps between a card's groups: a separator, or two blanks.
bool is_gap(std::string_view text, const NumberWord& one, const NumberWord& next) {
    return is_joined(text, one, next) || text.substr(one.end, next.begin - one.end) == "  ";
}

bool is_year(std::string_view word) {
    return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

bool is_one_digit(std::string_view digits) {
    return digits.find_first_not_of(digits.front(), 1) == std::string_view::npos ||
           std::ranges::count(digits, '0') > static_cast<std::ptrdiff_t>(digits.size()) - 3;
}

/// "12/27" at the start of `text`, behind blanks and signs.
bool starts_with_month(std::string_view text) {
    constexpr std::size_t kMostSigns = 12;  // ". until "
    const auto digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos || digit > kMostSigns) return false;
    const auto slash = text.find_first_of("/-.", digit);
    return slash != std::string_view::npos && slash - digit <= 2 && slash + 2 < text.size() &&
           is_ascii_digit(text[slash + 1]) && is_ascii_digit(text[slash + 2]);
}

bool starts_with_word(std::string_view text, std::string_view word) {
    return text.starts_with(word) &&
           (text.size() == word.size() || !is_ascii_letter(text[word.size()]));
}

/// Whether what stands behind a number says that it is a card's.
bool is_named_behind(std::string_view behind) {
    const auto first = behind.find_first_not_of(" (,;/-");
    if (first == std::string_view::npos) return false;
    if (std::ranges::any_of(kSchemes, [&](std::string_view word) {
            return first <= 3 && starts_with_word(behind.substr(first), word);
        }))
        return true;
    for (std::size_t at = 0; at < behind.size(); ++at) {
        if (at > 0 && is_ascii_word(behind[at - 1])) continue;
        const auto rest = behind.substr(at);
        const auto starts = [&](std::string_view word) { return starts_with_word(rest, word); };
        if (std::ranges::any_of(kCheckNumbers, starts)) return true;
        const auto word = std::ranges::find_if(kExpiry, starts);
        if (word != std::end(kExpiry) && starts_with_month(rest.substr(word->size()))) return true;
    }
    return false;
}

/// "4111111111111111;12/27;123": a month and a check number without their names.
bool has_month_and_code(std::string_view behind) {
    const auto skip = [&] {
        const auto next = behind.find_first_not_of(" ,;|/-");
        behind.remove_prefix(std::min({next, behind.size(), std::size_t{3}}));
    };
    const auto digits = [&] {
        std::size_t count = 0;
        while (count < behind.size() && is_ascii_digit(behind[count])) ++count;
        behind.remove_prefix(count);
        return count;
    };
    skip();
    if (const auto month = digits(); month == 0 || month > 2 || !behind.starts_with('/'))
        return false;
    behind.remove_prefix(1);
    if (const auto year = digits(); year != 2 && year != 4) return false;
    skip();
    const auto code = digits();
    return (code == 3 || code == 4) && (behind.empty() || !is_ascii_word(behind.front()));
}

struct Finder {
    std::string_view text;
    std::span<const NumberWord> words;
    NumberContext& context;
    std::vector<Span> accounts = account_spans(text, words);
    std::vector<NumberHit> embossed = {};  ///< 4-4-4-4
    std::size_t rows_of_fours = 0;
    std::vector<NumberHit> unsure = {};  ///< grouped in another way: left out
    std::vector<NumberHit> listed = {};  ///< ungrouped, and nothing says what they are
    std::unordered_set<std::string> passing = {};
    std::size_t passed = 0;     ///< ungrouped, with their repetitions
    std::size_t of_length = 0;  ///< ungrouped, as long as a card's number
    std::vector<NumberHit>& out;

    bool is_digits(std::size_t i) const {
        return all_digits(text.substr(words[i].begin, words[i].size()));
    }
    bool is_named(std::size_t begin, std::size_t end) {
        return context.names(kContext, begin, end) ||
               (!context.is_another(begin) &&
                (is_named_behind(context.behind(end, kBehindBytes)) ||
                 has_month_and_code(context.behind(end, kBehindBytes))));
    }
    bool in_account(std::size_t begin) const {
        auto next = std::ranges::upper_bound(accounts, begin, {}, &Span::begin);
        return next != accounts.begin() && begin < (--next)->end;
    }

    /// The words of digits from `first` on, with the same gap between all of them.
    std::size_t run_end(std::size_t first) const {
        auto last = first + 1;
        const auto gap = [&](std::size_t i) {
            return text.substr(words[i - 1].end, words[i].begin - words[i - 1].end);
        };
        while (last < words.size() && is_digits(last) &&
               is_gap(text, words[last - 1], words[last]) &&
               (last == first + 1 || gap(last) == gap(first + 1)))
            ++last;
        return last;
    }

    std::string digits(std::size_t first, std::size_t last) const {
        std::string all;
        for (auto i = first; i < last; ++i) all += text.substr(words[i].begin, words[i].size());
        return all;
    }

    /// Whether words [first, last) may be one card's number; adds it when named, else to
    /// `doubtful`.
    bool take(std::size_t first, std::size_t last, std::vector<NumberHit>& doubtful) {
        const auto number = digits(first, last);
        const auto* range = number.size() < 14 ? nullptr : range_of(number);
        if (range == nullptr || !luhn_holds(number) || is_one_digit(number)) return false;
        const auto begin = words[first].begin, end = words[last - 1].end;
        if (context.stands_before(kOtherCards, begin)) return true;
        NumberHit hit{begin, end, number, "a card number of " + std::string(range->scheme)};
        const bool named = is_named(begin, end);
        const bool single = last == first + 1;
        if (!named && (context.is_another(begin) || (single && number.size() < 15))) return true;
        if (single) {
            passing.insert(number);
            ++passed;
        }
        (named ? out : doubtful).push_back(std::move(hit));
        return true;
    }

    bool are_sizes(std::size_t first, std::initializer_list<std::size_t> sizes) const {
        for (const auto size : sizes)
            if (words[first++].size() != size) return false;
        return true;
    }

    /// "12/27"
    bool is_month(std::size_t i) const {
        return words[i].size() == 2 && text.substr(words[i].end).starts_with('/');
    }

    /// Groups as they are embossed, 4-4-4-4, as often as the run holds them; a year may stand
    /// before or behind. An account's number has more groups than fours of them.
    bool take_fours(std::size_t first, std::size_t last) {
        const auto year = [&](std::size_t i) {
            return is_year(text.substr(words[i].begin, words[i].size()));
        };
        auto count = last - first;
        if (count % 4 == 1 && count > 4) {
            if (year(first) || (count == 5 && words[first].size() < 4)) {
                ++first;
            } else if (!year(last - 1) && words[last - 1].size() != 3 && !is_month(last - 1)) {
                return false;
            }
            --count;
        }
        if (count % 4 != 0) return false;
        for (auto i = first; i < first + count; ++i)
            if (words[i].size() != 4) return false;
        bool any = false;
        for (auto i = first; i < first + count; i += 4) {
            any |= take(i, i + 4, embossed);
            ++rows_of_fours;
        }
        return any;
    }

    void take_run(std::size_t first, std::size_t last) {
        const auto count = last - first;
        if (count >= 4 && take_fours(first, last)) return;
        for (auto i = first; i + 3 <= last; ++i) {  // 4-6-5 and 4-6-4
            if (are_sizes(i, {4, 6, 5}) || are_sizes(i, {4, 6, 4}))
                take(i, i + 3, count <= 4 ? out : unsure);
        }
        if (count <= 4 && count > 1) take(first, last, unsure);
        for (auto i = first; i < last; ++i) {
            const auto size = words[i].size();
            of_length += size == 15 || size == 16;
            if (size >= 14 && size <= 19) take(i, i + 1, listed);
        }
    }

    void find() {
        for (std::size_t i = 0; i < words.size();) {
            if (!is_digits(i) || in_account(words[i].begin)) {
                ++i;
                continue;
            }
            const auto last = run_end(i);
            take_run(i, last);
            i = last;
        }
        // A table with four columns of four digits: one row in ten passes by chance.
        if (embossed.size() * 2 >= rows_of_fours)
            std::ranges::move(embossed, std::back_inserter(out));
        // Half of all numbers of this length: one in ten passes by chance.
        if (passing.size() >= kManyCards && passed * 2 >= of_length)
            std::ranges::move(listed, std::back_inserter(out));
    }
};

void find(NumberText& numbers, std::vector<NumberHit>& out) {
    Finder{.text = numbers.text, .words = numbers.words, .context = numbers.context, .out = out}
        .find();
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
