#include "report/sarif_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/region.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kMostDescription = 1000;  // GitHub takes 1,024 characters
constexpr std::size_t kMostHelp = 4000;
constexpr std::size_t kMostSnippet = 400;
constexpr std::string_view kNotCheckedId = "not-checked";
constexpr std::string_view kLeftOutId = "left-out";

SarifJson text_object(std::string_view text) {
    SarifJson json;
    json["text"] = to_valid_utf8(text);
    return json;
}

/// A message's "[words](target)" is a link; what a draft says must not be one. source: 3.11.6
std::string without_links(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '(' && out.ends_with(']')) out += ' ';
        out += c;
    }
    return out;
}

/// A path as a relative URI reference. source: RFC 3986 2.3, 4.2
std::string uri_of(std::string_view path) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    std::string uri;
    for (const char c : path) {
        if (kPlain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return uri;
}

SarifJson artifact(const DraftReport& draft) {
    SarifJson json;
    json["uri"] = uri_of(path_of(draft));
    json["uriBaseId"] = "%SRCROOT%";
    return json;
}

std::string_view level_name(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "error";
}

/// GitHub's names. source: docs.github.com, SARIF support, problem.severity
std::string_view problem_severity(Severity severity) {
    return severity == Severity::note ? "recommendation" : level_name(severity);
}

SarifJson region_json(const draft::Location& place) {
    const auto region = region_in_file(place, Units::utf16);
    SarifJson json;
    json["startLine"] = region.line;
    if (region.column != 0) json["startColumn"] = region.column;
    json["endLine"] = region.end_line;
    if (region.end_column != 0) json["endColumn"] = region.end_column;
    if (has_file_line(place) && !place.decoded && !place.text.empty()) {
        json["snippet"] = text_object(shortened(place.text, kMostSnippet));
    }
    return json;
}

/// Where in the message or document: what a line of the file does not say.
SarifJson logical_location(const draft::Location& place) {
    const auto name = draft::place_name(place.place);
    auto words = place_words(place);
    if (!has_file_line(place)) words += fmt::format(", line {}", place.line);
    SarifJson json;
    json["name"] = name;
    json["fullyQualifiedName"] = words.empty() ? std::string(name) : words;
    json["kind"] = "place";
    return json;
}

SarifJson location(const Occurrence& one) {
    SarifJson json;
    json["physicalLocation"]["artifactLocation"] = artifact(*one.draft);
    if (one.place == nullptr) {
        json["physicalLocation"]["region"]["startLine"] = 1;  // GitHub wants a line
    } else {
        json["physicalLocation"]["region"] = region_json(*one.place);
        json["logicalLocations"] = SarifJson::array({logical_location(*one.place)});
    }
    return json;
}

SarifJson notification(std::string_view id, std::string_view level, std::string_view text) {
    SarifJson json;
    json["descriptor"]["id"] = id;
    json["level"] = level;
    json["message"] = text_object(text);
    return json;
}

std::string_view first_not_empty(std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) {
        if (!text.empty()) return text;
    }
    return "send-guard";
}

}  // namespace

SarifJson sarif_rule(const policy::Policy* policy, const check::Finding& finding) {
    const auto* rule = policy == nullptr ? nullptr : policy->rule(finding.rule);
    const std::string message = printable(rule == nullptr ? finding.message : rule->message);
    const std::string why = printable(rule == nullptr ? finding.why : rule->why);
    const std::string help = printable(rule == nullptr ? finding.help : rule->help);
    const auto severity = severity_of(finding.action);
    SarifJson json;
    json["id"] = to_valid_utf8(finding.rule);
    json["shortDescription"] = text_object(
        shortened(std::string(first_not_empty({message, finding.rule})), kMostDescription));
    json["fullDescription"] = text_object(
        shortened(std::string(first_not_empty({why, message, finding.rule})), kMostDescription));
    json["help"] = text_object(
        shortened(std::string(first_not_empty({help, why, message, finding.rule})), kMostHelp));
    json["defaultConfiguration"]["level"] = level_name(severity);
    auto& properties = json["properties"];
    const auto pack = finding.rule.substr(0, finding.rule.find('/'));
    properties["tags"] = SarifJson::array({"send-guard", policy::action_name(finding.action)});
    if (!pack.empty()) properties["tags"].push_back(to_valid_utf8(pack));
    properties["precision"] = "high";
    properties["problem.severity"] = problem_severity(severity);
    return json;
}

SarifJson sarif_result(const Occurrence& occurrence, std::size_t rule_index,
                       const std::string& line_hash) {
    SarifJson json;
    json["ruleId"] = to_valid_utf8(occurrence.finding->rule);
    json["ruleIndex"] = rule_index;
    json["level"] = level_name(severity_of(occurrence.finding->action));
    json["message"] = text_object(without_links(told(occurrence)));
    json["locations"] = SarifJson::array({location(occurrence)});
    if (!line_hash.empty()) json["partialFingerprints"]["primaryLocationLineHash"] = line_hash;
    json["partialFingerprints"]["sendGuard/v1"] = occurrence.fingerprint;
    json["properties"]["action"] = policy::action_name(occurrence.finding->action);
    return json;
}

std::size_t sarif_weight(const Occurrence& occurrence) {
    constexpr std::size_t kOwnWords = 150;  // fingerprints, and the frame once compressed
    std::size_t weight = kOwnWords + path_of(*occurrence.draft).size();
    if (occurrence.place == nullptr) return weight;
    return weight + std::min(occurrence.place->text.size(), 2 * kMostSnippet) +
           occurrence.place->locator.size();
}

SarifJson sarif_not_checked(const DraftReport& draft) {
    auto json = notification(kNotCheckedId, "error", error_of(draft));
    SarifJson place;
    place["physicalLocation"]["artifactLocation"] = artifact(draft);
    json["locations"] = SarifJson::array({place});
    return json;
}

SarifJson sarif_left_out(std::string_view text) {
    return notification(kLeftOutId, "warning", text);
}

SarifJson sarif_notification_kinds() {
    const auto kind = [](std::string_view id, std::string_view text) {
        SarifJson json;
        json["id"] = id;
        json["shortDescription"] = text_object(text);
        return json;
    };
    return SarifJson::array({kind(kNotCheckedId, "A draft could not be checked."),
                             kind(kLeftOutId, "Results over the limits were left out.")});
}

}  // namespace sendguard::report
