// `audience`, `gate`, `time`, `rate` and `detect`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/icu.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 3> kRateKeys = {"within", "messages", "new_recipients"};
constexpr std::array<std::string_view, 1> kWithin = {"within"};
constexpr std::chrono::seconds kLongestRate{31L * 24 * 3600};
constexpr std::uint32_t kMostRate = 1'000'000;

constexpr std::array<std::string_view, 3> kAudiences = {"internal", "external", "public"};
constexpr std::array<std::string_view, 6> kGateWords = {"check", "send",   "sendmail",
                                                        "smtp",  "milter", "http"};
constexpr std::array<std::string_view, 4> kTimeKeys = {"zone", "days", "between", "outside"};
constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

template <std::size_t N>
std::bitset<N> load_words(Loading& loading, Node node, std::string_view what, Words words) {
    std::bitset<N> out;
    for (Node item : loading.walk.list(node, what)) {
        if (const auto index = loading.walk.word(item, what, words)) out.set(*index);
    }
    return out;
}

// "08:00" as minutes; 24:00 ends a day.
std::optional<std::uint32_t> parse_clock(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const auto value = [&](std::size_t i) { return static_cast<std::uint32_t>(text[i] - '0'); };
    const auto hours = value(0) * 10 + value(1), minutes = value(3) * 10 + value(4);
    if (minutes > 59 || hours * 60 + minutes > 24 * 60) return std::nullopt;
    return hours * 60 + minutes;
}

void load_span(Loading& loading, Node node, TimeCondition& out) {
    const auto text = node.is_scalar() ? node.value() : std::string_view();
    const auto dash = text.find('-');
    const auto begin = dash == 5 ? parse_clock(text.substr(0, 5)) : std::nullopt;
    const auto end = dash == 5 ? parse_clock(text.substr(6)) : std::nullopt;
    if (begin && end && *begin != *end && *begin < 24 * 60) {
        out.between = {*begin, *end};
    } else {
        loading.walk.fault(node, "a span of time is written \"08:00-18:00\"");
    }
}

void load_zone(Loading& loading, Node node, TimeCondition& out) {
    const auto zone = loading.walk.text(node, "\"zone\"");
    if (!zone) return;
    if (!loading.zones) loading.zones = zone_names();
    const std::vector<std::string_view> words(loading.zones->begin(), loading.zones->end());
    if (std::find(words.begin(), words.end(), *zone) == words.end())
        loading.walk.fault(node, fmt::format("{} is no time zone such as Europe/Berlin{}",
                                             in_quotes(*zone), hint(*zone, words)));
    out.zone = *zone;
}

std::vector<std::string_view> views(const std::vector<std::string>& words) {
    return {words.begin(), words.end()};
}

const DetectorSpec* find_detector(Loading& loading, Node node, const std::string& name) {
    const auto& known = loading.options.detectors;
    if (known.empty()) return nullptr;
    std::vector<std::string_view> names;
    for (const auto& spec : known) {
        if (spec.name == name) return &spec;
        names.emplace_back(spec.name);
    }
    loading.walk.fault(
        node, fmt::format("there is no detector {}{}", in_quotes(name), hint(name, names)));
    return nullptr;
}

void load_detect_settings(Loading& loading, Node node, const DetectorSpec* spec,
                          DetectCondition& out) {
    for (const auto& [key, child] : Walker::entries(node)) {
        const std::string word(key.is_scalar() ? key.value() : "");
        if (word == "kinds") {
            for (auto& [kind, item] : loading.walk.texts(child, "\"kinds\"")) {
                if (spec != nullptr &&
                    std::find(spec->kinds.begin(), spec->kinds.end(), kind) == spec->kinds.end())
                    loading.walk.fault(
                        item, fmt::format("the detector {} knows no kind {}{}", spec->name,
                                          in_quotes(kind), hint(kind, views(spec->kinds))));
                out.kinds.push_back(std::move(kind));
            }
        } else if (word != "name") {
            const auto known =
                spec == nullptr ? std::vector<std::string_view>{} : views(spec->settings);
            if (spec != nullptr && std::find(known.begin(), known.end(), word) == known.end())
                loading.walk.fault(key, fmt::format("the detector {} knows no key {}{}", spec->name,
                                                    in_quotes(word), hint(word, known)));
            if (child.is_scalar()) {
                out.settings[word] = std::string(child.value());
            } else {
                loading.walk.fault(child, fmt::format("{} must be one value", in_quotes(word)));
            }
        }
    }
}

}  // namespace

Condition load_audience(Loading& loading, const SourceFile&, Node node) {
    return condition_at(
        node, AudienceCondition{load_words<3>(loading, node, "\"audience\"", kAudiences)});
}

Condition load_gate(Loading& loading, const SourceFile&, Node node) {
    return condition_at(node,
                        GateCondition{load_words<kGates>(loading, node, "\"gate\"", kGateWords)});
}

Condition load_time(Loading& loading, const SourceFile&, Node node) {
    TimeCondition out;
    const auto fields = loading.walk.map(node, "\"time\"", kTimeKeys);
    if (!fields) return condition_at(node, out);
    if (const auto zone = fields->get("zone")) load_zone(loading, *zone, out);
    if (const auto days = fields->get("days"))
        out.days = load_words<7>(loading, *days, "\"days\"", kDays);
    const auto between = fields->get("between"), outside = fields->get("outside");
    if (between && outside)
        loading.walk.fault(*outside, "\"time\" takes between or outside, not both");
    if (between) load_span(loading, *between, out);
    if (outside) load_span(loading, *outside, out);
    out.outside = outside.has_value();
    if (!between && !outside && !fields->has("days"))
        loading.walk.fault(node, "\"time\" needs days, between or outside");
    return condition_at(node, std::move(out));
}

Condition load_rate(Loading& loading, const SourceFile&, Node node) {
    RateCondition out;
    const auto fields = loading.walk.map(node, "\"rate\"", kRateKeys, kWithin);
    if (!fields) return condition_at(node, out);
    load_length(loading, *fields, "within", out.within);
    if (out.within > kLongestRate) loading.walk.fault(node, "\"within\" of a rate is 31d at most");
    for (const auto& [key, value] :
         {std::pair("messages", &out.messages), std::pair("new_recipients", &out.new_recipients)})
        if (const auto most = fields->get(key))
            *value = loading.walk.number(*most, in_quotes(key), 0, kMostRate);
    if (!fields->has("messages") && !fields->has("new_recipients"))
        loading.walk.fault(node, "\"rate\" needs messages or new_recipients: the most that may be");
    auto& windows = loading.policy.rate_windows;
    if (std::ranges::find(windows, out.within) == windows.end()) windows.push_back(out.within);
    loading.rates.push_back(node);
    return condition_at(node, out);
}

Condition load_detect(Loading& loading, const SourceFile&, Node node) {
    DetectCondition out;
    std::optional<Node> name = node;
    if (node.is_map()) {
        name = Fields(node).get("name");
        if (!name) loading.walk.fault(node, "\"detect\" needs the key \"name\"");
    }
    const DetectorSpec* spec = nullptr;
    if (name) {
        out.name = loading.walk.text(*name, "a detector's name").value_or("");
        if (!out.name.empty()) spec = find_detector(loading, *name, out.name);
    }
    if (node.is_map()) load_detect_settings(loading, node, spec, out);
    if (spec != nullptr && !spec->triggers.empty()) {
        const auto [known, is_new] = loading.detector_triggers.try_emplace(spec->name, kNoPattern);
        if (is_new) known->second = loading.add_pattern({phrases_regex(spec->triggers), true});
        out.trigger = known->second;
    }
    return condition_at(node, std::move(out));
}

}  // namespace sendguard::policy
