// Values as a statement writes them.
#include "signoff/values.h"

#include <fmt/core.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/text.h"

namespace sendguard::signoff {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kBrokenByte = 0xDC00;  // lone surrogates, as Python's surrogateescape

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

std::optional<std::string> to_a_labels(std::string_view domain) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UIDNA, CloseIdna> idna(uidna_openUTS46(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status));
    if (U_FAILURE(status)) {
        return std::nullopt;
    }
    std::array<char, 512> ascii{};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const int32_t size =
        uidna_nameToASCII_UTF8(idna.get(), domain.data(), static_cast<int32_t>(domain.size()),
                               ascii.data(), static_cast<int32_t>(ascii.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || size <= 0 ||
        static_cast<std::size_t>(size) > ascii.size()) {
        return std::nullopt;
    }
    return std::string(ascii.data(), static_cast<std::size_t>(size));
}

void append_escaped(std::string& out, std::string_view text, std::string_view also) {
    for (const char c : escape_invisible(text)) {
        if (also.find(c) != std::string_view::npos) {
            out += fmt::format("\\u{{{:x}}}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
}

}  // namespace

std::string escape_value(std::string_view text, std::string_view also) {
    std::string out;
    out.reserve(text.size());
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        if (next_code_point(text, i) == kReplacement && i == begin + 1) {
            append_escaped(out, text.substr(run, begin - run), also);
            out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(kBrokenByte) +
                                                  static_cast<unsigned char>(text[begin]));
            run = i;
        }
    }
    append_escaped(out, text.substr(run), also);
    return out;
}

std::optional<std::string> unescape_value(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size();) {
        if (value[i] != '\\') {
            out += value[i++];
            continue;
        }
        const std::size_t close = value.find('}', i);
        if (value.substr(i, 3) != "\\u{" || close == std::string_view::npos) {
            return std::nullopt;
        }
        std::uint32_t code = 0;
        const char* const end = value.data() + close;
        const auto read = std::from_chars(value.data() + i + 3, end, code, 16);
        if (read.ec != std::errc() || read.ptr != end || code > 0x10FFFF) {
            return std::nullopt;
        }
        if (code >= kBrokenByte && code <= kBrokenByte + 0xFF) {
            out += static_cast<char>(code - kBrokenByte);
        } else {
            append_utf8(out, static_cast<char32_t>(code));
        }
        i = close + 1;
    }
    return out;
}

std::string canonical_address(std::string_view address) {
    const std::size_t at = address.rfind('@');
    if (at == std::string_view::npos) {
        return std::string(address);
    }
    const std::string_view domain = address.substr(at + 1);
    std::string out(address.substr(0, at + 1));
    const auto labels = is_ascii(domain) ? std::nullopt : to_a_labels(domain);
    return out + (labels ? *labels : ascii_lower(domain));
}

std::string person_key(std::string_view address) {
    std::string key = ascii_lower(address);
    const auto at = key.rfind('@');
    const auto plus = key.find('+');
    if (at != std::string::npos && plus < at && plus > 0) key.erase(plus, at - plus);
    return key;
}

bool is_plain_address(std::string_view text) {
    const std::size_t at = text.find('@');
    const auto unfit = [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F ||
               std::string_view("<>,;:\"()[]\\").find(c) != std::string_view::npos;
    };
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos && is_valid_utf8(text) &&
           std::none_of(text.begin(), text.end(), unfit);
}

}  // namespace sendguard::signoff
