// A Postfix configuration as postconf(1) tells it: parameters, services, and what a service sets
// for itself. Text in, values out; nothing is run or opened here.
//
// postconf has read defaults, continuation lines and braces already, so that its text is the
// configuration as Postfix itself understands it.
// source: postconf(1), master(5), postconf(5)
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sendguard::gate {

/// What three calls of postconf print, one entry a line.
struct PostfixTexts {
    std::string parameters;  ///< postconf -x: "name = value", defaults too
    std::string services;    ///< postconf -M: the lines of master.cf
    std::string overrides;   ///< postconf -Px: "smtp/inet/name = value"
};

struct PostfixService {
    std::string name;       ///< "submission", "127.0.0.1:10026", "pickup"
    std::string type;       ///< inet, unix, fifo, pass
    std::string program;    ///< smtpd, pickup, cleanup, pipe, ...
    std::string arguments;  ///< what follows the program, as it stands
    bool chrooted = false;
    std::map<std::string, std::string> overrides;  ///< its -o settings
};

/// "master.cf: submission inet"
std::string where_text(const PostfixService& service);

struct PostfixSetup {
    std::map<std::string, std::string> parameters;
    std::vector<PostfixService> services;

    /// The value in force at a service: its own, else main.cf's, else Postfix's default.
    std::string value(const PostfixService& service, std::string_view name) const;
    std::string value(std::string_view name) const;
    /// "master.cf: smtp inet: -o name", or "main.cf: name"
    std::string where(const PostfixService& service, std::string_view name) const;
    /// The first service of that name that is no inet listener; nullptr when there is none.
    const PostfixService* internal_service(std::string_view name) const;
};

/// errors: bad_input (no services: postconf's text is not what it should be)
Result<PostfixSetup> read_postfix(const PostfixTexts& texts);

/// The words of a list value: blanks and commas part them, {...} stays whole without its braces.
std::vector<std::string> list_words(std::string_view value);

/// A milter as a list names it.
struct MilterUse {
    std::string endpoint;        ///< as endpoint_text() makes it
    std::string default_action;  ///< "" = the service's milter_default_action
};
std::vector<MilterUse> milters_of(const PostfixSetup& setup, const PostfixService& service,
                                  std::string_view parameter);

/// An address of Postfix's or of the policy's in one form, so that two can be compared:
/// "127.0.0.1:10025", "[::1]:25", "host.example:25", "unix:/run/x". A UNIX path is taken as the
/// service sees it: below queue_directory when it is relative or the service is chrooted.
std::string endpoint_text(const PostfixSetup& setup, const PostfixService& service,
                          std::string_view text);
/// The same for an address of the policy (no queue directory).
std::string endpoint_text(std::string_view text);

struct HostPort {
    std::string host;  ///< without brackets; "" = none
    std::string port;  ///< digits; known service names are replaced
};
HostPort host_and_port(std::string_view text);

/// Where an inet service listens: addresses from its name, else inet_interfaces ("all" = every
/// one).
struct ListensAt {
    std::vector<std::string> addresses;
    std::string port;
};
ListensAt listens_at(const PostfixSetup& setup, const PostfixService& service);

/// Whether a host name or number is this machine's loopback.
bool is_loopback_host(std::string_view host);

}  // namespace sendguard::gate
