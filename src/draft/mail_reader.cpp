#include "draft/mail_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/entity.h"
#include "draft/line_ends.h"
#include "draft/recipients.h"
#include "draft/second_reading.h"

namespace sendguard::draft {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A line that begins with a boundary and goes on is no boundary, unless a part declares it. Where
/// none does, some readers cut there.
void judge_near_boundaries(Reading& reading) {
    for (const auto& near : reading.near_boundaries) {
        const bool declared =
            std::ranges::any_of(reading.boundaries, [&](const std::string& boundary) {
                return near.message == boundary || near.message == boundary + "--";
            });
        if (declared) continue;
        reading.fault(FaultClass::ambiguous, near.kind,
                      "a line begins with a boundary and goes on with other text", 0,
                      static_cast<std::uint32_t>(near.at));
    }
}

void note_start(Reading& reading, const Source& source, std::size_t header) {
    const auto start = source.bytes.substr(0, header);
    if (start.starts_with(kByteOrderMark))
        reading.fault(FaultClass::ambiguous, "byte-order-mark",
                      "a byte order mark stands before the first header", 0, 0, 3);
    const bool blank = !start.empty() && (start.front() == '\n' || start.front() == '\r');
    if (!blank) return;
    reading.fault(FaultClass::ambiguous, "leading-blank-line",
                  "an empty line before the headers makes them text for some readers", 0, 0);
    const OtherReading other(reading);
    add_raw(reading, source, 0, source.bytes.size(), 0, Place::body, "read as text");
}

/// Where the fault is one of form and within the limits, GMime is asked too.
bool wants_second(const Draft& draft) {
    bool ambiguous = false;
    for (const auto& fault : draft.faults) {
        if (fault.kind.starts_with("limit-")) return false;
        ambiguous = ambiguous || fault.fault_class == FaultClass::ambiguous;
    }
    return ambiguous;
}

}  // namespace

std::size_t skip_to_header(std::string_view bytes) {
    std::size_t at = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (at < bytes.size() && (bytes[at] == '\r' || bytes[at] == '\n')) ++at;
    if (bytes.substr(at, 5) != "From ") return at;
    const std::size_t end = bytes.find('\n', at);
    return end == std::string_view::npos ? at : end + 1;
}

void read_mail(Reading& reading, std::string_view bytes) {
    Draft& draft = reading.draft();
    const Source source = make_source(bytes, true, 0);
    const std::size_t header = skip_to_header(bytes);
    read_entity(reading, source, header, bytes.size(), {.message = true});
    if (draft.headers.empty())
        reading.fault(FaultClass::unreadable, "not-mail",
                      "no header field can be read at the start: this is no mail", 0, 0);
    note_start(reading, source, header);
    judge_near_boundaries(reading);
    read_people(reading, source);
    for (auto& copy : check_line_ends(reading, bytes)) {
        const OtherReading other(reading);
        const Source cut = make_source(reading.keep(std::move(copy)), true, 0);
        read_entity(reading, cut, skip_to_header(cut.bytes), bytes.size(), {.message = true});
    }
    if (wants_second(draft)) add_second_reading(reading, bytes);
    reading.finish();
}

}  // namespace sendguard::draft
