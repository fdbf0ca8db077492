// ZIP files as office documents use them. The library stands in a module of its own that is loaded
// on first use (zip_module.cpp): most drafts hold no ZIP, and it costs a start-up 2 ms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::draft {

struct ZipMember {
    std::string name;        ///< as it stands in the central directory
    std::uint64_t size = 0;  ///< unpacked, as declared
    std::uint64_t packed = 0;
    bool encrypted = false;
};

class ZipFile {
  public:
    virtual ~ZipFile() = default;

    /// In the order of the central directory.
    virtual const std::vector<ZipMember>& members() const = 0;

    /// Unpacks a member into `out`, at most its declared size and never more than `most` bytes.
    /// out: "" when all is well, else what is wrong; `out` then holds what could be unpacked
    virtual std::string read(std::size_t index, std::size_t most, std::string& out) = 0;
};

/// in:      bytes - outlive the file
/// errors:  bad_input (no central directory that makes sense), internal (the module is missing)
Result<std::unique_ptr<ZipFile>> open_zip(std::string_view bytes);

}  // namespace sendguard::draft
