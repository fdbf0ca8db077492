// A lone LF or CR in a message is where one reader sees a line end and another does not; some
// servers even take LF . LF for the end of the data and read what follows as commands. So no byte
// of a line end is copied: every CRLF, LF and CR of the message becomes one CRLF of ours.
#include "forward/smtp_data.h"

#include <algorithm>

#include "base/lines.h"
#include "base/text.h"

namespace sendguard::forward {

std::size_t header_end(std::string_view message) {
    LineEnds ends(message);
    for (std::size_t at = 0; at < message.size();) {
        const auto end = ends.from(at);
        if (end == at) return at;
        at = end + line_end_size(message, end);
    }
    return message.size();
}

WireFacts wire_facts(std::string_view message) {
    WireFacts facts;
    LineEnds ends(message);
    for (std::size_t at = 0; at < message.size();) {
        const auto end = ends.from(at);
        facts.bytes += end - at + 2;
        at = end + line_end_size(message, end);
    }
    facts.eight_bit = !is_ascii(message);
    if (facts.eight_bit) {
        // A header in some old charset is not UTF-8: SMTPUTF8 would be a false promise for it.
        const auto header = message.substr(0, header_end(message));
        facts.utf8_header = !is_ascii(header) && is_valid_utf8(header);
    }
    return facts;
}

std::string DataSource::next(std::size_t room) {
    std::string out;
    out.reserve(room + 8);
    while (!done_ && out.size() < room) {
        if (at_ == message_.size()) {
            out += line_start_ ? ".\r\n" : "\r\n.\r\n";
            done_ = true;
            break;
        }
        if (line_start_ && message_[at_] == '.') out += '.';
        const auto end = ends_.from(at_);
        // At least one byte: a piece must not end between a stuffed dot and its own.
        const auto left = out.size() < room ? room - out.size() : 1;
        const auto take = std::min(end - at_, left);
        out += message_.substr(at_, take);
        at_ += take;
        line_start_ = line_start_ && take == 0;
        if (at_ == end && end < message_.size()) {
            out += "\r\n";
            at_ += line_end_size(message_, end);
            line_start_ = true;
        }
    }
    return out;
}

}  // namespace sendguard::forward
