#include "gate/smtp_driver.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gate/proxy_protocol.h"
#include "gate/smtp_client.h"
#include "gate/socket_address.h"

namespace sendguard::gate {
namespace {

using Want = SmtpSession::Want;
using Clock = Deadline::Clock;

constexpr std::chrono::seconds kStressedIdle{10};
/// A client that waits longer gives its connection to the next hop back.
constexpr std::chrono::seconds kParkAfter{2};
constexpr std::chrono::seconds kFailedLogin{1};
constexpr std::chrono::seconds kHandshake{30};

// Made here and not where they are said: g++ 12 builds lists wrongly inside coroutines.
const SmtpReply kTooSlow{421, "4.4.2", {"The message comes too slowly; goodbye"}};
const SmtpReply kFull{421, "4.3.2", {"Too many sessions; try again later"}};
const SmtpReply kStranger{554, "5.7.1", {"This address may not send here"}};
const SmtpReply kEarly{554, "5.5.0", {"You spoke before the greeting; goodbye"}};
const SmtpReply kGone{421, "4.4.2", {"Time is over; goodbye"}};
const SmtpReply kStopping{421, "4.3.2", {"The service is stopping; try again later"}};

}  // namespace

bool Client::named(const std::vector<Network>& networks) const {
    if (networks.empty()) return false;
    return local_ || (address_ && contains(networks, *address_));
}

/// Whether the peer may send without logging in. A UNIX socket is guarded by its file's mode.
bool Client::may_send() const {
    const auto& networks = listener().networks.empty() ? service().networks : listener().networks;
    if (local_) return listener().users.empty() || named(listener().networks);
    if (listener().role == policy::ListenerRole::submission && !listener().users.empty())
        return named(listener().networks);
    return networks.empty() ? from_here() : named(networks);
}

/// What let the session in may have been taken out of the policy since: a login, a network, a peer
/// whose XCLIENT is believed.
bool Client::still_may_send(const SmtpSession& session) const {
    if (kind_) {
        const auto users = in_force_->users.find(listener().users);
        return users != in_force_->users.end() && users->second->knows(session.user());
    }
    return may_send() || (!session.user().empty() && named(listener().xclient));
}

Clock::duration Client::idle() const {
    const bool stressed = state_.sessions.all() * 4 > std::uint64_t{limits().sessions} * 3;
    return stressed ? std::min<Clock::duration>(limits().idle, kStressedIdle) : limits().idle;
}

SessionSettings Client::settings() const {
    using policy::ListenerTls;
    SessionSettings out;
    out.hostname = in_force_->hostname;
    out.lmtp = listener().lmtp;
    out.starttls =
        listener().tls == ListenerTls::offered || listener().tls == ListenerTls::required;
    out.tls_required = listener().tls == ListenerTls::required;
    out.auth = !listener().users.empty();
    out.auth_in_clear = from_here() && !out.tls_required;
    out.login_required = !may_send();
    out.may_xforward = named(listener().xforward);
    out.may_xclient = named(listener().xclient);
    out.message_bytes = limits().message_bytes;
    out.line_bytes = limits().line_bytes;
    out.recipients = limits().recipients;
    out.errors = limits().errors;
    out.normalize_line_ends = service().normalize_line_ends;
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

/// Who is there. false: it is gone, or did not say so as it must.
Task<bool> Client::arrive() {
    boost::system::error_code fault;
    const auto peer = stream_.socket().remote_endpoint(fault);
    if (fault) co_return false;
    const auto* raw = peer.data();
    local_ = raw->sa_family == AF_UNIX;
    if (!local_) address_ = address_of(*raw, port_);
    if (!named(listener().proxy_protocol)) co_return true;
    const bool good = co_await proxy_header();
    if (!good) state_.metrics.session_refused(SessionRefusal::proxy_header);
    co_return good;
}

Task<bool> Client::handshake() {
    stream_.deadline().in(kHandshake);
    bool good = in_force_->tls != nullptr;
    if (good) good = co_await stream_.handshake(*in_force_->tls);
    if (!good) state_.metrics.session_refused(SessionRefusal::tls);
    co_return good;
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
    if (hop_.holds_connection()) {
        park_.set(now + kParkAfter);
        parts_.hops.may_park(park_);
    }
    stream_.deadline().set(now + idle());
    const auto bytes = co_await stream_.read();
    park_.clear();
    parts_.hops.must_keep(park_);
    if (bytes.empty()) {
        if (!stream_.deadline().passed()) co_return false;
        session.end(state_.stopping ? kStopping : kGone);
        co_return true;
    }
    session.receive(bytes);
    const auto took = std::chrono::duration<double>(Clock::now() - data_since_);
    if (data && took > limits().slow_grace &&
        static_cast<double>(session.data_bytes()) < took.count() * limits().slow_rate)
        session.end(kTooSlow);
    co_return true;
}

Task<> Client::login(SmtpSession& session) {
    const auto& given = session.login();
    in_force_ = state_.in_force.load();  // who was taken out meanwhile is out
    const auto users = in_force_->users.find(listener().users);
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
    log_login(state_.log, id_, listener().name, good, given.user);
    if (!good) {  // guessing shall take long
        asio::steady_timer timer(parts_.loop.context(), kFailedLogin);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
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
            good = co_await handshake();
            if (!good) co_return false;
            session.tls_started();
            co_return true;
        case Want::close:
            co_await flush(session);
            co_return false;
    }
    co_return false;
}

Task<> Client::serve() {
    if (!co_await arrive()) co_return;
    const auto client = address_ ? ip_text(*address_) : std::string("local");
    id_ = state_.next_session.fetch_add(1, std::memory_order_relaxed);
    const bool tls = listener().tls == policy::ListenerTls::implicit;
    SmtpSession session(settings(), store_);
    if (const auto full = state_.sessions.enter(client, limits())) {
        state_.metrics.session_refused(*full);
        session.end(kFull);
        if (!tls) co_await flush(session);
        co_return;
    }
    struct Leave {
        SessionCounts& counts;
        const std::string& client;
        ~Leave() { counts.leave(client); }
    } leave{state_.sessions, client};
    const SessionCount counted(state_.metrics, listener().name);
    if (tls) {
        if (!co_await handshake()) co_return;
        session.tls_started();
    }
    if (listener().users.empty() && !may_send()) {
        state_.metrics.session_refused(SessionRefusal::network);
        session.end(kStranger);
    } else if (!tls && !stream_.read_now().empty()) {
        session.end(kEarly);
    } else {
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
