#include "gate/server_state.h"

#include <fmt/format.h>

#include "check/envelope_rules.h"
#include "gate/host.h"

namespace sendguard::gate {
namespace {

Result<std::shared_ptr<asio::ssl::context>> make_tls(const policy::Service& service) {
    std::shared_ptr<asio::ssl::context> out;
    if (service.certificate.empty()) return out;
    out = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code fault;
    out->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1,
                     fault);
    SSL_CTX_set_mode(out->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    out->use_certificate_chain_file(service.certificate, fault);
    if (fault)
        return error(Errc::bad_policy, fmt::format("service.tls.certificate {}: {}",
                                                   service.certificate, fault.message()));
    out->use_private_key_file(service.private_key, asio::ssl::context::pem, fault);
    if (fault)
        return error(Errc::bad_policy, fmt::format("service.tls.key {} is no key for the "
                                                   "certificate, or cannot be read: {}",
                                                   service.private_key, fault.message()));
    return out;
}

}  // namespace

Result<std::shared_ptr<const InForce>> make_in_force(std::shared_ptr<const policy::Policy> policy,
                                                     const InForce* before) {
    auto out = std::make_shared<InForce>();
    const auto& service = policy->service;
    if (!service.next_hop)
        return error(Errc::bad_policy,
                     "the policy names no next hop: add service: {next_hop: {url: "
                     "\"smtp://smtp.example.org:587\"}}");
    if (before != nullptr && before->hop->next_hop() == *service.next_hop) {
        out->hop = before->hop;
    } else {
        BOOST_OUTCOME_TRY(out->hop, HopTarget::make(*service.next_hop));
    }
    for (const auto& listener : service.listeners) {
        if (listener.users.empty() || out->users.contains(listener.users)) continue;
        BOOST_OUTCOME_TRY(auto users, Users::load(listener.users));
        out->users[listener.users] = std::make_shared<const Users>(std::move(users));
    }
    BOOST_OUTCOME_TRY(out->tls, make_tls(service));
    out->hostname = service.hostname.empty() ? host_name() : service.hostname;
    out->envelope_rules = check::envelope_rules(*policy);
    out->policy = std::move(policy);
    return std::shared_ptr<const InForce>(std::move(out));
}

std::optional<SessionRefusal> SessionCounts::enter(const std::string& client,
                                                   const policy::ServiceLimits& limits) {
    const std::lock_guard lock(mutex_);
    if (all_.load(std::memory_order_relaxed) >= limits.sessions) return SessionRefusal::sessions;
    auto& own = by_client_[client];
    if (own >= limits.sessions_per_client) return SessionRefusal::sessions_per_client;
    ++own;
    all_.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
}

void SessionCounts::leave(const std::string& client) {
    const std::lock_guard lock(mutex_);
    all_.fetch_sub(1, std::memory_order_relaxed);
    const auto found = by_client_.find(client);
    if (found != by_client_.end() && --found->second == 0) by_client_.erase(found);
}

}  // namespace sendguard::gate
