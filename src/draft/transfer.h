// Transfer decoding: base64 and quoted-printable, fast where the input is as it should be, and in
// every plausible way where it is not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft {

/// What decoding gave: one text where all decoders agree, several where they do not.
struct Decoded {
    std::string text;                 ///< as most decoders read it
    std::vector<std::string> others;  ///< what others read; differs from `text`
    const char* defect = "";          ///< what is wrong with the input, as half a sentence
    std::size_t defect_at = 0;        ///< offset into the input
};

/// Blanks and line ends are skipped, missing padding at the end is no defect. With other defects:
/// going on after padding, taking padding for junk, and the URL-safe alphabet.
/// cost:   linear; about 1 GB/s of clean input
/// source: RFC 2045 6.8, RFC 4648 5
Decoded decode_base64(std::string_view input);

/// Hexadecimal digits of either case; blanks before a soft line end are dropped. A '=' that opens
/// nothing stays in `text`, and is dropped in the other reading.
/// cost:   linear
/// source: RFC 2045 6.7
Decoded decode_quoted_printable(std::string_view input);

/// The first bytes of decode_base64(input).text, about `bytes` of them.
std::string decode_base64_start(std::string_view input, std::size_t bytes);

/// How many bytes clean base64 decodes to, without decoding it.
std::size_t base64_size(std::string_view input);

/// Whether `input` reads like base64 of something: nearly nothing but its alphabet, no blanks
/// inside lines.
bool plausible_base64(std::string_view input);
/// Whether `input` has a quoted-printable escape or soft line end.
bool plausible_quoted_printable(std::string_view input);

}  // namespace sendguard::draft
