// `metadata`: what a file says about itself.
#include <fmt/format.h>

#include <array>

#include "draft/front_matter_flow.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 7> kKeys = {"key",   "equals",  "present", "future",
                                                   "regex", "phrases", "case"};
constexpr std::array<std::string_view, 1> kRequired = {"key"};

// Front matter has no types that matter here: true, 1 and 2026-12-01 are words as they stand.
void load_equals(Loading& loading, Node node, MetadataCondition& out) {
    for (Node item : loading.walk.list(node, "\"equals\"")) {
        if (item.is_scalar() && !item.value().empty()) {
            out.equals.emplace_back(item.value());
        } else {
            loading.walk.fault(item, "\"equals\" must be a word or a list of words");
        }
    }
}

}  // namespace

Condition load_metadata(Loading& loading, const SourceFile& file, Node node) {
    MetadataCondition out;
    const auto fields = loading.walk.map(node, "\"metadata\"", kKeys, kRequired);
    if (!fields) return condition_at(node, out);
    if (const auto key = fields->get("key")) {
        for (const auto& [name, item] : loading.walk.texts(*key, "a key of metadata"))
            out.keys.push_back(draft::front_matter_key(name));
    }
    if (const auto equals = fields->get("equals")) load_equals(loading, *equals, out);
    out.pattern = load_pattern(loading, file, *fields, "\"metadata\"", load_case(loading, *fields));
    if (const auto present = fields->get("present"))
        out.present = loading.walk.truth(*present, "\"present\"");
    if (const auto future = fields->get("future"))
        out.future = loading.walk.truth(*future, "\"future\"").value_or(true);
    const bool asks = fields->has("equals") || fields->has("regex") || fields->has("phrases") ||
                      fields->has("future");
    if (!asks && !fields->has("present"))
        loading.walk.fault(node, "\"metadata\" needs equals, phrases, a regex, present or future");
    if (asks && out.present == false)
        loading.walk.fault(node, "a key that is not present has no value to match");
    return condition_at(node, std::move(out));
}

}  // namespace sendguard::policy
