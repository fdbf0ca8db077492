#include "draft/rtf_unpack.h"

#include <algorithm>

#include "base/bytes.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kHeader = 16;
constexpr std::size_t kWindow = 4096;
constexpr std::string_view kStart =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kStart.size() == 207);

/// The window and the text are one: what was written last is what references reach back to.
std::string unpack_runs(std::string_view packed, std::size_t size) {
    std::string all(kStart);
    all.reserve(kStart.size() + size);
    const Bytes bytes(packed, true);
    for (std::size_t at = kHeader; at < packed.size();) {
        const unsigned control = bytes.u8(at++);
        for (unsigned bit = 0; bit < 8 && at < packed.size(); ++bit) {
            if ((control >> bit & 1u) == 0) {
                all += packed[at++];
                continue;
            }
            const std::size_t reference = bytes.u16(at);
            at += 2;
            const std::size_t offset = reference >> 4;
            const std::size_t now = all.size() % kWindow;
            if (offset == now) return all.substr(kStart.size());  // the end mark
            const std::size_t back = (now + kWindow - offset) % kWindow;
            for (std::size_t i = (reference & 15) + 2; i != 0; --i) {
                if (all.size() >= kStart.size() + size) return all.substr(kStart.size());
                all += back <= all.size() ? all[all.size() - back] : ' ';
            }
        }
    }
    return all.substr(kStart.size());
}

}  // namespace

std::optional<std::string> unpack_rtf(std::string_view packed, std::size_t most) {
    const Bytes header(packed);
    if (!header.holds(0, kHeader)) return std::nullopt;
    const std::size_t size = header.u32(4);
    if (size > most) return std::nullopt;
    const auto kind = header.slice(8, 4);
    if (kind == "MELA") return std::string(header.slice(kHeader, size));
    if (kind != "LZFu") return std::nullopt;
    // A packed byte gives at most nine: a larger claim is a lie.
    return unpack_runs(packed, std::min(size, packed.size() * 9));
}

}  // namespace sendguard::draft
