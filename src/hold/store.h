// Where holds are kept: SQLite, PostgreSQL (several nodes share one), or memory for tests. The
// store knows no rules: it keeps what it is given, all of a change or nothing of it, and says
// nothing is done before it is on the disk.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hold/hold.h"

namespace sendguard::hold {

/// What was done: a line of a hold's history, and of the audit chain.
struct Event {
    std::string hold;  ///< id; "" = none: a verdict, a login, a freeze
    Act act = Act::note;
    State from = State::held, to = State::held;
    Timestamp at{};
    Actor actor;
    std::string reason;   ///< in the actor's words; may be empty
    std::string details;  ///< JSON object, for machines; "" = none
};

/// A link of the audit chain. hash = SHA-256 of the one before, LF, and `text`.
struct AuditEntry {
    std::uint64_t sequence = 0;  ///< from 1, without gaps
    std::string text;            ///< the event, one line of JSON (audit.h)
    std::string hash;            ///< 64 hexadecimal digits
};

/// A change of one hold.
struct Change {
    Hold hold;    ///< as it is to be; its version is still the one that was read
    Event event;  ///< `hold`, `from` and `to` are filled in from the hold
    std::optional<std::string> bytes;  ///< of a new draft; hold.draft has gone up
};

enum class Order : std::uint8_t {
    due,  ///< what may leave first, first; then by age
    newest,
};
struct Query {
    std::vector<State> states;  ///< empty: all
    std::string submitter;      ///< only this actor's; "" = all
    std::string alternates;     ///< only holds with this name; "" = all
    Order order = Order::due;
    std::size_t limit = 100;
    std::size_t offset = 0;
};

/// What is known of whom somebody writes to (history/profile.h), at a version.
struct KeptProfile {
    std::string bytes;         ///< "" = nothing is
    std::int64_t version = 0;  ///< 0 = nothing is
};

inline constexpr std::chrono::seconds kSentKept{31L * 24 * 3600};

/// Thread-safe. Every function that changes returns when the change is durable.
///
/// errors of all: unavailable (down, locked, full: try later; nothing was done), internal (what is
/// stored cannot be read)
class Store {
  public:
    virtual ~Store() = default;

    /// A new hold with its first bytes; `hold.version` is set to 1.
    /// out:    false - its key was used before: nothing was done, find_key() has the first one
    virtual Result<bool> insert(const Change& change) = 0;
    /// Replaces the hold and adds the event.
    /// out:    false - it is not at `hold.version` any more: nothing was done, read it again
    virtual Result<bool> change(const Change& change) = 0;
    /// An event without a hold: a verdict, a login, a freeze.
    Result<void> record(const Event& event) { return record_all({event}); }
    /// Several of them, in their order, all or none.
    virtual Result<void> record_all(const std::vector<Event>& events) = 0;

    virtual Result<std::optional<Hold>> find(std::string_view id) = 0;
    virtual Result<std::optional<Hold>> find_key(std::string_view key) = 0;
    /// The original bytes of one draft of a hold.
    /// errors: not_found; internal also when they were changed, or cannot be decrypted
    virtual Result<std::string> bytes(std::string_view id, std::uint32_t draft) = 0;
    /// The hold as it was when that draft of it was handed in: its envelope, facts, findings, and
    /// the sign-offs of that moment (Hold::changed).
    /// errors: not_found (no such draft)
    virtual Result<Hold> draft(std::string_view id, std::uint32_t draft) = 0;
    virtual Result<std::vector<Event>> history(std::string_view id) = 0;
    virtual Result<std::vector<Hold>> list(const Query& query) = 0;
    virtual Result<std::size_t> count(const std::vector<State>& states) = 0;

    /// Takes up to `most` holds that are ready and due by the store's clock, each for this node
    /// alone until `term` has passed: moved to `sending`, with a lease.
    virtual Result<std::vector<Hold>> claim(std::string_view node, std::chrono::seconds term,
                                            std::size_t most) = 0;
    /// Holds in `sending` whose lease has ended.
    virtual Result<std::vector<Hold>> lapsed(std::size_t most) = 0;
    /// Open holds whose `expires` has passed.
    virtual Result<std::vector<Hold>> expired(std::size_t most) = 0;
    /// Holds in any state that have notices still to be sent.
    virtual Result<std::vector<Hold>> with_notices(std::size_t most) = 0;

    /// Whose the name of alternates is: the first that asks for it has it for good.
    /// out: the id of the hold that has it
    virtual Result<std::string> take_alternates(std::string_view name, std::string_view id) = 0;

    /// Settings that all nodes share: "freeze", ... ; "" = not set.
    virtual Result<std::string> setting(std::string_view name) = 0;
    virtual Result<void> set(std::string_view name, std::string_view value, const Event& event) = 0;

    /// A mail of that sender, for sent_within(). What is older than kSentKept is forgotten.
    /// in: who, recipients - canonical addresses or a login
    virtual Result<void> note_sent(std::string_view who,
                                   const std::vector<std::string>& recipients) = 0;
    /// in: within - at most kSentKept
    virtual Result<SentCount> sent_within(std::string_view who, std::chrono::seconds within) = 0;

    /// Keeps the sources of a policy version; once, however often it is asked.
    /// in:  digest - Policy::digest; sources - Policy::sources
    virtual Result<void> keep_policy(std::string_view digest, std::string_view sources) = 0;
    /// errors: not_found
    virtual Result<std::string> policy(std::string_view digest) = 0;

    /// in: who - a canonical address
    virtual Result<KeptProfile> profile(std::string_view who) = 0;
    /// Puts `kept.bytes` in the place of what stands there; "" forgets it.
    /// out: false - it is not at `kept.version` any more: nothing was done, read it again
    virtual Result<bool> keep_profile(std::string_view who, const KeptProfile& kept) = 0;

    virtual Result<std::vector<AuditEntry>> audit(std::uint64_t from, std::size_t most) = 0;
    /// Where the chain ends, by what the store notes beside it; its text is left empty.
    virtual Result<AuditEntry> audit_head() = 0;
    /// What is stored beside a hold's record, to search by, and does not say the same; "" = all
    /// does, or there is no such hold.
    virtual Result<std::string> fault_beside(std::string_view id) = 0;
    /// Drops bytes, history and hold of what ended before `time`; the audit chain stays.
    virtual Result<std::size_t> forget(Timestamp time) = 0;

    /// The store's clock: the database's where nodes share one, else the machine's.
    virtual Result<Timestamp> now() = 0;
};

struct StoreSettings {
    std::string url;       ///< "sqlite:/var/lib/send-guard/holds.db", "postgresql://...", "memory:"
    std::string key_file;  ///< 32 random bytes (64 hexadecimal digits); "" = bytes are kept plain
};
/// errors: bad_policy (unknown kind, faulty key file), unavailable
Result<std::unique_ptr<Store>> open_store(const StoreSettings& settings);

}  // namespace sendguard::hold
