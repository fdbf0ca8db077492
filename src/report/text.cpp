// The text report. The problem: everything it quotes was written by the one who is checked. The
// idea: nothing from a draft, a file name or a policy is printed but through printable() or
// excerpt(), and nothing of it ever begins a line: excerpts stand behind a gutter, the rest behind
// a label.
#include <fmt/format.h>

#include <algorithm>

#include "report/excerpt.h"
#include "report/occurrences.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kGutter = 8;             // "12345 | "
constexpr std::size_t kPlacesWithExcerpt = 3;  // more would bury the next finding
constexpr std::size_t kPlacesNamed = 8;

class Writer {
  public:
    Writer(const Report& report, const TextOptions& options) : report_(report), options_(options) {}

    std::string write();

  private:
    void draft(const DraftReport& draft);
    void finding(const DraftReport& draft, const check::Finding& finding);
    void head(const DraftReport& draft, const check::Finding& finding);
    void place(const draft::Location& place, policy::Action action);
    void more_places(const check::Finding& finding);
    void approvers(const DraftReport& draft, const check::Finding& finding);
    void cleared(const DraftReport& draft, const check::Finding& finding);
    void allowed(const DraftReport& draft, const check::Finding& finding);
    void observed(const DraftReport& draft, const check::Finding& finding);
    void explain(const DraftReport& draft);
    void summary();
    void stale();
    void label(std::string_view name, std::string_view text);
    std::string paint(std::string_view text, std::string_view code) const;

    const Report& report_;
    const TextOptions& options_;
    std::string out_;
};

constexpr std::string_view kBold = "1";
constexpr std::string_view kDim = "2";
constexpr std::string_view kRed = "1;31";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kYellow = "1;33";
constexpr std::string_view kBlue = "1;34";

std::string_view colour_of(policy::Action action) {
    switch (action) {
        case policy::Action::block:
            return kRed;
        case policy::Action::hold:
            return kYellow;
        case policy::Action::warn:
            return kYellow;
        case policy::Action::note:
            return kBlue;
    }
    return kBold;
}

std::string Writer::paint(std::string_view text, std::string_view code) const {
    if (!options_.colour) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void Writer::label(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    out_ += fmt::format("  {:>6} {}\n", fmt::format("{}:", name), text);
}

void Writer::head(const DraftReport& draft, const check::Finding& finding) {
    std::string where = printable(draft.source);
    if (!finding.places.empty()) {
        where += fmt::format(":{}:{}", finding.places[0].line, finding.places[0].column);
    }
    out_ += fmt::format("{}: {}: {} {}\n", paint(where, kBold),
                        paint(policy::action_name(finding.action), colour_of(finding.action)),
                        paint(printable(finding.message), kBold),
                        paint(fmt::format("[{}]", printable(finding.rule)), kDim));
}

void Writer::place(const draft::Location& place, policy::Action action) {
    if (const auto words = place_words(place); !words.empty()) {
        out_ += fmt::format("{:>5} | {}\n", "", paint(words, kDim));
    }
    const auto room = options_.width > kGutter ? options_.width - kGutter : 0;
    const auto shown = excerpt(place, room);
    if (shown.line.empty()) return;
    out_ += fmt::format("{:>5} | {}\n", place.line, shown.line);
    if (!shown.carets.empty()) {
        const auto blanks = shown.carets.find('^');
        out_ += fmt::format("{:>5} | {}{}\n", "", shown.carets.substr(0, blanks),
                            paint(shown.carets.substr(blanks), colour_of(action)));
    }
}

void Writer::more_places(const check::Finding& finding) {
    std::vector<std::string> named;
    for (std::size_t i = kPlacesWithExcerpt; i < finding.places.size(); ++i) {
        if (named.size() == kPlacesNamed) break;
        const auto& place = finding.places[i];
        auto text = fmt::format("{}:{}", place.line, place.column);
        if (place.decoded) text += fmt::format(" (part {}, decoded)", printable(place.part));
        named.push_back(std::move(text));
    }
    const auto shown = std::min(finding.places.size(), kPlacesWithExcerpt) + named.size();
    const auto rest = finding.places.size() + finding.more_places - shown;
    auto text = fmt::format("{}", fmt::join(named, ", "));
    if (rest != 0) {
        text += fmt::format("{}{}", named.empty() ? "" : ", and ", counted(rest, "more place"));
    }
    label("also", text);
}

void Writer::approvers(const DraftReport& draft, const check::Finding& finding) {
    if (!finding.approvers) return;
    label("needs", fmt::format("sign-off by {}; so far: {}", who_must_sign(finding),
                               who_has_signed(finding)));
    label("who", who_may_sign(report_.policy, finding));
    const auto& wanted = *finding.approvers;
    if (wanted.strength == policy::Strength::stated) {
        label("sign",
              "add a line \"Approved-by: Name <address>\" to the draft, or sign it with a key:");
    }
    const auto as = wanted.group.empty() ? "" : fmt::format(" --as {}", shell_word(wanted.group));
    label("sign", fmt::format("send-guard sign {} --key KEY{}", shell_word(draft.source), as));
}

void Writer::finding(const DraftReport& draft, const check::Finding& finding) {
    head(draft, finding);
    const auto shown = std::min(finding.places.size(), kPlacesWithExcerpt);
    for (std::size_t i = 0; i < shown; ++i) place(finding.places[i], finding.action);
    more_places(finding);
    label("why", printable(finding.why));
    label("do", printable(finding.help));
    approvers(draft, finding);
    for (const auto& note : finding.notes) label("note", printable(note));
}

void Writer::cleared(const DraftReport& draft, const check::Finding& finding) {
    out_ += fmt::format("{}: {}: {} {}\n", paint(printable(draft.source), kBold),
                        paint("cleared", kGreen), printable(finding.message),
                        paint(fmt::format("[{}]", printable(finding.rule)), kDim));
    label("by", who_has_signed(finding));
}

void Writer::allowed(const DraftReport& draft, const check::Finding& finding) {
    out_ += fmt::format("{}: {}: {} {}\n", paint(printable(draft.source), kBold),
                        paint("allowed", kGreen), printable(finding.message),
                        paint(fmt::format("[{}]", printable(finding.rule)), kDim));
    for (const auto& note : finding.notes) label("by", printable(note));
}

void Writer::observed(const DraftReport& draft, const check::Finding& finding) {
    std::string where = printable(draft.source);
    if (!finding.places.empty())
        where += fmt::format(":{}:{}", finding.places[0].line, finding.places[0].column);
    out_ += fmt::format("{}: {}: {} {}\n", paint(where, kBold), paint("observed", kBlue),
                        printable(finding.message),
                        paint(fmt::format("[{}]", printable(finding.rule)), kDim));
    if (!finding.places.empty()) place(finding.places[0], policy::Action::note);
    label("would",
          fmt::format("{} it, if its mode were enforce", policy::action_name(finding.action)));
    for (const auto& note : finding.notes) label("note", printable(note));
}

void Writer::explain(const DraftReport& draft) {
    out_ +=
        fmt::format("{}: why each rule fired or did not\n", paint(printable(draft.source), kBold));
    std::string_view rule;
    for (const auto& line : draft.evaluation.explain) {
        if (line.rule != rule) {
            rule = line.rule;
            out_ += fmt::format("  {}: {}\n", paint(printable(line.rule), kBold),
                                line.held ? paint("fired", kYellow) : "did not fire");
        }
        out_ += fmt::format(
            "    {:{}}{} {}{}\n", "", 2 * line.depth,
            line.held ? paint("yes", kGreen) : paint("no ", kDim), printable(line.condition),
            line.detail.empty() ? "" : fmt::format(" ({})", printable(line.detail)));
    }
}

void Writer::draft(const DraftReport& draft) {
    if (!draft.error.empty() || draft.evaluation.verdict == check::Verdict::error) {
        out_ +=
            fmt::format("{}: {}: {}\n", paint(printable(draft.source), kBold), paint("error", kRed),
                        draft.error.empty() ? "could not be checked" : printable(draft.error));
    }
    for (const auto& finding : draft.evaluation.findings) this->finding(draft, finding);
    if (!options_.quiet) {
        for (const auto& finding : draft.evaluation.cleared) cleared(draft, finding);
        for (const auto& finding : draft.evaluation.allowed) allowed(draft, finding);
    }
    if (options_.observed) {
        for (const auto& finding : draft.evaluation.observed) observed(draft, finding);
    }
    if (options_.explain) explain(draft);
}

void Writer::summary() {
    std::vector<check::Verdict> verdicts;
    std::size_t findings = 0;
    for (const auto& draft : report_.drafts) {
        verdicts.push_back(draft.evaluation.verdict);
        findings += draft.evaluation.findings.size();
    }
    out_ += count_verdicts(verdicts);
    out_ += fmt::format("; {}", counted(findings, "finding"));
    if (const auto aside = set_aside_words(set_aside(report_)); !aside.empty())
        out_ += "; " + aside;
    if (report_.fixes) {
        const auto& fixes = *report_.fixes;
        out_ += fmt::format("; {} {}", fixes.lines, fixes.made ? "fixed" : "would be fixed");
    }
    out_ += '\n';
}

void Writer::stale() {
    if (!report_.baseline || report_.baseline->stale.empty()) return;
    const auto& entries = report_.baseline->stale;
    out_ += fmt::format(
        "{}: {} no finding meets any more; write it again with `send-guard "
        "baseline`\n",
        printable(report_.baseline->file),
        entries.size() == 1 ? "1 entry that" : fmt::format("{} entries that", entries.size()));
    for (std::size_t i = 0; i < std::min(entries.size(), kPlacesNamed); ++i)
        label("stale", fmt::format("{} [{}] {}", printable(entries[i].path),
                                   printable(entries[i].rule), printable(entries[i].line)));
}

std::string Writer::write() {
    for (const auto& one : report_.drafts) draft(one);
    if (!options_.quiet) {
        summary();
        stale();
    }
    return std::move(out_);
}

}  // namespace

std::string text_report(const Report& report, const TextOptions& options) {
    return Writer(report, options).write();
}

}  // namespace sendguard::report
