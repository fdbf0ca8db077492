#include "draft/line_ends.h"

#include <algorithm>

#include "base/lines.h"

namespace sendguard::draft {
namespace {

/// The leaf part that holds `at`, or the root.
std::uint32_t part_at(const Draft& draft, std::size_t at) {
    for (std::size_t i = draft.parts.size(); i-- > 1;) {
        const Part& part = draft.parts[i];
        if (at >= part.content_begin && at < part.content_end) return static_cast<std::uint32_t>(i);
    }
    return 0;
}

bool in_binary(const Draft& draft, std::uint32_t part) {
    if (part >= draft.parts.size()) return false;
    const Part& found = draft.parts[part];
    return found.encoding == TransferEncoding::binary && !found.multipart && found.text.empty();
}

/// What one kind of line end does to the message, where it stands first outside binary parts.
template <class Test>
std::size_t first_at(const Draft& draft, std::string_view bytes, char c, Test&& test) {
    std::size_t looked = 0;
    for (std::size_t at = bytes.find(c); at != std::string_view::npos; at = bytes.find(c, at + 1)) {
        if (!test(at)) continue;
        if (!in_binary(draft, part_at(draft, at))) return at;
        if (++looked > 1000) return bytes.size();
    }
    return bytes.size();
}

}  // namespace

std::vector<std::string> check_line_ends(Reading& reading, std::string_view bytes) {
    const Draft& draft = reading.draft();
    std::vector<std::string> others;
    const auto fault = [&](const char* kind, const char* message, std::size_t at) {
        reading.fault(FaultClass::ambiguous, kind, message, part_at(draft, at),
                      static_cast<std::uint32_t>(at), 1);
    };
    const auto is_bare_cr = [&](std::size_t at) {
        return at + 1 == bytes.size() || bytes[at + 1] != '\n';
    };
    const auto is_bare_lf = [&](std::size_t at) { return at == 0 || bytes[at - 1] != '\r'; };
    const std::size_t nul = first_at(draft, bytes, '\0', [](std::size_t) { return true; });
    if (nul != bytes.size()) fault("nul", "the message holds a NUL byte", nul);
    if (has_only_crlf(bytes) || bytes.find('\r') == std::string_view::npos) return others;
    const std::size_t bare_cr = first_at(draft, bytes, '\r', is_bare_cr);
    if (bare_cr != bytes.size()) {
        fault("bare-cr", "a carriage return without line feed: a line end for some readers",
              bare_cr);
        std::string copy(bytes);
        for (std::size_t i = 0; i < copy.size(); ++i)
            if (bytes[i] == '\r' && is_bare_cr(i)) copy[i] = '\n';
        others.push_back(std::move(copy));
    }
    const bool has_crlf = bytes.find("\r\n") != std::string_view::npos;
    const std::size_t bare_lf = has_crlf ? first_at(draft, bytes, '\n', is_bare_lf) : bytes.size();
    if (bare_lf != bytes.size()) {
        fault("mixed-line-ends", "line feeds with and without carriage return are mixed", bare_lf);
        std::string copy(bytes);
        for (std::size_t i = 0; i < copy.size(); ++i)
            if (bytes[i] == '\n' && is_bare_lf(i)) copy[i] = ' ';
        others.push_back(std::move(copy));
    }
    return others;
}

}  // namespace sendguard::draft
