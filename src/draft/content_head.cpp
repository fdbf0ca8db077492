#include "draft/content_head.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/encoded_words.h"

namespace sendguard::draft {
namespace {

std::string bare(std::string_view raw) {
    std::string out;
    for (const char c : trim(raw))
        if (c != '\0' && c != '\f' && c != '\v') out += ascii_lower(c);
    return std::string(trim(out));
}

TransferEncoding encoding_named(std::string_view name) {
    if (name == "base64") return TransferEncoding::base64;
    if (name == "quoted-printable") return TransferEncoding::quoted_printable;
    if (name == "binary") return TransferEncoding::binary;
    if (name == "8bit" || name == "8-bit") return TransferEncoding::eight_bit;
    if (name.empty() || name == "7bit" || name == "7-bit") return TransferEncoding::seven_bit;
    return TransferEncoding::unknown;
}

/// The encoding that one field names: its first word that is one. `doubt` is set when the value is
/// more than one plain word.
TransferEncoding read_encoding(std::string_view raw, bool& doubt) {
    std::string value = bare(without_comments(raw, doubt));
    TransferEncoding encoding = encoding_named(value);
    if (encoding != TransferEncoding::unknown) return encoding;
    doubt = true;
    for (char& c : value)
        if (c == ',' || c == ';' || c == '"' || c == '\'' || c == '\r' || c == '\n' || c == '\t')
            c = ' ';
    for (const auto word : split(value, ' ')) {
        if (word.empty()) continue;
        encoding = encoding_named(word);
        if (encoding != TransferEncoding::unknown) break;
    }
    return encoding;
}

void read_encodings(const std::vector<HeaderField>& fields, ContentHead& head) {
    bool first = true;
    for (const auto& field : fields) {
        if (!equals_ignoring_case(field.name, "Content-Transfer-Encoding")) continue;
        const TransferEncoding encoding = read_encoding(field.value, head.encoding_doubtful);
        if (first) {
            head.encoding = encoding;
            head.encoding_at = field.begin;
        } else if (encoding != head.encoding) {
            head.encoding_doubtful = true;
        }
        first = false;
    }
}

void add_names(const ParameterList& list, std::string_view name, std::vector<std::string>& names) {
    for (const bool extended : {true, false})
        for (const auto& parameter : list.parameters)
            if (parameter.name == name && parameter.extended == extended &&
                !parameter.value.empty() &&
                std::ranges::find(names, parameter.value) == names.end())
                names.push_back(parameter.value);
}

void set_type(ContentHead& head, std::string_view value, std::string_view default_type) {
    head.parameters = parse_parameters(value);
    std::string type = bare(head.parameters.value);
    const std::size_t slash = type.find('/');
    head.typed = slash != std::string::npos && slash != 0 && slash + 1 != type.size();
    const std::size_t blank = type.find_first_of(" \t\r\n,");
    if (blank != std::string::npos) type.resize(blank);
    head.type = head.typed ? type : std::string(default_type);
}

/// One head for each value that a parameter is given, the first in `heads.front()`.
void split_parameter(std::vector<ContentHead>& heads, std::string_view name, std::size_t at,
                     std::vector<Defect>& defects) {
    const ContentHead first = heads.front();
    const Parameter* const main = first.parameters.find(name);
    for (const auto& other : first.parameters.parameters) {
        if (other.name != name || equals_ignoring_case(other.value, main->value)) continue;
        defects.push_back({"duplicate-parameter",
                           fmt::format("the Content-Type has two different values of {}", name),
                           at});
        if (heads.size() >= kMaxReadings) return;
        ContentHead head = first;
        std::erase_if(head.parameters.parameters,
                      [&](const Parameter& p) { return p.name == name && p.value != other.value; });
        heads.push_back(std::move(head));
    }
}

}  // namespace

std::vector<ContentHead> read_heads(const std::vector<HeaderField>& fields,
                                    std::string_view default_type, std::vector<Defect>& defects) {
    ContentHead common;
    common.type = default_type;
    read_encodings(fields, common);
    if (const auto* id = find_field(fields, "Content-ID")) common.content_id = trim(id->value);
    if (const auto* field = find_field(fields, "Content-Disposition")) {
        const ParameterList disposition = parse_parameters(field->value);
        common.disposition = bare(disposition.value);
        add_names(disposition, "filename", common.names);
    }
    std::vector<ContentHead> heads;
    std::vector<std::string> seen;
    std::size_t at = 0;
    for (const auto& field : fields) {
        if (!equals_ignoring_case(field.name, "Content-Type")) continue;
        const std::string value = bare(field.value);
        if (std::ranges::find(seen, value) != seen.end() || heads.size() >= kMaxReadings) continue;
        seen.push_back(value);
        if (heads.empty()) at = field.begin;
        heads.push_back(common);
        set_type(heads.back(), field.value, default_type);
        add_names(heads.back().parameters, "name", heads.back().names);
    }
    if (heads.empty()) heads.push_back(common);
    for (const auto* name : {"boundary", "charset"}) split_parameter(heads, name, at, defects);
    return heads;
}

}  // namespace sendguard::draft
