// Quoted-printable: runs between '=' are copied as they are, so that text with few escapes costs
// little more than a copy.
#include <array>
#include <cstring>

#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

constexpr std::array<signed char, 256> make_hex() {
    std::array<signed char, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < 10; ++i) table['0' + i] = static_cast<signed char>(i);
    for (std::size_t i = 0; i < 6; ++i) {
        table['A' + i] = static_cast<signed char>(10 + i);
        table['a' + i] = static_cast<signed char>(10 + i);
    }
    return table;
}
constexpr auto kHex = make_hex();

int hex(char c) {
    return kHex[static_cast<unsigned char>(c)];
}

/// The length of the soft line end at `at`, which is behind its '='; 0 when there is none.
std::size_t soft_line_end(std::string_view input, std::size_t at) {
    std::size_t i = at;
    while (i < input.size() && (input[i] == ' ' || input[i] == '\t')) ++i;
    if (i == input.size()) return i - at;
    if (input[i] == '\n') return i + 1 - at;
    if (input[i] != '\r') return 0;
    return i + 1 < input.size() && input[i + 1] == '\n' ? i + 2 - at : i + 1 - at;
}

struct Output {
    std::string text;
    std::size_t broken = 0;
    std::size_t first_broken = 0;
};

Output decode(std::string_view input, bool keep_broken) {
    Output result;
    result.text.resize(input.size());
    char* out = result.text.data();
    std::size_t at = 0;
    while (at < input.size()) {
        const void* const sign = std::memchr(input.data() + at, '=', input.size() - at);
        const std::size_t stop =
            sign == nullptr
                ? input.size()
                : static_cast<std::size_t>(static_cast<const char*>(sign) - input.data());
        std::memcpy(out, input.data() + at, stop - at);
        out += stop - at;
        if (stop == input.size()) break;
        at = stop + 1;
        if (at + 1 < input.size() && hex(input[at]) >= 0 && hex(input[at + 1]) >= 0) {
            *out++ = static_cast<char>(hex(input[at]) * 16 + hex(input[at + 1]));
            at += 2;
            continue;
        }
        if (at == input.size()) break;
        const std::size_t soft = soft_line_end(input, at);
        at += soft;
        if (soft != 0) continue;
        if (result.broken++ == 0) result.first_broken = stop;
        if (keep_broken) *out++ = '=';
    }
    result.text.resize(static_cast<std::size_t>(out - result.text.data()));
    return result;
}

}  // namespace

Decoded decode_quoted_printable(std::string_view input) {
    Output main = decode(input, true);
    Decoded result;
    result.text = std::move(main.text);
    if (main.broken == 0) return result;
    result.defect = "holds a '=' that opens no escape";
    result.defect_at = main.first_broken;
    result.others.push_back(decode(input, false).text);
    return result;
}

bool plausible_quoted_printable(std::string_view input) {
    for (std::size_t at = input.find('='); at != std::string_view::npos;
         at = input.find('=', at + 1)) {
        if (at + 2 < input.size() && hex(input[at + 1]) >= 0 && hex(input[at + 2]) >= 0)
            return true;
        if (at + 1 < input.size() && soft_line_end(input, at + 1) != 0) return true;
    }
    return false;
}

}  // namespace sendguard::draft
