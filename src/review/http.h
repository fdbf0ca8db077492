// Requests and responses as plain values: what answers them knows no HTTP library, so that tests
// call it directly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/network.h"

namespace sendguard::review {

struct Request {
    std::string method;                               ///< "GET"
    std::string target;                               ///< as sent: "/holds?state=sent"
    std::multimap<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::optional<IpAddress> peer;  ///< nullopt: a UNIX socket
    bool tls = false;

    /// The field's value; "" when it is missing or stands there more than once.
    std::string_view header(std::string_view name) const;
    std::string_view path() const;   ///< of the target, still percent-encoded
    std::string_view query() const;  ///< without the ?
};

struct Response {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
};

/// "a=1&b=2", percent-encoded, + for blanks; in order.
class Params {
  public:
    /// Pairs that are no UTF-8 are left out.
    /// source: url.spec.whatwg.org, application/x-www-form-urlencoded
    static Params parse(std::string_view text);
    std::string get(std::string_view name) const;  ///< the first; "" = none
    bool has(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

  private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// The text behind %XX; nullopt when a % opens nothing.
std::optional<std::string> percent_decoded(std::string_view text);
/// `text` as it may stand in a path or a query.
std::string percent_encoded(std::string_view text);

/// A number in digits, and nothing else; nullopt: it is none, or too large.
std::optional<std::size_t> whole_number(std::string_view text);

/// The value of a cookie; "" = none, or several by that name.
std::string cookie(const Request& request, std::string_view name);

/// The words of a path: "/holds/SG-1" is holds, SG-1. nullopt: no path, or one with bytes that are
/// no UTF-8, controls, or "." and "..".
std::optional<std::vector<std::string>> path_words(std::string_view path);

}  // namespace sendguard::review
