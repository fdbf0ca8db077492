#include "review/inert_html.h"

#include "base/text.h"

namespace sendguard::review {

std::string inert_html(std::string_view html) {
    constexpr std::string_view kName = "href";
    constexpr std::string_view kBlanks = " \t\n\f\r";
    std::string out;
    out.reserve(html.size());
    for (std::size_t at = 0; at < html.size();) {
        const auto rest = html.substr(at);
        if (starts_with_ignoring_case(rest, kName)) {
            const auto next = rest.find_first_not_of(kBlanks, kName.size());
            if (next != std::string_view::npos && rest[next] == '=') {
                out += "data-href";
                at += kName.size();
                continue;
            }
        }
        out += html[at++];
    }
    return out;
}

}  // namespace sendguard::review
