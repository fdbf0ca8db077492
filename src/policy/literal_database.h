// Vectorscan behind one adapter: which of many literals stand in a text.
//
// Literals are plain bytes, matched exactly; each is told at most once a scan. Where a literal ends
// is not asked for, as only the fact counts.
// Limits: the database is for one version of Vectorscan and one kind of processor (engine_tag()).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::policy {

/// Immutable; scan() may be called from many threads.
class LiteralDatabase {
  public:
    LiteralDatabase();
    LiteralDatabase(LiteralDatabase&&) noexcept;
    LiteralDatabase& operator=(LiteralDatabase&&) noexcept;
    ~LiteralDatabase();

    /// `literals`: distinct, none empty. None at all is a database that finds nothing.
    /// errors: internal
    static Result<LiteralDatabase> build(std::span<const std::string> literals);
    Result<std::string> serialize() const;
    static Result<LiteralDatabase> deserialize(std::string_view bytes);
    static std::string engine_tag();

    /// Puts the number of every literal in `text` into `found`, in order of sight; some may stand
    /// there more than once.
    /// errors: internal; limit (text of 4 GB or more)
    Result<void> scan(std::string_view text, std::vector<std::uint32_t>& found) const;

  private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace sendguard::policy
