#include "draft/ole.h"

#include <algorithm>

namespace sendguard::draft {
namespace {

constexpr std::uint32_t kLastSector = 0xFFFFFFFA;  ///< greater numbers are marks
constexpr std::uint32_t kEndOfChain = 0xFFFFFFFE;
constexpr std::size_t kEntryBytes = 128;
constexpr std::size_t kSmallSector = 64;
constexpr std::size_t kFirstTable = 76;  ///< in the header: sectors of the sector table
constexpr std::size_t kTablesInHeader = 109;
constexpr std::size_t kMaxStreams = 10000;  ///< a workbook with macros has under 100

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    if (at + size > bytes.size()) return 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

/// The zero-ended string at `at`; `at` goes behind it.
std::string_view next_string(std::string_view bytes, std::size_t& at) {
    const auto begin = std::min(at, bytes.size());
    const auto end = std::min(bytes.find('\0', begin), bytes.size());
    at = end + 1;
    return bytes.substr(begin, end - begin);
}

}  // namespace

OleFile::OleFile(std::string_view bytes) : bytes_(bytes) {
    sector_ = number(30, 2) == 12 ? 4096 : 512;
    small_limit_ = std::min<std::uint32_t>(number(56, 4), 4096);
    read_table(number(44, 4), number(68, 4), number(72, 4));
    const auto small_table = chain(number(60, 4), bytes.size());
    for (std::size_t at = 0; at + 4 <= small_table.size(); at += 4)
        small_next_.push_back(little(small_table, at, 4));
    read_directory(number(48, 4));
}

std::uint32_t OleFile::number(std::size_t at, std::size_t size) const {
    return little(bytes_, at, size);
}

std::string_view OleFile::sector(std::uint32_t index) const {
    // The header fills the first one.
    const auto at = (std::size_t{index} + 1) * sector_;
    return at >= bytes_.size() ? std::string_view() : bytes_.substr(at, sector_);
}

void OleFile::read_table(std::uint32_t count, std::uint32_t next, std::uint32_t more) {
    const auto sectors = bytes_.size() / sector_ + 1;
    std::vector<std::uint32_t> tables;
    for (std::size_t i = 0; i < kTablesInHeader && tables.size() < count; ++i)
        tables.push_back(number(kFirstTable + 4 * i, 4));
    // Sectors that name further ones, the last number leading to the next of them.
    for (std::uint32_t i = 0; i < more && i < sectors && next < kLastSector; ++i) {
        const auto list = sector(next);
        if (list.size() < sector_) break;
        for (std::size_t at = 0; at + 8 <= sector_ && tables.size() < count; at += 4)
            tables.push_back(little(list, at, 4));
        next = little(list, sector_ - 4, 4);
    }
    for (const auto table : tables) {
        const auto list = sector(table);
        for (std::size_t at = 0; at + 4 <= list.size(); at += 4)
            next_.push_back(little(list, at, 4));
        if (next_.size() > sectors) break;
    }
}

std::string OleFile::chain(std::uint32_t start, std::uint64_t size, std::uint32_t* end) const {
    std::string out;
    // No chain is longer than the file has sectors; one that is runs in a circle.
    for (std::size_t steps = 0; steps <= next_.size() && start < next_.size(); ++steps) {
        const auto piece = sector(start);
        if (piece.empty() || out.size() >= size || out.size() >= bytes_.size()) break;
        out += piece;
        start = next_[start];
    }
    if (end != nullptr) *end = start;
    if (out.size() > size) out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string OleFile::small_chain(std::uint32_t start, std::uint64_t size) const {
    std::string out;
    for (std::size_t steps = 0; steps <= small_next_.size() && start < small_next_.size();
         ++steps) {
        const auto at = std::size_t{start} * kSmallSector;
        if (at >= small_.size() || out.size() >= size) break;
        out += small_.substr(at, kSmallSector);
        start = small_next_[start];
    }
    if (out.size() > size) out.resize(static_cast<std::size_t>(size));
    return out;
}

void OleFile::read_directory(std::uint32_t first) {
    std::uint32_t end = first;
    const auto directory = chain(first, bytes_.size(), &end);
    broken_ = end != kEndOfChain || directory.empty() || directory.size() % sector_ != 0;
    for (std::size_t at = 0; at + kEntryBytes <= directory.size(); at += kEntryBytes) {
        const auto entry = std::string_view(directory).substr(at, kEntryBytes);
        const auto kind = static_cast<unsigned char>(entry[66]);
        const auto start = little(entry, 116, 4);
        const auto size = little(entry, 120, 4);
        if (kind == 5) small_ = chain(start, size);
        if (kind != 2) continue;
        if (streams_.size() >= kMaxStreams) {
            broken_ = true;
            break;
        }
        const auto length = std::min<std::size_t>(little(entry, 64, 2), 64);
        OleStream stream{.name = {}, .start = start, .size = size};
        for (std::size_t i = 0; i + 3 < length; i += 2)
            stream.name += entry[i + 1] == 0 ? entry[i] : '?';
        streams_.push_back(std::move(stream));
    }
}

const OleStream* OleFile::find(std::string_view name) const {
    const auto found = std::ranges::find(streams_, name, &OleStream::name);
    return found == streams_.end() ? nullptr : &*found;
}

std::string OleFile::read(const OleStream& stream) const {
    return stream.size < small_limit_ ? small_chain(stream.start, stream.size)
                                      : chain(stream.start, stream.size);
}

bool read_native(std::string_view stream, std::string& name, std::string& bytes) {
    std::size_t at = 6;  // the whole size, and a mark
    next_string(stream, at);
    name = next_string(stream, at);
    at += 4;  // two more marks
    const auto path = little(stream, at, 4);
    at += 4 + std::size_t{path};
    const auto size = little(stream, at, 4);
    at += 4;
    if (at > stream.size() || size > stream.size() - at) return false;
    bytes = stream.substr(at, size);
    name = name.substr(name.find_last_of("/\\") + 1);
    return true;
}

}  // namespace sendguard::draft
