// What a store's rows hold: a hold's record, and the bytes of its drafts, plain or sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hold/hold.h"
#include "hold/seal.h"
#include "hold/sql/connection.h"

namespace sendguard::hold {

/// Of a table's text columns: UTF-8 without NUL, as PostgreSQL wants it.
std::string column_text(std::string_view text);

class Records {
  public:
    explicit Records(std::optional<Sealer> sealer) : sealer_(std::move(sealer)) {}

    const Sealer* sealer() const { return sealer_ ? &*sealer_ : nullptr; }

    /// The column "record" of a hold. in: json - the hold's
    std::string record(const Hold& hold, std::string json) const;
    /// in:     row - of the columns record, id, version, state
    /// errors: internal (cannot be read, or is another hold than its row says); bad_input (key)
    Result<Hold> hold_of(const Row& row) const;

    bool sealed() const { return sealer_.has_value(); }
    /// The column "bytes" of a draft.
    std::string body(std::string_view id, std::uint32_t draft, std::string_view bytes) const;
    /// in:     row - of the columns sha256, encrypted, bytes
    /// errors: internal (not the bytes that were stored); bad_input (key)
    Result<std::string> bytes_of(std::string_view id, std::uint32_t draft, const Row& row) const;

  private:
    std::optional<Sealer> sealer_;
};

}  // namespace sendguard::hold
