#include "milter/milter_adapter.h"

#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <utility>

#include "base/text.h"
#include "gate/socket_address.h"

namespace sendguard::milter {
namespace {

using gate::MilterAnswer;
using gate::MilterSession;
using Kind = MilterAnswer::Kind;

constexpr int kBacklog = 1024;
constexpr std::size_t kMostLines = 32;       // smfi_setmlreply(3)
constexpr std::size_t kMostLineBytes = 980;  // smfi_setmlreply(3)

// Nothing is answered before the end of a message, and a stage without an answer costs no turn.
constexpr unsigned long kUnanswered =
    SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;
constexpr unsigned long kNotWanted = SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA;
constexpr unsigned long kChanges = SMFIF_ADDHDRS | SMFIF_CHGHDRS;

/// libmilter's callbacks take no argument of ours before a connection has its own.
MilterWorld* the_world = nullptr;
/// What was last agreed, for a server that tells of its next client without a new agreement.
std::atomic<unsigned long> last_agreed{0};

struct Connection {
    explicit Connection(unsigned long agreed_in) : session(the_world->shared), agreed(agreed_in) {}
    bool shows_blanks() const { return (agreed & SMFIP_HDR_LEADSPC) != 0; }
    MilterSession session;
    unsigned long agreed;
};

Connection* known(SMFICTX* context) {
    return static_cast<Connection*>(smfi_getpriv(context));
}

Connection& connection(SMFICTX* context) {
    if (auto* one = known(context)) return *one;
    auto made = std::make_unique<Connection>(last_agreed.load());
    if (smfi_setpriv(context, made.get()) != MI_SUCCESS) throw std::bad_alloc();
    return *made.release();  // closed() takes it back
}

std::string_view macro(SMFICTX* context, const char* name) {
    const char* value = smfi_getsymval(context, const_cast<char*>(name));
    return value == nullptr ? std::string_view() : std::string_view(value);
}

/// Runs a stage. libmilter drops any answer to one that is not answered, so a failure is kept for
/// the message's end, where it defers the message.
template <class Work>
sfsistat stage(SMFICTX* context, unsigned long unanswered, Work work) noexcept {
    Connection* one = nullptr;
    try {
        one = &connection(context);
        work(*one);
    } catch (...) {
        // Without a connection there is no message at the end, which is deferred as well.
        if (one == nullptr) return SMFIS_TEMPFAIL;
        one->session.fail();
    }
    return (one->agreed & unanswered) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

sfsistat negotiated(SMFICTX* context, unsigned long actions, unsigned long steps, unsigned long,
                    unsigned long, unsigned long* wanted_actions, unsigned long* wanted_steps,
                    unsigned long* wanted_2, unsigned long* wanted_3) {
    try {
        if ((actions & kChanges) != kChanges) {
            the_world->log.write(
                LogLevel::error, "negotiation_failed",
                {field("detail", "the mail server lets no header field be added or taken off")});
            return SMFIS_REJECT;
        }
        last_agreed = steps & (kUnanswered | kNotWanted | SMFIP_HDR_LEADSPC);
        *wanted_actions = kChanges | (actions & SMFIF_QUARANTINE);
        *wanted_steps = connection(context).agreed;
        *wanted_2 = *wanted_3 = 0;
        return SMFIS_CONTINUE;
    } catch (...) {
        return SMFIS_REJECT;
    }
}

sfsistat connected(SMFICTX* context, char*, _SOCK_ADDR* address) {
    return stage(context, SMFIP_NR_CONN, [&](Connection& one) {
        std::uint16_t port = 0;
        one.session.connect(
            address == nullptr
                ? std::nullopt
                : gate::address_of(*reinterpret_cast<const sockaddr*>(address), port),
            macro(context, "{daemon_name}"));
    });
}

sfsistat mail_begun(SMFICTX* context, char** words) {
    return stage(context, SMFIP_NR_MAIL, [&](Connection& one) {
        bool utf8 = false;
        for (char** word = words + 1; *word != nullptr; ++word)
            utf8 = utf8 || equals_ignoring_case(*word, "SMTPUTF8");
        one.session.mail(the_world->policies.get(), words[0], macro(context, "{auth_authen}"),
                         utf8);
    });
}

sfsistat recipient_named(SMFICTX* context, char** words) {
    return stage(context, SMFIP_NR_RCPT, [&](Connection& one) { one.session.recipient(words[0]); });
}

sfsistat header_read(SMFICTX* context, char* name, char* value) {
    return stage(context, SMFIP_NR_HDR, [&](Connection& one) {
        if (one.shows_blanks()) {
            one.session.header(name, value);
        } else {
            one.session.header(name, std::string(" ") + value);
        }
    });
}

sfsistat header_ended(SMFICTX* context) {
    return stage(context, SMFIP_NR_EOH, [&](Connection& one) { one.session.end_of_header(); });
}

sfsistat body_read(SMFICTX* context, unsigned char* bytes, std::size_t size) {
    return stage(context, SMFIP_NR_BODY, [&](Connection& one) {
        one.session.body({reinterpret_cast<const char*>(bytes), size});
    });
}

/// A percent sign begins a format there: two stand for one.
std::string doubled(std::string_view text) {
    std::string out;
    for (const char c : text) out.append(c == '%' ? 2 : 1, c);
    return out;
}

/// The lines as an SMTP gate would send them, without their codes.
std::vector<std::string> reply_lines(const MilterAnswer& answer) {
    std::vector<std::string> out;
    const auto lead = 4 + answer.reply.enhanced.size() + 1;  // "550-5.7.1 "
    const auto text = gate::wire(answer.reply, answer.utf8);
    for (auto line : split(text, '\n')) {
        line = trim(line);
        if (line.size() <= lead || out.size() == kMostLines) continue;
        line.remove_prefix(lead);
        auto whole = doubled(line);
        out.push_back(whole.size() <= kMostLineBytes
                          ? std::move(whole)
                          : doubled(shortened(line, kMostLineBytes / 2)));
    }
    return out;
}

/// When libmilter does not take the reply, the mail server refuses in its own words.
void set_reply(SMFICTX* context, const MilterAnswer& answer) {
    const auto texts = reply_lines(answer);
    std::array<const char*, kMostLines + 1> lines{};
    for (std::size_t i = 0; i < texts.size(); ++i) lines[i] = texts[i].c_str();
    const auto code = std::to_string(answer.reply.code);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        smfi_setmlreply(context, code.c_str(), answer.reply.enhanced.c_str(), lines[I]...);
    }
    (std::make_index_sequence<kMostLines + 1>());
}

/// Asks for the header changes and the quarantine; false when one of them is not taken.
bool apply(SMFICTX* context, const MilterAnswer& answer, bool shows_blanks) {
    bool good = true;
    for (auto [name, number] : answer.remove)
        good = good && smfi_chgheader(context, name.data(), number, nullptr) == MI_SUCCESS;
    if (!answer.warn_header.empty()) {
        std::string name = "Send-Guard", value = (shows_blanks ? " " : "") + answer.warn_header;
        good = good && smfi_insheader(context, 0, name.data(), value.data()) == MI_SUCCESS;
    }
    if (answer.kind == Kind::quarantine) {
        auto reason = answer.reason;
        good = good && smfi_quarantine(context, reason.data()) == MI_SUCCESS;
    }
    return good;
}

sfsistat judged(SMFICTX* context) {
    static thread_local check::Workspace workspace;
    auto& one = connection(context);
    auto answer = one.session.end_of_message(
        macro(context, "i"),
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), workspace);
    const bool goes = answer.kind == Kind::accept || answer.kind == Kind::quarantine;
    const bool good = !goes || apply(context, answer, one.shows_blanks());
    if (!good) {
        answer.record.action = gate::MailAction::deferred;
        answer.record.reply_code = 451;
        answer.record.detail = "the mail server did not take a change of the message";
    }
    gate::log_decision(the_world->log, answer.record);
    if (goes) return good ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;  // other milters look at it too
    if (answer.kind == Kind::discard) return SMFIS_DISCARD;
    set_reply(context, answer);
    return answer.kind == Kind::reject ? SMFIS_REJECT : SMFIS_TEMPFAIL;
}

sfsistat message_ended(SMFICTX* context) {
    try {
        return judged(context);
    } catch (const std::exception& fault) {
        the_world->log.write(LogLevel::error, "session_failed", {field("detail", fault.what())});
    } catch (...) {
        the_world->log.write(LogLevel::error, "session_failed", {});
    }
    return SMFIS_TEMPFAIL;
}

sfsistat aborted(SMFICTX* context) {
    if (auto* one = known(context)) one->session.abort();
    return SMFIS_CONTINUE;
}

sfsistat closed(SMFICTX* context) {
    const std::unique_ptr<Connection> one(known(context));
    smfi_setpriv(context, nullptr);
    return SMFIS_CONTINUE;
}

smfiDesc description(std::string& name) {
    smfiDesc out{};
    out.xxfi_name = name.data();
    out.xxfi_version = SMFI_VERSION;
    out.xxfi_flags = kChanges | SMFIF_QUARANTINE;
    out.xxfi_negotiate = negotiated;
    out.xxfi_connect = connected;
    out.xxfi_envfrom = mail_begun;
    out.xxfi_envrcpt = recipient_named;
    out.xxfi_header = header_read;
    out.xxfi_eoh = header_ended;
    out.xxfi_body = body_read;
    out.xxfi_eom = message_ended;
    out.xxfi_abort = aborted;
    out.xxfi_close = closed;
    return out;
}

/// "unix:/path" as it is; "127.0.0.1:8891" as libmilter writes it, "inet:8891@127.0.0.1".
std::string libmilter_name(const std::string& endpoint) {
    if (endpoint.starts_with("unix:")) return endpoint;
    const auto colon = endpoint.rfind(':');
    auto host = endpoint.substr(0, colon);
    const bool six = host.starts_with('[');
    if (six) host = host.substr(1, host.size() - 2);
    return fmt::format("{}:{}@{}", six ? "inet6" : "inet", endpoint.substr(colon + 1), host);
}

}  // namespace

Result<std::string> open_milter(const std::string& listen, std::uint32_t socket_mode) {
    if (listen.starts_with("systemd:"))
        return error(Errc::bad_policy,
                     "libmilter takes no socket from the service manager: service.milter.listen "
                     "must be unix:PATH or an address and port");
    // libmilter itself would take a live socket away from another process. This also tells a port.
    BOOST_OUTCOME_TRY(const auto probe, gate::listen_at(listen, {.socket_mode = socket_mode}));
    const auto endpoint = gate::endpoint_of(probe);
    ::close(probe);
    auto place = libmilter_name(endpoint);
    std::string name = "send-guard";
    const auto mask = ::umask(static_cast<mode_t>(~socket_mode & 0777));
    const bool open = smfi_setconn(place.data()) == MI_SUCCESS &&
                      smfi_register(description(name)) == MI_SUCCESS &&
                      smfi_setbacklog(kBacklog) == MI_SUCCESS &&
                      smfi_opensocket(true) == MI_SUCCESS;  // takes the probe's file away
    ::umask(mask);
    if (open) return endpoint;
    return error(Errc::io, fmt::format("cannot listen on {}; the system log says why", endpoint));
}

Result<void> serve_milter(MilterWorld& world) {
    the_world = &world;
    if (smfi_main() == MI_SUCCESS) return outcome::success();
    return error(Errc::internal, "libmilter ended in a failure; the system log says why");
}

}  // namespace sendguard::milter
