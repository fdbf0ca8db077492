// Mailbox files: messages one after another, each behind a line "From address date". Each is read
// as a mail of its own.
// source: RFC 4155; qmail's mbox(5) for ">From " (mboxrd)
#include "draft/mailbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/entity.h"
#include "draft/formats.h"
#include "draft/read.h"

namespace sendguard::draft {

bool is_from_line(std::string_view text) {
    if (!text.starts_with("From ")) return false;
    const auto line = text.substr(0, std::min(text.find('\n'), std::size_t{200}));
    for (std::size_t at = line.find(' ', 5); at != std::string_view::npos && at + 4 < line.size();
         at = line.find(' ', at + 1)) {
        const auto year = line.substr(at + 1, 4);
        if ((year.starts_with("19") || year.starts_with("20")) && is_ascii_digit(year[2]) &&
            is_ascii_digit(year[3]))
            return true;
    }
    return false;
}

std::size_t next_message(std::string_view bytes, std::size_t at) {
    for (;;) {
        at = bytes.find("\nFrom ", at);
        if (at == std::string_view::npos) return bytes.size();
        ++at;
        const auto rest = bytes.substr(at);
        if (!is_from_line(rest)) continue;
        const std::size_t line = rest.find('\n');
        if (line == std::string_view::npos) return bytes.size();
        if (looks_like_mail(rest.substr(line + 1, kMailboxLookBytes))) return at;
    }
}

bool is_mailbox(std::string_view bytes, std::string_view name) {
    if (!is_from_line(bytes)) return false;
    return name.ends_with(".mbox") || next_message(bytes, 0) != bytes.size();
}

void read_mailbox(Reading& reading, const Document& document) {
    const auto bytes = document.bytes;
    const bool literal = bytes.data() == reading.draft().bytes->data();
    const Source source = make_source(bytes, literal, document.at);
    const std::string outer = reading.part(document.part).number;
    reading.part(document.part).type = "application/mbox";
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = next_message(bytes, at);
        if (reading.parts_are_full()) {
            reading.fault(FaultClass::unreadable, "limit-parts",
                          "the mailbox holds more messages than can be checked", document.part,
                          source.offset(at));
            return;
        }
        const std::size_t line = bytes.find('\n', at);
        const auto number = fmt::format("{}{}message {}", outer, outer.empty() ? "" : "/", ++count);
        if (line != std::string_view::npos && line + 1 < end)
            read_entity(reading, source, line + 1, end,
                        {.number = number,
                         .parent = document.part,
                         .depth = document.depth + 1,
                         .quoted = false,
                         .default_type = "text/plain",
                         .message = true});
        at = end;
    }
}

}  // namespace sendguard::draft
