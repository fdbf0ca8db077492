// A hold: a stored draft that waits for sign-offs, an embargo, or the end of its undo window, and
// all that is known of it but its bytes and its history, which the store keeps beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "hold/life.h"

namespace sendguard::hold {

/// Who does something: kind is policy::sender_kind_name()'s word, or "service".
struct Actor {
    std::string name;             ///< address or login; "send-guard" for the service itself
    std::string kind = "person";  ///< "person", "program", "agent", "unknown", "service"
    std::string via;              ///< "smtp", "api", "page", "cli", "signature", "release", ...

    bool operator==(const Actor&) const = default;
};
Actor service_actor(std::string via);

/// A reviewer's yes. It counts for the statement it names and for no other.
struct Approval {
    std::string person;  ///< canonical address
    std::string as;      ///< the group that it is given for
    std::string digest;  ///< of the statement that was shown: "sha256:..."
    Timestamp at{};
    std::string via;          ///< "page", "api", "cli", "signature"
    std::string signature;    ///< armoured SSHSIG, where one was given; else ""
    std::string void_reason;  ///< why it counts no longer; "" = it counts

    bool operator==(const Approval&) const = default;
};

/// What must come true beside sign-offs: "vote taken".
struct Precondition {
    std::string name;
    std::string role;          ///< the group that may confirm it
    std::string confirmed_by;  ///< "" = not yet
    std::optional<Timestamp> at;

    bool operator==(const Precondition&) const = default;
};

enum class Delivery : std::uint8_t { waiting, taken, refused, unknown };
std::string_view delivery_name(Delivery delivery);

/// One recipient of the envelope, and what the next hop said of it.
struct Addressee {
    std::string address;
    Delivery delivery = Delivery::waiting;
    std::string reply;  ///< the server's own words; "" = none yet

    bool operator==(const Addressee&) const = default;
};

/// One node's right to release a hold for a while.
struct Lease {
    std::string node;     ///< "" = nobody's
    Timestamp until{};    ///< by the store's clock
    bool at_dot = false;  ///< from here on the next hop may have it, whatever happens to the node

    bool operator==(const Lease&) const = default;
};

/// A mail that somebody is to get about a hold.
struct Notice {
    std::string to;    ///< address
    std::string kind;  ///< "held", "review", "released", "rejected", "returned", "expired", ...

    bool operator==(const Notice&) const = default;
};

/// How much its sender had sent within so long when it came, it included.
struct SentCount {
    std::uint64_t within = 0;  ///< seconds
    std::uint64_t messages = 0;
    std::uint64_t new_recipients = 0;

    bool operator==(const SentCount&) const = default;
};

/// Two people who let a draft go that others should have signed, and what they owe for it.
struct BreakGlass {
    std::vector<Approval> people;  ///< of this draft; void ones stay
    bool broken = false;           ///< enough of them: nothing is waited for any more
    bool report_due = false;
    std::string report;

    bool operator==(const BreakGlass&) const = default;
};

struct Hold {
    std::string id;             ///< "SG-" and 16 letters and digits, not to be guessed
    std::uint64_t version = 0;  ///< goes up with every change; the store compares it
    std::uint32_t draft = 1;    ///< which bytes: goes up when an edited draft is handed in again
    State state = State::held;
    Timestamp created{}, changed{};

    std::string gate;      ///< "smtp", "milter", "sendmail", "send", "http"
    std::string listener;  ///< its name, at SMTP gates
    std::string client;    ///< address of the client, as far as it is known
    Actor submitter;
    std::string sender;  ///< of the envelope; "" = null sender
    std::vector<Addressee> addressees;
    std::string subject;
    std::uint64_t size = 0;  ///< of the bytes
    std::string key;         ///< Idempotency-Key of the submitter, with its name; "" = none

    std::string digest;    ///< of the statement: "sha256:..."
    std::string policy;    ///< digest of the policy that held it
    std::string findings;  ///< the draft's report, JSON as `check --format json` has it

    std::vector<Approval> approvals;
    std::vector<Precondition> preconditions;
    std::vector<SentCount> sent;
    BreakGlass glass;
    std::optional<Timestamp> not_before;  ///< end of embargo and undo window
    std::optional<Timestamp> expires;
    std::string alternates;      ///< of the holds with this name only one ever leaves; "" = alone
    std::uint32_t attempts = 0;  ///< of release
    Timestamp next_attempt{};    ///< ready: not before
    std::uint32_t reminders = 0;
    Timestamp reminded{};         ///< when the last one went out
    std::vector<Notice> notices;  ///< still to be sent
    Lease lease;

    bool operator==(const Hold&) const = default;
};

/// A new id, from the system's random source.
std::string make_id();
/// Whether `text` has an id's form.
bool is_id(std::string_view text);

}  // namespace sendguard::hold
