// What the documents' tests ask of a draft, and archives made of a few lines.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>
#include <vector>

#include "draft/mime_reader.h"

namespace sendguard::draft::test {

/// All text at a place, passages joined by '|'.
inline std::string at(const Draft& draft, Place place) {
    std::string out;
    for (const auto& passage : draft.passages) {
        if (passage.place != place || passage.alternative) continue;
        out += (out.empty() ? "" : "|") + std::string(passage.text);
    }
    return out;
}

inline bool holds(const Draft& draft, ContentKind kind) {
    return std::ranges::find(draft.contents, kind, &HeldContent::kind) != draft.contents.end();
}

/// Where `text` stands, at a place; the line is 0 when it is not there.
inline Location where(const Draft& draft, Place place, std::string_view text) {
    const Passage* const passage = find(draft, place, text);
    if (passage == nullptr) return {.line = 0};
    const std::size_t begin = passage->text.find(text);
    return locate(draft, *passage, begin, begin + text.size());
}

inline std::string little(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
    return out;
}
inline std::string big(std::uint64_t value, int bytes) {
    std::string out = little(value, bytes);
    std::ranges::reverse(out);
    return out;
}

struct Member {
    std::string name;
    std::string bytes;
    unsigned flags = 0;
};

/// A stored ZIP.
inline std::string zip(const std::vector<Member>& members, const std::string& comment = {}) {
    std::string out, list;
    for (const auto& member : members) {
        const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()),
                                 static_cast<uInt>(member.bytes.size()));
        const std::string middle = little(member.flags, 2) + little(0, 2) + little(0, 4) +
                                   little(crc, 4) + little(member.bytes.size(), 4) +
                                   little(member.bytes.size(), 4) + little(member.name.size(), 2) +
                                   little(0, 2);
        list += "PK\x01\x02" + little(20, 2) + little(20, 2) + middle + little(0, 2) +
                little(0, 2) + little(0, 2) + little(0, 4) + little(out.size(), 4) + member.name;
        out += "PK\x03\x04" + little(20, 2) + middle + member.name + member.bytes;
    }
    const std::size_t at_list = out.size();
    return out + list + "PK\x05\x06" + little(0, 4) + little(members.size(), 2) +
           little(members.size(), 2) + little(list.size(), 4) + little(at_list, 4) +
           little(comment.size(), 2) + comment;
}

/// A tar of one file or link. source: POSIX ustar
inline std::string tar(const std::string& name, const std::string& bytes, char type = '0',
                       const std::string& target = {}) {
    std::string head = name;
    head.resize(100);
    const auto octal = [](std::size_t value, std::size_t width) {
        std::string out(width - 1, '0');
        for (std::size_t i = width - 1; i-- != 0; value /= 8)
            out[i] = static_cast<char>('0' + value % 8);
        return out + '\0';
    };
    head += octal(0644, 8) + octal(0, 8) + octal(0, 8) + octal(bytes.size(), 12) + octal(0, 12) +
            "        " + type + target;
    head.resize(257);
    head += std::string("ustar\0", 6) + "00";
    head.resize(512);
    std::size_t sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    head.replace(148, 8, octal(sum, 7) + " ");
    std::string out = head + bytes;
    out.resize((out.size() + 511) / 512 * 512);
    return out + std::string(1024, '\0');
}

inline std::string gzip(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(compressBound(bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// Reads every start of `bytes`; none may crash or loop.
inline void read_every_start(const std::string& bytes, const std::string& name) {
    for (std::size_t size = 0; size < bytes.size(); ++size)
        read(bytes.substr(0, size), {.source = name});
}

}  // namespace sendguard::draft::test
