// What walking through an archive tells. The walk itself stands in a module (archive_module.cpp),
// for its library is slow to load and seldom needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sendguard::draft {

struct ArchiveMember {
    enum class Kind : std::uint8_t { file, folder, link, other };
    std::string name;  ///< as it stands there; any bytes
    Kind kind = Kind::file;
    std::string target;      ///< of a link
    std::uint64_t size = 0;  ///< as declared; 0 when it is not
    bool encrypted = false;
};

class ArchiveVisitor {
  public:
    virtual ~ArchiveVisitor() = default;
    /// out: whether its bytes are wanted
    virtual bool enter(const ArchiveMember& member) = 0;
    /// The next bytes of the member. out: false - no more of them
    virtual bool bytes(std::string_view block) = 0;
    /// in:  fault - why its bytes end early, in the library's words; "" when they do not
    /// out: false - no more members
    virtual bool leave(std::string_view fault) = 0;
};

/// How the walk ended.
struct ArchiveEnd {
    bool opened = false;     ///< its form is known
    bool encrypted = false;  ///< some of it, or its list
    std::string fault;       ///< why the list ends early; "" when it does not
};

/// in: single - the bytes may be one packed file instead of an archive
using WalkArchive = void(std::string_view bytes, bool single, ArchiveVisitor* visitor,
                         ArchiveEnd* end);
inline constexpr const char* kWalkArchive = "sendguard_archive_walk";

}  // namespace sendguard::draft
