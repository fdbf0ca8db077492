#include "gate/smtp_driver.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/envelope_rules.h"
#include "gate/outgoing.h"
#include "gate/proxy_protocol.h"
#include "gate/smtp_log.h"
#include "gate/socket_address.h"

namespace sendguard::gate {
namespace {

using Want = SmtpSession::Want;
using Clock = Deadline::Clock;

constexpr std::size_t kInline = 256u << 10;  // larger messages are judged on a thread beside
constexpr std::chrono::seconds kStressedIdle{10};
constexpr std::chrono::seconds kParkAfter{
    2};  // a client that waits longer gives its connection back
constexpr std::chrono::seconds kFailedLogin{1};

// Made here and not where they are said: g++ 12 builds lists wrongly inside coroutines.
const SmtpReply kTooSlow{421, "4.4.2", {"The message comes too slowly; goodbye"}};
const SmtpReply kFull{421, "4.3.2", {"Too many sessions; try again later"}};
const SmtpReply kStranger{554, "5.7.1", {"This address may not send here"}};
const SmtpReply kEarly{554, "5.5.0", {"You spoke before the greeting; goodbye"}};
const SmtpReply kGone{421, "4.4.2", {"Time is over; goodbye"}};
const SmtpReply kStopping{421, "4.3.2", {"The service is stopping; try again later"}};

class Client {
  public:
    Client(LoopParts parts, std::shared_ptr<const InForce> in_force, std::size_t index,
           StreamSocket socket)
        : parts_(parts),
          state_(parts.state),
          in_force_(std::move(in_force)),
          listener_(in_force_->policy->service.listeners[index]),
          limits_(in_force_->policy->service.limits),
          stream_(parts.loop, std::move(socket)),
          store_(state_.memory, in_force_->policy->service.spool, limits_.spool_over),
          hop_(parts.hops),
          park_(parts.loop, [this] { hop_.park(); }) {}

    Task<> serve();

  private:
    Task<bool> begin();
    Task<bool> proxy_header();
    Task<bool> flush(SmtpSession& session);
    Task<bool> more(SmtpSession& session);
    Task<> recipients(SmtpSession& session);
    Task<> message(SmtpSession& session);
    Task<> login(SmtpSession& session);
    Task<MailDecision> judge(SmtpSession& session, bool& eight_bit);
    Task<SmtpReply> hand_on(SmtpSession& session, const MailDecision& decision, bool eight_bit,
                            DecisionRecord& record);
    Task<bool> want(SmtpSession& session, Want want);
    SessionSettings settings() const;
    DecisionRecord record_of(const SmtpSession& session, const MailDecision& decision) const;
    MailInput mail_input(const SmtpSession& session) const;
    std::vector<std::string> received_line(const SmtpSession& session) const;
    check::Identity identity(const SmtpSession& session) const;
    std::map<std::string, std::string> told(const SmtpSession& session) const;
    std::optional<SmtpReply> refused_by_rule(const SmtpSession& session, const EnvelopePath& one);
    bool from_here() const { return local_ || (address_ && is_loopback(*address_)); }
    bool named(const std::vector<Network>& networks) const;
    bool may_send() const;
    policy::Mode mode() const { return listener_.mode.value_or(in_force_->policy->service.mode); }
    Clock::duration idle() const;

    LoopParts parts_;
    ServerState& state_;
    std::shared_ptr<const InForce>
        in_force_;  ///< of the session; a transaction may have a later one
    policy::Listener listener_;
    policy::ServiceLimits limits_;
    ClientStream stream_;
    MessageStore store_;
    HopTransaction hop_;
    Deadline park_;
    std::optional<IpAddress>
        address_;  ///< the client's; of the balancer's word where it is believed
    std::uint16_t port_ = 0;
    bool local_ = false;  ///< a UNIX socket
    std::uint64_t id_ = 0;
    std::optional<policy::SenderKind> kind_;  ///< of who logged in
    std::uint64_t seen_transactions_ = 0;
    std::shared_ptr<const InForce> mail_force_;  ///< of the transaction
    std::vector<std::string> refused_;           ///< recipients that a rule refused
    Clock::time_point data_since_{};
};

bool Client::named(const std::vector<Network>& networks) const {
    if (networks.empty()) return false;
    return local_ || (address_ && contains(networks, *address_));
}

/// Whether the peer may send without logging in. A UNIX socket is guarded by its file's mode.
bool Client::may_send() const {
    const auto& networks =
        listener_.networks.empty() ? in_force_->policy->service.networks : listener_.networks;
    if (local_) return listener_.users.empty() || named(listener_.networks);
    if (listener_.role == policy::ListenerRole::submission && !listener_.users.empty())
        return named(listener_.networks);
    return networks.empty() ? from_here() : named(networks);
}

Clock::duration Client::idle() const {
    const bool stressed = state_.sessions.all() * 4 > std::uint64_t{limits_.sessions} * 3;
    return stressed ? std::min<Clock::duration>(limits_.idle, kStressedIdle) : limits_.idle;
}

SessionSettings Client::settings() const {
    using policy::ListenerTls;
    SessionSettings out;
    out.hostname = in_force_->hostname;
    out.lmtp = listener_.lmtp;
    out.starttls = listener_.tls == ListenerTls::offered || listener_.tls == ListenerTls::required;
    out.tls_required = listener_.tls == ListenerTls::required;
    out.auth = !listener_.users.empty();
    out.auth_in_clear = from_here() && !out.tls_required;
    out.login_required = !may_send();
    out.may_xforward = named(listener_.xforward);
    out.may_xclient = named(listener_.xclient);
    out.message_bytes = limits_.message_bytes;
    out.line_bytes = limits_.line_bytes;
    out.recipients = limits_.recipients;
    out.errors = limits_.errors;
    out.normalize_line_ends = in_force_->policy->service.normalize_line_ends;
    const auto offers = in_force_->hop->offers();
    if (!offers) return out;
    out.eight_bit = offers->eight_bit;
    out.smtp_utf8 = offers->smtp_utf8;
    out.dsn = offers->dsn;
    if (offers->max_size != 0) out.message_bytes = std::min(out.message_bytes, offers->max_size);
    for (const std::string_view keyword :
         {"DELIVERBY", "FUTURERELEASE", "MT-PRIORITY", "REQUIRETLS"}) {
        if (offers->offers(keyword)) out.keywords.emplace_back(keyword);
    }
    return out;
}

Task<bool> Client::proxy_header() {
    std::string bytes;
    stream_.deadline().in(std::chrono::seconds(5));
    for (;;) {
        const auto header = read_proxy_header(bytes);
        if (header.kind == ProxyHeader::Kind::broken) co_return false;
        if (header.kind == ProxyHeader::Kind::client) {
            address_ = header.address;
            port_ = header.port;
            local_ = false;
        }
        if (header.kind != ProxyHeader::Kind::more) {
            // Text right behind it came before our greeting: the client talks out of turn.
            co_return bytes.size() == header.size;
        }
        const auto more = co_await stream_.read();
        if (more.empty()) co_return false;
        bytes += more;
    }
}

/// Who is there, and whether it may stay.
Task<bool> Client::begin() {
    boost::system::error_code fault;
    const auto peer = stream_.socket().remote_endpoint(fault);
    if (fault) co_return false;
    const auto* raw = peer.data();
    local_ = raw->sa_family == AF_UNIX;
    if (!local_) address_ = address_of(*raw, port_);
    if (named(listener_.proxy_protocol)) {
        const bool good = co_await proxy_header();
        if (!good) {
            state_.metrics.session_refused(SessionRefusal::proxy_header);
            co_return false;
        }
    }
    if (listener_.tls == policy::ListenerTls::implicit) {
        stream_.deadline().in(std::chrono::seconds(30));
        if (!co_await stream_.handshake(*in_force_->tls)) {
            state_.metrics.session_refused(SessionRefusal::tls);
            co_return false;
        }
    }
    co_return true;
}

Task<bool> Client::flush(SmtpSession& session) {
    if (!session.has_output()) co_return true;
    stream_.deadline().in(idle());
    const auto output = session.take_output();
    const bool written = co_await stream_.write(output);
    co_return written;
}

Task<bool> Client::more(SmtpSession& session) {
    if (state_.stopping) {
        session.end(kStopping);
        co_return true;
    }
    const bool data = session.in_data();
    const auto now = Clock::now();
    if (!data) data_since_ = {};
    if (data && data_since_ == Clock::time_point{}) data_since_ = now;
    if (hop_.holds_connection()) park_.set(now + kParkAfter);
    stream_.deadline().set(now + idle());
    const auto bytes = co_await stream_.read();
    park_.clear();
    if (bytes.empty()) {
        if (!stream_.deadline().passed()) co_return false;
        session.end(state_.stopping ? kStopping : kGone);
        co_return true;
    }
    session.receive(bytes);
    const auto took = std::chrono::duration<double>(Clock::now() - data_since_);
    if (data && took > limits_.slow_grace &&
        static_cast<double>(session.data_bytes()) < took.count() * limits_.slow_rate)
        session.end(kTooSlow);
    co_return true;
}

check::Identity Client::identity(const SmtpSession& session) const {
    check::Identity out;
    out.user = session.user();
    out.kind = kind_.value_or(listener_.kind);
    out.listener = listener_.name;
    out.client = address_;
    for (const auto* facts : {&session.told(), &session.forwarded()}) {
        const auto found = facts->find("ADDR");
        if (found == facts->end()) continue;
        auto text = std::string_view(found->second);
        if (starts_with_ignoring_case(text, "IPV6:")) text.remove_prefix(5);
        if (const auto address = parse_ip(text)) out.client = address;
    }
    return out;
}

/// What XFORWARD is told of the client: what we were told, else what we see.
std::map<std::string, std::string> Client::told(const SmtpSession& session) const {
    auto out = session.forwarded();
    if (!out.empty()) return out;
    out = session.told();
    if (address_ && !out.contains("ADDR")) {
        const auto text = ip_text(*address_);
        out["ADDR"] = text.find(':') == std::string::npos ? text : "IPV6:" + text;
        out["PORT"] = std::to_string(port_);
    }
    if (!out.contains("NAME")) out["NAME"] = "[UNAVAILABLE]";
    if (!out.contains("HELO") && !session.helo().empty()) out["HELO"] = session.helo();
    if (!out.contains("PROTO")) out["PROTO"] = session.extended() ? "ESMTP" : "SMTP";
    out["SOURCE"] = local_ ? "LOCAL" : "REMOTE";
    return out;
}

/// A block that needs the envelope only is said at once. The recipient still counts for the verdict
/// over the message: what blocks for one blocks for all.
std::optional<SmtpReply> Client::refused_by_rule(const SmtpSession& session,
                                                 const EnvelopePath& one) {
    if (mode() == policy::Mode::observe) return std::nullopt;
    const auto& policy = *mail_force_->policy;
    check::Facts facts;
    facts.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    facts.gate = policy::GateKind::smtp;
    facts.identity = identity(session);
    auto stopped = check::evaluate_recipient(policy, mail_force_->envelope_rules,
                                             session.sender().address, one.address, facts);
    if (stopped.findings.empty()) return std::nullopt;
    refused_.push_back(one.address);
    log_recipient_refused(state_.log, id_, listener_.name, rule_names(stopped), policy.digest);
    return refusal(stopped, policy.service.texts);
}

Task<> Client::recipients(SmtpSession& session) {
    if (!hop_.begun()) {
        mail_force_ = state_.in_force.load();
        refused_.clear();
        hop_.begin(mail_force_->hop, session.sender(), told(session));
    }
    std::vector<SmtpReply> replies(session.asked().size());
    std::vector<EnvelopePath> live;
    std::vector<std::size_t> place;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (auto no = refused_by_rule(session, session.asked()[i])) {
            replies[i] = std::move(*no);
        } else {
            live.push_back(session.asked()[i]);
            place.push_back(i);
        }
    }
    if (!live.empty()) {
        stream_.deadline().clear();
        const auto answers = co_await hop_.recipients(live);
        for (std::size_t i = 0; i < answers.size(); ++i) replies[place[i]] = answers[i];
        if (hop_.holds_connection()) state_.health.next_hop_reached();
    }
    session.answer_recipients(replies);
}

MailInput Client::mail_input(const SmtpSession& session) const {
    MailInput input;
    input.envelope.sender = session.sender().address;
    for (const auto& one : session.taken()) input.envelope.recipients.push_back(one.address);
    for (const auto& one : refused_) input.envelope.recipients.push_back(one);
    input.identity = identity(session);
    input.gate = policy::GateKind::smtp;
    input.mode = mode();
    input.spare_reports = listener_.role != policy::ListenerRole::submission;
    input.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return input;
}

Task<MailDecision> Client::judge(SmtpSession& session, bool& eight_bit) {
    MailDecision out;
    if (session.bare_line_ends()) {
        auto raw = store_.whole();
        const auto done =
            raw ? store_.replace(stuffed(forward::outgoing_bytes(
                      session.dotted() ? unstuffed(*raw.value()) : *raw.value(), {}, {})))
                : Result<void>(raw.error());
        if (!done) {
            out.error = done.error().message;
            out.refusal = could_not_check(out.error, mail_force_->policy->service.texts);
            co_return out;
        }
    }
    auto input = mail_input(session);
    const auto force = mail_force_;
    const bool dotted = session.dotted() || session.bare_line_ends();
    const auto started = Clock::now();
    const auto limit = limits_.check;
    const auto work = [this, dotted, force, started, limit, &eight_bit,
                       &input](check::Workspace& workspace) {
        MailDecision decision;
        auto bytes = store_.whole();
        if (!bytes) {
            decision.error = bytes.error().message;
        } else if (Clock::now() - started > limit) {
            decision.error = "too many messages wait to be checked";
        } else {
            if (dotted) bytes = std::make_shared<const std::string>(unstuffed(*bytes.value()));
            eight_bit = !is_ascii(*bytes.value());
            input.bytes = std::move(bytes.value());
            return decide_mail(*force->policy, std::move(input), workspace);
        }
        decision.refusal = could_not_check(decision.error, force->policy->service.texts);
        return decision;
    };
    if (store_.size() <= kInline) {
        out = work(parts_.loop.workspace());
    } else {
        auto& pool = store_.in_file() ? state_.large : state_.openers;
        auto elsewhere = [&work] {
            static thread_local check::Workspace workspace;
            return work(workspace);
        };
        out = co_await offload(pool, elsewhere);
    }
    state_.metrics.check_duration(Clock::now() - started);
    co_return out;
}

std::vector<std::string> Client::received_line(const SmtpSession& session) const {
    if (!listener_.received) return {};
    std::string proto = listener_.lmtp ? "LMTP" : session.extended() ? "ESMTP" : "SMTP";
    if (session.tls()) proto += 'S';
    if (!session.user().empty()) proto += 'A';
    std::string line = fmt::format("Received: from {}", session.helo());
    if (address_) line += fmt::format(" ([{}])", ip_text(*address_));
    line +=
        fmt::format("\r\n\tby {} (send-guard) with {} id {:x}", in_force_->hostname, proto, id_);
    return {line + ";\r\n\t" + mail_date()};
}

Task<SmtpReply> Client::hand_on(SmtpSession& session, const MailDecision& decision, bool eight_bit,
                                DecisionRecord& record) {
    auto outgoing = make_outgoing(store_, decision, received_line(session));
    if (!outgoing) {
        hop_.abort();
        record.action = MailAction::deferred;
        co_return could_not_check(outgoing.error().message, mail_force_->policy->service.texts);
    }
    outgoing.value().eight_bit = eight_bit;
    const auto delivered = co_await hop_.deliver(outgoing.value());
    record.outcome = delivered.outcome;
    record.detail = delivered.detail;
    switch (delivered.outcome) {
        case forward::Outcome::sent:
        case forward::Outcome::partly:
            record.action = MailAction::passed;
            state_.metrics.forward_attempt(ForwardResult::sent);
            state_.health.next_hop_reached();
            break;
        case forward::Outcome::refused:
            record.action = MailAction::refused;
            state_.metrics.forward_attempt(ForwardResult::refused);
            break;
        case forward::Outcome::deferred:
            record.action = MailAction::deferred;
            state_.metrics.forward_attempt(ForwardResult::deferred);
            break;
        case forward::Outcome::unknown:
            record.action = MailAction::deferred;
            state_.metrics.forward_attempt(ForwardResult::unknown);
            state_.health.next_hop_missed();
            break;
    }
    co_return delivered.reply;
}

DecisionRecord Client::record_of(const SmtpSession& session, const MailDecision& decision) const {
    DecisionRecord record;
    record.verdict = decision.verdict;
    record.action = MailAction::passed;
    record.rules = rule_names(decision.evaluation);
    record.policy = mail_force_->policy->digest;
    record.mode = mode();
    record.recipients = session.taken().size() + refused_.size();
    record.bytes = store_.size();
    record.session = id_;
    record.listener = listener_.name;
    record.user = session.user();
    return record;
}

Task<> Client::message(SmtpSession& session) {
    const auto started = Clock::now();
    stream_.deadline().clear();
    bool eight_bit = false;
    const auto decision = co_await judge(session, eight_bit);
    auto record = record_of(session, decision);
    auto reply = decision.refusal;
    if (decision.forward) {
        reply = co_await hand_on(session, decision, eight_bit, record);
    } else {
        hop_.abort();
        record.action = reply.code < 500 ? MailAction::deferred : MailAction::refused;
        record.detail = decision.error;
    }
    record.reply_code = reply.code;
    record.took = Clock::now() - started;
    state_.metrics.message(record.gate, decision.verdict, record.action);
    for (const auto& finding : decision.evaluation.findings)
        state_.metrics.rule_match(finding.rule);
    log_decision(state_.log, record);
    session.answer_message(reply);
    data_since_ = {};
}

Task<> Client::login(SmtpSession& session) {
    const auto& given = session.login();
    const auto users = in_force_->users.find(listener_.users);
    stream_.deadline().clear();
    Result<std::optional<User>> found = std::optional<User>();
    if (users != in_force_->users.end()) {
        auto verify = [one = users->second, &given] {
            return one->verify(given.user, given.password.view());
        };
        found = co_await offload(state_.openers, verify);
    }
    const bool good = found && found.value();
    if (good) kind_ = found.value()->kind;
    if (found) state_.metrics.login(good);
    log_login(state_.log, id_, listener_.name, good, given.user);
    if (!good) {  // guessing shall take long
        stream_.deadline().in(kFailedLogin);
        asio::steady_timer timer(parts_.loop.context(), kFailedLogin);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        stream_.deadline().clear();
    }
    const auto& reply = !found ? login_unavailable() : good ? login_accepted() : login_refused();
    session.answer_login(reply, good ? given.user : "");
}

Task<bool> Client::want(SmtpSession& session, Want want) {
    bool good = true;
    switch (want) {
        case Want::input:
            if (!co_await flush(session)) co_return false;
            good = co_await more(session);
            co_return good;
        case Want::recipients:
            co_await recipients(session);
            co_return true;
        case Want::message:
            co_await message(session);
            co_return true;
        case Want::login:
            co_await login(session);
            co_return true;
        case Want::tls:
            if (!co_await flush(session)) co_return false;
            stream_.deadline().in(std::chrono::seconds(30));
            if (!in_force_->tls) co_return false;
            good = co_await stream_.handshake(*in_force_->tls);
            if (!good) {
                state_.metrics.session_refused(SessionRefusal::tls);
                co_return false;
            }
            session.tls_started();
            co_return true;
        case Want::close:
            co_await flush(session);
            co_return false;
    }
    co_return false;
}

Task<> Client::serve() {
    if (!co_await begin()) co_return;
    const auto client = address_ ? ip_text(*address_) : std::string("local");
    id_ = state_.next_session.fetch_add(1, std::memory_order_relaxed);
    SmtpSession session(settings(), store_);
    if (const auto full = state_.sessions.enter(client, limits_)) {
        state_.metrics.session_refused(*full);
        session.end(kFull);
        co_await flush(session);
        co_return;
    }
    struct Leave {
        SessionCounts& counts;
        const std::string& client;
        ~Leave() { counts.leave(client); }
    } leave{state_.sessions, client};
    const SessionCount counted(state_.metrics, listener_.name);
    if (listener_.role != policy::ListenerRole::submission && !may_send()) {
        state_.metrics.session_refused(SessionRefusal::network);
        session.end(kStranger);
    } else if (listener_.tls != policy::ListenerTls::implicit && !stream_.read_now().empty()) {
        session.end(kEarly);
    } else {
        if (listener_.tls == policy::ListenerTls::implicit) session.tls_started();
        session.greet();
    }
    for (;;) {
        const auto wanted = session.step();
        if (session.ended_transactions() != seen_transactions_) {
            seen_transactions_ = session.ended_transactions();
            hop_.abort();
        }
        if (!co_await want(session, wanted)) break;
    }
    boost::system::error_code ignored;
    stream_.socket().shutdown(StreamSocket::shutdown_send, ignored);
}

}  // namespace

Task<> serve_client(LoopParts parts, std::shared_ptr<const InForce> in_force, std::size_t listener,
                    StreamSocket socket) {
    try {
        Client client(parts, std::move(in_force), listener, std::move(socket));
        co_await client.serve();
    } catch (const std::exception& fault) {
        parts.state.log.write(LogLevel::error, "session_failed", {field("detail", fault.what())});
    }
}

}  // namespace sendguard::gate
