// A summary for a pull request.
//
// The problem: Markdown on a forge is a language of many doors: markup, raw HTML, links made of
// bare words, mentions that mail people, references by "#", "!", "~". The idea: what comes from a
// draft stands in <code>, where forges make no links and no mentions, with every character of ASCII
// that is no letter, digit or blank written as a reference, so that nothing of it is markup; the
// policy's own words get the references too, and "@" and "#" a word joiner behind them. source:
// github.github.com/gfm (6.2 references); GitLab's and GitHub's filters leave code alone
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/occurrences.h"
#include "report/region.h"
#include "report/verdicts.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kLineWidth = 100;
constexpr std::size_t kPlacesShown = 5;
constexpr std::size_t kMostText = 600;  // of one message or path; rules may say much

std::string reference(char c) {
    return fmt::format("&#{};", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain =
            is_ascii_letter(c) || is_ascii_digit(c) || c == ' ' || static_cast<signed char>(c) < 0;
        out += plain ? std::string(1, c) : reference(c);
    }
    return out;
}

/// Text of a draft.
std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", escaped(shortened(printable(text), kMostText)));
}

/// Words of the policy.
std::string words(std::string_view text) {
    constexpr std::string_view kHarmless = ",;'()";
    std::string out;
    const auto shown = shortened(printable(text), kMostText);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const char c = shown[i];
        // The end of a sentence makes no link; a dot inside of a word may.
        const bool full_stop = c == '.' && (i + 1 == shown.size() || shown[i + 1] == ' ');
        if (full_stop || kHarmless.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += escaped({&shown[i], 1});
        }
        if (c == '@' || c == '#') out += "&#8288;";
    }
    return out;
}

std::string place_line(const draft::Location& place) {
    auto where = fmt::format("line {}", place.line);
    if (const auto more = place_words(place); !more.empty()) where += ", " + more;
    const auto line = marked_line(place, kLineWidth);
    return fmt::format("  - {}: <code>{}<b>{}</b>{}</code>\n", words(where), escaped(line.before),
                       escaped(line.span), escaped(line.after));
}

std::string finding_item(const check::Finding& finding) {
    auto out = fmt::format("- {} **{}** {} {}\n", sign_of(finding.action),
                           policy::action_name(finding.action), words(finding.message),
                           code(finding.rule));
    const auto shown = std::min(finding.places.size(), kPlacesShown);
    for (std::size_t i = 0; i < shown; ++i) out += place_line(finding.places[i]);
    const auto rest = finding.places.size() - shown + finding.more_places;
    if (rest != 0) out += fmt::format("  - and {}\n", counted(rest, "more place"));
    if (!finding.why.empty()) out += fmt::format("  - Why: {}\n", words(finding.why));
    if (!finding.help.empty()) out += fmt::format("  - What to do: {}\n", words(finding.help));
    if (finding.approvers) {
        out +=
            fmt::format("  - Needs a sign-off by {}; so far: {}\n", words(who_must_sign(finding)),
                        finding.signed_by.empty() ? "nobody" : code(who_has_signed(finding)));
    }
    for (const auto& note : finding.notes) out += fmt::format("  - {}\n", code(note));
    return out;
}

bool has_details(const DraftReport& draft) {
    return !draft.error.empty() || !draft.evaluation.findings.empty() ||
           !draft.evaluation.cleared.empty();
}

std::string details(const DraftReport& draft) {
    const auto verdict = draft.evaluation.verdict;
    auto out = fmt::format("<details><summary>{} {}: {}</summary>\n\n", sign_of(verdict),
                           code(path_of(draft)), verdict_words(verdict));
    if (!draft.error.empty()) {
        out += fmt::format("- It could not be checked: {}\n", code(error_of(draft)));
    }
    for (const auto& finding : draft.evaluation.findings) out += finding_item(finding);
    for (const auto& finding : draft.evaluation.cleared) {
        out +=
            fmt::format("- {} cleared: {} {}, by {}\n", sign_of(check::Verdict::pass),
                        words(finding.message), code(finding.rule), code(who_has_signed(finding)));
    }
    return out + "\n</details>\n\n";
}

std::string row(const DraftReport& draft) {
    const auto verdict = draft.evaluation.verdict;
    return fmt::format("| {} {} | {} | {} |\n", sign_of(verdict), verdict_words(verdict),
                       code(path_of(draft)), draft.evaluation.findings.size());
}

/// `pieces` as far as `room` goes, and of how many drafts `what` is missing.
std::string as_many(const std::vector<std::string>& pieces, std::size_t room,
                    std::string_view what) {
    std::string out;
    std::size_t shown = 0;
    while (shown < pieces.size() && out.size() + pieces[shown].size() <= room) {
        out += pieces[shown++];
    }
    if (shown < pieces.size()) {
        out += fmt::format("\n{} not shown for want of room: {}.\n", what,
                           counted(pieces.size() - shown, "draft"));
    }
    return out;
}

}  // namespace

std::string markdown_report(const Report& report, std::size_t most_bytes) {
    std::vector<std::string> rows;
    std::vector<std::string> folded;
    std::vector<check::Verdict> verdicts;
    for (const auto* draft : by_path(report)) {
        verdicts.push_back(draft->evaluation.verdict);
        if (!has_details(*draft)) continue;
        rows.push_back(row(*draft));
        folded.push_back(details(*draft));
    }
    auto out = fmt::format("### send-guard: {}\n\n", count_verdicts(verdicts));
    if (const auto aside = set_aside_words(set_aside(report)); !aside.empty())
        out += fmt::format("Findings that do not stand: {}.\n\n", aside);
    if (rows.empty()) return out;
    out += "| verdict | draft | findings |\n|---|---|---:|\n";
    constexpr std::size_t kFrame = 200;  // the lines that say what is not shown
    const auto room = most_bytes - std::min(most_bytes, out.size() + kFrame);
    out += as_many(rows, room / 2, "Lines") + "\n";
    const auto left = most_bytes - std::min(most_bytes, out.size() + kFrame / 2);
    return out + as_many(folded, left, "Details");
}

}  // namespace sendguard::report
