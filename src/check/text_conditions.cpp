// Conditions over text: text, header, link, and the names of attachments.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "check/conditions.h"
#include "draft/encoded_words.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

using policy::PatternId;
using policy::Span;

constexpr std::size_t kMaxMatches = 1000;  ///< of one pattern in one passage

/// How many words stand in `text`: runs of what is no blank.
std::size_t count_words(std::string_view text) {
    std::size_t words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n';
        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

bool within_words(std::string_view folded, Span a, Span b, std::size_t words) {
    if (b.begin < a.begin) std::swap(a, b);
    if (b.begin <= a.end) return true;
    return count_words(folded.substr(a.end, b.begin - a.end)) <= words;
}

/// The matches that have one of `others` near.
std::vector<Span> keep_near(std::string_view folded, const std::vector<Span>& matches,
                            const std::vector<Span>& others, std::size_t words) {
    std::vector<Span> out;
    for (const auto& match : matches) {
        const auto close = [&](const Span& other) {
            return within_words(folded, match, other, words);
        };
        if (std::any_of(others.begin(), others.end(), close)) out.push_back(match);
    }
    return out;
}

/// One match in the coordinates of its draft.
struct Hit {
    draft::Location place;
    std::optional<draft::SourceSpan> source;
};
void add_hits(const Scene& scene, const SearchedText::Item& item, const std::vector<Span>& matches,
              std::vector<Hit>& out) {
    const auto& passage = scene.draft.passages[item.passage];
    std::vector<draft::FoldSpan> folded;
    for (const auto& match : matches) folded.emplace_back(match.begin, match.end);
    for (const auto& [begin, end] : draft::unfold(passage.text, folded))
        out.push_back({draft::locate(scene.draft, passage, begin, end),
                       draft::source_span(passage, begin, end)});
}

Result<std::vector<Span>> matches_in(const policy::TextCondition& condition, const Scene& scene,
                                     const SearchedText::Item& item) {
    const auto& text = scene.text;
    const bool few = condition.at_least <= 1 && condition.near_pattern == policy::kNoPattern;
    BOOST_OUTCOME_TRY(auto matches, text.find(item, condition.pattern,
                                              few ? kMaxFindingPlaces + 1 : kMaxMatches));
    if (matches.empty() || condition.near_pattern == policy::kNoPattern) return matches;
    BOOST_OUTCOME_TRY(const auto others, text.find(item, condition.near_pattern, kMaxMatches));
    return keep_near(text.folded(item), matches, others, condition.near_within);
}

/// A value that is no passage (a trace field, an address list) is matched on its own.
Result<bool> matches_value(const Scene& scene, PatternId pattern, std::string_view value) {
    BOOST_OUTCOME_TRY(const auto found, scene.policy.patterns.find(pattern, draft::fold(value), 1));
    return !found.empty();
}

draft::Location field_place(const Scene& scene, const draft::HeaderField& field) {
    draft::Passage passage;
    passage.place = draft::Place::header;
    passage.text =
        std::string_view(*scene.draft.bytes).substr(field.begin, field.end - field.begin);
    passage.text = trim(passage.text);
    passage.origin = field.begin;
    passage.detail = std::string(field.name);
    return draft::locate(scene.draft, passage, 0, passage.text.size());
}

/// The host of a link's target, lower case; "" when it has none.
std::string host_of(std::string_view target) {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) {
        // Links are typed without a scheme, too; what a browser would take for a host is one.
        const bool plain = target.find_first_of(":/?#") == std::string_view::npos;
        return plain ? ascii_lower(target) : std::string();
    }
    auto rest = target.substr(scheme + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    const auto at = rest.rfind('@');
    if (at != std::string_view::npos) rest.remove_prefix(at + 1);
    if (!rest.starts_with('[')) rest = rest.substr(0, rest.find(':'));
    return ascii_lower(rest);
}

}  // namespace

bool may_hold_text(const policy::TextCondition& condition, const Scene& scene) {
    return (scene.text.places_of(condition.pattern) & condition.in.to_ulong()) != 0;
}

Result<bool> holds_text(const policy::TextCondition& condition, const Scene& scene,
                        Evidence& evidence) {
    const auto places = scene.text.places_of(condition.pattern) & condition.in.to_ulong();
    std::vector<Hit> found;
    std::set<std::string> distinct;
    for (std::size_t p = 0; p < draft::kPlaces; ++p) {
        if ((places >> p & 1) == 0) continue;
        for (const auto& item : scene.text.at(static_cast<draft::Place>(p))) {
            BOOST_OUTCOME_TRY(const auto matches, matches_in(condition, scene, item));
            if (matches.empty()) continue;
            add_hits(scene, item, matches, found);
            if (condition.at_least <= 1) continue;
            for (const auto& match : matches) {
                distinct.insert(draft::lower(
                    scene.text.folded(item).substr(match.begin, match.end - match.begin)));
            }
        }
    }
    if (found.empty() || (condition.at_least > 1 && distinct.size() < condition.at_least)) {
        return false;
    }
    for (auto& hit : found) {
        evidence.add(std::move(hit.place));
        if (condition.fix == policy::Fix::remove_line && hit.source)
            evidence.removable.push_back(*hit.source);
    }
    return true;
}

Result<bool> holds_header(const policy::HeaderCondition& condition, const Scene& scene,
                          Evidence& evidence) {
    bool seen = false;
    bool matched = false;
    for (const auto& field : scene.draft.headers) {
        if (!equals_ignoring_case(field.name, condition.name)) continue;
        seen = true;
        if (condition.pattern != policy::kNoPattern) {
            BOOST_OUTCOME_TRY(const bool held,
                              matches_value(scene, condition.pattern,
                                            trim(draft::decode_header_text(field.value))));
            if (!held) continue;
            matched = true;
        }
        if (condition.present.value_or(true)) evidence.add(field_place(scene, field));
    }
    if (condition.present && *condition.present != seen) return false;
    return condition.pattern == policy::kNoPattern ? condition.present.has_value() || seen
                                                   : matched;
}

Result<bool> holds_link(const policy::LinkCondition& condition, const Scene& scene,
                        Evidence& evidence) {
    bool any = false;
    for (const auto& item : scene.text.at(draft::Place::link)) {
        const auto& passage = scene.draft.passages[item.passage];
        if (!condition.hosts.empty()) {
            const std::string host = host_of(passage.text);
            const auto fits = [&](const std::string& glob) { return glob_match(glob, host); };
            if (std::none_of(condition.hosts.begin(), condition.hosts.end(), fits)) continue;
        }
        if (condition.pattern != policy::kNoPattern) {
            BOOST_OUTCOME_TRY(const auto found, scene.text.find(item, condition.pattern, 1));
            if (found.empty()) continue;
        }
        any = true;
        evidence.add(draft::locate(scene.draft, passage, 0, passage.text.size()));
    }
    return any;
}

Result<bool> holds_attachment(const policy::AttachmentCondition& condition, const Scene& scene,
                              Evidence& evidence) {
    std::size_t count = 0;
    for (const auto& part : scene.draft.parts) {
        if (!part.attachment) continue;
        const auto fits = [&](const std::string& glob) { return glob_match(glob, part.type); };
        if (!condition.types.empty() &&
            std::none_of(condition.types.begin(), condition.types.end(), fits)) {
            continue;
        }
        if (condition.larger_than && part.size <= *condition.larger_than) continue;
        if (condition.encrypted && part.encrypted != *condition.encrypted) continue;
        if (condition.unreadable && part.read == *condition.unreadable) continue;
        if (condition.name != policy::kNoPattern) {
            BOOST_OUTCOME_TRY(const bool held, matches_value(scene, condition.name, part.filename));
            if (!held) continue;
        }
        ++count;
        draft::Location place;
        place.place = draft::Place::filename;
        place.part = part.number;
        const auto at = line_column(*scene.draft.bytes, part.header_begin);
        place.line = place.end_line = at.line;
        place.column = place.end_column = at.column;
        place.text = part.filename.empty() ? part.type : part.filename;
        evidence.add(std::move(place));
    }
    return count > condition.more_than.value_or(0);
}

}  // namespace sendguard::check
