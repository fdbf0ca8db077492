// What the parts of the doctor share: the ways through which a service's mail reaches send-guard.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate/doctor.h"

namespace sendguard::gate {

/// Everything a judgement looks at, and where it writes to.
struct DoctorRound {
    const PostfixSetup& setup;
    const policy::Service& service;
    const DoctorFacts& facts;
    Diagnosis& out;
};

enum class GuardKind : std::uint8_t { proxy, milter, filter };

/// One setting that hands a service's mail to somebody.
struct Guard {
    GuardKind kind = GuardKind::proxy;
    std::string parameter;       ///< "smtpd_proxy_filter"
    std::string endpoint;        ///< as endpoint_text() makes it; "" = a program
    bool ours = false;           ///< an address of the policy, or a pipe to send-guard
    std::string default_action;  ///< of a milter, as it is in force
};

/// How mail of an smtpd, qmqpd or pickup service is handed on before it is sent.
std::vector<Guard> guards_of(const PostfixSetup& setup, const PostfixService& service,
                             const policy::Service& policy);

/// Where pickup's and qmqpd's mail meets non_smtpd_milters: the cleanup behind it.
const PostfixService& cleanup_of(const PostfixSetup& setup, const PostfixService& service);

/// smtpd services behind send-guard: their port is the next hop's.
bool is_reentry(const PostfixSetup& setup, const PostfixService& service,
                const policy::Service& policy);

/// "smtpd_proxy_filter=127.0.0.1:10025": what to write at a listener, in the policy's own words.
std::string guard_advice(const policy::Service& policy);

/// The next hop's host and port; nullopt for a Maildir or none.
std::optional<HostPort> next_hop_address(const policy::Service& policy);

/// Every network that the policy names as the house's.
std::vector<Network> house_networks(const policy::Service& policy);

void judge_local_mail(const DoctorRound& round);
void judge_listeners(const DoctorRound& round);
void judge_guards(const DoctorRound& round);
void judge_reentry(const DoctorRound& round);
void judge_next_hop(const policy::Service& policy, const DoctorFacts& facts, Diagnosis& out);
void judge_policy(const policy::Service& policy, const DoctorFacts& facts, Diagnosis& out);

}  // namespace sendguard::gate
