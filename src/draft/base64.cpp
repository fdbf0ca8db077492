// Base64 as mail has it. The fast way takes four characters by four table reads and one test, and
// leaves line ends to a slower step that runs once a line. Anything else than alphabet, blanks and
// padding at the end sends the whole input to the careful way, which reads it once for each habit
// of decoders in the field.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/limits.h"
#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

constexpr std::uint32_t kBad = 0x80000000;
constexpr std::uint8_t kBlank = 64, kPad = 65, kJunk = 66;

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> table{};
    table.fill(kJunk);
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    for (const char blank : {' ', '\t', '\r', '\n', '\f', '\v'})
        table[static_cast<unsigned char>(blank)] = kBlank;
    table['='] = kPad;
    return table;
}
constexpr auto kClasses = make_classes();

constexpr std::array<std::uint32_t, 256> make_shifted(unsigned shift) {
    std::array<std::uint32_t, 256> table{};
    for (std::size_t i = 0; i < 256; ++i)
        table[i] = kClasses[i] < 64 ? std::uint32_t{kClasses[i]} << shift : kBad;
    return table;
}
constexpr auto kFirst = make_shifted(18);
constexpr auto kSecond = make_shifted(12);
constexpr auto kThird = make_shifted(6);
constexpr auto kFourth = make_shifted(0);

void put(char*& out, std::uint32_t bits, int bytes) {
    for (int i = 0; i < bytes; ++i) *out++ = static_cast<char>(bits >> (16 - 8 * i));
}

/// Reads four characters at a time for as long as all are of the alphabet.
void take_quads(const unsigned char*& in, const unsigned char* end, char*& out) {
    while (end - in >= 4) {
        const std::uint32_t bits = kFirst[in[0]] | kSecond[in[1]] | kThird[in[2]] | kFourth[in[3]];
        if ((bits & kBad) != 0) return;
        put(out, bits, 3);
        in += 4;
    }
}

/// The fast way.
/// out: false at the first character that is neither alphabet, blank nor padding at the end; `at`
///      is then its offset
bool decode_clean(std::string_view input, std::string& text, std::size_t& at, bool& left_over) {
    text.resize(input.size() / 4 * 3 + 6);
    const auto* const begin = reinterpret_cast<const unsigned char*>(input.data());
    const auto* in = begin;
    const auto* const end = in + input.size();
    char* out = text.data();
    std::uint32_t bits = 0;
    int have = 0, padding = 0;
    while (in < end) {
        if (have == 0 && padding == 0) take_quads(in, end, out);
        if (in == end) break;
        const std::uint8_t value = kClasses[*in];
        at = static_cast<std::size_t>(in - begin);
        ++in;
        if (value == kBlank) continue;
        if (value == kPad && have + padding >= 2 && have + padding < 4) {
            ++padding;
            continue;
        }
        if (value >= 64 || padding != 0) return false;
        bits |= std::uint32_t{value} << (18 - 6 * have);
        if (++have < 4) continue;
        put(out, bits, 3);
        bits = 0;
        have = 0;
    }
    put(out, bits, have >= 2 ? have - 1 : 0);
    left_over = have == 1;
    text.resize(static_cast<std::size_t>(out - text.data()));
    return true;
}

struct Habit {
    bool padding_is_junk = false;
    bool url_safe = false;
};

std::string decode_careful(std::string_view input, Habit habit) {
    std::string text;
    text.reserve(input.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    int have = 0;
    const auto flush = [&](int bytes) {
        for (int i = 0; i < bytes; ++i) text += static_cast<char>(bits >> (16 - 8 * i));
        bits = 0;
        have = 0;
    };
    for (const char c : input) {
        std::uint8_t value = kClasses[static_cast<unsigned char>(c)];
        if (habit.url_safe && (c == '-' || c == '_')) value = c == '-' ? 62 : 63;
        if (value == kPad && !habit.padding_is_junk) flush(have >= 2 ? have - 1 : 0);
        if (value >= 64) continue;
        bits |= std::uint32_t{value} << (18 - 6 * have);
        if (++have == 4) flush(3);
    }
    flush(have >= 2 ? have - 1 : 0);
    return text;
}

const char* defect_at(std::string_view input, std::size_t at) {
    const std::uint8_t value = kClasses[static_cast<unsigned char>(input[at])];
    if (value == kPad) return "has padding in the middle";
    return value < 64 ? "goes on after padding" : "holds characters outside the alphabet";
}

}  // namespace

Decoded decode_base64(std::string_view input) {
    Decoded result;
    bool left_over = false;
    if (decode_clean(input, result.text, result.defect_at, left_over)) {
        if (left_over) result.defect = "has one character too many";
        return result;
    }
    result.defect = defect_at(input, result.defect_at);
    result.text = decode_careful(input, {});
    for (const Habit habit : {Habit{.padding_is_junk = true}, Habit{.url_safe = true}}) {
        if (result.others.size() + 1 >= kMaxReadings) break;
        std::string other = decode_careful(input, habit);
        if (other != result.text && std::ranges::find(result.others, other) == result.others.end())
            result.others.push_back(std::move(other));
    }
    return result;
}

std::string decode_base64_start(std::string_view input, std::size_t bytes) {
    return decode_careful(input.substr(0, bytes / 3 * 4 + bytes / 16), {});
}

std::size_t base64_size(std::string_view input) {
    // In blocks of one known size, so that the compiler takes many bytes at once.
    constexpr std::size_t kBlock = 64;
    const auto counts = [](char c) {
        return static_cast<unsigned char>(static_cast<int>(c > ' ') & static_cast<int>(c != '='));
    };
    std::size_t characters = 0, at = 0;
    for (; at + kBlock <= input.size(); at += kBlock) {
        unsigned char block = 0;
        for (std::size_t i = 0; i < kBlock; ++i)
            block = static_cast<unsigned char>(block + counts(input[at + i]));
        characters += block;
    }
    for (; at < input.size(); ++at) characters += counts(input[at]);
    return characters * 3 / 4;
}

bool plausible_base64(std::string_view input) {
    std::size_t alphabet = 0, junk = 0, breaks = 0;
    char before = '\n';
    for (const char c : input) {
        const std::uint8_t value = kClasses[static_cast<unsigned char>(c)];
        const bool inner = before != '\n' && before != '\r' && before != ' ' && before != '\t';
        if (value < 64 || value == kPad) ++alphabet;
        if (value == kJunk) ++junk;
        if ((c == ' ' || c == '\t') && inner) ++breaks;
        before = c;
    }
    return alphabet >= 12 && (breaks + junk) * 8 <= alphabet && breaks * 40 <= alphabet;
}

}  // namespace sendguard::draft
