// The audit chain: every event of every hold, each linked to the one before by a hash, so that an
// entry that was changed, taken out or put in afterwards is found by who looks.
//
// Limits: who can write to the store can cut off the chain's end and all that hangs on it, or write
// all of it anew; a head (ChainReport::head) that was noted elsewhere shows that too. Settings that
// nodes share and taken names of alternates are not compared with the chain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hold/audit_line.h"
#include "hold/store.h"

namespace sendguard::hold {

inline constexpr std::string_view kChainStart =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry: SHA-256 of the hash before it, LF, and its text.
/// in:  before - 64 hexadecimal digits; kChainStart for the first entry
std::string chain_hash(std::string_view before, std::string_view text);

/// "sha256:..." of `bytes`, as audit lines have it.
std::string digest_of(std::string_view bytes);

/// The line of a hold that was changed, or put in.
/// in:  stored - as it is from now on; record - digest_of() its JSON; from - its state before
AuditLine line_of(const Hold& stored, std::string record, State from, Event event);
/// Adds the digest of a new draft's bytes.
void add_draft(AuditLine& line, std::uint32_t draft, std::string digest);
/// The line of a name of alternates that `id` has from now on.
AuditLine alternates_line(std::string_view name, std::string_view id, Timestamp now);
/// The line of holds that were dropped: their absence is no fault from then on.
AuditLine forgotten_line(const std::vector<std::string>& ids, Timestamp before, Timestamp now);
/// The line of a policy version that is kept from now on.
/// in:  digest - the policy's; sources - digest_of() what is kept
AuditLine policy_line(std::string_view digest, std::string_view sources, Timestamp now);
/// not_found: of a policy version that was never kept.
Error no_policy(std::string_view digest);

struct ChainBreak {
    std::uint64_t sequence = 0;  ///< of the first entry that is wrong, or that speaks of what is
    std::string why;             ///< one sentence
};
struct ChainReport {
    std::uint64_t entries = 0;  ///< that were looked at
    std::string head;           ///< hash of the last one: note it elsewhere
    std::optional<ChainBreak> broken;
    /// Where VerifyOptions::noted stands; nullopt: nowhere. 0 = before the first entry
    std::optional<std::uint64_t> noted_at;
};
struct VerifyOptions {
    /// The holds, drafts and policies that the chain speaks of are hashed again, and what stands
    /// beside them to search by is compared.
    bool stored = false;
    std::string noted;  ///< a head that was noted elsewhere; "" = none
};

/// Looks at the whole chain, in the order of its entries. Holds that change meanwhile do not
/// disturb it.
/// errors: unavailable
/// cost:   linear; memory for an entry a hold when `stored`
Result<ChainReport> verify_chain(Store& store, const VerifyOptions& options);

}  // namespace sendguard::hold
