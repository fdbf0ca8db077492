#include "check/conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "base/limits.h"

namespace sendguard::check {
namespace {

using namespace policy;

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

bool is_asked(const AudienceCondition& condition, const Scene& scene) {
    return condition.any.test(static_cast<std::size_t>(scene.audience));
}
bool is_asked(const GateCondition& condition, const Scene& scene) {
    return condition.any.test(static_cast<std::size_t>(scene.facts.gate));
}

bool may_not_hold(const Condition& condition, const Scene& scene) {
    if (const auto* audience = std::get_if<AudienceCondition>(&condition.is))
        return !is_asked(*audience, scene);
    if (const auto* gate = std::get_if<GateCondition>(&condition.is))
        return !is_asked(*gate, scene);
    return true;
}

/// False: it cannot hold. Told without trying a pattern or asking a detector: by the literals that
/// stand in the draft, the audience and the gate.
bool may_hold(const Condition& condition, const Scene& scene) {
    const auto may = [&](const Condition& child) { return may_hold(child, scene); };
    return std::visit(Overloaded{
                          [&](const AllOf& c) { return std::ranges::all_of(c.children, may); },
                          [&](const AnyOf& c) { return std::ranges::any_of(c.children, may); },
                          [&](const TextCondition& c) { return may_hold_text(c, scene); },
                          [&](const DetectCondition& c) {
                              return c.trigger == kNoPattern ||
                                     scene.text.places_of(c.trigger) != 0;
                          },
                          [&](const AudienceCondition& c) { return is_asked(c, scene); },
                          [&](const GateCondition& c) { return is_asked(c, scene); },
                          [&](const Not& c) { return may_not_hold(c.child.front(), scene); },
                          [](const auto&) { return true; },
                      },
                      condition.is);
}

/// Evidence of `not` is none: a rule that fires because something is missing has no place to show.
Result<bool> holds_not(const Not& condition, const Scene& scene, Evidence& evidence) {
    Evidence inner;
    inner.explain = evidence.explain;
    inner.rule = evidence.rule;
    inner.depth = evidence.depth;
    BOOST_OUTCOME_TRY(const bool held, holds(condition.child.front(), scene, inner));
    return !held;
}

/// All children are asked, so that each one's answer shows.
Result<bool> explain_all(const std::vector<Condition>& children, const Scene& scene,
                         Evidence& evidence) {
    bool all = true;
    for (const auto& child : children) {
        BOOST_OUTCOME_TRY(const bool held, holds(child, scene, evidence));
        all = all && held;
    }
    return all;
}

/// What must not hold is asked last: it has no places to show, and few drafts come so far.
Result<bool> holds_all(const std::vector<Condition>& children, const Scene& scene,
                       Evidence& evidence) {
    if (evidence.explain != nullptr) return explain_all(children, scene, evidence);
    const auto may = [&](const Condition& child) { return may_hold(child, scene); };
    if (!std::ranges::all_of(children, may)) return false;
    for (const bool negated : {false, true}) {
        for (const auto& child : children) {
            if (std::holds_alternative<Not>(child.is) != negated) continue;
            BOOST_OUTCOME_TRY(const bool held, holds(child, scene, evidence));
            if (!held) return false;
        }
    }
    return true;
}

/// Every child is asked, for each that holds has places to show.
Result<bool> holds_any(const std::vector<Condition>& children, const Scene& scene,
                       Evidence& evidence) {
    bool any = false;
    for (const auto& child : children) {
        if (evidence.explain == nullptr && !may_hold(child, scene)) continue;
        Evidence inner;
        inner.explain = evidence.explain;
        inner.rule = evidence.rule;
        inner.depth = evidence.depth;
        BOOST_OUTCOME_TRY(const bool held, holds(child, scene, inner));
        if (!held) continue;
        any = true;
        evidence.merge(std::move(inner));
    }
    return any;
}

bool holds_rate(const RateCondition& condition, const Scene& scene) {
    const auto count = std::ranges::find(scene.facts.sent, condition.within, &SentCount::within);
    if (count == scene.facts.sent.end()) return false;
    return (condition.messages && count->messages > *condition.messages) ||
           (condition.new_recipients && count->new_recipients > *condition.new_recipients);
}

Result<bool> dispatch(const Condition& condition, const Scene& scene, Evidence& evidence) {
    return std::visit(
        Overloaded{
            [&](const AllOf& c) { return holds_all(c.children, scene, evidence); },
            [&](const AnyOf& c) { return holds_any(c.children, scene, evidence); },
            [&](const Not& c) { return holds_not(c, scene, evidence); },
            [&](const TextCondition& c) { return holds_text(c, scene, evidence); },
            [&](const RecipientsCondition& c) -> Result<bool> {
                return holds_recipients(c, scene, evidence);
            },
            [&](const SenderCondition& c) -> Result<bool> {
                return holds_sender(c, scene, evidence);
            },
            [&](const HeaderCondition& c) { return holds_header(c, scene, evidence); },
            [&](const AttachmentCondition& c) { return holds_attachment(c, scene, evidence); },
            [&](const ContentCondition& c) -> Result<bool> {
                return holds_content(c, scene, evidence);
            },
            [&](const LinkCondition& c) { return holds_link(c, scene, evidence); },
            [&](const AudienceCondition& c) -> Result<bool> { return is_asked(c, scene); },
            [&](const GateCondition& c) -> Result<bool> { return is_asked(c, scene); },
            [&](const TimeCondition& c) { return holds_time(c, scene); },
            [&](const RateCondition& c) -> Result<bool> { return holds_rate(c, scene); },
            [&](const DetectCondition& c) { return holds_detect(c, scene, evidence); },
            [&](const MetadataCondition& c) { return holds_metadata(c, scene, evidence); },
        },
        condition.is);
}

/// Both stand on the same line of the same text, and share a column. What has no columns of its own
/// (a recipient of the envelope) is told apart by its text.
bool overlap(const draft::Location& a, const draft::Location& b) {
    const auto holds = [](const std::string& x, const std::string& y) {
        return x == y || (!y.empty() && x.find(y) != std::string::npos);
    };
    const bool apart = a.column == b.column && !holds(a.text, b.text) && !holds(b.text, a.text);
    return !apart && a.part == b.part && a.place == b.place && a.locator == b.locator &&
           a.line == b.line && a.end_line == a.line && b.end_line == b.line &&
           (a.column == b.column || (a.column < b.end_column && b.column < a.end_column));
}

}  // namespace

void Evidence::add(draft::Location place) {
    for (auto& known : places) {
        if (!overlap(known, place)) continue;
        // Two patterns of one rule met the same words: the longer says more.
        if (place.end_column - place.column > known.end_column - known.column)
            known = std::move(place);
        return;
    }
    if (places.size() >= kMaxFindingPlaces) {
        ++more;
        return;
    }
    places.push_back(std::move(place));
}

void Evidence::note(std::string text) {
    if (std::find(notes.begin(), notes.end(), text) != notes.end()) return;
    if (notes.size() < kMaxFindingPlaces) {
        notes.push_back(std::move(text));
        return;
    }
    more_notes.insert(std::hash<std::string>{}(text));
    say_more();
}

void Evidence::say_more() {
    if (more_notes.empty()) return;
    notes.resize(kMaxFindingPlaces);
    notes.push_back(fmt::format("and {} more", more_notes.size()));
}

void Evidence::merge(Evidence&& other) {
    for (auto& place : other.places) add(std::move(place));
    more += other.more;
    std::ranges::copy(other.removable, std::back_inserter(removable));
    for (std::size_t i = 0; i < std::min(other.notes.size(), kMaxFindingPlaces); ++i)
        note(std::move(other.notes[i]));
    more_notes.merge(other.more_notes);
    say_more();
}

Result<bool> holds(const Condition& condition, const Scene& scene, Evidence& evidence) {
    if (evidence.explain == nullptr) return dispatch(condition, scene, evidence);
    // The line stands before those of its children, and gets its answer after them.
    const std::size_t line = evidence.explain->size();
    evidence.explain->push_back(
        {evidence.rule, evidence.depth, describe(condition, scene.policy), false, {}});
    const std::size_t before = evidence.places.size();
    ++evidence.depth;
    auto held = dispatch(condition, scene, evidence);
    --evidence.depth;
    auto& said = (*evidence.explain)[line];
    said.held = held && held.value();
    if (!held) said.detail = held.error().message;
    if (said.held && evidence.places.size() > before) said.detail = evidence.places.back().text;
    return held;
}

}  // namespace sendguard::check
