#include "report/view.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "base/text.h"
#include "report/excerpt.h"

namespace sendguard::report {
namespace {

using nlohmann::ordered_json;

std::string part_title(const draft::Draft& draft, std::size_t index) {
    const auto& part = draft.parts[index];
    std::string out = index == 0 ? "the draft itself" : "part " + printable(part.number);
    out += ": " + printable(part.type);
    if (!part.filename.empty()) out += ", " + printable(part.filename);
    if (part.size > 0) out += fmt::format(", {} bytes", part.size);
    if (part.encrypted) out += ", encrypted";
    if (!part.read) out += ", not read";
    return out;
}

/// Each line with where it stands; the locator once, before the first of its lines.
void add_passage(std::string& out, const draft::Draft& draft, const draft::Passage& passage) {
    out += fmt::format("  {}{}{}\n", draft::place_name(passage.place),
                       passage.detail.empty() ? "" : " (" + printable(passage.detail) + ")",
                       passage.alternative ? ", as another program may read it" : "");
    std::string last;
    any_line(passage.text, [&](std::size_t begin, std::size_t end) {
        if (begin == end) return false;
        const auto where = draft::locate(draft, passage, begin, end);
        const bool named = passage.place == draft::Place::header || where.locator == passage.detail;
        if (where.locator != last && !named)
            out += fmt::format("    [{}]\n", printable(where.locator));
        last = where.locator;
        out += fmt::format("    {:>5} | {}\n", where.line,
                           printable(passage.text.substr(begin, end - begin)));
        return false;
    });
}

ordered_json place_json(const draft::Location& where) {
    ordered_json out{{"part", where.part}, {"line", where.line}, {"column", where.column}};
    if (!where.locator.empty()) out["locator"] = where.locator;
    if (where.decoded) out["decoded"] = true;
    return out;
}

std::string number_of(const draft::Draft& draft, std::uint32_t part) {
    return part < draft.parts.size() ? draft.parts[part].number : "";
}

}  // namespace

std::string text_view(const draft::Draft& draft) {
    std::string out = printable(draft.source) + "\n";
    for (std::size_t i = 0; i < std::max<std::size_t>(draft.parts.size(), 1); ++i) {
        if (i < draft.parts.size()) out += "\n" + part_title(draft, i) + "\n";
        for (const auto& passage : draft.passages) {
            if (passage.part == i) add_passage(out, draft, passage);
        }
    }
    if (!draft.contents.empty()) out += "\nheld besides what a reader sees\n";
    for (const auto& one : draft.contents) {
        out += fmt::format("  {}: {}", draft::content_kind_name(one.kind), printable(one.message));
        if (!one.locator.empty()) out += fmt::format(" [{}]", printable(one.locator));
        if (!one.text.empty()) out += fmt::format(": {}", printable(one.text));
        out += '\n';
    }
    if (!draft.faults.empty()) out += "\ncould not be read as one reader would\n";
    for (const auto& fault : draft.faults)
        out += fmt::format("  {}: {}\n", fault.kind, printable(fault.message));
    return out;
}

std::string json_view(const draft::Draft& draft) {
    ordered_json out{{"source", to_valid_utf8(draft.source)},
                     {"kind", draft.kind == draft::Kind::mail ? "mail" : "file"},
                     {"parts", ordered_json::array()},
                     {"passages", ordered_json::array()},
                     {"contents", ordered_json::array()},
                     {"faults", ordered_json::array()}};
    for (const auto& part : draft.parts)
        out["parts"].push_back({{"part", part.number},
                                {"type", to_valid_utf8(part.type)},
                                {"filename", part.filename},
                                {"bytes", part.size},
                                {"read", part.read},
                                {"encrypted", part.encrypted}});
    for (const auto& passage : draft.passages) {
        ordered_json one{{"place", draft::place_name(passage.place)}};
        one.update(place_json(draft::locate(draft, passage, 0, passage.text.size())));
        if (passage.alternative) one["alternative"] = true;
        one["text"] = passage.text;
        out["passages"].push_back(std::move(one));
    }
    for (const auto& one : draft.contents)
        out["contents"].push_back({{"kind", draft::content_kind_name(one.kind)},
                                   {"part", number_of(draft, one.part)},
                                   {"count", one.count},
                                   {"message", one.message},
                                   {"locator", one.locator},
                                   {"text", one.text}});
    for (const auto& fault : draft.faults)
        out["faults"].push_back({{"kind", fault.kind},
                                 {"part", number_of(draft, fault.part)},
                                 {"message", to_valid_utf8(fault.message)}});
    return out.dump(2) + "\n";
}

}  // namespace sendguard::report
