#include "base/lines.h"

namespace sendguard {

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
