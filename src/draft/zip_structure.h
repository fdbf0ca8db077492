// A ZIP says everything twice: before each member's data and in the list at its end. Programs
// differ in which they trust, so that one archive may hold two sets of files. The members are read
// by the list; whatever it does not account for is told here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft {

struct ZipFault {
    std::string kind;  ///< "zip-unlisted", "zip-differs", "zip-overlap", "zip-count", "zip-no-list"
    std::string message;
};

struct ZipStructure {
    bool found = false;  ///< an end record stands there
    bool encrypted = false;
    std::vector<std::string_view> comments;  ///< of the archive and of its members
    std::vector<ZipFault> faults;            ///< at most one of a kind
};

/// Whether a ZIP's end record closes the bytes, whatever they begin with.
bool ends_as_zip(std::string_view bytes);

/// cost:   linear in the list; the gaps between members are searched once
/// source: APPNOTE.TXT 6.3.10, 4.3.6 to 4.3.16
ZipStructure look_at_zip(std::string_view bytes);

}  // namespace sendguard::draft
