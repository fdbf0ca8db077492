#include "gate/postfix_access.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sendguard::gate {
namespace {

enum class Step : unsigned char { on, permit, reject };

constexpr std::array<std::string_view, 5> kLists = {
    "smtpd_client_restrictions", "smtpd_helo_restrictions", "smtpd_sender_restrictions",
    "smtpd_relay_restrictions", "smtpd_recipient_restrictions"};
constexpr std::array<std::string_view, 4> kRefusing = {
    "reject", "defer", "reject_unauth_destination", "defer_unauth_destination"};
constexpr std::array<std::string_view, 3> kForKnown = {
    "permit_tls_clientcerts", "permit_tls_all_clientcerts", "permit_inet_interfaces"};
// The rest of what can be private; an address of these reaches no Internet host.
constexpr std::array<std::string_view, 8> kPrivate = {
    "127.0.0.0/8",    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    "169.254.0.0/16", "::1/128",    "fc00::/7",      "fe80::/10"};
constexpr std::array<std::string_view, 6> kTextTables = {
    "hash:", "lmdb:", "btree:", "cidr:", "texthash:", "cdb:"};
constexpr std::array<std::string_view, 2> kPatternTables = {"pcre:", "regexp:"};
constexpr std::array<std::string_view, 4> kChecks = {"header_checks", "mime_header_checks",
                                                     "nested_header_checks", "body_checks"};

bool covers(const Network& outer, const Network& inner) {
    return outer.bits <= inner.bits && outer.contains(inner.address);
}

bool holds_everyone(const NetworkList& list) {
    return std::ranges::any_of(list.networks, [](const Network& one) {
        return one.bits == 0 || (one.bits == 96 && network_text(one) == "0.0.0.0/0");
    });
}

Step table_step(std::string_view table, Client client) {
    if (table.starts_with("static:")) {
        const auto answer = table.substr(7);
        if (starts_with_ignoring_case(answer, "ok") || starts_with_ignoring_case(answer, "permit"))
            return Step::permit;
        if (starts_with_ignoring_case(answer, "reject") ||
            starts_with_ignoring_case(answer, "defer"))
            return Step::reject;
        return Step::on;
    }
    return client == Client::friendly ? Step::permit : Step::on;
}

Step step(const PostfixSetup& setup, const PostfixService& service, std::string_view word,
          Client client) {
    if (word == "permit") return Step::permit;
    if (std::ranges::find(kRefusing, word) != kRefusing.end()) return Step::reject;
    if (word == "permit_mynetworks") {
        const auto list = network_list(setup.value(service, "mynetworks"));
        const bool in = client == Client::friendly ? !list.networks.empty() || !list.tables.empty()
                                                   : holds_everyone(list);
        return in ? Step::permit : Step::on;
    }
    if (client == Client::stranger) return Step::on;
    if (word == "permit_sasl_authenticated")
        return setup.value(service, "smtpd_sasl_auth_enable") == "yes" ? Step::permit : Step::on;
    return std::ranges::find(kForKnown, word) != kForKnown.end() ? Step::permit : Step::on;
}

bool list_takes(const PostfixSetup& setup, const PostfixService& service, std::string_view name,
                Client client) {
    const auto words = list_words(setup.value(service, name));
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto next = Step::on;
        if (words[i].starts_with("check_") && i + 1 < words.size()) {
            next = table_step(words[++i], client);
        } else {
            next = step(setup, service, words[i], client);
        }
        if (next != Step::on) return next == Step::permit;
    }
    return true;
}

}  // namespace

bool takes_foreign_mail(const PostfixSetup& setup, const PostfixService& service, Client client) {
    return std::ranges::all_of(
        kLists, [&](std::string_view name) { return list_takes(setup, service, name, client); });
}

NetworkList network_list(std::string_view value) {
    NetworkList out;
    for (const auto& word : list_words(value)) {
        if (word.starts_with('!')) continue;  // takes out, so it never widens
        std::string plain;
        std::ranges::copy_if(word, std::back_inserter(plain),
                             [](char c) { return c != '[' && c != ']'; });
        if (const auto network = parse_network(plain)) {
            out.networks.push_back(*network);
        } else if (word == "static:all" || word == "static:anyone") {
            out.networks.push_back(Network{{}, 0});
        } else {
            out.tables.push_back(word);
        }
    }
    return out;
}

bool is_private(const Network& network) {
    return std::ranges::any_of(kPrivate, [&](std::string_view text) {
        const auto one = parse_network(text);
        return one && covers(*one, network);
    });
}

bool is_too_wide(const Network& network, const std::vector<Network>& house) {
    if (network.bits == 128 || is_private(network)) return false;
    return std::ranges::none_of(house, [&](const Network& own) { return covers(own, network); });
}

std::vector<std::string> access_tables(const PostfixSetup& setup, const PostfixService& service) {
    std::vector<std::string> out;
    for (const auto name : kLists) {
        const auto words = list_words(setup.value(service, name));
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            if (words[i].starts_with("check_")) out.push_back(words[i + 1]);
        }
    }
    for (const auto name : kChecks) {
        for (auto& word : list_words(setup.value(name))) out.push_back(std::move(word));
    }
    return out;
}

std::string table_file(std::string_view table) {
    const auto under = [&](const auto& kinds) -> std::string {
        for (const std::string_view kind : kinds) {
            if (table.starts_with(kind)) return std::string(table.substr(kind.size()));
        }
        return "";
    };
    const auto text = under(kTextTables);
    return text.empty() ? under(kPatternTables) : text;
}

}  // namespace sendguard::gate
