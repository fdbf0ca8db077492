// Lines end with LF, with or without CR before it. A line without a colon: when header fields go on
// behind it, it is passed over and the body beginning there is the other reading; when not, it
// opens the body.
#include "draft/fields.h"

#include "base/text.h"

namespace sendguard::draft {
namespace {

std::size_t line_end(std::string_view bytes, std::size_t at, std::size_t end) {
    const std::size_t found = bytes.find('\n', at);
    return found == std::string_view::npos || found >= end ? end : found + 1;
}

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_name_character(char c) {
    return c > ' ' && c != ':' && c != 0x7F;
}

/// The name before `colon`, cut free of blanks and NUL; "" when there is something else.
std::string_view field_name(std::string_view before_colon) {
    while (!before_colon.empty() && !is_name_character(before_colon.front()))
        before_colon.remove_prefix(1);
    while (!before_colon.empty() && !is_name_character(before_colon.back()))
        before_colon.remove_suffix(1);
    for (const char c : before_colon)
        if (!is_name_character(c) && c != '\0') return {};
    return before_colon;
}

struct Splitter {
    std::string_view bytes;
    std::size_t end;
    FieldBlock block;

    void defect(const char* kind, std::string message, std::size_t at) {
        block.defects.push_back({kind, std::move(message), at});
    }

    /// The end of the field that begins at `at`, past its continuation lines.
    std::size_t field_end(std::size_t at) {
        std::size_t next = line_end(bytes, at, end);
        while (next < end && (bytes[next] == ' ' || bytes[next] == '\t')) {
            const std::size_t after = line_end(bytes, next, end);
            if (trim(bytes.substr(next, after - next)).empty()) blank_line(next, after);
            next = after;
        }
        return next;
    }

    /// A continuation line of blanks only. It differs from none only when something follows it that
    /// is neither the end of the header nor an ordinary field.
    void blank_line(std::size_t at, std::size_t after) {
        defect("blank-header-line",
               "a header line holds only blanks, which ends the header for some readers", at);
        if (!block.other_content) block.other_content = after;
    }

    /// out: false when the body begins at `at`
    bool no_field(std::size_t at, std::size_t next) {
        defect("header-without-colon", "a line among the header fields has no colon", at);
        std::size_t look = next;
        if (look < end && starts_field(bytes, look)) {
            if (!block.other_content) block.other_content = at;
            return true;
        }
        block.content = at;
        return false;
    }

    void run(std::size_t at) {
        block.content = end;
        while (at < end) {
            const std::size_t first = line_end(bytes, at, end);
            if (without_line_end(bytes.substr(at, first - at)).empty()) {
                block.content = first;
                return;
            }
            const std::size_t next = field_end(at);
            const auto whole = bytes.substr(at, next - at);
            const std::size_t colon = whole.find(':');
            const auto name = colon == std::string_view::npos ? std::string_view{}
                                                              : field_name(whole.substr(0, colon));
            if (name.empty()) {
                // The mark that mailbox files put before a message is no field and no defect.
                if (!whole.starts_with("From ") && !whole.starts_with(">From ") &&
                    !no_field(at, next))
                    return;
            } else {
                add(at, whole, colon, name);
            }
            at = next;
        }
    }

    void add(std::size_t at, std::string_view whole, std::size_t colon, std::string_view name) {
        if (name.size() != colon)
            defect("blank-before-colon",
                   "blanks or control characters stand around a header's name", at);
        auto value = without_line_end(whole.substr(colon + 1));
        block.fields.push_back({name, value, static_cast<std::uint32_t>(at),
                                static_cast<std::uint32_t>(at + whole.size())});
    }
};

}  // namespace

FieldBlock split_fields(std::string_view bytes, std::size_t begin, std::size_t end) {
    Splitter splitter{bytes, end, {}};
    splitter.run(begin);
    return std::move(splitter.block);
}

bool starts_field(std::string_view bytes, std::size_t at) {
    std::size_t i = at;
    while (i < bytes.size() && is_name_character(bytes[i]) && i - at < 80) ++i;
    const std::size_t name_end = i;
    while (i < bytes.size() && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\0')) ++i;
    return name_end != at && i < bytes.size() && bytes[i] == ':';
}

const HeaderField* find_field(const std::vector<HeaderField>& fields, std::string_view name) {
    for (const auto& field : fields)
        if (equals_ignoring_case(field.name, name)) return &field;
    return nullptr;
}

}  // namespace sendguard::draft
