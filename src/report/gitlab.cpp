// GitLab's Code Quality report; the adapter of nlohmann-json.
// source: docs.gitlab.com, ci/testing/code_quality (description, check_name, fingerprint, severity,
// location.path, location.lines.begin; no byte order mark)
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/text.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/region.h"

namespace sendguard::report {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_name(policy::Action action) {
    switch (action) {
        case policy::Action::block:
            return "critical";
        case policy::Action::hold:
            return "major";
        case policy::Action::warn:
            return "minor";
        case policy::Action::note:
            return "info";
    }
    return "critical";
}

Json entry(const Occurrence& one) {
    const auto region = one.place == nullptr ? Region{} : region_in_file(*one.place, Units::utf16);
    Json json;
    json["description"] = told(one);
    json["check_name"] = to_valid_utf8(one.finding->rule);
    json["fingerprint"] = one.fingerprint;
    json["severity"] = severity_name(one.finding->action);
    json["location"]["path"] = to_valid_utf8(path_of(*one.draft));
    json["location"]["lines"]["begin"] = region.line;
    json["location"]["lines"]["end"] = region.end_line;
    return json;
}

Json unchecked_entry(const DraftReport& draft, std::size_t ordinal) {
    Json json;
    json["description"] = fmt::format("This draft could not be checked: {}", error_of(draft));
    json["check_name"] = kNotChecked;
    json["fingerprint"] =
        sha256_hex(fmt::format("{}\n{}\n{}", kNotChecked, path_of(draft), ordinal));
    json["severity"] = "blocker";
    json["location"]["path"] = to_valid_utf8(path_of(draft));
    json["location"]["lines"]["begin"] = 1;
    return json;
}

}  // namespace

std::string gitlab_report(const Report& report) {
    Json list = Json::array();
    const auto unchecked = not_checked(report);
    for (std::size_t i = 0; i < unchecked.size(); ++i) {
        list.push_back(unchecked_entry(*unchecked[i], i));
    }
    for (const auto& one : occurrences(report)) list.push_back(entry(one));
    return list.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace sendguard::report
