// The bytes that leave, made in one pass: the lines to add, the header block less what must not
// leave (Bcc, our own fields), and the rest as it is, each line end CRLF.
#include <algorithm>

#include "base/lines.h"
#include "base/text.h"
#include "forward/forward.h"
#include "forward/smtp_data.h"

namespace sendguard::forward {
namespace {

/// Copies `text` with every CRLF, LF and CR as CRLF.
void append_crlf(std::string& out, std::string_view text) {
    LineEnds ends(text);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = ends.from(at);
        out += text.substr(at, end - at);
        if (end == text.size()) return;
        out += "\r\n";
        at = end + line_end_size(text, end);
    }
}

/// The field's name when `line` begins one; blanks before the colon are allowed as of old.
std::string_view field_name(std::string_view line) {
    const auto colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view() : trim(line.substr(0, colon));
}

bool dropped(std::string_view name, const std::vector<std::string>& drop) {
    return !name.empty() && std::any_of(drop.begin(), drop.end(), [&](const std::string& one) {
        return equals_ignoring_case(name, one);
    });
}

}  // namespace

std::string outgoing_bytes(std::string_view message, const std::vector<std::string>& drop,
                           const std::vector<std::string>& add) {
    if (message.starts_with("From ")) {  // an mbox's separator, no header
        const auto end = LineEnds(message).from(0);
        message.remove_prefix(end + line_end_size(message, end));
    }
    std::string out;
    out.reserve(message.size() + message.size() / 32 + 256);
    for (const auto& line : add) out += line + "\r\n";
    const auto header = message.substr(0, header_end(message));
    bool dropping = false;
    LineEnds ends(header);
    for (std::size_t at = 0; at < header.size();) {
        const auto end = ends.from(at);
        const auto next = end + line_end_size(header, end);
        const bool folded = header[at] == ' ' || header[at] == '\t';
        if (!folded) dropping = dropped(field_name(header.substr(at, end - at)), drop);
        if (!dropping) append_crlf(out, header.substr(at, next - at));
        at = next;
    }
    append_crlf(out, message.substr(header.size()));
    return out;
}

}  // namespace sendguard::forward
