// A small writer of ZIP files for tests: members stored or deflated, and headers that may lie.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft::test {

struct ZipEntry {
    std::string name;
    std::string content = {};
    bool deflate = false;
    std::uint16_t flags = 0;          ///< 1 = encrypted
    std::int64_t declared_size = -1;  ///< -1: the true one
    bool wrong_checksum = false;
};

class ZipMaker {
  public:
    static std::string make(const std::vector<ZipEntry>& entries) {
        ZipMaker maker;
        for (const auto& entry : entries) maker.add(entry);
        return maker.finish();
    }

  private:
    static std::string little(std::uint64_t value, int bytes) {
        std::string out;
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
        return out;
    }
    static std::string deflated(std::string_view bytes) {
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
        std::string out(deflateBound(&stream, bytes.size()), '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream.avail_in = static_cast<uInt>(bytes.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(stream.total_out);
        deflateEnd(&stream);
        return out;
    }

    void add(const ZipEntry& entry) {
        const auto packed = entry.deflate ? deflated(entry.content) : entry.content;
        auto crc = crc32(0, reinterpret_cast<const Bytef*>(entry.content.data()),
                         static_cast<uInt>(entry.content.size()));
        if (entry.wrong_checksum) crc ^= 1;
        const auto size = entry.declared_size < 0 ? entry.content.size()
                                                  : static_cast<std::size_t>(entry.declared_size);
        const auto common = little(20, 2) + little(entry.flags, 2) +
                            little(entry.deflate ? 8 : 0, 2) + little(0, 2) + little(0x21, 2) +
                            little(crc, 4) + little(packed.size(), 4) + little(size, 4) +
                            little(entry.name.size(), 2) + little(0, 2);
        directory_ += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) +
                      little(0, 2) + little(0, 4) + little(bytes_.size(), 4) + entry.name;
        bytes_ += "PK\x03\x04" + common + entry.name + packed;
        ++count_;
    }

    std::string finish() const {
        return bytes_ + directory_ + "PK\x05\x06" + little(0, 4) + little(count_, 2) +
               little(count_, 2) + little(directory_.size(), 4) + little(bytes_.size(), 4) +
               little(0, 2);
    }

    std::string bytes_, directory_;
    std::size_t count_ = 0;
};

}  // namespace sendguard::draft::test
