#include "gate/data_receiver.h"

#include <algorithm>

#include "base/lines.h"
#include "base/text.h"

namespace sendguard::gate {

void DataReceiver::look_at(std::string_view text, std::size_t from) {
    if (from >= text.size()) return;
    eight_bit_ = eight_bit_ || !is_ascii(text.substr(from));
    if (from == 0) {
        bare_ = bare_ || text[0] == '\n';
        from = 1;
        if (text.size() == 1) line_ = 0;
    }
    bare_ = bare_ || !pairs_crlf(text.substr(from - 1));
    // Lines within one read are shorter than any limit; what counts is the run over many reads.
    const auto fresh = text.substr(from - (from == 1 ? 1 : 0));
    const auto first = fresh.find('\n');
    if (first == std::string_view::npos) {
        line_ += fresh.size();
    } else {
        too_long_ = too_long_ || line_ + first > max_line_;
        line_ = fresh.size() - 1 - fresh.rfind('\n');
    }
    too_long_ = too_long_ || line_ > max_line_;
}

bool DataReceiver::find_end(std::string& out, std::size_t from) {
    constexpr std::string_view kEnd = ".\r\n";
    std::size_t at = from > 4 ? from - 4 : 0;
    if (!started_ && out.size() >= 1) {
        if (out[0] == '.') {
            dotted_ = true;
            if (out.size() < kEnd.size()) return false;
            if (out.starts_with(kEnd)) {
                out.erase(kEnd.size());
                dotted_ = false;
                return true;
            }
        }
        started_ = true;
    }
    // By the dot, which is rarer than line ends, and in base64 never there.
    for (;;) {
        const auto dot = out.find('.', at);
        if (dot == std::string::npos) return false;
        at = dot + 1;
        if (dot < 2 || out[dot - 1] != '\n' || out[dot - 2] != '\r') continue;
        if (out.size() >= dot + kEnd.size() &&
            std::string_view(out).substr(dot, kEnd.size()) == kEnd) {
            out.erase(dot + kEnd.size());
            return true;
        }
        // The dot may yet be the last one: it is looked at again with what comes next.
        const auto rest = std::string_view(out).substr(dot);
        dotted_ = dotted_ || rest.size() >= kEnd.size() || !kEnd.starts_with(rest);
    }
}

std::size_t DataReceiver::receive(std::string_view bytes, std::string& out) {
    const auto before = out.size();
    out.append(bytes);
    ended_ = find_end(out, before);
    const auto taken = ended_ ? out.size() - before : bytes.size();
    bytes_ += taken;
    if (ended_) out.erase(out.size() - 3);
    // The CR before the one that ended is whole: the data ends with CRLF, or is empty.
    look_at(out, std::min(before, out.size()));
    return taken;
}

void DataReceiver::receive_chunk(std::string_view bytes, std::string& out) {
    const auto before = out.size();
    for (std::size_t at = 0; at < bytes.size();) {
        if (at_line_start_ && bytes[at] == '.') {
            out += '.';
            dotted_ = true;
        }
        const auto end = bytes.find('\n', at);
        const auto stop = end == std::string_view::npos ? bytes.size() : end + 1;
        out.append(bytes.substr(at, stop - at));
        const char previous = stop - at >= 2 ? bytes[stop - 2] : last_;
        at_line_start_ = end != std::string_view::npos && previous == '\r';
        last_ = bytes[stop - 1];
        at = stop;
    }
    bytes_ += bytes.size();
    look_at(out, before);
}

void DataReceiver::end_chunks(std::string& out) {
    ended_ = true;
    if (!at_line_start_) out += last_ == '\r' ? "\n" : "\r\n";
}

}  // namespace sendguard::gate
