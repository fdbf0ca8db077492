#include "check/allow_comments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "check/comment_finder.h"

namespace sendguard::check {
namespace {

constexpr std::string_view kOpening = "send-guard allow";
constexpr std::uint32_t kHeadLines = 10;  // what opens a file speaks of all of it
constexpr std::size_t kMaxComments = 1000;
constexpr std::size_t kDateBytes = 10;  // 2027-01-31, which counts to its end

/// `text` on one line.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) out += c;
        if (blank && !out.ends_with(' ')) out += ' ';
    }
    return out;
}

/// What a comment says: the rule, the reason with its date, and the date.
struct Said {
    std::string rule, reason;
    bool has_reason = false;
    std::string until;  ///< "" = without end
};
std::optional<Said> read_comment(std::string_view content) {
    content = trim(content);
    if (!content.starts_with(kOpening)) return std::nullopt;
    content.remove_prefix(kOpening.size());
    if (!content.empty() && std::string_view(" \t\r\n").find(content.front()) == std::string::npos)
        return std::nullopt;
    const auto text = on_one_line(content);
    Said said;
    const auto colon = std::min(text.find(':'), text.size());
    said.rule = std::string(trim(std::string_view(text).substr(0, colon)));
    if (colon < text.size())
        said.reason = std::string(trim(std::string_view(text).substr(colon + 1)));
    std::string_view reason = said.reason;
    const auto until = reason.rfind("until ");
    if (until != std::string_view::npos && (until == 0 || reason[until - 1] == ' ')) {
        const auto date = trim(reason.substr(until + 6));
        if (!date.empty() && is_ascii_digit(date.front())) {
            said.until = std::string(date);
            reason = reason.substr(0, until);
        }
    }
    said.has_reason = reason.find_first_not_of(" ,;.-") != std::string_view::npos;
    return said;
}

std::string unknown_rule(const policy::Policy& policy, const std::string& id) {
    std::vector<std::string_view> ids;
    for (const auto& rule : policy.rules) ids.emplace_back(rule.id);
    const auto likely = nearest(id, ids);
    return fmt::format("there is no rule {}{}", id.empty() ? "named" : escape_invisible(id),
                       likely ? fmt::format("; did you mean {}?", *likely) : "");
}

/// Why it does not count; "" = it does.
std::string refusal(const policy::Policy& policy, const policy::RulesAt& rules, const Said& said,
                    Timestamp now) {
    if (policy.rule(said.rule) == nullptr) return unknown_rule(policy, said.rule);
    const auto* rule = rules.find(said.rule);
    if (rule != nullptr && rule->action == policy::Action::block)
        return fmt::format("{} blocks: no comment allows what a rule blocks", said.rule);
    if (rule != nullptr && rule->never_allowed)
        return fmt::format("{} is never allowed by a comment", said.rule);
    if (!said.has_reason)
        return fmt::format("{} is allowed without a reason: write `{} {}: REASON until DATE`",
                           said.rule, kOpening, said.rule);
    if (said.until.empty()) return "";
    const auto date = parse_rfc3339(said.until);
    if (!date) return fmt::format("{} is no date such as 2027-01-31", escape_invisible(said.until));
    const auto end = date.value() + (said.until.size() == kDateBytes ? std::chrono::hours(24)
                                                                     : std::chrono::hours(0));
    if (now < end) return "";
    return fmt::format("it ended on {}: mend the text, or give a new date", said.until);
}

/// The front matter's end in the text, and whether # opens comments in it.
struct Front {
    std::size_t end = 0;
    bool comments = false;
};
Front front_of(const draft::Draft& draft, std::string_view text) {
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::metadata || passage.part != 0 ||
            passage.detail != "front matter")
            continue;
        const auto end = std::min<std::size_t>(passage.origin + passage.text.size(), text.size());
        return {end, !passage.text.starts_with('{')};
    }
    return {};
}

draft::Location place_of(const draft::Draft& draft, std::string_view text, const Comment& comment) {
    draft::Passage whole;
    whole.place = draft::Place::comment;
    whole.text = text;
    whole.origin_kind = draft.parts[0].literal ? draft::Origin::source : draft::Origin::decoded;
    const auto inside = text.substr(comment.begin, comment.end - comment.begin);
    const auto words = trim(inside);
    const auto begin = comment.begin + static_cast<std::size_t>(words.data() - inside.data());
    return draft::locate(draft, whole, begin, begin + words.size());
}

std::string note_of(const AllowComment& comment) {
    return fmt::format("line {}: {}", comment.place.line, comment.reason);
}

/// Whether one of the comments covers the place; whole-file ones cover what has no place, too.
const AllowComment* covering(const std::vector<AllowComment>& comments, const Finding& finding,
                             const draft::Location* place) {
    const auto found = std::ranges::find_if(comments, [&](const AllowComment& comment) {
        if (!comment.refused.empty() || comment.rule != finding.rule) return false;
        if (comment.whole_file) return true;
        return place != nullptr && place->part.empty() && place->line >= comment.first_line &&
               place->line <= comment.last_line;
    });
    return found == comments.end() ? nullptr : &*found;
}

void note_once(Finding& finding, std::string note) {
    if (std::ranges::find(finding.notes, note) == finding.notes.end())
        finding.notes.push_back(std::move(note));
}

/// Splits a finding; the part that is allowed, if any.
std::optional<Finding> take_allowed(const std::vector<AllowComment>& comments, Finding& finding,
                                    bool& whole) {
    Finding allowed = finding;
    allowed.places.clear();
    allowed.notes.clear();
    allowed.more_places = 0;
    std::vector<draft::Location> left;
    for (auto& place : finding.places) {
        const auto* comment = covering(comments, finding, &place);
        if (comment != nullptr) note_once(allowed, note_of(*comment));
        (comment != nullptr ? allowed.places : left).push_back(std::move(place));
    }
    const bool unplaced = finding.places.empty() || finding.more_places != 0;
    const auto* general = unplaced ? covering(comments, finding, nullptr) : nullptr;
    if (general != nullptr) {
        note_once(allowed, note_of(*general));
        allowed.more_places = std::exchange(finding.more_places, 0);
    }
    whole = left.empty() && finding.more_places == 0 && (general != nullptr || !unplaced);
    finding.places = std::move(left);
    if (allowed.notes.empty()) return std::nullopt;
    return allowed;
}

}  // namespace

std::vector<AllowComment> allow_comments(const policy::Policy& policy, const draft::Draft& draft,
                                         std::string_view path, Timestamp now) {
    std::vector<AllowComment> out;
    if (draft.kind != draft::Kind::file || draft.parts.empty()) return out;
    const auto text = draft.parts[0].text;
    // memmem(), not find(): every text of a tree is searched, and the library does it in one pass.
    if (text.empty() ||
        ::memmem(text.data(), text.size(), kOpening.data(), kOpening.size()) == nullptr)
        return out;
    const auto front = front_of(draft, text);
    const policy::RulesAt rules(policy, path);
    for (const auto& comment : find_comments(text, draft.source, draft.parts[0].type == "text/html",
                                             front.end, front.comments)) {
        auto said = read_comment(text.substr(comment.begin, comment.end - comment.begin));
        if (!said) continue;
        if (out.size() >= kMaxComments) break;
        AllowComment one;
        one.place = place_of(draft, text, comment);
        one.first_line = one.place.line;
        one.last_line = one.place.end_line + 1;
        one.whole_file = comment.begin < front.end || one.place.line <= kHeadLines;
        one.refused = refusal(policy, rules, *said, now);
        one.rule = std::move(said->rule);
        one.reason = std::move(said->reason);
        out.push_back(std::move(one));
    }
    return out;
}

void apply_allow_comments(const Scene& scene, Evaluation& out) {
    if (scene.facts.gate != policy::GateKind::check || out.findings.empty()) return;
    const auto comments = allow_comments(scene.policy, scene.draft,
                                         path_of(scene.draft, scene.facts), scene.facts.now);
    if (comments.empty()) return;
    std::vector<Finding> standing;
    for (auto& finding : out.findings) {
        bool whole = false;
        if (auto allowed = take_allowed(comments, finding, whole))
            out.allowed.push_back(std::move(*allowed));
        if (!whole) standing.push_back(std::move(finding));
    }
    out.findings = std::move(standing);
}

}  // namespace sendguard::check
