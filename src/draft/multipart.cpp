// A multipart's parts, found among the source's lines that begin with "--". The outer boundary is
// looked for first, so a part never reaches past its container.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/entity.h"
#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

struct Range {
    std::size_t begin = 0, end = 0;
};

/// A multipart's content cut at its boundary lines.
struct Cut {
    std::vector<Range> parts;
    Range preamble, epilogue;
    std::vector<Range> after_close;  ///< parts that follow the close delimiter
    bool any = false;                ///< a boundary line stands there
    bool closed = false;
    std::vector<std::size_t> near;  ///< lines that begin with the boundary and go on with text
};

std::size_t before_line_end(std::string_view bytes, std::size_t begin, std::size_t line) {
    std::size_t end = line;
    if (end > begin && bytes[end - 1] == '\n') --end;
    if (end > begin && bytes[end - 1] == '\r') --end;
    return end;
}

enum class Mark { none, near, open, close };

Mark mark_of(std::string_view line, std::string_view boundary) {
    if (line.substr(2, boundary.size()) != boundary) return Mark::none;
    auto rest = line.substr(2 + boundary.size());
    const bool close = rest.starts_with("--");
    if (close) rest.remove_prefix(2);
    if (trim(rest).empty()) return close ? Mark::close : Mark::open;
    return Mark::near;
}

Cut cut_parts(const Source& source, const Content& content, std::string_view boundary) {
    Cut cut;
    const auto bytes = source.bytes;
    std::size_t open = 0;
    const auto end_part = [&](std::size_t line) {
        if (cut.any && open != 0)
            (cut.closed ? cut.after_close : cut.parts)
                .push_back({open, before_line_end(bytes, open, line)});
        if (!cut.any) cut.preamble = {content.begin, line};
    };
    auto line = std::ranges::lower_bound(source.dash_lines, content.begin);
    for (; line != source.dash_lines.end() && *line < content.end; ++line) {
        const std::size_t next = std::min(bytes.find('\n', *line), content.end);
        const Mark mark = mark_of(bytes.substr(*line, next - *line), boundary);
        if (mark == Mark::near) cut.near.push_back(*line);
        if (mark == Mark::none || mark == Mark::near) continue;
        end_part(*line);
        open = std::min(next + 1, content.end);
        if (mark == Mark::close) {
            if (!cut.closed) cut.epilogue = {open, content.end};
            open = 0;
            cut.closed = true;
        }
        cut.any = true;
    }
    if (open != 0) end_part(content.end);
    return cut;
}

void read_parts(Reading& reading, const Source& source, const Content& content,
                const std::vector<Range>& parts, const Nest& nest) {
    Nest inner = nest;
    inner.parent = content.part;
    inner.depth = nest.depth + 1;
    inner.message = false;
    inner.encrypted = nest.encrypted || content.head.type == "multipart/encrypted";
    inner.default_type = content.head.type == "multipart/digest" ? "message/rfc822" : "text/plain";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (reading.parts_are_full()) {
            reading.fault(FaultClass::unreadable, "limit-parts",
                          fmt::format("the message has more than {} parts", kMaxMimeParts),
                          content.part, source.offset(parts[i].begin));
            add_raw(reading, source, parts[i].begin, content.end, content.part, Place::body,
                    "over limit-parts");
            return;
        }
        inner.number = fmt::format("{}.{}", nest.number, i + 1);
        read_entity(reading, source, parts[i].begin, parts[i].end, inner);
    }
}

/// Text before the first and after the last boundary, which no reader is shown and every one gets.
void read_margins(Reading& reading, const Source& source, const Content& content, const Cut& cut,
                  const Nest& nest) {
    const auto ambiguous = [&](const char* kind, const char* message, std::size_t at) {
        reading.fault(FaultClass::ambiguous, kind, message, content.part, source.offset(at));
    };
    add_raw(reading, source, cut.preamble.begin, cut.preamble.end, content.part, Place::hidden,
            "preamble");
    if (!cut.closed) {
        ambiguous("unclosed-multipart", "a multipart ends without its closing boundary",
                  content.end);
        return;
    }
    add_raw(reading, source, cut.epilogue.begin, cut.epilogue.end, content.part, Place::hidden,
            "epilogue");
    if (cut.after_close.empty()) return;
    ambiguous("parts-after-close", "parts follow a multipart's closing boundary",
              cut.epilogue.begin);
    if (reading.alternative()) return;
    const OtherReading other(reading);
    read_parts(reading, source, content, cut.after_close, nest);
}

/// The boundary that readers without one would guess: the first line that begins with "--".
std::string_view guess_boundary(const Source& source, const Content& content) {
    const auto line = std::ranges::lower_bound(source.dash_lines, content.begin);
    if (line == source.dash_lines.end() || *line >= content.end) return {};
    return trim(source.bytes.substr(
        *line + 2, std::min(source.bytes.find('\n', *line), content.end) - *line - 2));
}

void read_without_parts(Reading& reading, const Source& source, const Content& content,
                        const Nest& nest) {
    if (trim(source.bytes.substr(content.begin, content.end - content.begin)).empty()) return;
    reading.fault(FaultClass::ambiguous, "no-boundary-line",
                  "a multipart has no boundary line: some readers show its content as text",
                  content.part, source.offset(content.begin));
    ContentHead text = content.head;
    text.type = "text/plain";
    read_leaf(reading, source, {text, content.begin, content.end, content.part}, nest);
    const auto guess = guess_boundary(source, content);
    if (reading.alternative() || guess.empty()) return;
    const OtherReading other(reading);
    const Cut cut = cut_parts(source, content, guess);
    read_parts(reading, source, content, cut.parts, nest);
}

/// Reads a multipart that stands wholly in base64 or quoted-printable, which no standard allows and
/// some readers decode. out: false when decoding shows no boundary line that is not there without
bool read_encoded(Reading& reading, const Source& source, const Content& content, const Cut& plain,
                  const Nest& nest) {
    const auto raw = source.bytes.substr(content.begin, content.end - content.begin);
    const auto encoding = content.head.encoding;
    if (encoding != TransferEncoding::base64 && encoding != TransferEncoding::quoted_printable)
        return false;
    const auto decoded =
        reading.keep(encoding == TransferEncoding::base64 ? decode_base64(raw).text
                                                          : decode_quoted_printable(raw).text);
    const Source inner = make_source(decoded, false, source.offset(content.begin));
    ContentHead head = content.head;
    head.encoding = TransferEncoding::eight_bit;
    const Content whole{head, 0, decoded.size(), content.part};
    const Cut cut = cut_parts(inner, whole, head.parameters.get("boundary"));
    if (cut.parts.size() <= plain.parts.size()) return false;
    reading.fault(FaultClass::ambiguous, "encoded-multipart",
                  "a multipart is transfer-encoded as a whole, which only some readers decode",
                  content.part, source.offset(content.begin));
    read_parts(reading, inner, whole, cut.parts, nest);
    return true;
}

void note_near(Reading& reading, const Source& source, const Cut& cut) {
    for (const std::size_t at : cut.near) {
        if (reading.near_boundaries.size() >= 100) return;
        const auto line = source.bytes.substr(
            at + 2, std::min<std::size_t>(source.bytes.find('\n', at) - at - 2, 200));
        reading.near_boundaries.push_back(
            {"ambiguous-boundary", std::string(trim(line)), source.offset(at)});
    }
}

}  // namespace

void read_multipart(Reading& reading, const Source& source, const Content& content,
                    const Nest& nest) {
    const std::string boundary{trim(content.head.parameters.get("boundary"))};
    if (content.head.type == "multipart/encrypted") {
        reading.fault(FaultClass::unreadable, "encrypted", "the message is encrypted", content.part,
                      source.offset(content.begin));
        if (!reading.alternative()) reading.part(content.part).encrypted = true;
    }
    if (boundary.empty()) {
        read_without_parts(reading, source, content, nest);
        return;
    }
    if (!reading.alternative()) reading.boundaries.push_back(boundary);
    const Cut cut = cut_parts(source, content, boundary);
    if (!reading.alternative()) note_near(reading, source, cut);
    const bool encoded = read_encoded(reading, source, content, cut, nest);
    if (!cut.any) {
        if (!encoded) read_without_parts(reading, source, content, nest);
        return;
    }
    if (boundary.size() > kMaxBoundaryBytes)
        reading.fault(FaultClass::ambiguous, "long-boundary",
                      "a boundary is longer than 70 characters", content.part,
                      source.offset(content.begin));
    read_parts(reading, source, content, cut.parts, nest);
    read_margins(reading, source, content, cut, nest);
}

}  // namespace sendguard::draft
