// `service:` of a policy: how the mail gates listen, whom they serve, where mail goes on to, and
// what bounds them. Plain values; each gate reads the keys that it needs. docs/service.md is the
// description for users.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/network.h"

namespace sendguard::policy {

/// The next hop's settings, `service: {next_hop: ...}`.
struct NextHop {
    std::string url;             ///< smtp://host:port, smtps://host:port, maildir:PATH
    std::string tls = "verify";  ///< verify | opportunistic | none
    std::string ca_file;
    std::string helo_name;
    std::string auth;  ///< plain | login | xoauth2 | "" (what the server offers)
    std::string user;
    std::string password_file, token_file, token_command;
    std::chrono::seconds timeout{60};
    std::uint32_t connections = 100;  ///< at once; over it transactions wait
    std::chrono::seconds keep{30};    ///< how long an idle connection is kept for the next
    bool operator==(const NextHop&) const = default;
};

/// What kind of sender stands behind a session; `sender: {kind: ...}` asks for it.
enum class SenderKind : std::uint8_t { unknown, person, program, agent };
inline constexpr std::size_t kSenderKinds = 4;
std::string_view sender_kind_name(SenderKind kind);
std::optional<SenderKind> sender_kind_from_name(std::string_view name);

/// enforce: the verdict decides; observe: it is logged, and all mail passes.
enum class Mode : std::uint8_t { enforce, observe };
std::string_view mode_name(Mode mode);

enum class ListenerRole : std::uint8_t {
    proxy,       ///< behind a mail server (smtpd_proxy_filter): its peers only
    relay,       ///< in front of a smart host: the named networks only
    submission,  ///< clients, programs and agents that log in
};
std::string_view role_name(ListenerRole role);

enum class ListenerTls : std::uint8_t {
    none,
    offered,   ///< STARTTLS may be used
    required,  ///< STARTTLS must come before MAIL and AUTH
    implicit,  ///< TLS from the first byte (port 465)
};

struct Listener {
    std::string name;
    ListenerRole role = ListenerRole::proxy;
    std::string listen;  ///< "127.0.0.1:10025", "[::1]:25", "unix:/path", "systemd:NAME"
    std::uint32_t socket_mode = 0660;  ///< of a UNIX socket, octal in YAML
    bool lmtp = false;
    ListenerTls tls = ListenerTls::none;
    std::string users;                       ///< file made by `send-guard user add`; "" = no AUTH
    std::vector<Network> networks;           ///< who may send without AUTH
    std::vector<Network> xforward, xclient;  ///< peers whose word is taken for the client's
    std::vector<Network> proxy_protocol;     ///< peers that begin with a PROXY v2 header
    std::optional<Mode> mode;                ///< unset: the service's
    SenderKind kind = SenderKind::unknown;   ///< of those who do not log in
    bool received = false;                   ///< add a Received field (RFC 5321 4.4)
};

/// Caps on what a client may cost; over one is a refusal, never a silent cut.
struct ServiceLimits {
    std::uint64_t message_bytes = kMaxMessageBytes;  ///< offered as SIZE
    std::uint32_t recipients = 1000;                 ///< RFC 5321 4.5.3.1.8 asks for 100
    std::uint32_t sessions = 5000;                   ///< at once, all listeners
    std::uint32_t sessions_per_client = 2500;        ///< at once from one address
    std::uint32_t hops = 50;                         ///< Received fields; Postfix hopcount_limit
    std::uint32_t errors = 20;                       ///< refused commands of one session
    std::uint64_t line_bytes = 1u << 20;             ///< one line of a message
    std::uint64_t memory_bytes = 64u << 20;          ///< message text in memory, all sessions
    std::uint64_t spool_over = 2u << 20;             ///< larger messages stand in a file meanwhile
    std::chrono::seconds idle{300};                  ///< RFC 5321 4.5.3.2.7
    std::chrono::seconds slow_grace{60};             ///< then data must have come at `slow_rate`
    std::uint32_t slow_rate = 100;                   ///< bytes a second, the mean over a message
    std::chrono::seconds check{10};                  ///< the verdict, or 451
};

/// What refusals say, in the house's language; {rule}, {message}, {place}, {help}, {approvers} and
/// {signed} stand for the finding's.
struct RefusalTexts {
    std::string finding;  ///< "" = the built-in words
    std::string missing;  ///< what follows a finding that a sign-off would clear
    std::string refused;  ///< a first line before the findings
    std::string could_not_check;
};

struct MilterSettings {
    std::string listen;  ///< "unix:/path", "127.0.0.1:8891"
    std::uint32_t socket_mode = 0660;
    bool quarantine = false;  ///< a hold goes to the mail server's own quarantine
    std::string control;      ///< UNIX socket for `send-guard reload`
    std::optional<Mode> mode;
};

/// What must come true beside sign-offs before a held draft may leave: "vote taken".
struct HoldPrecondition {
    std::string name;
    std::string role;  ///< the group that confirms it
};

/// `break_glass: ...`: who may let a draft go without its sign-offs.
struct BreakGlass {
    std::string group;              ///< "" = nobody
    std::uint32_t count = 2;        ///< so many different people of it, and no author
    std::vector<std::string> tell;  ///< addresses told of it, and given the report
};

/// `store: ...`: where held drafts are kept, and how they wait.
struct StoreSettings {
    std::string url;       ///< sqlite:PATH, postgresql://...; "" = no store: holds are refused
    std::string key_file;  ///< bytes of drafts are encrypted with it; "" = they are not
    std::chrono::seconds undo{0};                ///< everything waits so long before it leaves
    std::chrono::seconds expire{0};              ///< a hold ends after so long; 0: never
    std::chrono::seconds keep{90L * 24 * 3600};  ///< what has ended is forgotten after so long
    std::chrono::seconds lease{600};             ///< a node that died loses its holds after so long
    std::vector<HoldPrecondition> preconditions;
    std::chrono::seconds remind{0};        ///< how often who is asked is asked again; 0: never
    std::vector<std::string> escalate_to;  ///< addresses told at the second reminder
    BreakGlass break_glass;
    std::string from;  ///< address that notices come from; "" = send-guard@ the first own domain
    std::string page;  ///< URL of the reviewer's page, for notices; "" = none is named
};

/// `history: ...`: who writes to whom, learned from what is sent (docs/history.md).
struct HistorySettings {
    std::string url;       ///< as StoreSettings::url; "" = nothing is learned, or asked
    std::string key_file;  ///< what is learned is encrypted with it; "" = it is not
    std::chrono::seconds keep{2L * 365 * 24 *
                              3600};  ///< a contact not met for so long is forgotten

    bool operator==(const HistorySettings&) const = default;
};

/// A reverse proxy in front of the page that says who has logged in.
struct ProxySettings {
    std::vector<Network> networks;  ///< whose word is taken; empty: nobody's
    std::string user_header;        ///< "Remote-User"; "" = it tells no user
    std::string address_header;     ///< "X-Forwarded-For"; "" = it tells no address
};

/// `http: ...`: the HTTP API and the reviewer's page.
struct HttpSettings {
    std::string listen;  ///< "127.0.0.1:8025", "unix:/path", ...; "" = neither is served
    std::uint32_t socket_mode = 0660;
    bool tls = false;    ///< with service.tls
    std::string users;   ///< who may log in at the page; file made by `send-guard user add`
    std::string tokens;  ///< who may use the API; file made by `send-guard token add`
    ProxySettings proxy;
    bool page = false;
};

struct Service {
    std::vector<Listener> listeners;
    std::optional<NextHop> next_hop;
    std::vector<Network> networks;         ///< for listeners that name none; default: loopback
    std::string certificate, private_key;  ///< PEM files of our own TLS
    std::string hostname;                  ///< in greetings; "" = this host's name
    Mode mode = Mode::enforce;
    bool normalize_line_ends = false;  ///< a bare CR or LF is made CRLF in place of refused
    ServiceLimits limits;
    RefusalTexts texts;
    MilterSettings milter;
    std::string spool;    ///< folder for large messages while they are read; "" = $TMPDIR, /var/tmp
    std::string metrics;  ///< "127.0.0.1:9925": /metrics, /healthz, /readyz; "" = none
    std::string control;  ///< UNIX socket for `send-guard reload`; "" = none
    StoreSettings store;
    HistorySettings history;
    HttpSettings http;
    bool refuse_holds = false;  ///< `on_hold: refuse`, though there is a store

    /// A hold is kept, and acknowledged.
    bool keeps_holds() const { return !store.url.empty() && !refuse_holds; }
};

}  // namespace sendguard::policy
