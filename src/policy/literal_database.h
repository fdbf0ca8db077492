// Vectorscan behind one adapter: which of many literals stand in a text.
//
// Literals are plain bytes, matched exactly; each is told wherever it ends.
// Limits: the database is for one version of Vectorscan and one kind of processor (engine_tag()).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sendguard::policy {

/// Who is told of the literals that are found.
class LiteralSink {
  public:
    virtual ~LiteralSink() = default;
    /// `end`: the byte past the literal.
    virtual void found(std::uint32_t literal, std::size_t end) = 0;
};

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

    /// Tells `sink` of each literal that stands in `text`, as often as it stands there.
    /// errors: internal; limit (text of 4 GB or more)
    Result<void> scan(std::string_view text, LiteralSink& sink) const;

  private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace sendguard::policy
