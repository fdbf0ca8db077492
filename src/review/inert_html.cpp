#include "review/inert_html.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace sendguard::review {

namespace {

constexpr std::string_view kBlanks = " \t\n\f\r";

// What names a place to go to or to fetch from; http-equiv is `refresh`.
constexpr std::array<std::string_view, 10> kNames{"href",   "http-equiv", "srcset",     "src",
                                                  "action", "formaction", "background", "poster",
                                                  "ping",   "data"};

/// What stands in the page itself is fetched from nowhere.
bool is_inline(std::string_view value) {
    const auto start = value.find_first_not_of(" \t\n\f\r\"'");
    return start != std::string_view::npos &&
           starts_with_ignoring_case(value.substr(start), "data:");
}

/// The name of an attribute that `rest` begins with, when its value leads elsewhere.
std::optional<std::string_view> leading_elsewhere(std::string_view rest) {
    for (const auto name : kNames) {
        if (!starts_with_ignoring_case(rest, name)) continue;
        const auto next = rest.find_first_not_of(kBlanks, name.size());
        if (next == std::string_view::npos || rest[next] != '=') continue;
        if (!is_inline(rest.substr(next + 1))) return rest.substr(0, name.size());
    }
    return std::nullopt;
}

}  // namespace

std::string inert_html(std::string_view html) {
    std::string out;
    out.reserve(html.size());
    for (std::size_t at = 0; at < html.size();) {
        if (const auto name = leading_elsewhere(html.substr(at))) {
            out += "data-";
            out += *name;
            at += name->size();
        } else {
            out += html[at++];
        }
    }
    return out;
}

}  // namespace sendguard::review
