#include "draft/inflate.h"

#include <zlib.h>

namespace sendguard::draft {

std::string inflate_stream(std::string_view packed, std::size_t most) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return {};
    // zlib's input is not const, and is not written to.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    char block[16384];
    for (int result = Z_OK; result == Z_OK && out.size() < most;) {
        stream.next_out = reinterpret_cast<Bytef*>(block);
        stream.avail_out = sizeof(block);
        result = ::inflate(&stream, Z_NO_FLUSH);
        const std::size_t got = sizeof(block) - stream.avail_out;
        if (got == 0 && result != Z_OK) break;
        out.append(block, got);
    }
    inflateEnd(&stream);
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace sendguard::draft
