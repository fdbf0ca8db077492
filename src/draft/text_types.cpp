#include "draft/text_types.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "draft/sniff.h"

namespace sendguard::draft {
namespace {

using Row = std::pair<std::string_view, TextKind>;

constexpr auto kTypes = std::to_array<Row>({
    {"text/html", TextKind::html},
    {"application/xhtml+xml", TextKind::html},
    {"text/markdown", TextKind::markdown},
    {"text/x-markdown", TextKind::markdown},
    {"text/asciidoc", TextKind::asciidoc},
    {"text/x-asciidoc", TextKind::asciidoc},
    {"text/x-rst", TextKind::restructured},
    {"text/prs.fallenstein.rst", TextKind::restructured},
    {"text/calendar", TextKind::cards},
    {"text/x-vcalendar", TextKind::cards},
    {"text/vcard", TextKind::cards},
    {"text/x-vcard", TextKind::cards},
    {"text/directory", TextKind::cards},
    {"text/csv", TextKind::table},
    {"text/tab-separated-values", TextKind::table},
    {"text/xml", TextKind::xml},
    {"application/xml", TextKind::xml},
    {"text/enriched", TextKind::enriched},
    {"text/richtext", TextKind::enriched},
    {"text/rfc822-headers", TextKind::header_fields},
});

constexpr auto kEndings = std::to_array<Row>({
    {".html", TextKind::html},         {".htm", TextKind::html},
    {".xhtml", TextKind::html},        {".md", TextKind::markdown},
    {".markdown", TextKind::markdown}, {".mdown", TextKind::markdown},
    {".mkd", TextKind::markdown},      {".mdx", TextKind::markdown},
    {".rmd", TextKind::markdown},      {".qmd", TextKind::markdown},
    {".adoc", TextKind::asciidoc},     {".asciidoc", TextKind::asciidoc},
    {".rst", TextKind::restructured},  {".ics", TextKind::cards},
    {".vcf", TextKind::cards},         {".csv", TextKind::table},
    {".tsv", TextKind::table},         {".xml", TextKind::xml},
    {".svg", TextKind::xml},           {".txt", TextKind::plain},
    {".text", TextKind::plain},        {".json", TextKind::plain},
    {".yaml", TextKind::plain},        {".yml", TextKind::plain},
    {".toml", TextKind::plain},        {".tex", TextKind::plain},
    {".org", TextKind::plain},
});

constexpr auto kNames = std::to_array<std::pair<TextKind, std::string_view>>({
    {TextKind::plain, "text/plain"},
    {TextKind::html, "text/html"},
    {TextKind::markdown, "text/markdown"},
    {TextKind::asciidoc, "text/asciidoc"},
    {TextKind::restructured, "text/x-rst"},
    {TextKind::cards, "text/calendar"},
    {TextKind::table, "text/csv"},
    {TextKind::xml, "text/xml"},
    {TextKind::enriched, "text/enriched"},
    {TextKind::header_fields, "text/rfc822-headers"},
});

const Row* row_of_name(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    for (const auto& row : kEndings)
        if (equals_ignoring_case(name.substr(dot), row.first)) return &row;
    return nullptr;
}

bool begins_a_card(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return starts_with_ignoring_case(text, "BEGIN:VCALENDAR") ||
           starts_with_ignoring_case(text, "BEGIN:VCARD");
}

}  // namespace

TextKind text_kind(std::string_view type, std::string_view name, std::string_view text) {
    for (const auto& row : kTypes)
        if (type == row.first) return row.second;
    if (type.ends_with("+xml")) return TextKind::xml;
    if (begins_a_card(text)) return TextKind::cards;
    if (const Row* const row = row_of_name(name)) return row->second;
    return TextKind::plain;
}

std::string_view text_kind_type(TextKind kind) {
    for (const auto& [one, type] : kNames)
        if (one == kind) return type;
    return "text/plain";
}

bool is_text_name(std::string_view name) {
    return row_of_name(name) != nullptr;
}

}  // namespace sendguard::draft
