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
    /// errors: internal (cannot be read or decrypted, or is another hold than its row says)
    Result<Hold> hold_of(const Row& row) const;
    /// As hold_of(), of the columns record, version: the hold as it was when a draft came.
    Result<Hold> hold_then(std::string_view id, const Row& row) const;

    bool sealed() const { return sealer_.has_value(); }
    /// The column "bytes" of a draft.
    std::string body(std::string_view id, std::uint32_t draft, std::string_view bytes) const;
    /// in:     row - of the columns sha256, encrypted, bytes
    /// errors: internal (not the bytes that were stored)
    Result<std::string> bytes_of(std::string_view id, std::uint32_t draft, const Row& row) const;

    /// The column "bytes" of a profile.
    std::string profile(std::string_view who, std::string_view bytes) const;
    /// As bytes_of().
    Result<std::string> profile_bytes(std::string_view who, const Row& row) const;

    /// The column "bytes" of a policy's sources.
    std::string policy(std::string_view digest, std::string_view sources) const;
    /// As bytes_of().
    Result<std::string> policy_of(std::string_view digest, const Row& row) const;

  private:
    Result<std::string> json_of(std::string_view id, std::uint64_t version, std::string text) const;
    Result<std::string> opened(const std::string& what, const std::string& context,
                               const Row& row) const;

    std::optional<Sealer> sealer_;
};

}  // namespace sendguard::hold
