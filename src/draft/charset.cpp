// The adapter to ICU's converters and to iconv (which has UTF-7 under every name). UTF-8, ASCII and
// windows-1252 are most of mail and are done here, so that plain mail loads no converter data.
#include "draft/charset.h"

#include <iconv.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::array<char16_t, 32> kHigh1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

template <std::size_t N>
bool one_of(std::string_view label, const std::array<std::string_view, N>& labels) {
    return std::ranges::find(labels, label) != labels.end();
}

bool means_unknown(std::string_view label) {
    static constexpr std::array<std::string_view, 12> labels = {
        "",        "us-ascii",       "ascii",          "unknown-8bit", "x-unknown", "unknown",
        "default", "x-user-defined", "ansi_x3.4-1968", "8bit",         "none",      "us"};
    return one_of(label, labels);
}

bool means_windows_1252(std::string_view label) {
    static constexpr std::array<std::string_view, 7> labels = {
        "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "iso_8859-1", "l1"};
    return one_of(label, labels);
}

/// Whether ASCII bytes can mean other characters in that charset.
bool ascii_differs(std::string_view label) {
    static constexpr std::array<std::string_view, 13> starts = {
        "utf-7",    "utf7", "utf-16", "utf16", "utf-32", "utf32",  "ucs",
        "iso-2022", "hz",   "ibm",    "cp0",   "ebcdic", "unicode"};
    for (const auto start : starts)
        if (label.starts_with(start)) return true;
    return label.starts_with("x-imap") || label.starts_with("cs") ||
           label.starts_with("iso-10646") || label == "scsu" || label == "bocu-1" ||
           label.starts_with("cp1026");
}

std::string clean_label(std::string_view charset) {
    std::string label;
    for (const char c : trim(charset))
        if (c > ' ' && c != '"' && c != '\'') label += ascii_lower(c);
    return label;
}

/// out: false when ICU has no converter of that name
bool convert_with_icu(std::string_view bytes, const std::string& label, CharsetText& result) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* const converter = ucnv_open(label.c_str(), &status);
    if (U_FAILURE(status)) return false;
    std::string text(bytes.size() * 3 + 16, '\0');
    const std::int32_t length = ucnv_toAlgorithmic(
        UCNV_UTF8, converter, text.data(), static_cast<std::int32_t>(text.size()), bytes.data(),
        static_cast<std::int32_t>(bytes.size()), &status);
    ucnv_close(converter);
    if (status == U_BUFFER_OVERFLOW_ERROR || U_FAILURE(status)) return false;
    text.resize(static_cast<std::size_t>(length));
    result.damaged = text.find("\xEF\xBF\xBD") != std::string::npos;
    result.text = std::move(text);
    return true;
}

/// out: false when iconv has no converter of that name
bool convert_with_iconv(std::string_view bytes, const std::string& label, CharsetText& result) {
    const iconv_t converter = ::iconv_open("UTF-8", label.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return false;
    std::string input(bytes);
    std::array<char, 4096> buffer{};
    char* in = input.data();
    std::size_t left = input.size();
    while (left != 0) {
        char* out = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t before = left;
        const std::size_t done = ::iconv(converter, &in, &left, &out, &room);
        result.text.append(buffer.data(), buffer.size() - room);
        if (done != static_cast<std::size_t>(-1) || left == 0) continue;
        if (before != left || room != buffer.size()) continue;
        result.text += "\xEF\xBF\xBD";
        result.damaged = true;
        ++in;
        --left;
    }
    ::iconv_close(converter);
    result.text = to_valid_utf8(result.text);
    return true;
}

std::string byte_order_mark(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xFF\xFE\0\0"sv)) return "utf-32";
    if (bytes.starts_with("\0\0\xFE\xFF"sv)) return "utf-32";
    if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return "utf-16";
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) return "utf-8";
    return {};
}

CharsetText guessed(std::string_view bytes) {
    if (is_valid_utf8(bytes)) return {.as_is = true, .text = {}};
    return {.as_is = false, .text = from_windows_1252(bytes)};
}

}  // namespace

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            append_utf8(text, byte < 0xA0 ? kHigh1252[byte - 0x80u] : char32_t{byte});
        }
    }
    return text;
}

CharsetText to_utf8(std::string_view bytes, std::string_view charset) {
    const std::string mark = byte_order_mark(bytes);
    const std::string label = mark.empty() ? clean_label(charset) : mark;
    if (!ascii_differs(label) && is_ascii(bytes)) return {.as_is = true, .text = {}};
    if (means_unknown(label)) return guessed(bytes);
    if (label == "utf-8" || label == "utf8") {
        if (is_valid_utf8(bytes)) return {.as_is = true, .text = {}};
        return {.as_is = false, .text = to_valid_utf8(bytes), .unknown = false, .damaged = true};
    }
    if (means_windows_1252(label)) return {.as_is = false, .text = from_windows_1252(bytes)};
    CharsetText result;
    if (label.find("utf-7") == std::string::npos && label != "utf7" &&
        convert_with_icu(bytes, label, result))
        return result;
    const std::string name = label.find("utf-7") != std::string::npos ? "utf-7" : label;
    if (convert_with_iconv(bytes, name, result)) return result;
    result = guessed(bytes);
    result.unknown = !is_ascii(bytes);
    return result;
}

}  // namespace sendguard::draft
