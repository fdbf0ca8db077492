#include "check/fixes.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "base/text.h"
#include "check/allow_comments.h"
#include "check/conditions.h"
#include "check/marker_lines.h"
#include "draft/read.h"
#include "draft/text_types.h"

namespace sendguard::check {
namespace {

using draft::SourceSpan;

/// Of one run: each line that must stay costs another reading of the draft.
constexpr std::size_t kMostLines = 100;

/// Whether the draft is one text that stands in its file as it is searched.
bool is_plain_source(const draft::Draft& draft) {
    using draft::TextKind;
    if (draft.kind != draft::Kind::file || draft.parts.size() != 1) return false;
    const auto& part = draft.parts.front();
    if (!part.literal || !part.read) return false;
    switch (draft::text_kind(part.type, part.filename, part.text)) {
        case TextKind::plain:
        case TextKind::html:
        case TextKind::markdown:
        case TextKind::asciidoc:
        case TextKind::restructured:
            return true;
        case TextKind::cards:
        case TextKind::table:
        case TextKind::xml:
        case TextKind::enriched:
        case TextKind::header_fields:
            return false;
    }
    return false;
}

/// Everything found in a draft that does not say of itself that its line may go.
class OtherFindings {
  public:
    explicit OtherFindings(const Evaluation& evaluation) {
        for (const auto& finding : evaluation.findings) {
            all_.push_back({&finding, !finding.removable.empty()});
        }
        for (const auto* findings :
             {&evaluation.cleared, &evaluation.allowed, &evaluation.baselined}) {
            for (const auto& finding : *findings) all_.push_back({&finding, false});
        }
    }

    /// A finding that does not list all its places may stand on any line.
    bool all_known() const {
        return std::ranges::all_of(all_, [](const Other& other) {
            return other.fixable || other.finding->more_places == 0;
        });
    }
    /// in: number - of the line, from 1; line - its bytes
    bool stand_on(std::uint32_t number, const MarkerLine& line) const {
        return std::ranges::any_of(all_, [&](const Other& other) {
            const auto here = [&](const draft::Location& place) {
                return !place.decoded && place.line <= number && number <= place.end_line;
            };
            const auto fixes_it = [&](const SourceSpan& span) {
                return line.begin <= span.begin && span.end <= line.end;
            };
            return std::ranges::any_of(other.finding->places, here) &&
                   !(other.fixable && std::ranges::any_of(other.finding->removable, fixes_it));
        });
    }

  private:
    struct Other {
        const Finding* finding = nullptr;
        bool fixable = false;
    };
    std::vector<Other> all_;
};

std::string without(std::string_view bytes, const std::vector<SourceSpan>& cuts) {
    std::string out;
    out.reserve(bytes.size());
    std::size_t at = 0;
    for (const auto& cut : cuts) {
        out += bytes.substr(at, cut.begin - at);
        at = cut.end;
    }
    return out += bytes.substr(at);
}

/// in: cuts - in order, apart from each other
bool inside(const std::vector<SourceSpan>& cuts, std::size_t byte) {
    const auto next = std::ranges::upper_bound(cuts, byte, {}, &SourceSpan::begin);
    return next != cuts.begin() && byte < std::prev(next)->end;
}

/// What a passage says without the words that came from `cuts`; a run of blanks is one blank, or
/// one line end when it holds one.
std::string words_of(const draft::Passage& passage, const std::vector<SourceSpan>& cuts) {
    std::string out;
    for (std::size_t at = 0; at < passage.text.size(); ++at) {
        const char c = passage.text[at];
        const bool ends = c == '\n' || c == '\r';
        if (ends || c == ' ' || c == '\t') {
            if (ends && out.ends_with(' ')) out.back() = '\n';
            if (!out.empty() && !out.ends_with(' ') && !out.ends_with('\n'))
                out += ends ? '\n' : ' ';
            continue;
        }
        const auto span = cuts.empty() ? std::nullopt : draft::source_span(passage, at, at + 1);
        if (!span || !inside(cuts, span->begin)) out += c;
    }
    return std::string(trim(out));
}

struct Said {
    draft::Place place = draft::Place::body;
    std::string detail;
    std::string words;
    bool operator==(const Said&) const = default;
};
std::vector<Said> said_by(const draft::Draft& draft, const std::vector<SourceSpan>& cuts) {
    std::vector<Said> all;
    for (const auto& passage : draft.passages) {
        auto words = words_of(passage, cuts);
        if (!words.empty()) all.push_back({passage.place, passage.detail, std::move(words)});
    }
    return all;
}

/// Whether the draft's reader is told anything: an empty page is not what a fix should leave.
bool tells(const std::vector<Said>& all) {
    return std::ranges::any_of(all, [](const Said& said) {
        return said.place != draft::Place::filename && said.place != draft::Place::metadata &&
               said.place != draft::Place::comment;
    });
}

/// One draft and the question which lines it can do without.
class Fixing {
  public:
    Fixing(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts)
        : policy_(policy), draft_(draft), facts_(facts), comments_(comments_of(draft)) {}

    /// Whether the draft without `cuts` is the same to its reader, and its comments allow the same.
    bool can_do_without(const std::vector<SourceSpan>& cuts) const {
        if (cuts.empty()) return false;
        const auto after =
            draft::read_draft(std::make_shared<const std::string>(without(*draft_.bytes, cuts)),
                              {.source = draft_.source});
        if (!is_plain_source(after) || after.parts[0].type != draft_.parts[0].type) return false;
        const auto said = said_by(after, {});
        return tells(said) && said == said_by(draft_, cuts) && allows_the_same(after, cuts);
    }

  private:
    std::vector<AllowComment> comments_of(const draft::Draft& draft) const {
        return allow_comments(policy_, draft, path_of(draft, facts_), facts_.now);
    }

    /// A comment covers lines by number: it must not come to cover others.
    bool allows_the_same(const draft::Draft& after, const std::vector<SourceSpan>& cuts) const {
        const auto covers_a_cut = [&](const AllowComment& comment) {
            return std::ranges::any_of(cuts, [&](const SourceSpan& cut) {
                const auto line = line_column(*draft_.bytes, cut.begin).line;
                return comment.first_line <= line && line <= comment.last_line;
            });
        };
        if (std::ranges::any_of(comments_, covers_a_cut)) return false;
        return std::ranges::equal(comments_, comments_of(after),
                                  [](const AllowComment& a, const AllowComment& b) {
                                      return a.rule == b.rule && a.reason == b.reason &&
                                             a.whole_file == b.whole_file && a.refused == b.refused;
                                  });
    }

    const policy::Policy& policy_;
    const draft::Draft& draft_;
    const Facts& facts_;
    std::vector<AllowComment> comments_;
};

}  // namespace

std::vector<SourceSpan> removable_lines(const draft::Draft& draft, const Evaluation& evaluation) {
    std::vector<SourceSpan> markers;
    for (const auto& finding : evaluation.findings)
        std::ranges::copy(finding.removable, std::back_inserter(markers));
    if (markers.empty() || !is_plain_source(draft)) return {};
    const OtherFindings others(evaluation);
    if (!others.all_known()) return {};
    std::vector<SourceSpan> out;
    for (const auto& line : marker_lines(*draft.bytes, std::move(markers))) {
        if (!line.alone || others.stand_on(line_column(*draft.bytes, line.begin).line, line))
            continue;
        out.push_back({line.begin, line.next});
        if (out.size() == kMostLines) break;
    }
    return out;
}

FixedDraft fix_draft(const policy::Policy& policy, const draft::Draft& draft, const Facts& facts,
                     const Evaluation& evaluation) {
    auto lines = removable_lines(draft, evaluation);
    if (lines.empty()) return {};
    const Fixing fixing(policy, draft, facts);
    if (!fixing.can_do_without(lines)) {
        std::vector<SourceSpan> kept;
        for (const auto& line : lines) {
            kept.push_back(line);
            if (!fixing.can_do_without(kept)) kept.pop_back();
        }
        lines = std::move(kept);
    }
    if (lines.empty()) return {};
    return {without(*draft.bytes, lines), lines.size()};
}

}  // namespace sendguard::check
