#include "check/why_not.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

using namespace policy;

constexpr std::size_t kMostSightings = 20;

/// Asks a tree, and tells which answers made the whole what it is.
class Asking {
  public:
    Asking(const Scene& scene, std::vector<Answer>& out) : scene_(scene), out_(out) {}

    /// out: its index in the list
    std::size_t ask(const Condition& condition, std::uint32_t depth) {
        const auto at = out_.size();
        out_.push_back({.condition = &condition, .depth = depth});
        if (const auto* all = std::get_if<AllOf>(&condition.is)) {
            settle(at, ask_each(all->children, depth), false);
        } else if (const auto* any = std::get_if<AnyOf>(&condition.is)) {
            settle(at, ask_each(any->children, depth), true);
        } else if (const auto* no = std::get_if<Not>(&condition.is)) {
            const auto child = ask(no->child.front(), depth + 1);
            if (out_[child].held) out_[at].held = !*out_[child].held;
        } else {
            Evidence evidence;
            const auto held = holds(condition, scene_, evidence);
            if (held) {
                out_[at].held = held.value();
            } else {
                out_[at].error = held.error().message;
            }
        }
        return at;
    }

    /// Marks what decides: of a list that holds not, those that fail; and so on.
    void mark(std::size_t at) {
        const bool held = out_[at].held.value_or(false);
        const auto& condition = *out_[at].condition;
        const bool all = std::holds_alternative<AllOf>(condition.is);
        const bool any = std::holds_alternative<AnyOf>(condition.is);
        const bool no = std::holds_alternative<Not>(condition.is);
        out_[at].decides = true;
        for (auto child = at + 1; child < out_.size() && out_[child].depth > out_[at].depth;
             ++child) {
            if (out_[child].depth != out_[at].depth + 1) continue;
            const bool its = out_[child].held.value_or(false);
            if (no || (all && (held || !its)) || (any && (!held || its))) mark(child);
        }
    }

  private:
    std::vector<std::size_t> ask_each(const std::vector<Condition>& children, std::uint32_t depth) {
        std::vector<std::size_t> out;
        for (const auto& child : children) out.push_back(ask(child, depth + 1));
        return out;
    }
    /// One child whose answer is `strong` settles a list; an unknown one leaves it open.
    void settle(std::size_t at, const std::vector<std::size_t>& children, bool strong) {
        bool open = false;
        for (const auto child : children) {
            open = open || !out_[child].held;
            if (out_[child].held == strong) {
                out_[at].held = strong;
                return;
            }
        }
        if (!open) out_[at].held = !strong;
    }

    const Scene& scene_;
    std::vector<Answer>& out_;
};

std::vector<Sighting> sightings_of(const Scene& scene, std::string_view text) {
    std::vector<Sighting> out;
    const auto wanted = draft::lower(draft::fold(trim(text)));
    if (wanted.empty()) return out;
    for (std::size_t p = 0; p < draft::kPlaces; ++p) {
        for (const auto& item : scene.text.at(static_cast<draft::Place>(p))) {
            draft::Lowered lowered;
            draft::lower(scene.text.folded(item), lowered);
            for (auto at = lowered.text.find(wanted); at != std::string::npos;
                 at = lowered.text.find(wanted, at + 1)) {
                if (out.size() == kMostSightings) return out;
                const auto& passage = scene.draft.passages[item.passage];
                const auto [begin, end] = draft::unfold(passage.text, lowered.folded_offset(at),
                                                        lowered.folded_offset(at + wanted.size()));
                out.push_back({draft::locate(scene.draft, passage, begin, end), item.passage});
            }
        }
    }
    return out;
}

void find_like(const Scene& scene, std::string_view text, WhyNot& out) {
    const auto wanted = draft::lower(draft::fold(trim(text)));
    double best = 1;
    for (std::size_t p = 0; p < draft::kPlaces; ++p) {
        for (const auto& item : scene.text.at(static_cast<draft::Place>(p))) {
            const auto like = likest(scene.text.folded(item), wanted);
            if (!like || like->distance >= best) continue;
            best = like->distance;
            out.near = item.place;
            out.nearest =
                scene.text.folded(item).substr(like->span.begin, like->span.end - like->span.begin);
        }
    }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t i = 0; i <= b.size(); ++i) row[i] = i;
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto before = row[0];
        row[0] = i + 1;
        for (std::size_t k = 0; k < b.size(); ++k) {
            const auto change = before + (a[i] == b[k] ? 0 : 1);
            before = row[k + 1];
            row[k + 1] = std::min({change, row[k] + 1, row[k + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::vector<Answer> answers(const Condition& condition, const Scene& scene) {
    std::vector<Answer> out;
    Asking asking(scene, out);
    asking.ask(condition, 0);
    asking.mark(0);
    return out;
}

std::optional<Alike> likest(std::string_view text, std::string_view wanted) {
    constexpr double kLikeEnough = 0.25;
    constexpr std::size_t kMostWords = 20'000;
    wanted = trim(wanted);
    if (wanted.size() < 3) return std::nullopt;
    const auto words = static_cast<std::size_t>(std::ranges::count(wanted, ' ')) + 1;
    std::vector<Span> seen;
    const auto blank = [](char c) { return c == ' ' || c == '\n'; };
    for (std::size_t at = 0; at < text.size() && seen.size() < kMostWords;) {
        while (at < text.size() && blank(text[at])) ++at;
        const auto begin = at;
        while (at < text.size() && !blank(text[at])) ++at;
        if (at > begin) seen.push_back({begin, at});
    }
    std::optional<Alike> best;
    for (std::size_t i = 0; i + words <= seen.size(); ++i) {
        const Span span{seen[i].begin, seen[i + words - 1].end};
        const auto found = draft::lower(text.substr(span.begin, span.end - span.begin));
        const auto most = std::max(found.size(), wanted.size());
        const auto least = std::min(found.size(), wanted.size());
        if (static_cast<double>(most - least) > kLikeEnough * static_cast<double>(most)) continue;
        const auto distance =
            static_cast<double>(edit_distance(found, wanted)) / static_cast<double>(most);
        if (distance <= kLikeEnough && (!best || distance < best->distance))
            best = Alike{span, distance};
    }
    return best;
}

Result<WhyNot> why_not(const Policy& policy, const draft::Draft& draft, const Facts& facts,
                       std::string_view id, std::string_view text) {
    if (policy.rule(id) == nullptr)
        return error(Errc::not_found, fmt::format("there is no rule '{}' in this policy", id));
    SearchedText searched;
    BOOST_OUTCOME_TRY(searched.prepare(draft, policy.patterns));
    const Scene scene{policy, draft, facts, searched, audience_of(policy, draft)};
    WhyNot out;
    out.sightings = sightings_of(scene, text);
    if (out.sightings.empty() && !text.empty()) find_like(scene, text, out);
    const RulesAt rules(policy, path_of(draft, facts));
    const Rule* const rule = rules.find(id);
    if (rule == nullptr) {
        out.in_force = false;
        return out;
    }
    for (auto& answer : answers(rule->when, scene)) {
        WhyLine line{.answer = std::move(answer), .words = {}, .notes = {}};
        line.words = describe(*line.answer.condition, policy);
        if (!line.answer.error.empty()) line.notes.push_back(line.answer.error);
        auto notes = looked_at(*line.answer.condition, scene, out.sightings);
        std::ranges::move(notes, std::back_inserter(line.notes));
        out.lines.push_back(std::move(line));
    }
    out.fires = out.lines.front().answer.held.value_or(false);
    out.observed = rule->mode == Mode::observe;
    return out;
}

}  // namespace sendguard::check
