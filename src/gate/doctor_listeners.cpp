// Every way into the mail server: each must lead to send-guard, or be closed.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "gate/doctor_parts.h"
#include "gate/postfix_access.h"

namespace sendguard::gate {
namespace {

constexpr std::string_view kFilterAction = "FILTER";

bool any_of_ours(const std::vector<Guard>& guards) {
    return std::ranges::any_of(guards, &Guard::ours);
}

std::string guard_text(const Guard& guard) {
    return fmt::format("{}={}", guard.parameter,
                       guard.endpoint.empty() ? "(pipe)" : guard.endpoint);
}

/// The users that authorized_submit_users lets in beside those that may do anything anyway.
bool nobody_may_submit(std::string_view value) {
    for (const auto& word : list_words(value)) {
        if (word == "static:all" || (!word.starts_with('!') && word != "root" && word != "postfix"))
            return false;
    }
    return true;
}

bool has_milters_off(const DoctorRound& round, const PostfixService& service) {
    const auto words = list_words(round.setup.value(service, "receive_override_options"));
    return std::ranges::find(words, "no_milters") != words.end();
}

std::string local_advice(const policy::Service& policy) {
    std::string out;
    if (!policy.milter.listen.empty()) {
        out = fmt::format(
            "in main.cf: non_smtpd_milters = {}{}; or, ",
            policy.milter.listen.starts_with("unix:") ? "" : "inet:", policy.milter.listen);
    }
    for (const auto& one : policy.listeners) {
        const auto at = host_and_port(endpoint_text(one.listen));
        if (one.role == policy::ListenerRole::submission || at.host.empty()) continue;
        if (one.listen.starts_with("unix:") || one.listen.starts_with("systemd:")) continue;
        out += fmt::format("in master.cf under pickup: -o content_filter=smtp:[{}]:{}; or, ",
                           at.host, at.port);
        break;
    }
    return out +
           "so that only root can use sendmail(1), in main.cf: authorized_submit_users = root";
}

/// Mail for others that comes in at a service without any guard: who could send it.
void judge_unguarded(const DoctorRound& round, const PostfixService& one) {
    const auto where = where_text(one);
    if (one.program == "smtpd" && !takes_foreign_mail(round.setup, one, Client::friendly)) {
        round.out.look(
            fmt::format("{}: not through send-guard, but it takes mail for your own domains "
                        "only: nobody can send outside by it",
                        where));
        return;
    }
    const bool emptied = std::ranges::any_of(one.overrides, [&](const auto& row) {
        const bool guard = row.first == "smtpd_proxy_filter" || row.first == "smtpd_milters" ||
                           row.first == "content_filter";
        return guard && row.second.empty() && !round.setup.value(row.first).empty();
    });
    if (emptied) {
        round.out.door(
            "emptied-override",
            fmt::format("mail that comes in at {} {}: main.cf sends it to send-guard, and "
                        "this service empties that setting for itself",
                        one.name, one.type),
            where,
            fmt::format("take the empty -o setting away, or write -o {}",
                        guard_advice(round.service)));
        return;
    }
    round.out.door(
        "second-port",
        fmt::format("mail that comes in at {} {}: no smtpd_proxy_filter, smtpd_milters or "
                    "content_filter there leads to send-guard",
                    one.name, one.type),
        where,
        fmt::format("under the service: -o {}; or take the service away",
                    guard_advice(round.service)));
}

/// A milter that the table switches off, or any other than ours, for some clients.
void judge_milter_maps(const DoctorRound& round, const PostfixService& one) {
    for (const auto& table : list_words(round.setup.value(one, "smtpd_milter_maps"))) {
        const auto where = round.setup.where(one, "smtpd_milter_maps");
        const auto found = round.facts.tables.find(table_file(table));
        const bool known = found != round.facts.tables.end();
        const auto& text = known ? found->second : table;
        const bool in_place = table.starts_with("inline:") || table.starts_with("static:");
        if (!known && !in_place) {
            round.out.door(
                "milter-exempt",
                fmt::format("perhaps mail of the clients in {}: it could not be read here, "
                            "and it may switch the milter off for them",
                            table),
                where, "run this as root, or take smtpd_milter_maps away");
        } else if (ascii_lower(text).find("disable") != std::string::npos) {
            round.out.door("milter-exempt",
                           fmt::format("mail of the clients for whom {} says DISABLE: they meet no "
                                       "milter at {} {}",
                                       table, one.name, one.type),
                           where, "take these clients out of the table");
        } else {
            round.out.note("milter-maps",
                           fmt::format("{} gives some clients milters of their own", table), where,
                           "see that each of them names send-guard's too");
        }
    }
}

/// FILTER in a table outweighs content_filter, which is after the queue.
void judge_filter_actions(const DoctorRound& round, const PostfixService& one) {
    for (const auto& table : access_tables(round.setup, one)) {
        const auto found = round.facts.tables.find(table_file(table));
        const auto& text = found == round.facts.tables.end() ? table : found->second;
        if (text.find(kFilterAction) == std::string::npos) continue;
        round.out.door(
            "filter-action",
            fmt::format("mail that {} sends elsewhere by a FILTER action, which outweighs "
                        "content_filter",
                        table),
            where_text(one), "take the FILTER lines away, or name the policy's listener in them");
    }
}

void judge_milter(const DoctorRound& round, const PostfixService& one, const Guard& guard,
                  bool only_guard) {
    const auto& setup = round.setup;
    const auto& speaker = one.program == "smtpd" ? one : cleanup_of(setup, one);
    if (guard.default_action == "accept") {
        const auto global = setup.value(speaker, "milter_default_action") == "accept";
        round.out.door(
            "milter-accepts",
            fmt::format("all mail at {} {} whenever the milter {} does not answer or stops: "
                        "its default action is accept",
                        one.name, one.type, guard.endpoint),
            setup.where(speaker, global ? "milter_default_action" : guard.parameter),
            "default_action=tempfail: mail waits until send-guard answers again");
    }
    if (!only_guard) return;
    if (has_milters_off(round, one)) {
        round.out.door(
            "milters-off",
            fmt::format("mail that comes in at {} {}: no_milters switches the milter off", one.name,
                        one.type),
            setup.where(one, "receive_override_options"),
            "take no_milters out of receive_override_options");
    }
    if (one.program == "smtpd") judge_milter_maps(round, one);
}

void judge_guards_of(const DoctorRound& round, const PostfixService& one) {
    const auto guards = guards_of(round.setup, one, round.service);
    const auto ours = std::ranges::count_if(guards, &Guard::ours);
    for (const auto& guard : guards) {
        if (!guard.ours) continue;
        if (guard.kind == GuardKind::milter) judge_milter(round, one, guard, ours == 1);
        if (guard.kind == GuardKind::filter && ours == 1) judge_filter_actions(round, one);
        round.out.look(
            fmt::format("{}: through send-guard by {}", where_text(one), guard_text(guard)));
        const auto reach = round.facts.endpoints.find(guard.endpoint);
        if (reach != round.facts.endpoints.end() && reach->second == Reach::refused) {
            round.out.door(
                "nobody-listens",
                fmt::format("nothing now, and no mail either: nobody listens at {}, where "
                            "{} {} sends its mail to be checked",
                            guard.endpoint, one.name, one.type),
                round.setup.where(one, guard.parameter),
                guard.kind == GuardKind::milter ? "start send-guard milter"
                                                : "start send-guard serve");
        }
    }
}

/// Guards, but none of the policy's.
void judge_strange_guards(const DoctorRound& round, const PostfixService& one,
                          const std::vector<Guard>& guards) {
    std::string places;
    for (const auto& guard : guards)
        places += fmt::format("{}{}", places.empty() ? "" : ", ", guard_text(guard));
    round.out.door("other-endpoint",
                   fmt::format("mail that comes in at {} {}: it goes to {}, and no address of this "
                               "policy is among these",
                               one.name, one.type, places),
                   round.setup.where(one, guards.front().parameter),
                   fmt::format("-o {}, or give that address to a listener of the policy",
                               guard_advice(round.service)));
}

}  // namespace

void judge_local_mail(const DoctorRound& round) {
    for (const auto& one : round.setup.services) {
        if (one.program != "pickup") continue;
        const auto guards = guards_of(round.setup, one, round.service);
        if (any_of_ours(guards)) continue;  // judge_guards() looks at it
        if (nobody_may_submit(round.setup.value("authorized_submit_users"))) {
            round.out.look("sendmail(1): only root can hand in mail (authorized_submit_users)");
            continue;
        }
        round.out.door(
            "local-mail",
            "mail of every program on this machine that calls sendmail(1) or mail(1): it "
            "comes in by pickup, which no smtpd setting touches",
            fmt::format("{}; main.cf: non_smtpd_milters, authorized_submit_users", where_text(one)),
            local_advice(round.service));
    }
}

void judge_listeners(const DoctorRound& round) {
    for (const auto& one : round.setup.services) {
        if (one.program != "smtpd" && one.program != "qmqpd") continue;
        if (is_reentry(round.setup, one, round.service)) continue;
        const auto guards = guards_of(round.setup, one, round.service);
        if (guards.empty()) {
            judge_unguarded(round, one);
        } else if (!any_of_ours(guards)) {
            judge_strange_guards(round, one, guards);
        }
    }
}

void judge_guards(const DoctorRound& round) {
    for (const auto& one : round.setup.services) {
        const bool entry =
            one.program == "smtpd" || one.program == "qmqpd" || one.program == "pickup";
        if (!entry || is_reentry(round.setup, one, round.service)) continue;
        judge_guards_of(round, one);
        const auto options = list_words(round.setup.value(one, "smtpd_proxy_options"));
        if (std::ranges::find(options, "speed_adjust") != options.end()) {
            round.out.note(
                "speed-adjust",
                fmt::format("{} {} answers each recipient before the next hop has seen it; "
                            "a recipient refused later refuses the whole mail",
                            one.name, one.type),
                round.setup.where(one, "smtpd_proxy_options"),
                "leave speed_adjust out where clients should hear of each recipient");
        }
    }
}

}  // namespace sendguard::gate
