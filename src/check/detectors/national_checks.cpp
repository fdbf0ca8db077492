#include "check/detectors/national_checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "check/detectors/numbers.h"

namespace sendguard::check {
namespace {

std::uint32_t digit(std::string_view n, std::size_t at) {
    return static_cast<std::uint32_t>(n[at] - '0');
}

std::uint64_t number(std::string_view n) {
    std::uint64_t value = 0;
    for (const char c : n) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

bool is_day(std::uint64_t month, std::uint64_t day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool is_one_digit(std::string_view n) {
    return n.find_first_not_of(n.front()) == std::string_view::npos;
}

template <std::size_t N>
std::uint32_t sum(std::string_view n, const std::array<std::uint32_t, N>& weights) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < std::min(n.size(), N); ++i) out += weights[i] * digit(n, i);
    return out;
}

constexpr std::string_view kSpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

}  // namespace

bool is_us_ssn(std::string_view n) {
    const auto area = number(n.substr(0, 3));
    return area != 0 && area != 666 && area < 900 && n.substr(3, 2) != "00" &&
           n.substr(5) != "0000" && n != "123456789" && n != "078051120" && !is_one_digit(n);
}

bool is_uk_nino(std::string_view n) {
    constexpr std::array<std::string_view, 7> kNever = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"};
    const auto prefix = n.substr(0, 2);
    return std::string_view("DFIQUV").find(n[0]) == std::string_view::npos &&
           std::string_view("DFIOQUV").find(n[1]) == std::string_view::npos && n[8] >= 'A' &&
           n[8] <= 'D' && std::ranges::find(kNever, prefix) == kNever.end();
}

bool is_de_tax_id(std::string_view n) {
    std::uint32_t product = 10;
    for (std::size_t i = 0; i < 10; ++i) {
        auto rest = (digit(n, i) + product) % 10;
        if (rest == 0) rest = 10;
        product = rest * 2 % 11;
    }
    return n[0] != '0' && (11 - product) % 10 == digit(n, 10);
}

bool is_de_pension(std::string_view n) {
    constexpr std::array<std::uint32_t, 12> kWeights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
    const auto letter = static_cast<std::uint32_t>(n[8] - 'A' + 1);
    std::string all(n.substr(0, 8));
    all += static_cast<char>('0' + letter / 10);
    all += static_cast<char>('0' + letter % 10);
    all += n.substr(9, 2);
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto product = kWeights[i] * digit(all, i);
        total += product / 10 + product % 10;
    }
    return total % 10 == digit(n, 11) &&
           is_day(number(n.substr(4, 2)), number(n.substr(2, 2)) % 50);
}

bool is_fr_nir(std::string_view n) {
    std::string plain(n);
    std::uint64_t less = 0;
    if (plain[6] == 'A' || plain[6] == 'B') {  // Corsica
        less = plain[6] == 'A' ? 1'000'000 : 2'000'000;
        plain[6] = '0';
    }
    if (!all_digits(plain)) return false;
    const auto month = number(std::string_view(plain).substr(3, 2));
    const bool dated = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    return (n[0] == '1' || n[0] == '2') && dated &&
           97 - (number(std::string_view(plain).substr(0, 13)) - less) % 97 == number(n.substr(13));
}

bool is_es_dni(std::string_view n) {
    std::string plain(n.substr(0, 8));
    if (is_ascii_letter(plain[0])) {  // NIE
        if (plain[0] < 'X') return false;
        plain[0] = static_cast<char>('0' + (plain[0] - 'X'));
    }
    return !is_one_digit(plain) && kSpanishLetters[number(plain) % 23] == n[8];
}

bool is_it_fiscal(std::string_view n) {
    constexpr std::array<std::uint32_t, 26> kOdd = {1,  0,  5,  7,  9,  13, 15, 17, 19,
                                                    21, 2,  4,  18, 20, 11, 3,  6,  8,
                                                    12, 14, 16, 10, 22, 25, 24, 23};
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < 15; ++i) {
        const auto value =
            static_cast<std::uint32_t>(is_ascii_digit(n[i]) ? n[i] - '0' : n[i] - 'A');
        total += i % 2 == 0 ? kOdd[value] : value;
    }
    return static_cast<std::uint32_t>(n[15] - 'A') == total % 26 &&
           std::string_view("ABCDEHLMPRST").find(n[8]) != std::string_view::npos;
}

bool is_nl_bsn(std::string_view n) {
    constexpr std::array<std::uint32_t, 9> kWeights = {9, 8, 7, 6, 5, 4, 3, 2, 10};  // 10: -1
    return !is_one_digit(n) && sum(n, kWeights) % 11 == 0;
}

bool is_pl_pesel(std::string_view n) {
    constexpr std::array<std::uint32_t, 10> kWeights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    return (10 - sum(n, kWeights) % 10) % 10 == digit(n, 10) &&
           is_day(number(n.substr(2, 2)) % 20, number(n.substr(4, 2)));
}

bool is_pt_nif(std::string_view n) {
    constexpr std::array<std::uint32_t, 8> kWeights = {9, 8, 7, 6, 5, 4, 3, 2};
    const auto rest = sum(n, kWeights) % 11;
    const bool person = (n[0] >= '1' && n[0] <= '3') || n.starts_with("45");
    return person && (rest < 2 ? 0 : 11 - rest) == digit(n, 8);
}

bool is_be_register(std::string_view n) {
    const auto head = number(n.substr(0, 9)), check = number(n.substr(9));
    return is_day(number(n.substr(2, 2)) % 20, number(n.substr(4, 2))) &&
           (97 - head % 97 == check || 97 - (2'000'000'000 + head) % 97 == check);
}

bool is_ch_ahv(std::string_view n) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < 12; ++i) total += digit(n, i) * (i % 2 == 0 ? 1 : 3);
    return n.starts_with("756") && (10 - total % 10) % 10 == digit(n, 12);
}

bool is_at_insurance(std::string_view n) {
    constexpr std::array<std::uint32_t, 10> kWeights = {3, 7, 9, 0, 5, 8, 4, 2, 1, 6};
    return sum(n, kWeights) % 11 == digit(n, 3) &&
           is_day(number(n.substr(6, 2)), number(n.substr(4, 2)));
}

bool is_se_person(std::string_view n) {
    return luhn_holds(n) && is_day(number(n.substr(2, 2)), number(n.substr(4, 2)) % 60);
}

bool is_se_person_long(std::string_view n) {
    return (n.starts_with("19") || n.starts_with("20")) && is_se_person(n.substr(2));
}

bool is_fi_person(std::string_view n) {
    constexpr std::string_view kLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    return is_day(number(n.substr(2, 2)), number(n.substr(0, 2))) &&
           kLetters[(number(n.substr(0, 6)) * 1000 + number(n.substr(6, 3))) % 31] == n[9];
}

bool is_no_person(std::string_view n) {
    constexpr std::array<std::uint32_t, 10> kFirst = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    constexpr std::array<std::uint32_t, 11> kSecond = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    return sum(n, kFirst) % 11 == 0 && sum(n, kSecond) % 11 == 0 &&
           is_day(number(n.substr(2, 2)) % 40, number(n.substr(0, 2)) % 40);
}

bool is_dk_person(std::string_view n) {
    return is_day(number(n.substr(2, 2)), number(n.substr(0, 2))) && n.substr(6) != "0000";
}

bool is_ie_pps(std::string_view n) {
    constexpr std::array<std::uint32_t, 7> kWeights = {8, 7, 6, 5, 4, 3, 2};
    constexpr std::string_view kLetters = "WABCDEFGHIJKLMNOPQRSTUV";
    const auto total = sum(n, kWeights);
    if (n.size() == 9) {  // a second letter: counted ninefold since 2013, before not at all
        if (n[8] > 'I' && n[8] != 'T' && n[8] != 'W') return false;
        const auto second = n[8] == 'W' ? 0u : static_cast<std::uint32_t>(n[8] - 'A' + 1);
        if (kLetters[(total + 9 * second) % 23] == n[7]) return true;
    }
    return kLetters[total % 23] == n[7];
}

bool is_cz_birth(std::string_view n) {
    const auto month = number(n.substr(2, 2));
    return number(n) % 11 == 0 && is_day(month > 70   ? month - 70
                                         : month > 50 ? month - 50
                                                      : month % 20,
                                         number(n.substr(4, 2)));
}

bool is_ro_cnp(std::string_view n) {
    constexpr std::array<std::uint32_t, 12> kWeights = {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9};
    const auto rest = sum(n, kWeights) % 11;
    return n[0] != '0' && (rest == 10 ? 1 : rest) == digit(n, 12) &&
           is_day(number(n.substr(3, 2)), number(n.substr(5, 2)));
}

bool is_br_cpf(std::string_view n) {
    constexpr std::array<std::uint32_t, 9> kFirst = {10, 9, 8, 7, 6, 5, 4, 3, 2};
    constexpr std::array<std::uint32_t, 10> kSecond = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
    return !is_one_digit(n) && sum(n, kFirst) * 10 % 11 % 10 == digit(n, 9) &&
           sum(n, kSecond) * 10 % 11 % 10 == digit(n, 10);
}

bool is_ca_sin(std::string_view n) {
    return luhn_holds(n) && n[0] != '0' && n[0] != '8';
}

bool is_au_tfn(std::string_view n) {
    constexpr std::array<std::uint32_t, 9> kWeights = {1, 4, 3, 7, 5, 8, 6, 9, 10};
    return sum(n, kWeights) % 11 == 0 && !is_one_digit(n);
}

bool is_in_aadhaar(std::string_view n) {
    constexpr std::array<std::string_view, 10> kTimes = {
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
        "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"};
    constexpr std::array<std::string_view, 8> kPermuted = {"0123456789", "1576283094", "5803796142",
                                                           "8916043527", "9453126870", "4286573901",
                                                           "2793806415", "7046913258"};
    std::size_t check = 0;
    for (std::size_t i = 0; i < n.size(); ++i) {
        const auto moved = kPermuted[i % 8][digit(n, n.size() - 1 - i)] - '0';
        check = static_cast<std::size_t>(kTimes[check][static_cast<std::size_t>(moved)] - '0');
    }
    return check == 0 && n[0] > '1' && !is_one_digit(n);
}

bool is_cn_resident(std::string_view n) {
    constexpr std::array<std::uint32_t, 17> kWeights = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                        3, 7, 9,  10, 5, 8, 4, 2};
    constexpr std::string_view kLetters = "10X98765432";
    const auto year = number(n.substr(6, 4));
    return all_digits(n.substr(0, 17)) && kLetters[sum(n.substr(0, 17), kWeights) % 11] == n[17] &&
           year >= 1900 && year < 2100 && is_day(number(n.substr(10, 2)), number(n.substr(12, 2)));
}

bool is_tr_identity(std::string_view n) {
    const auto odd = digit(n, 0) + digit(n, 2) + digit(n, 4) + digit(n, 6) + digit(n, 8);
    const auto even = digit(n, 1) + digit(n, 3) + digit(n, 5) + digit(n, 7);
    return n[0] != '0' && (odd * 7 + 100 - even) % 10 == digit(n, 9) &&
           (odd + even + digit(n, 9)) % 10 == digit(n, 10);
}

bool is_kr_resident(std::string_view n) {
    constexpr std::array<std::uint32_t, 12> kWeights = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
    return n[6] >= '1' && n[6] <= '8' && (11 - sum(n, kWeights) % 11) % 10 == digit(n, 12) &&
           is_day(number(n.substr(2, 2)), number(n.substr(4, 2)));
}

bool is_za_identity(std::string_view n) {
    return luhn_holds(n) && is_day(number(n.substr(2, 2)), number(n.substr(4, 2))) && n[10] < '2';
}

bool is_mx_curp(std::string_view n) {
    return is_day(number(n.substr(6, 2)), number(n.substr(8, 2))) &&
           std::string_view("HMX").find(n[10]) != std::string_view::npos;
}

bool is_uk_nhs(std::string_view n) {
    constexpr std::array<std::uint32_t, 9> kWeights = {10, 9, 8, 7, 6, 5, 4, 3, 2};
    const auto check = 11 - sum(n, kWeights) % 11;
    return check != 10 && check % 11 == digit(n, 9) && !is_one_digit(n);
}

bool is_de_health(std::string_view n) {
    const auto letter = static_cast<std::uint32_t>(n[0] - 'A' + 1);
    std::string all{static_cast<char>('0' + letter / 10), static_cast<char>('0' + letter % 10)};
    all += n.substr(1, 8);
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto product = digit(all, i) * (i % 2 == 0 ? 1u : 2u);
        total += product / 10 + product % 10;
    }
    return total % 10 == digit(n, 9);
}

bool is_us_mbi(std::string_view n) {
    constexpr std::string_view kNever = "SLOIBZ";
    return n[0] != '0' && std::ranges::none_of(
                              n, [&](char c) { return kNever.find(c) != std::string_view::npos; });
}

}  // namespace sendguard::check
