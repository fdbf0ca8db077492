#include "gate/outgoing.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "forward/smtp_data.h"

namespace sendguard::gate {
namespace {

bool has_field(std::string_view header, const std::vector<std::string>& names) {
    for (std::size_t at = 0; at < header.size();) {
        const auto line = header.substr(at, header.find('\n', at) - at);
        const auto name = trim(line.substr(0, std::min(line.find(':'), line.size())));
        for (const auto& one : names) {
            if (equals_ignoring_case(name, one)) return true;
        }
        at += line.size() + 1;
    }
    return false;
}

}  // namespace

std::string unstuffed(std::string_view wire) {
    std::string out;
    out.reserve(wire.size());
    // By the dot, which is rarer than line ends.
    std::size_t kept = 0;  // all before it is in `out`
    for (auto at = wire.find('.'); at != std::string_view::npos; at = wire.find('.', at + 1)) {
        const bool opens = at == 0 || (at >= 2 && wire[at - 1] == '\n' && wire[at - 2] == '\r');
        if (!opens) continue;
        out.append(wire.substr(kept, at - kept));
        kept = ++at;  // what it stuffs may be a dot too, and stays
    }
    out.append(wire.substr(std::min(kept, wire.size())));
    return out;
}

std::string stuffed(std::string_view message) {
    forward::DataSource source(message);
    std::string out;
    while (!source.done()) out += source.next(1u << 20);
    out.erase(out.size() - 3);  // the final dot
    return out;
}

Result<Outgoing> make_outgoing(const MessageStore& store, const MailDecision& decision,
                               const std::vector<std::string>& add) {
    Outgoing out;
    out.store = &store;
    // A header over the cap is a finding that does not leave, but in mode observe: then what fits.
    std::string buffer;
    BOOST_OUTCOME_TRY(const auto start, store.read(0, 2 * kMaxHeaderBlockBytes, buffer));
    const auto end = forward::header_end(start);
    const auto header = start.substr(0, end);
    const auto plain = unstuffed(header);
    out.utf8_header = !is_ascii(plain) && is_valid_utf8(plain);
    auto lines = add;
    lines.insert(lines.end(), decision.add.begin(), decision.add.end());
    if (lines.empty() && !has_field(plain, decision.drop)) return out;
    out.head = stuffed(forward::outgoing_bytes(plain, decision.drop, lines));
    out.rest_from = end;
    return out;
}

}  // namespace sendguard::gate
