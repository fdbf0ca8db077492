// Whom a Postfix smtpd lets in: its restriction lists walked as smtpd walks them, for a client of
// whom little is known.
//
// The problem: whether a listener is an open door stands in five lists, each of which may end with
// permit, reject or neither. The idea: walk all of them for a client that sends to a foreign
// domain; the mail is taken when no list refuses it. Limits: what a lookup table would say is not
// known here: it counts as "let in" for a friend and as "says nothing" for a stranger.
// source: postconf(5) smtpd_*_restrictions, SMTPD_ACCESS_README
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/network.h"
#include "gate/postfix_setup.h"

namespace sendguard::gate {

enum class Client : unsigned char {
    friendly,  ///< in mynetworks, and logged in where the service lets clients log in
    stranger,  ///< from anywhere, unless mynetworks holds the whole Internet
};

/// Whether mail of such a client to a foreign address is taken.
bool takes_foreign_mail(const PostfixSetup& setup, const PostfixService& service, Client client);

/// A parameter that is a list of networks.
struct NetworkList {
    std::vector<Network> networks;
    std::vector<std::string> tables;  ///< "hash:/etc/x", "/etc/networks": not looked into
};
NetworkList network_list(std::string_view value);

bool is_private(const Network& network);  ///< loopback, RFC 1918, RFC 4193, link-local
/// A public network of more than one address that `house` does not name.
bool is_too_wide(const Network& network, const std::vector<Network>& house);

/// The tables that the restriction lists and checks of a service name: "hash:/etc/x".
std::vector<std::string> access_tables(const PostfixSetup& setup, const PostfixService& service);

/// The file of a table of plain text ("hash:/x" -> "/x"); "" when it has none that can be read.
std::string table_file(std::string_view table);

}  // namespace sendguard::gate
