// Office documents from before 2007, read by an installed program: catdoc's three, or antiword.
//
// The program is run for one document and ended: without a shell, its input an anonymous file, so
// that no name from a draft is among its words; within limits of memory, processor time, clock and
// output; without the variables of the environment. What it prints is as little trusted as the
// document.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace sendguard::draft {

enum class OldFormat : std::uint8_t { word, sheets, slides };

struct OfficeHelperLimits {
    std::chrono::seconds clock{30};
    std::chrono::seconds processor{20};
    std::size_t memory = std::size_t{512} << 20;
    std::size_t output = kMaxDocumentText;
};

struct OldText {
    std::string text;        ///< UTF-8, or what the program took for it
    std::string program;     ///< that read it: "catdoc"
    std::string_view fault;  ///< the kind of Fault; empty: it was read
    std::string message;
};

/// The text of a document; in doubt a fault: also when the program complained, or found no text.
/// Of several programs the first that PATH has is asked.
OldText read_with_helper(OldFormat format, std::string_view bytes,
                         const OfficeHelperLimits& limits = {});

}  // namespace sendguard::draft
