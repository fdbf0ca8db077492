// The policy: everything that can change a verdict, compiled and immutable. Plain values, so that
// it can be written to the cache and read back (policy/cache.h), and shared by all threads.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "draft/draft.h"
#include "policy/pattern.h"
#include "policy/service.h"

namespace sendguard::policy {

enum class Action : std::uint8_t { note, warn, hold, block };
std::string_view action_name(Action action);
std::optional<Action> action_from_name(std::string_view name);

enum class Strength : std::uint8_t { stated, signed_ };
std::string_view strength_name(Strength strength);  ///< "stated", "signed"

/// Who must sign off before a hold is cleared.
struct Approvers {
    std::string group;        ///< name of a group; "" with sender
    bool sender = false;      ///< `approvers: sender`: the author's own "I am sure"
    std::uint32_t count = 1;  ///< so many different people
    bool not_author = false;  ///< `not: [author]`
    Strength strength = Strength::signed_;
    std::chrono::seconds term{0};  ///< how long a sign-off counts; 0: as long as it says itself
    std::string deputies;          ///< a group that may sign in their place; "" = nobody
    std::vector<Approvers>
        before;  ///< earlier stages, in order: each is met before the next counts
};

using GroupId = std::uint32_t;

/// A set of addresses: exact ones and patterns. `internal` and `external` are kinds of a matcher,
/// too.
struct Group {
    std::string name;
    std::unordered_set<std::string> addresses;  ///< canonical: domain lower case, A-labels
    std::unordered_set<std::string> domains;    ///< "@mod.example" is stored as "mod.example"
    std::vector<std::string> globs;             ///< "*@*.gov.example"
    Position where;

    /// in: address - canonical, "anna@example.org"
    bool contains(std::string_view address) const;
};

/// One item of a list such as `any: [ministries, external, "*@*.example"]`.
struct AddressMatcher {
    enum class Kind : std::uint8_t { internal, external, group, glob } kind = Kind::group;
    GroupId group = 0;
    std::string glob;
};

/// A list and how it must meet the addresses.
struct AddressTest {
    enum class Quantifier : std::uint8_t { any, all, none } quantifier = Quantifier::any;
    std::vector<AddressMatcher> matchers;
};

using PlaceSet = std::bitset<draft::kPlaces>;
/// Without `in`: subject, body, signature, filename (contract.md); readable attachments are bodies.
PlaceSet default_places();

/// What `check --fix` may do about what a search found.
enum class Fix : std::uint8_t {
    none,
    remove_line,  ///< a line that holds nothing else may go
};
std::string_view fix_name(Fix fix);  ///< "remove-line"; "" for none

struct TextCondition {
    PlaceSet in;
    PatternId pattern = kNoPattern;
    std::uint32_t at_least = 1;  ///< distinct hits (by folded, lower-cased text)
    PatternId near_pattern = kNoPattern;
    std::uint32_t near_within = 10;  ///< words between
    Fix fix = Fix::none;
};
struct RecipientsCondition {
    std::vector<AddressTest> tests;  ///< all must hold
    std::bitset<4> in;               ///< to, cc, bcc, envelope; none set: every recipient
    std::optional<std::uint32_t> more_than;
    std::vector<AddressMatcher> together;  ///< each must be present
    std::optional<std::uint32_t> exposed_more_than;
};
/// All parts that are set must hold.
struct SenderCondition {
    std::vector<AddressTest> tests;      ///< over From, Sender and the envelope sender
    std::vector<std::string> users;      ///< globs over the login name; no login: no match
    std::bitset<kSenderKinds> kinds;     ///< by SenderKind; none set: any
    std::vector<std::string> listeners;  ///< globs over the listener's name
    std::vector<Network> clients;        ///< where the client's address lies
};
struct HeaderCondition {
    std::string name;  ///< ASCII case ignored
    std::optional<bool> present;
    PatternId pattern = kNoPattern;  ///< over the decoded value
};
struct AttachmentCondition {
    PatternId name = kNoPattern;
    std::vector<std::string> types;            ///< globs over the media type: "image/*"
    std::optional<std::uint64_t> larger_than;  ///< bytes after decoding
    std::optional<std::uint32_t> more_than;    ///< so many attachments (that meet the rest)
    std::optional<bool> encrypted;
    std::optional<bool> unreadable;
};
using ContentKinds = std::bitset<draft::kContentKinds>;  ///< by draft::ContentKind
/// What documents hold besides what their reader sees.
struct ContentCondition {
    ContentKinds kinds;           ///< at least one set
    std::uint32_t more_than = 0;  ///< more than so many of these kinds together
};
struct LinkCondition {
    PatternId pattern = kNoPattern;  ///< over the target
    std::vector<std::string> hosts;  ///< globs over the host
};
enum class Audience : std::uint8_t { internal, external, public_ };
std::string_view audience_name(Audience audience);
struct AudienceCondition {
    std::bitset<3> any;  ///< by Audience
};
enum class GateKind : std::uint8_t { check, send, sendmail, smtp, milter, http };
inline constexpr std::size_t kGates = 6;
std::string_view gate_name(GateKind gate);
struct GateCondition {
    std::bitset<kGates> any;
};
/// Minutes since midnight, in the zone named; days by ISO number (bit 0 = Monday).
struct TimeCondition {
    std::string zone = "UTC";                                        ///< IANA name
    std::bitset<7> days;                                             ///< none set: every day
    std::optional<std::pair<std::uint32_t, std::uint32_t>> between;  ///< may pass midnight
    bool outside = false;  ///< `outside` in place of `between`
};
/// What no pattern can say; one detector, one file in check/detectors, found by its name.
struct DetectCondition {
    std::string name;
    std::vector<std::string> kinds;  ///< narrows what the detector reports; empty: all
    std::map<std::string, std::string> settings;
    PatternId trigger = kNoPattern;  ///< of the words without one of which it finds nothing
};

/// What a file says about itself: front matter, document properties. One value that meets all parts
/// that are set; mail has none.
struct MetadataCondition {
    std::vector<std::string> keys;    ///< as draft::Fact::key
    std::vector<std::string> equals;  ///< any of these, ASCII case ignored
    PatternId pattern = kNoPattern;
    std::optional<bool> present;
    bool future = false;  ///< the value is a time that has not come, or cannot be told
};

/// More mail than so much from one sender (a program, an agent or an unknown one; people are not
/// counted), this one included. Any part that is set and exceeded makes it true.
struct RateCondition {
    std::chrono::seconds within{0};
    std::optional<std::uint32_t> messages;
    std::optional<std::uint32_t> new_recipients;  ///< that it had never written to before
};

struct Condition;
struct AllOf {
    std::vector<Condition> children;
};
struct AnyOf {
    std::vector<Condition> children;
};
struct Not {
    std::vector<Condition> child;
};  ///< exactly one

struct Condition {
    std::variant<AllOf, AnyOf, Not, TextCondition, RecipientsCondition, SenderCondition,
                 HeaderCondition, AttachmentCondition, ContentCondition, LinkCondition,
                 AudienceCondition, GateCondition, TimeCondition, DetectCondition,
                 MetadataCondition, RateCondition>
        is;
    std::uint32_t line = 0;  ///< in the rule's file, for --explain
};

/// `wait_for: [embargo]`: the draft leaves by itself when its embargo ends.
inline constexpr std::string_view kWaitForEmbargo = "embargo";

struct Rule {
    std::string id;  ///< "drafts/subject-marker"
    std::string message;
    std::string why;
    std::string help;   ///< what to do; may be empty
    std::string since;  ///< version the rule came with; may be empty
    Action action = Action::warn;
    Mode mode = Mode::enforce;   ///< observe: its findings are counted and logged, and stop nothing
    bool never_allowed = false;  ///< `allow: never`: no comment in a file clears it
    bool everywhere = true;      ///< false: only where a PathScope turns it on
    std::optional<Approvers> approvers;
    /// Of a hold, beside its approvers: preconditions of the store by name, and kWaitForEmbargo.
    std::vector<std::string> wait_for;
    std::chrono::seconds undo{0};  ///< how long a draft can be recalled once nothing is missing
    Condition when;
    Position where;
    /// One of these patterns must be a candidate for `when` to be true; empty: always evaluate.
    std::vector<PatternId> triggers;
};

/// The strongest fix of the searches that `condition` consists of.
Fix fix_of(const Condition& condition);

/// A weakening that `adjust` made to a shipped rule; printed at load and in reports.
struct Weakening {
    std::string rule;
    std::string change;  ///< "action block -> hold"
    Position where;
};

/// What holds for files of certain paths; later scopes outweigh earlier ones. Mail has no path.
struct PathScope {
    std::vector<std::string> match;  ///< globs over the path in the repository (path_glob.h)
    std::vector<std::uint32_t> on;   ///< rules that hold there
    std::vector<std::uint32_t> off;  ///< and that do not
    std::vector<std::pair<std::uint32_t, Rule>> changed;
    Position where;
};

struct Policy {
    std::vector<std::string> files;  ///< all files read, in order; packs as "pack:drafts"
    std::string digest;              ///< "sha256:..." over every byte that can change a verdict
    std::string organization;
    std::unordered_set<std::string> internal_domains;
    std::vector<std::string> internal_globs;  ///< "*.example.org"
    std::vector<Group> groups;
    std::unordered_map<std::string, GroupId> group_by_name;
    std::vector<Rule> rules;  ///< in order of the files
    PatternSet patterns;
    /// Rules to evaluate when pattern i is a candidate.
    std::vector<std::vector<std::uint32_t>> rules_by_trigger;
    std::vector<std::uint32_t> untriggered_rules;
    std::string keyring;       ///< allowed_signers file, absolute; "" = none
    std::string keyring_text;  ///< its bytes
    Service service;
    std::vector<PathScope> paths;
    std::vector<Weakening> weakenings;
    std::vector<std::chrono::seconds> rate_windows;  ///< of all RateConditions, each once
    /// All that was read (policy/bundle.h), where a hold store is to keep it; else null.
    std::shared_ptr<const std::string> sources;

    const Rule* rule(std::string_view id) const;
    bool is_internal(std::string_view address) const;
    bool matches(const AddressMatcher& matcher, std::string_view address) const;
};

/// The rules of a policy as they hold for one path.
class RulesAt {
  public:
    /// in: path - from the repository's root on; "" where there is none
    RulesAt(const Policy& policy, std::string_view path);
    /// The rule, adjusted for the path; nullptr where it does not hold.
    const Rule* at(std::uint32_t index) const;
    const Rule* find(std::string_view id) const;  ///< by id; nullptr also when there is none

  private:
    const Policy& policy_;
    std::vector<const PathScope*> scopes_;
};

/// Fills triggers, rules_by_trigger and untriggered_rules from the rules' conditions.
void index_triggers(Policy& policy);

/// A rule's example draft from its YAML; kept out of Policy, for only `rules test` needs it.
/// A mail of an example's history, as often as it says.
struct ExamplePast {
    std::vector<std::string> to;  ///< To, Cc and Bcc alike
    std::string from;             ///< "" = the example's author sent it; else it was received
    std::string subject, body;
    std::uint32_t times = 1;
};

struct Example {
    std::string rule;
    bool fires = true;
    std::string from, subject, body, html;
    std::vector<std::string> to, cc, bcc;
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::pair<std::string, std::string>> attachments;  ///< file name, text
    std::string file;           ///< a whole message or document, path beside the rule's file
    std::string document_name;  ///< a file to be published, by its path in the repository
    std::string document_text;
    std::string raw;        ///< a whole message, literally
    std::string now;        ///< RFC 3339
    ContentKinds contents;  ///< what a document in it is said to hold
    std::string user;       ///< who stands behind the session, as at a mail gate
    SenderKind kind = SenderKind::unknown;
    std::string listener;
    std::string client;  ///< an address
    std::vector<ExamplePast> history;
    Position where;
};

}  // namespace sendguard::policy
