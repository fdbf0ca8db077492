#include "report/occurrences.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/digest.h"
#include "base/text.h"
#include "report/excerpt.h"
#include "report/region.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kQuotedBytes = 120;  // enough to find the place by

/// Blanks folded to one, none at the ends: a line that was indented anew is the same line.
std::string folded(std::string_view line) {
    std::string out;
    for (const char c : trim(line)) {
        const bool blank = c == ' ' || c == '\t';
        if (blank && out.ends_with(' ')) continue;
        out += blank ? ' ' : c;
    }
    return out;
}

auto order_of(const Occurrence& one) {
    const auto* place = one.place;
    const bool in_file = place != nullptr && has_file_line(*place);
    return std::make_tuple(path_of(*one.draft), in_file ? place->line : 0U,
                           place == nullptr ? std::string_view() : std::string_view(place->part),
                           place == nullptr ? 0U : place->line,
                           place == nullptr ? 0U : place->column,
                           std::string_view(one.finding->rule));
}

void add_fingerprints(std::vector<Occurrence>& list) {
    std::map<std::string, std::size_t> seen;
    for (auto& one : list) {
        const auto line = one.place == nullptr ? "" : folded(one.place->line_text);
        auto key = fmt::format("{}\n{}\n{}", escape_invisible(one.finding->rule),
                               escape_invisible(path_of(*one.draft)), line);
        const auto ordinal = seen[key]++;
        one.fingerprint = sha256_hex(fmt::format("{}\n{}", key, ordinal));
    }
}

/// `(in part 1.2, decoded, line 3: "DRAFT")`; `("DRAFT")` where the format says line and column.
std::string where(const draft::Location& place) {
    auto words = place_words(place);
    if (!has_file_line(place)) {
        words += fmt::format("{}line {}", words.empty() ? "" : ", ", place.line);
    }
    const auto quoted = shortened(printable(place.text), kQuotedBytes);
    if (quoted.empty()) return words;
    return fmt::format("{}{}\"{}\"", words, words.empty() ? "" : ": ", quoted);
}

}  // namespace

Severity severity_of(policy::Action action) {
    switch (action) {
        case policy::Action::block:
        case policy::Action::hold:
            return Severity::error;
        case policy::Action::warn:
            return Severity::warning;
        case policy::Action::note:
            return Severity::note;
    }
    return Severity::error;
}

std::string_view path_of(const DraftReport& draft) {
    return draft.path.empty() ? draft.source : draft.path;
}

std::vector<const DraftReport*> by_path(const Report& report) {
    std::vector<const DraftReport*> drafts;
    for (const auto& draft : report.drafts) drafts.push_back(&draft);
    std::ranges::stable_sort(drafts, {}, [](const auto* draft) { return path_of(*draft); });
    return drafts;
}

std::vector<const DraftReport*> not_checked(const Report& report) {
    auto drafts = by_path(report);
    std::erase_if(drafts, [](const auto* draft) {
        return draft->error.empty() && draft->evaluation.verdict != check::Verdict::error;
    });
    return drafts;
}

SetAside set_aside(const Report& report) {
    SetAside counts;
    for (const auto& draft : report.drafts) {
        counts.cleared += draft.evaluation.cleared.size();
        counts.allowed += draft.evaluation.allowed.size();
        counts.observed += draft.evaluation.observed.size();
        counts.baselined += draft.evaluation.baselined.size();
    }
    return counts;
}

std::string set_aside_words(const SetAside& counts) {
    std::vector<std::string> words;
    if (counts.cleared != 0) words.push_back(fmt::format("{} cleared by sign-off", counts.cleared));
    if (counts.allowed != 0) words.push_back(fmt::format("{} allowed by comments", counts.allowed));
    if (counts.observed != 0) words.push_back(fmt::format("{} observed", counts.observed));
    if (counts.baselined != 0) words.push_back(fmt::format("{} in the baseline", counts.baselined));
    return fmt::format("{}", fmt::join(words, "; "));
}

std::vector<Occurrence> occurrences(const Report& report) {
    std::vector<Occurrence> list;
    for (const auto& draft : report.drafts) {
        for (const auto& finding : draft.evaluation.findings) {
            Occurrence one{.draft = &draft, .finding = &finding, .place = nullptr};
            one.first = true;
            if (finding.places.empty()) list.push_back(one);
            for (const auto& place : finding.places) {
                one.place = &place;
                list.push_back(one);
                one.first = false;
            }
        }
    }
    std::ranges::stable_sort(list, {}, order_of);
    add_fingerprints(list);
    return list;
}

std::string error_of(const DraftReport& draft) {
    std::string text = draft.error.empty() ? "could not be checked" : draft.error;
    const auto path = path_of(draft);
    if (!draft.source.empty() && path != draft.source) {
        for (auto at = text.find(draft.source); at != std::string::npos;
             at = text.find(draft.source, at + path.size())) {
            text.replace(at, draft.source.size(), path);
        }
    }
    return printable(text);
}

std::string told(const Occurrence& occurrence) {
    const auto& finding = *occurrence.finding;
    std::string text = printable(finding.message);
    if (occurrence.place != nullptr) {
        const auto words = where(*occurrence.place);
        if (!words.empty()) text += fmt::format(" ({})", words);
    }
    if (!finding.help.empty()) text += " " + printable(finding.help);
    if (finding.approvers) {
        text += fmt::format(" Missing: sign-off by {}; so far: {}.", who_must_sign(finding),
                            who_has_signed(finding));
    }
    if (occurrence.first && finding.more_places != 0) {
        text += fmt::format(" {} not listed.", counted(finding.more_places, "more place"));
    }
    return text.empty() ? printable(finding.rule) : text;
}

}  // namespace sendguard::report
