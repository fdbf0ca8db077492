// `send-guard-milter`: a program of its own, because libmilter has its own licence, its own threads
// and ends on SIGHUP. The adapter of libmilter, and the only file that knows it.
//
//   send-guard-milter [--policy FILE] [--log-format text|json]
#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <exception>

#include "base/text.h"
#include "check/detector.h"
#include "gate/milter_session.h"
#include "gate/policy_holder.h"
#include "gate/service_notify.h"
#include "gate/socket_address.h"

namespace {

using namespace sendguard;
using gate::MilterAnswer;
using gate::MilterSession;

constexpr std::size_t kMostLines = 32;       // smfi_setmlreply(3)
constexpr std::size_t kMostLineBytes = 900;  // smfi_setmlreply(3): 980 with its code
constexpr int kBacklog = 1024;

/// libmilter's callbacks take no argument of ours.
gate::PolicyHolder* the_policies = nullptr;
const Log* the_log = nullptr;

MilterSession& session_of(SMFICTX* context) {
    auto* session = static_cast<MilterSession*>(smfi_getpriv(context));
    if (session == nullptr) {
        session = new MilterSession;  // given back by closed()
        smfi_setpriv(context, session);
    }
    return *session;
}

std::string_view macro(SMFICTX* context, const char* name) {
    const char* value = smfi_getsymval(context, const_cast<char*>(name));
    return value == nullptr ? std::string_view() : std::string_view(value);
}

/// Whatever is thrown below ends here, and the mail stays with the server.
template <class Work>
sfsistat guarded(Work work) {
    try {
        return work();
    } catch (const std::exception& fault) {
        the_log->write(LogLevel::error, "session_failed", {field("detail", fault.what())});
    } catch (...) {
        the_log->write(LogLevel::error, "session_failed", {});
    }
    return SMFIS_TEMPFAIL;
}

sfsistat negotiated(SMFICTX*, unsigned long actions, unsigned long steps, unsigned long,
                    unsigned long, unsigned long* wanted_actions, unsigned long* wanted_steps,
                    unsigned long* wanted_2, unsigned long* wanted_3) {
    const unsigned long needed = SMFIF_ADDHDRS | SMFIF_CHGHDRS;
    if ((actions & needed) != needed) {
        the_log->write(
            LogLevel::error, "negotiation_failed",
            {field("detail", "the mail server lets no header field be added or taken off")});
        return SMFIS_REJECT;
    }
    *wanted_actions = needed | (actions & SMFIF_QUARANTINE);
    // No reply but to the end of the message: each would be a turn.
    *wanted_steps =
        steps & (SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NR_CONN | SMFIP_NR_MAIL |
                 SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC);
    *wanted_2 = *wanted_3 = 0;
    return SMFIS_CONTINUE;
}

sfsistat connected(SMFICTX* context, char*, _SOCK_ADDR* address) {
    return guarded([&] {
        std::uint16_t port = 0;
        session_of(context).connect(
            address == nullptr
                ? std::nullopt
                : gate::address_of(*reinterpret_cast<const sockaddr*>(address), port));
        return SMFIS_CONTINUE;
    });
}

sfsistat mail_begun(SMFICTX* context, char** arguments) {
    return guarded([&] {
        auto& session = session_of(context);
        session.mail(arguments[0]);
        session.login(macro(context, "{auth_authen}"));
        session.daemon(macro(context, "{daemon_name}"));
        return SMFIS_CONTINUE;
    });
}

sfsistat recipient_named(SMFICTX* context, char** arguments) {
    return guarded([&] {
        session_of(context).recipient(arguments[0]);
        return SMFIS_CONTINUE;
    });
}

sfsistat header_read(SMFICTX* context, char* name, char* value) {
    return guarded([&] {
        session_of(context).header(name, value);
        return SMFIS_CONTINUE;
    });
}

sfsistat header_ended(SMFICTX* context) {
    return guarded([&] {
        session_of(context).end_of_header();
        return SMFIS_CONTINUE;
    });
}

sfsistat body_read(SMFICTX* context, unsigned char* bytes, std::size_t size) {
    return guarded([&] {
        session_of(context).body({reinterpret_cast<const char*>(bytes), size});
        return SMFIS_CONTINUE;
    });
}

/// A line as smfi_setmlreply takes it: no line ends, each % doubled.
std::string reply_line(std::string_view text) {
    std::string out;
    for (const char c : shortened(text, kMostLineBytes / 2)) {
        if (c == '%') out += '%';
        out += c == '\r' || c == '\n' ? ' ' : c;
    }
    return out;
}

bool set_reply(SMFICTX* context, const gate::SmtpReply& reply) {
    std::vector<std::string> lines;
    // Through wire(), which makes the text ASCII and cuts it; the codes are set apart.
    const auto text = gate::wire({reply.code, "", reply.lines}, false);
    for (const auto line : split(text, '\n')) {
        if (line.size() > 4 && lines.size() < kMostLines)
            lines.push_back(reply_line(line.substr(4, line.size() - 5)));
    }
    lines.resize(kMostLines);
    std::vector<char*> at(kMostLines, nullptr);
    for (std::size_t i = 0; i < lines.size() && !lines[i].empty(); ++i) at[i] = lines[i].data();
    auto code = std::to_string(reply.code), enhanced = reply.enhanced;
    return smfi_setmlreply(context, code.data(), enhanced.data(), at[0], at[1], at[2], at[3], at[4],
                           at[5], at[6], at[7], at[8], at[9], at[10], at[11], at[12], at[13],
                           at[14], at[15], at[16], at[17], at[18], at[19], at[20], at[21], at[22],
                           at[23], at[24], at[25], at[26], at[27], at[28], at[29], at[30], at[31],
                           static_cast<char*>(nullptr)) == MI_SUCCESS;
}

/// Header changes, and the quarantine; false when the server takes one of them not.
bool apply(SMFICTX* context, const MilterAnswer& answer) {
    bool good = true;
    for (const auto& [name, number] : answer.remove) {
        std::string copy = name;
        good = smfi_chgheader(context, copy.data(), number, nullptr) == MI_SUCCESS && good;
    }
    if (!answer.warn_header.empty()) {
        std::string name = "Send-Guard", value = " ";
        for (const char c : answer.warn_header) {
            if (c != '\r') value += c;  // folds are given with LF alone
        }
        good = smfi_insheader(context, 0, name.data(), value.data()) == MI_SUCCESS && good;
    }
    if (answer.kind == MilterAnswer::Kind::quarantine) {
        std::string reason = answer.reason;
        good = smfi_quarantine(context, reason.data()) == MI_SUCCESS && good;
    }
    return good;
}

sfsistat message_ended(SMFICTX* context) {
    return guarded([&]() -> sfsistat {
        static thread_local check::Workspace workspace;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto& session = session_of(context);
        // The queue id is known from DATA on, the login of a later AUTH only now.
        session.login(macro(context, "{auth_authen}"));
        const auto policy = the_policies->get();
        auto answer = session.end_of_message(*policy, macro(context, "i"), now, workspace);
        session.abort();
        const bool goes = answer.kind == MilterAnswer::Kind::accept ||
                          answer.kind == MilterAnswer::Kind::quarantine;
        if (goes && !apply(context, answer)) {
            answer.record.action = gate::MailAction::deferred;
            answer.record.detail = "the mail server did not take a change of the header";
            gate::log_decision(*the_log, answer.record);
            return SMFIS_TEMPFAIL;
        }
        gate::log_decision(*the_log, answer.record);
        if (goes) return SMFIS_CONTINUE;  // accept, but let other milters look
        set_reply(context, answer.reply);
        return answer.kind == MilterAnswer::Kind::reject ? SMFIS_REJECT : SMFIS_TEMPFAIL;
    });
}

sfsistat aborted(SMFICTX* context) {
    return guarded([&] {
        session_of(context).abort();
        return SMFIS_CONTINUE;
    });
}

sfsistat closed(SMFICTX* context) {
    delete static_cast<MilterSession*>(smfi_getpriv(context));
    smfi_setpriv(context, nullptr);
    return SMFIS_CONTINUE;
}

/// "unix:/path" as it is; "127.0.0.1:8891" as libmilter writes it, "inet:8891@127.0.0.1".
std::string libmilter_endpoint(const std::string& listen) {
    if (listen.starts_with("unix:")) return listen;
    const auto colon = listen.rfind(':');
    auto host = listen.substr(0, colon);
    const bool six = host.starts_with('[');
    if (six) host = host.substr(1, host.size() - 2);
    return fmt::format("{}:{}@{}", six ? "inet6" : "inet", listen.substr(colon + 1), host);
}

/// A socket file that nobody listens at any more is in the way of the next start.
void remove_stale(const std::string& listen) {
    if (!listen.starts_with("unix:")) return;
    const auto path = listen.substr(5);
    const auto probe = gate::listen_at(listen, {});
    if (!probe) return;  // a live one: libmilter says so
    ::close(probe.value());
    ::unlink(path.c_str());
}

int serve(const policy::Service& service) {
    const auto& settings = service.milter;
    smfiDesc description{};
    std::string name = "send-guard";
    description.xxfi_name = name.data();
    description.xxfi_version = SMFI_VERSION;
    description.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;
    description.xxfi_connect = connected;
    description.xxfi_envfrom = mail_begun;
    description.xxfi_envrcpt = recipient_named;
    description.xxfi_header = header_read;
    description.xxfi_eoh = header_ended;
    description.xxfi_body = body_read;
    description.xxfi_eom = message_ended;
    description.xxfi_abort = aborted;
    description.xxfi_close = closed;
    description.xxfi_negotiate = negotiated;
    remove_stale(settings.listen);
    auto endpoint = libmilter_endpoint(settings.listen);
    smfi_setbacklog(kBacklog);
    const auto mask = ::umask(static_cast<mode_t>(0777 & ~settings.socket_mode));
    const bool open = smfi_setconn(endpoint.data()) == MI_SUCCESS &&
                      smfi_register(description) == MI_SUCCESS &&
                      smfi_opensocket(false) == MI_SUCCESS;
    ::umask(mask);
    if (!open) {
        the_log->write(LogLevel::error, "cannot_listen", {field("listen", settings.listen)});
        return 2;
    }
    the_log->write(LogLevel::info, "listening",
                   {field("listener", "milter"), field("listen", settings.listen)});
    the_log->write(LogLevel::info, "ready",
                   {field("mode", policy::mode_name(gate::milter_mode(service)))});
    gate::notify_service("READY=1");
    return smfi_main() == MI_SUCCESS ? 0 : 2;
}

struct Given {
    std::optional<std::string> policy;
    LogFormat format = LogFormat::text;
    bool good = true;
};

Given read_arguments(int argc, char** argv) {
    Given out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const bool has_value = i + 1 < argc;
        if (word == "--policy" && has_value) {
            out.policy = argv[++i];
        } else if (word.starts_with("--policy=")) {
            out.policy = word.substr(9);
        } else if (word == "--log-format" && has_value) {
            out.format = std::string_view(argv[++i]) == "json" ? LogFormat::json : LogFormat::text;
        } else if (word == "--log-format=json") {
            out.format = LogFormat::json;
        } else if (word != "--log-format=text") {
            out.good = false;
        }
    }
    return out;
}

int run(const Given& given) {
    const Log log(STDERR_FILENO, given.format);
    gate::PolicyHolder policies(gate::gate_policy_path(given.policy), check::with_detectors({}),
                                log);
    the_policies = &policies;
    the_log = &log;
    const auto policy = policies.reload();
    if (!policy) {
        fmt::print(stderr, "{}\nsend-guard-milter: error: nothing is served\n",
                   policy.error().message);
        return 2;
    }
    const auto& service = policy.value()->service;
    if (service.milter.listen.empty()) {
        fmt::print(stderr,
                   "send-guard-milter: error: {} names no place to listen: add service: "
                   "{{milter: {{listen: \"unix:/run/send-guard/milter.sock\"}}}}\n",
                   policies.path().string());
        return 2;
    }
    std::unique_ptr<gate::ControlSocket> control;
    if (!service.milter.control.empty()) {
        auto started = gate::start_control(service.milter.control, [&]() -> Result<std::string> {
            BOOST_OUTCOME_TRY(const auto fresh, policies.reload());
            log.write(LogLevel::info, "reload",
                      {field("policy", gate::short_digest(fresh->digest))});
            return fresh->digest;
        });
        if (!started) {
            fmt::print(stderr, "send-guard-milter: error: {}\n", started.error().message);
            return 2;
        }
        control = std::move(started.value());
    }
    return serve(service);
}

}  // namespace

int main(int argc, char** argv) {
    const auto given = read_arguments(argc, argv);
    if (!given.good) {
        fmt::print(stderr, "usage: send-guard-milter [--policy FILE] [--log-format text|json]\n");
        return 2;
    }
    try {
        return run(given);
    } catch (const std::exception& fault) {
        fmt::print(stderr, "send-guard-milter: error: {}\n", fault.what());
    }
    return 2;
}
