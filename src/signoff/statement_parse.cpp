// A statement read back, and two statements compared line by line.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "signoff/statement.h"
#include "signoff/statement_fields.h"
#include "signoff/values.h"

namespace sendguard::signoff {
namespace {

constexpr std::string_view kFirstLine = "send-guard-statement 1";
constexpr std::size_t kMaxWordsBytes = 240;  // one difference in a report's sentence

Error not_a_statement(std::size_t line, std::string why) {
    return error(Errc::bad_input,
                 fmt::format("this is no send-guard statement: {}; make it again with "
                             "`send-guard statement`",
                             why),
                 {.file = {}, .line = static_cast<std::uint32_t>(line), .column = 0});
}

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    auto lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

std::string_view value_of(std::string_view line) {
    const auto colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view() : trim(line.substr(colon + 1));
}

Result<void> read_signer_field(std::string_view line, std::size_t field, std::size_t number,
                               SignerFields& fields) {
    if (kFields[field].key == "as") {
        const auto group = unescape_value(value_of(line));
        if (!group || group->empty()) {
            return not_a_statement(number, "`as:` names no group");
        }
        fields.as = *group;
        return outcome::success();
    }
    const auto until = parse_rfc3339(value_of(line));
    if (!until) {
        return not_a_statement(number, "`until:` is no time such as 2026-12-01T12:00:00Z");
    }
    fields.until = until.value();
    return outcome::success();
}

/// Both sorted: what only one of them has, old lines before new ones.
void append_differences(Lines old_lines, Lines new_lines, std::string& out) {
    std::sort(old_lines.begin(), old_lines.end());
    std::sort(new_lines.begin(), new_lines.end());
    Lines gone, added;
    std::set_difference(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end(),
                        std::back_inserter(gone));
    std::set_difference(new_lines.begin(), new_lines.end(), old_lines.begin(), old_lines.end(),
                        std::back_inserter(added));
    for (const auto line : gone) {
        out.append("- ").append(line).append("\n");
    }
    for (const auto line : added) {
        out.append("+ ").append(line).append("\n");
    }
}

using ByField = std::array<Lines, kFields.size() + 1>;

ByField by_field(std::string_view text) {
    ByField kinds;
    for (const auto line : lines_of(text)) {
        kinds[field_of(line)].push_back(line);
    }
    return kinds;
}

}  // namespace

std::size_t field_of(std::string_view line) {
    const auto key = line.substr(0, line.find(':'));
    if (key.size() == line.size()) {
        return kFields.size();
    }
    const auto found = std::find_if(kFields.begin(), kFields.end(),
                                    [&](const FieldKind& field) { return field.key == key; });
    return static_cast<std::size_t>(found - kFields.begin());
}

Result<ParsedStatement> parse_statement(std::string_view text) {
    const Lines lines = lines_of(text);
    if (lines.empty() || lines.front() != kFirstLine) {
        return not_a_statement(1, fmt::format("its first line must be `{}`", kFirstLine));
    }
    if (!text.ends_with('\n')) {
        return not_a_statement(lines.size(), "its last line has no line end");
    }
    ParsedStatement parsed;
    parsed.draft_lines = kFirstLine;
    parsed.draft_lines += '\n';
    std::size_t before = kFields.size();
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::size_t field = field_of(lines[i]);
        if (field == kFields.size()) {
            return not_a_statement(i + 1, "this line has no known field");
        }
        const bool ordered =
            before == kFields.size() || field > before || (field == before && !kFields[field].once);
        if (!ordered) {
            return not_a_statement(
                i + 1, fmt::format("`{}:` is out of order or doubled", kFields[field].key));
        }
        before = field;
        if (kFields[field].key == "as" || kFields[field].key == "until") {
            BOOST_OUTCOME_TRY(read_signer_field(lines[i], field, i + 1, parsed.fields));
        } else {
            parsed.draft_lines.append(lines[i]).append("\n");
        }
    }
    return parsed;
}

std::string statement_diff(std::string_view old_text, std::string_view new_text) {
    const auto olds = by_field(old_text);
    const auto news = by_field(new_text);
    std::string out;
    for (std::size_t i = 0; i < olds.size(); ++i) {
        append_differences(olds[i], news[i], out);
    }
    if (out.empty() && old_text != new_text) {
        out = "the same lines in another order or with other line ends\n";
    }
    return out;
}

std::string difference_in_words(std::string_view old_lines, std::string_view new_lines) {
    const auto diff = statement_diff(old_lines, new_lines);
    const auto lines = lines_of(diff);
    if (lines.empty()) {
        return {};
    }
    const auto field_in = [](std::string_view line) {
        return line.size() > 2 ? field_of(line.substr(2)) : kFields.size();
    };
    const std::size_t field = field_in(lines.front());
    std::string words(field < kFields.size() ? kFields[field].differs : "its form differs");
    words += ": ";
    words += lines.front();
    const auto other = std::find_if(lines.begin(), lines.end(), [&](std::string_view line) {
        return line.front() != lines.front().front() && field_in(line) == field;
    });
    if (other != lines.end()) {
        words.append(", ").append(*other);
    }
    if (words.size() > kMaxWordsBytes) {
        words.resize(kMaxWordsBytes);
        words = to_valid_utf8(words) + "...";
    }
    return words;
}

}  // namespace sendguard::signoff
