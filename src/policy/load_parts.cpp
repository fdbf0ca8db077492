// `header`, `attachment` and `link`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 5> kHeaderKeys = {"name", "present", "phrases", "regex",
                                                         "case"};
constexpr std::array<std::string_view, 1> kHeaderRequired = {"name"};
constexpr std::array<std::string_view, 7> kAttachmentKeys = {
    "name", "name_regex", "type", "larger_than", "more_than", "encrypted", "unreadable"};
constexpr std::array<std::string_view, 4> kLinkKeys = {"host", "phrases", "regex", "case"};
constexpr std::uint32_t kMostAttachments = 2000;

// source: RFC 5322 3.6.8, ftext
bool is_field_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return c > 32 && c < 127 && c != ':'; });
}

// A glob as a pattern over a whole file name; the pattern folds its letters like any other.
std::string glob_regex(std::string_view glob) {
    std::string out;
    for (char c : glob) {
        if (c == '*') {
            out += "[\\s\\S]*";
        } else if (c == '?') {
            out += "[\\s\\S]";
        } else {
            if (std::string_view(".\\+()[]{}^$|#/").find(c) != std::string_view::npos) out += '\\';
            out += c;
        }
    }
    return out;
}

Condition load_one_header(Loading& loading, const SourceFile& file, Node node) {
    HeaderCondition out;
    const auto fields = loading.walk.map(node, "\"header\"", kHeaderKeys, kHeaderRequired);
    if (!fields) return condition_at(node, out);
    if (const auto name = fields->get("name")) {
        out.name = loading.walk.text(*name, "a header's name").value_or("");
        if (!is_field_name(out.name))
            loading.walk.fault(*name, fmt::format("{} is no header name", in_quotes(out.name)));
    }
    if (const auto present = fields->get("present"))
        out.present = loading.walk.truth(*present, "\"present\"");
    out.pattern = load_pattern(loading, file, *fields, "\"header\"", load_case(loading, *fields));
    const bool pattern = fields->has("phrases") || fields->has("regex");
    if (!pattern && !fields->has("present"))
        loading.walk.fault(node, "\"header\" needs present, phrases or a regex");
    if (pattern && out.present == false)
        loading.walk.fault(node, "a header that is not present has no text to match");
    return condition_at(node, std::move(out));
}

void load_attachment_name(Loading& loading, const SourceFile& file, const Fields& fields,
                          AttachmentCondition& out) {
    const auto name = fields.get("name"), regex = fields.get("name_regex");
    if (name && regex)
        loading.walk.fault(*regex, "\"attachment\" takes name or name_regex, not both");
    PatternSpec spec;
    if (name) {
        for (const auto& [glob, item] : loading.walk.texts(*name, "an attachment's name"))
            spec.regex += (spec.regex.empty() ? "\\A(?:" : "|") + glob_regex(glob);
        if (!spec.regex.empty()) spec.regex += ")\\z";
    } else if (regex) {
        spec.regex = loading.walk.text(*regex, "\"name_regex\"").value_or("");
    }
    if (spec.regex.empty()) return;
    const Node where = name ? *name : *regex;
    if (!file.shipped || loading.options.examples) {
        if (const auto checked = check_pattern(spec); !checked) {
            const auto at = name ? 0 : checked.error().where.column;
            loading.walk.fault_inside(where, at,
                                      fmt::format("bad regex: {}", checked.error().message));
            return;
        }
    }
    out.name = loading.add_pattern(std::move(spec));
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    struct Unit {
        std::string_view name;
        std::uint64_t bytes;
    };
    static constexpr std::array<Unit, 8> kUnits = {{{"", 1},
                                                    {"B", 1},
                                                    {"kB", 1000},
                                                    {"MB", 1000'000},
                                                    {"GB", 1000'000'000},
                                                    {"KiB", 1u << 10},
                                                    {"MiB", 1u << 20},
                                                    {"GiB", 1u << 30}}};
    std::uint64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || value > 1'000'000'000) return std::nullopt;
    const auto unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
    for (const auto& known : kUnits) {
        if (equals_ignoring_case(unit, known.name)) return value * known.bytes;
    }
    return std::nullopt;
}

Condition load_header(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_list()) return load_one_header(loading, file, node);
    AllOf all;
    for (Node item : loading.walk.list(node, "\"header\""))
        all.children.push_back(load_one_header(loading, file, item));
    return condition_at(node, std::move(all));
}

Condition load_attachment(Loading& loading, const SourceFile& file, Node node) {
    AttachmentCondition out;
    const auto fields = loading.walk.map(node, "\"attachment\"", kAttachmentKeys);
    if (!fields) return condition_at(node, out);
    if (node.count() == 0) loading.walk.fault(node, "\"attachment\" must not be empty");
    load_attachment_name(loading, file, *fields, out);
    if (const auto type = fields->get("type")) {
        for (auto& [glob, item] : loading.walk.texts(*type, "a media type")) {
            if (std::count(glob.begin(), glob.end(), '/') != 1 ||
                glob.find(' ') != std::string::npos)
                loading.walk.fault(
                    item, fmt::format("{} is no media type such as \"image/*\"", in_quotes(glob)));
            out.types.push_back(ascii_lower(glob));
        }
    }
    if (const auto larger = fields->get("larger_than")) {
        const auto size = larger->is_scalar() ? parse_size(larger->value()) : std::nullopt;
        if (!size)
            loading.walk.fault(*larger,
                               "\"larger_than\" must be a size such as 500kB, 10MB or 1GiB");
        out.larger_than = size;
    }
    if (const auto more = fields->get("more_than"))
        out.more_than = loading.walk.number(*more, "\"more_than\"", 0, kMostAttachments);
    if (const auto yes = fields->get("encrypted"))
        out.encrypted = loading.walk.truth(*yes, "\"encrypted\"");
    if (const auto yes = fields->get("unreadable"))
        out.unreadable = loading.walk.truth(*yes, "\"unreadable\"");
    return condition_at(node, std::move(out));
}

Condition load_link(Loading& loading, const SourceFile& file, Node node) {
    LinkCondition out;
    const auto fields = loading.walk.map(node, "\"link\"", kLinkKeys);
    if (!fields) return condition_at(node, out);
    if (node.count() == 0) loading.walk.fault(node, "\"link\" must not be empty");
    out.pattern = load_pattern(loading, file, *fields, "\"link\"", load_case(loading, *fields));
    if (const auto host = fields->get("host")) {
        for (auto& [glob, item] : loading.walk.texts(*host, "a host")) {
            const bool address = glob.find_first_of("*?[:") != std::string::npos;
            const auto domain = address ? std::optional(ascii_lower(glob)) : canonical_domain(glob);
            if (!domain || glob.find_first_of("/ ") != std::string::npos)
                loading.walk.fault(item, fmt::format("{} is no host name", in_quotes(glob)));
            out.hosts.push_back(domain.value_or(""));
        }
    }
    return condition_at(node, std::move(out));
}

}  // namespace sendguard::policy
