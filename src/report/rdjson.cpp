// reviewdog's rdjson; the adapter of nlohmann-json. Columns count bytes of UTF-8 from 1 and the end
// is exclusive; a range without columns is whole lines.
// source: github.com/reviewdog/reviewdog, proto/rdf/reviewdog.proto (DiagnosticResult, Position)
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/region.h"

namespace sendguard::report {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "ERROR";
        case Severity::warning:
            return "WARNING";
        case Severity::note:
            return "INFO";
    }
    return "ERROR";
}

Json position(std::uint32_t line, std::uint32_t column) {
    Json json;
    json["line"] = line;
    if (column != 0) json["column"] = column;
    return json;
}

Json diagnostic(const Occurrence& one) {
    Json json;
    json["message"] = told(one);
    json["location"]["path"] = to_valid_utf8(path_of(*one.draft));
    if (one.place != nullptr) {
        const auto region = region_in_file(*one.place, Units::utf8);
        auto& range = json["location"]["range"];
        range["start"] = position(region.line, region.column);
        range["end"] = position(region.end_line, region.end_column);
    }
    json["severity"] = severity_name(severity_of(one.finding->action));
    json["code"]["value"] = to_valid_utf8(one.finding->rule);
    return json;
}

Json unchecked_diagnostic(const DraftReport& draft) {
    Json json;
    json["message"] = fmt::format("This draft could not be checked: {}", error_of(draft));
    json["location"]["path"] = to_valid_utf8(path_of(draft));
    json["severity"] = severity_name(Severity::error);
    json["code"]["value"] = kNotChecked;
    return json;
}

}  // namespace

std::string rdjson_report(const Report& report) {
    Json json;
    json["source"]["name"] = "send-guard";
    json["diagnostics"] = Json::array();
    for (const auto* draft : not_checked(report)) {
        json["diagnostics"].push_back(unchecked_diagnostic(*draft));
    }
    for (const auto& one : occurrences(report)) json["diagnostics"].push_back(diagnostic(one));
    return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace sendguard::report
