// `text`, and what all pattern conditions share: `phrases`, `regex`, `case`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 7> kTextKeys = {"in",   "phrases", "regex", "at_least",
                                                       "near", "case",    "fix"};
constexpr std::array<std::string_view, 3> kNearKeys = {"phrases", "regex", "within"};
constexpr std::array<std::string_view, 1> kFixes = {"remove-line"};
constexpr std::array<std::string_view, 2> kCases = {"ignore", "match"};
constexpr std::uint32_t kMostHits = 10000, kMostWords = 1000;

std::vector<std::string_view> place_words() {
    std::vector<std::string_view> out = {"anywhere"};
    for (std::size_t i = 0; i < draft::kPlaces; ++i)
        out.push_back(draft::place_name(static_cast<draft::Place>(i)));
    return out;
}

PlaceSet load_places(Loading& loading, Node node) {
    PlaceSet places;
    const auto words = place_words();
    for (Node item : loading.walk.list(node, "\"in\"")) {
        const auto index = loading.walk.word(item, "a place", words);
        if (index && *index == 0) places.set();
        if (index && *index > 0) places.set(*index - 1);
    }
    return places;
}

void load_near(Loading& loading, const SourceFile& file, Node node, bool ignore_case,
               TextCondition& out) {
    const auto fields = loading.walk.map(node, "\"near\"", kNearKeys);
    if (!fields) return;
    out.near_pattern = load_pattern(loading, file, *fields, "\"near\"", ignore_case);
    if (!fields->has("phrases") && !fields->has("regex"))
        loading.walk.fault(node, "\"near\" needs phrases or a regex");
    if (const auto within = fields->get("within"))
        out.near_within = loading.walk.number(*within, "\"within\"", 0, kMostWords).value_or(0);
}

Condition load_one_text(Loading& loading, const SourceFile& file, Node node) {
    TextCondition out;
    out.in = default_places();
    const auto fields = loading.walk.map(node, "\"text\"", kTextKeys);
    if (!fields) return condition_at(node, out);
    const bool ignore_case = load_case(loading, *fields);
    out.pattern = load_pattern(loading, file, *fields, "\"text\"", ignore_case);
    if (!fields->has("phrases") && !fields->has("regex"))
        loading.walk.fault(node, "\"text\" needs phrases or a regex");
    if (const auto in = fields->get("in")) out.in = load_places(loading, *in);
    if (const auto least = fields->get("at_least"))
        out.at_least = loading.walk.number(*least, "\"at_least\"", 1, kMostHits).value_or(1);
    if (const auto near = fields->get("near")) load_near(loading, file, *near, ignore_case, out);
    if (const auto fix = fields->get("fix")) {
        if (loading.walk.word(*fix, "\"fix\"", kFixes)) out.fix = Fix::remove_line;
    }
    return condition_at(node, out);
}

PatternId load_regex(Loading& loading, const SourceFile& file, Node node, bool ignore_case) {
    const auto regex = loading.walk.text(node, "\"regex\"");
    if (!regex) return kNoPattern;
    PatternSpec spec{*regex, ignore_case};
    // Shipped patterns were compiled by the tests of this very program.
    if (!file.shipped || loading.options.examples) {
        if (const auto checked = check_pattern(spec); !checked) {
            loading.walk.fault_inside(node, checked.error().where.column,
                                      fmt::format("bad regex: {}", checked.error().message));
            return kNoPattern;
        }
    }
    return loading.add_pattern(std::move(spec));
}

}  // namespace

PatternId Loading::add_pattern(PatternSpec spec) {
    specs.push_back(std::move(spec));
    return static_cast<PatternId>(specs.size() - 1);
}

bool load_case(Loading& loading, const Fields& fields) {
    const auto node = fields.get("case");
    return !node || loading.walk.word(*node, "\"case\"", kCases).value_or(0) == 0;
}

PatternId load_pattern(Loading& loading, const SourceFile& file, const Fields& fields,
                       std::string_view what, bool ignore_case) {
    const auto phrases = fields.get("phrases"), regex = fields.get("regex");
    if (phrases && regex)
        loading.walk.fault(*regex, fmt::format("{} takes phrases or a regex, not both", what));
    if (regex) return load_regex(loading, file, *regex, ignore_case);
    if (!phrases) return kNoPattern;
    std::vector<std::string> words;
    for (auto& [phrase, node] : loading.walk.texts(*phrases, "a phrase")) {
        if (phrase.size() > kMaxPatternBytes)
            loading.walk.fault(node,
                               fmt::format("a phrase has at most {} bytes", kMaxPatternBytes));
        words.push_back(std::move(phrase));
    }
    if (words.empty()) return kNoPattern;
    return loading.add_pattern({phrases_regex(words), ignore_case});
}

Condition load_text(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_list()) return load_one_text(loading, file, node);
    AllOf all;
    for (Node item : loading.walk.list(node, "\"text\""))
        all.children.push_back(load_one_text(loading, file, item));
    if (all.children.size() == 1) return std::move(all.children.front());
    return condition_at(node, std::move(all));
}

}  // namespace sendguard::policy
