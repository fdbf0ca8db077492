// send-guard's own settings: what they let pass.
#include <fmt/format.h>

#include <algorithm>

#include "gate/doctor_parts.h"
#include "gate/postfix_access.h"

namespace sendguard::gate {
namespace {

constexpr std::uint32_t kOthers = 0007;
constexpr std::uint32_t kGroupWrites = 0020;

bool is_four(const Network& network) {
    return network_text(network).find(':') == std::string::npos;
}

class PolicyRound {
  public:
    PolicyRound(const policy::Service& policy, const DoctorFacts& facts, Diagnosis& out)
        : policy_(policy), facts_(facts), out_(out) {}

    void judge() {
        judge_mode("service.mode", policy_.mode, "every gate");
        for (const auto& one : policy_.listeners) judge_listener(one);
        if (!policy_.milter.listen.empty() && policy_.milter.mode)
            judge_mode("service.milter.mode", *policy_.milter.mode, "the milter");
        if (policy_.networks.empty()) return;
        judge_networks("service.networks", policy_.networks);
    }

  private:
    void judge_mode(std::string_view where, policy::Mode mode, std::string_view what) {
        if (mode == policy::Mode::enforce) return;
        out_.door("observe",
                  fmt::format("all mail, whatever the rules say of it: {} only observes", what),
                  fmt::format("policy: {}", where), "mode: enforce");
    }

    void judge_networks(const std::string& where, const std::vector<Network>& networks) {
        for (const auto& one : networks) {
            if (!is_too_wide(one, {})) continue;
            auto says = fmt::format(
                "mail of all of {}: who connects from there may send without "
                "a login",
                network_text(one));
            auto place = fmt::format("policy: {}", where);
            auto instead = "name your own networks only";
            // A house may own a /16 (IPv6: /32), and says so here; hardly anybody owns more.
            if (one.bits < (is_four(one) ? 96 + 16 : 32)) {
                out_.door("listener-networks", std::move(says), std::move(place), instead);
            } else {
                out_.note("listener-networks", std::move(says), std::move(place), instead);
            }
        }
    }

    void judge_listener(const policy::Listener& one) {
        const auto where = fmt::format("service.listeners: {}", one.name);
        if (one.mode) judge_mode(where + ": mode", *one.mode, "this listener");
        judge_networks(where + ": networks", one.networks);
        judge_claims(where, one);
        if (!one.users.empty()) judge_users(where, one);
        if (one.listen.starts_with("systemd:"))
            out_.look(fmt::format("policy: {}: where {} is, systemd knows; it was not compared",
                                  where, one.listen));
    }

    void judge_claims(const std::string& where, const policy::Listener& one) {
        for (const auto& network : one.xclient) {
            if (is_private(network) || network.bits == 128) continue;
            out_.door("listener-networks",
                      fmt::format("mail of strangers in {}: XCLIENT lets them say who they are",
                                  network_text(network)),
                      fmt::format("policy: {}: xclient", where), "name the one server in front");
        }
    }

    void judge_users(const std::string& where, const policy::Listener& one) {
        const auto found = facts_.files.find(one.users);
        if (found == facts_.files.end() || !found->second.exists) {
            out_.note("users-file", "nothing, but nobody can log in: the users file is not there",
                      fmt::format("policy: {}: {}", where, one.users),
                      fmt::format("send-guard user add NAME --users {}", one.users));
        } else if (const auto mode = found->second.mode; (mode & (kOthers | kGroupWrites)) != 0) {
            out_.door(
                "users-file",
                fmt::format("mail of whoever works out a password, or writes one in: others can "
                            "read or change the users file (mode {:04o})",
                            mode),
                fmt::format("policy: {}: {}", where, one.users),
                fmt::format("chmod 0640 {}", one.users));
        } else {
            out_.look(fmt::format("{}: nobody else can read it", one.users));
        }
    }

    const policy::Service& policy_;
    const DoctorFacts& facts_;
    Diagnosis& out_;
};

}  // namespace

void judge_policy(const policy::Service& policy, const DoctorFacts& facts, Diagnosis& out) {
    PolicyRound(policy, facts, out).judge();
}

}  // namespace sendguard::gate
