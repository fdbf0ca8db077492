#include "report/fingerprint.h"

#include <fmt/format.h>

#include <map>

#include "base/digest.h"
#include "base/text.h"

namespace sendguard::report {

std::string normalised_line(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) out += c;
        if (blank && !out.ends_with(' ')) out += ' ';
    }
    return out;
}

std::string fingerprint(std::string_view rule, std::string_view path, std::string_view line_text,
                        std::size_t ordinal) {
    const auto line = normalised_line(line_text);
    return sha256_hex(fmt::format("{}:{}{}:{}{}:{}{}", rule.size(), rule, path.size(), path,
                                  line.size(), line, ordinal));
}

std::vector<KnownPlace> known_places(const check::Finding& finding, std::string_view path) {
    std::vector<KnownPlace> out;
    std::map<std::string, std::size_t> seen;
    const auto add = [&](std::string line) {
        const auto ordinal = seen[line]++;
        out.push_back({fingerprint(finding.rule, path, line, ordinal), std::move(line)});
    };
    for (const auto& place : finding.places) add(normalised_line(place.line_text));
    if (finding.more_places != 0) add("(more places)");
    if (out.empty()) add("");
    return out;
}

}  // namespace sendguard::report
