// OLE compound files: a small file system of sectors in one file. Used for what Office before 2007
// wrote, for documents under a password, and for objects that hold another file.
// source: MS-CFB 2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft {

struct OleStream {
    std::string name;  ///< ASCII of the UTF-16 name; other characters are '?'
    std::uint32_t start = 0;
    std::uint64_t size = 0;
};

class OleFile {
  public:
    /// in: bytes - outlive the file; of a broken one, what can be read is
    explicit OleFile(std::string_view bytes);

    const std::vector<OleStream>& streams() const { return streams_; }
    /// Whether the list of streams breaks off: there may be others.
    bool broken() const { return broken_; }
    const OleStream* find(std::string_view name) const;
    /// A stream's bytes, shorter where its chain breaks.
    std::string read(const OleStream& stream) const;

  private:
    std::uint32_t number(std::size_t at, std::size_t size) const;  ///< 0 past the end
    std::string_view sector(std::uint32_t index) const;
    void read_table(std::uint32_t count, std::uint32_t next, std::uint32_t more);
    void read_directory(std::uint32_t first);
    /// in: end - set to the mark or number at which the chain stopped
    std::string chain(std::uint32_t start, std::uint64_t size, std::uint32_t* end = nullptr) const;
    std::string small_chain(std::uint32_t start, std::uint64_t size) const;

    std::string_view bytes_;
    std::size_t sector_ = 512;
    std::uint32_t small_limit_ = 4096;       ///< shorter streams stand in small sectors
    std::vector<std::uint32_t> next_;        ///< the sector behind each
    std::vector<std::uint32_t> small_next_;  ///< the same of small ones
    std::string small_;                      ///< the stream that small sectors stand in
    std::vector<OleStream> streams_;
    bool broken_ = false;
};

/// The file within the stream "\1Ole10Native": its name and bytes; false when it makes no sense.
/// source: MS-OLEDS 2.3.6, and what Windows' packager writes behind it
bool read_native(std::string_view stream, std::string& name, std::string& bytes);

}  // namespace sendguard::draft
