// PCRE2 behind one adapter: one compiled pattern and its matches.
//
// UTF, UCP, $ and ^ at line ends, \C refused. Compiled to machine code where the system allows it,
// interpreted where not. A match that needs more than the limits of base/limits.h is an error.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/pattern.h"

namespace sendguard::policy {

/// Immutable; find() may be called from many threads.
class CompiledRegex {
  public:
    CompiledRegex();
    CompiledRegex(CompiledRegex&&) noexcept;
    CompiledRegex& operator=(CompiledRegex&&) noexcept;
    ~CompiledRegex();

    /// errors: bad_policy with PCRE2's words and the byte offset in `where.column`
    static Result<CompiledRegex> compile(std::string_view regex, bool ignore_case);

    /// Appends to `out` the non-empty matches in `text` that begin in the bytes [from, last] and
    /// behind the match before them in `out`, leftmost first, until `out` has `max`.
    ///
    /// in:     text - valid UTF-8; from - at the start of a character
    /// errors: limit
    Result<void> find(std::string_view text, std::size_t from, std::size_t last, std::size_t max,
                      std::vector<Span>& out) const;

  private:
    struct Code;
    std::unique_ptr<Code> code_;
};

}  // namespace sendguard::policy
