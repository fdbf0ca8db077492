// The ways behind send-guard: what stands after the check must take mail from nobody else.
#include <fmt/format.h>

#include <algorithm>

#include "gate/doctor_parts.h"
#include "gate/postfix_access.h"

namespace sendguard::gate {
namespace {

constexpr std::string_view kClosedReentry =
    "-o mynetworks=127.0.0.0/8 -o smtpd_client_restrictions=permit_mynetworks,reject "
    "-o smtpd_relay_restrictions=permit_mynetworks,reject";

std::string networks_text(const std::vector<Network>& networks) {
    std::string out;
    for (const auto& one : networks) out += (out.empty() ? "" : ", ") + network_text(one);
    return out;
}

bool is_loopback_network(const Network& one) {
    return is_loopback(one.address) && one.bits >= 104;
}

/// Networks of a list that reach beyond this machine.
std::vector<Network> beyond_loopback(std::string_view value) {
    auto out = network_list(value).networks;
    std::erase_if(out, is_loopback_network);
    return out;
}

void judge_reentry_address(const DoctorRound& round, const PostfixService& one) {
    const auto at = listens_at(round.setup, one);
    const bool outside = std::ranges::any_of(
        at.addresses, [](const std::string& host) { return !is_loopback_host(host); });
    if (!outside) {
        round.out.look(
            fmt::format("{}: where checked mail comes back; loopback only, so other "
                        "programs of this machine can reach it and other machines cannot",
                        where_text(one)));
        return;
    }
    std::string addresses;
    for (const auto& host : at.addresses) addresses += (addresses.empty() ? "" : ", ") + host;
    round.out.door("next-hop-reachable",
                   fmt::format("mail of any machine that connects to port {} directly: the service "
                               "behind send-guard listens on {}",
                               at.port, addresses),
                   where_text(one), fmt::format("127.0.0.1:{} inet n - n - - smtpd", at.port));
}

void judge_reentry_access(const DoctorRound& round, const PostfixService& one) {
    if (takes_foreign_mail(round.setup, one, Client::stranger)) {
        round.out.door(
            "next-hop-open",
            "mail of everybody who reaches the service behind send-guard: its restrictions "
            "refuse nobody",
            where_text(one), std::string(kClosedReentry));
        return;
    }
    const auto wide = beyond_loopback(round.setup.value(one, "mynetworks"));
    const auto at = listens_at(round.setup, one);
    const bool outside = std::ranges::any_of(
        at.addresses, [](const std::string& host) { return !is_loopback_host(host); });
    if (wide.empty() || !outside || !takes_foreign_mail(round.setup, one, Client::friendly)) return;
    round.out.door(
        "next-hop-open",
        fmt::format("mail of {} that goes to the service behind send-guard directly: its "
                    "mynetworks let them in",
                    networks_text(wide)),
        round.setup.where(one, "mynetworks"), std::string(kClosedReentry));
}

/// Whose word is taken for the client's: XCLIENT can make anybody one of mynetworks.
void judge_claims(const DoctorRound& round, const PostfixService& one) {
    const auto claim = [&](std::string_view parameter, std::string_view id, std::string_view what,
                           bool private_too) {
        auto wide = beyond_loopback(round.setup.value(one, parameter));
        if (private_too) std::erase_if(wide, is_private);
        if (wide.empty()) return;
        round.out.door(
            id,
            fmt::format("mail of clients in {} that claim to be somebody else at {} {}: {}",
                        networks_text(wide), one.name, one.type, what),
            round.setup.where(one, parameter), fmt::format("{} = 127.0.0.0/8", parameter));
    };
    claim("smtpd_authorized_xclient_hosts", "xclient-wide",
          "XCLIENT lets them say that they come from mynetworks, or have logged in", false);
    claim("smtpd_authorized_xforward_hosts", "xforward-wide",
          "XFORWARD lets them put another client into the logs and the headers", true);
}

void judge_mynetworks(const DoctorRound& round, const PostfixService& one) {
    if (!takes_foreign_mail(round.setup, one, Client::friendly)) return;
    const auto list = network_list(round.setup.value(one, "mynetworks"));
    std::vector<Network> wide;
    const auto house = house_networks(round.service);
    std::ranges::copy_if(list.networks, std::back_inserter(wide),
                         [&](const Network& network) { return is_too_wide(network, house); });
    if (!wide.empty()) {
        round.out.door(
            "networks-wide",
            fmt::format("mail of strangers in {}: {} {} relays for these networks, and the "
                        "policy does not name them as the house's",
                        networks_text(wide), one.name, one.type),
            round.setup.where(one, "mynetworks"),
            "name your own networks only; where these are yours, name them in the policy "
            "under service.networks");
    }
    for (const auto& table : list.tables)
        round.out.look(
            fmt::format("{}: {} was not looked into", round.setup.where(one, "mynetworks"), table));
}

}  // namespace

void judge_reentry(const DoctorRound& round) {
    for (const auto& one : round.setup.services) {
        if (one.program != "smtpd") continue;
        judge_claims(round, one);
        if (is_reentry(round.setup, one, round.service)) {
            judge_reentry_address(round, one);
            judge_reentry_access(round, one);
        } else {
            judge_mynetworks(round, one);
        }
    }
}

void judge_next_hop(const policy::Service& policy, const DoctorFacts& facts, Diagnosis& out) {
    const auto address = next_hop_address(policy);
    if (!address) return;
    const auto& hop = *policy.next_hop;
    if (hop.tls != "verify" && !is_loopback_host(address->host)) {
        out.door("next-hop-tls",
                 fmt::format("checked mail, to whoever answers in place of {}: with tls: {} nobody "
                             "asks for its certificate",
                             hop.url, hop.tls),
                 "policy: service.next_hop.tls",
                 "tls: verify (with ca_file for an authority of your own)");
    }
    for (const auto& probe : facts.next_hop) {
        if (probe.reach == Reach::refused) {
            out.look(fmt::format("next hop at {}: takes no connection from here", probe.at));
        } else if (probe.reach == Reach::unknown) {
            out.look(fmt::format("next hop at {}: not tried ({})", probe.at, probe.reply));
        } else if (!probe.taken) {
            out.look(
                fmt::format("next hop at {}: refuses foreign mail without a login "
                            "({})",
                            probe.at, probe.reply));
        } else {
            out.door("next-hop-open",
                     fmt::format("mail that goes to the next hop directly: at {} it took a foreign "
                                 "recipient from this machine, without a login ({})",
                                 probe.at, probe.reply),
                     "policy: service.next_hop.url",
                     "let the next hop listen on loopback only, or ask for a login that only "
                     "send-guard has");
        }
    }
}

}  // namespace sendguard::gate
