#include "base/lines.h"

namespace sendguard {

std::size_t count_line_ends(std::string_view text) {
    // An LF ends a line, and so does each CR but one before an LF. In blocks of one known size, as
    // below; a block has fewer ends than a byte can count.
    constexpr std::size_t kBlock = 64;
    const auto ends = [](char before, char c) {
        const auto lone = static_cast<int>(c == '\n') & static_cast<int>(before != '\r');
        return static_cast<unsigned char>(lone + static_cast<int>(c == '\r'));
    };
    if (text.empty()) return 0;
    std::size_t out = ends('\0', text.front());
    std::size_t at = 1;
    for (; at + kBlock <= text.size(); at += kBlock) {
        const char* block = text.data() + at - 1;
        unsigned char here = 0;
        for (std::size_t i = 0; i < kBlock; ++i)
            here = static_cast<unsigned char>(here + ends(block[i], block[i + 1]));
        out += here;
    }
    for (; at < text.size(); ++at) out += ends(text[at - 1], text[at]);
    return out;
}

bool pairs_crlf(std::string_view text) {
    // In blocks of one known size, so that the compiler takes many bytes at once.
    constexpr std::size_t kBlock = 64;
    const auto apart = [](char before, char c) {
        return static_cast<unsigned char>(static_cast<int>(c == '\n') ^
                                          static_cast<int>(before == '\r'));
    };
    unsigned char bad = 0;
    std::size_t at = 1;
    for (; at + kBlock <= text.size(); at += kBlock) {
        const char* block = text.data() + at - 1;
        for (std::size_t i = 0; i < kBlock; ++i)
            bad = static_cast<unsigned char>(bad | apart(block[i], block[i + 1]));
    }
    for (; at < text.size(); ++at)
        bad = static_cast<unsigned char>(bad | apart(text[at - 1], text[at]));
    return bad == 0;
}

}  // namespace sendguard
