// One page for people who were not at the terminal: what was found, then each draft with its lines,
// the words marked, why, and what to do.
//
// The problem: the page quotes texts of which some were written to trick. The idea: no script, and
// a policy (CSP) under which none could run and nothing is loaded, whatever slipped through; every
// text goes through printable() and has its markup escaped; each quoted line is isolated, so that
// its writing direction turns nothing around it. source: www.w3.org/TR/CSP3 (a hash in style-src
// names the one style sheet)
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/digest.h"
#include "base/text.h"
#include "report/excerpt.h"
#include "report/formats.h"
#include "report/html_style.h"
#include "report/occurrences.h"
#include "report/region.h"
#include "report/verdicts.h"
#include "report/words.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kLineWidth = 160;
constexpr std::size_t kPlacesShown = 3;    // more are folded
constexpr std::size_t kFindingsOpen = 40;  // with more, drafts begin folded
constexpr std::size_t kCleanOpen = 10;

/// Any text as it may stand in the page.
std::string html(std::string_view text) {
    return markup_escaped(printable(text));
}

std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", html(text));
}

std::string base64_of_hex(std::string_view hex) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : hex) {
        bits = (bits << 4 | static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10)) & 0xFFF;
        count += 4;
        while (count >= 6) {
            count -= 6;
            out += kDigits[bits >> count & 63];
        }
    }
    if (count != 0) out += kDigits[bits << (6 - count) & 63];
    while (out.size() % 4 != 0) out += '=';
    return out;
}

std::string head(std::string_view title) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
        base64_of_hex(sha256_hex(html_style())), markup_escaped(title), html_style());
}

class Page {
  public:
    explicit Page(const Report& report) : report_(report), drafts_(by_path(report)) {}

    std::string write();

  private:
    void header();
    void overview();
    void clean_drafts();
    void rules();
    void draft(std::size_t number);
    void finding(const DraftReport& draft, const check::Finding& finding);
    void place(const draft::Location& place);
    void places(const check::Finding& finding);
    void advice(const DraftReport& draft, const check::Finding& finding);
    void item(std::string_view name, const std::string& markup);
    std::size_t count(check::Verdict verdict) const;

    const Report& report_;
    std::vector<const DraftReport*> drafts_;
    bool open_ = true;  ///< each draft's details
    std::string out_;
};

bool is_clean(const DraftReport& draft) {
    return draft.evaluation.verdict == check::Verdict::pass && draft.evaluation.findings.empty() &&
           draft.evaluation.cleared.empty();
}

std::size_t Page::count(check::Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        drafts_, [&](const auto* draft) { return draft->evaluation.verdict == verdict; }));
}

void Page::header() {
    using check::Verdict;
    const auto stopped = count(Verdict::block) + count(Verdict::hold) + count(Verdict::error);
    const auto title =
        stopped == 0 ? std::string("Nothing is stopped")
                     : fmt::format("{} of {} {} stopped", stopped, counted(drafts_.size(), "draft"),
                                   stopped == 1 ? "is" : "are");
    out_ += head("send-guard: " + title);
    out_ += fmt::format("<header>\n<p class=\"brand\">send-guard {}</p>\n<h1>{}</h1>\n",
                        SENDGUARD_VERSION, title);
    out_ += "<ul class=\"chips\">\n";
    for (const auto verdict : {Verdict::error, Verdict::block, Verdict::hold, Verdict::warn,
                               Verdict::note, Verdict::pass}) {
        if (count(verdict) == 0) continue;
        out_ += fmt::format("<li class=\"{}\">{} {}</li>\n", check::verdict_name(verdict),
                            count(verdict), verdict_words(verdict));
    }
    out_ += "</ul>\n";
    if (const auto aside = set_aside_words(set_aside(report_)); !aside.empty())
        out_ += fmt::format("<p class=\"dim\">Findings that do not stand: {}</p>\n", html(aside));
    if (report_.policy != nullptr) {
        const auto& organization = report_.policy->organization;
        out_ += fmt::format("<p class=\"dim\">Policy{} {}</p>\n",
                            organization.empty() ? "" : " of " + html(organization),
                            code(report_.policy->digest));
    }
    out_ += "</header>\n";
}

void Page::overview() {
    std::string rows;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
        const auto& draft = *drafts_[i];
        if (is_clean(draft)) continue;
        const auto verdict = draft.evaluation.verdict;
        rows += fmt::format(
            "<tr class=\"{}\"><td class=\"verdict\">{}</td><td><a href=\"#d{}\">{}</a></td><td "
            "class=\"number\">{}</td></tr>\n",
            check::verdict_name(verdict), verdict_words(verdict), i + 1, code(path_of(draft)),
            draft.evaluation.findings.size());
    }
    if (rows.empty()) return;
    out_ += fmt::format(
        "<section>\n<h2>Drafts</h2>\n<table>\n<thead><tr><th>Verdict</th><th>Draft</th><th "
        "class=\"number\">Findings</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</section>\n",
        rows);
}

void Page::clean_drafts() {
    std::string items;
    std::size_t clean = 0;
    for (const auto* draft : drafts_) {
        if (!is_clean(*draft)) continue;
        ++clean;
        items += fmt::format("<li>{}</li>\n", code(path_of(*draft)));
    }
    if (clean == 0) return;
    out_ += fmt::format(
        "<details class=\"more pass\"{}><summary>{}</summary>\n<ul>\n{}</ul>\n</details>\n",
        clean <= kCleanOpen ? " open" : "", counted(clean, "clean draft"), items);
}

void Page::rules() {
    struct Fired {
        policy::Action action = policy::Action::note;
        std::size_t drafts = 0;
    };
    std::map<std::string_view, Fired> fired;
    for (const auto* draft : drafts_) {
        for (const auto& finding : draft->evaluation.findings) {
            auto& one = fired[finding.rule];
            one.action = finding.action;
            ++one.drafts;
        }
    }
    if (fired.size() < 2) return;
    out_ +=
        "<section>\n<h2>Rules</h2>\n<table>\n<thead><tr><th>Action</th><th>Rule</th><th "
        "class=\"number\">Drafts</th></tr></thead>\n<tbody>\n";
    for (const auto& [rule, one] : fired) {
        const auto action = policy::action_name(one.action);
        out_ += fmt::format(
            "<tr class=\"{}\"><td class=\"verdict\">{}</td><td>{}</td><td "
            "class=\"number\">{}</td></tr>\n",
            action, action, code(rule), one.drafts);
    }
    out_ += "</tbody>\n</table>\n</section>\n";
}

void Page::place(const draft::Location& place) {
    auto where = fmt::format("line {}, column {}", place.line, place.column);
    if (place.end_line > place.line) where += fmt::format(", to line {}", place.end_line);
    if (const auto more = place_words(place); !more.empty()) where += ", " + more;
    const auto line = marked_line(place, kLineWidth);
    out_ += fmt::format("<figure><figcaption>{}</figcaption>", html(where));
    if (!line.before.empty() || !line.span.empty() || !line.after.empty()) {
        out_ += fmt::format(
            "<pre><span class=\"line-number\">{}</span><code "
            "dir=\"auto\">{}<mark>{}</mark>{}</code></pre>",
            place.line, markup_escaped(line.before), markup_escaped(line.span),
            markup_escaped(line.after));
    }
    out_ += "</figure>\n";
}

void Page::places(const check::Finding& finding) {
    const auto shown = std::min(finding.places.size(), kPlacesShown);
    for (std::size_t i = 0; i < shown; ++i) place(finding.places[i]);
    const auto rest = finding.places.size() - shown + finding.more_places;
    if (rest == 0) return;
    out_ +=
        fmt::format("<details class=\"more\"><summary>{}</summary>\n", counted(rest, "more place"));
    for (std::size_t i = shown; i < finding.places.size(); ++i) place(finding.places[i]);
    if (finding.more_places != 0) {
        out_ += fmt::format("<p class=\"dim\">{} not listed.</p>\n",
                            counted(finding.more_places, "more place"));
    }
    out_ += "</details>\n";
}

void Page::item(std::string_view name, const std::string& markup) {
    if (!markup.empty()) out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, markup);
}

void Page::advice(const DraftReport& draft, const check::Finding& finding) {
    out_ += "<dl>\n";
    item("Why", html(finding.why));
    item("What to do", html(finding.help));
    if (finding.approvers) {
        item("Needs", html(fmt::format("a sign-off by {}", who_must_sign(finding))));
        item("So far", html(who_has_signed(finding)));
        item("Who may", html(who_may_sign(report_.policy, finding)));
        const auto& group = finding.approvers->group;
        item("Command",
             code(fmt::format("send-guard sign {} --key KEY{}", shell_word(path_of(draft)),
                              group.empty() ? "" : " --as " + shell_word(group))));
    }
    for (const auto& note : finding.notes) item("Note", html(note));
    out_ += "</dl>\n";
}

void Page::finding(const DraftReport& draft, const check::Finding& finding) {
    const auto action = policy::action_name(finding.action);
    out_ += fmt::format(
        "<article class=\"finding {}\">\n<h3><span class=\"badge\">{}</span> "
        "<span>{}</span></h3>\n<p class=\"rule\">{}</p>\n",
        action, action, html(finding.message), code(finding.rule));
    places(finding);
    advice(draft, finding);
    out_ += "</article>\n";
}

void Page::draft(std::size_t number) {
    const auto& draft = *drafts_[number];
    if (is_clean(draft)) return;
    const auto verdict = draft.evaluation.verdict;
    out_ += fmt::format(
        "<details class=\"draft {}\" id=\"d{}\"{}>\n<summary>{}<span "
        "class=\"verdict\">{}</span></summary>\n",
        check::verdict_name(verdict), number + 1, open_ ? " open" : "", code(path_of(draft)),
        verdict_words(verdict));
    if (!draft.error.empty() || verdict == check::Verdict::error) {
        out_ += fmt::format(
            "<article class=\"finding error\"><h3><span class=\"badge\">not checked</span> "
            "<span>{}</span></h3></article>\n",
            markup_escaped(error_of(draft)));
    }
    for (const auto& one : draft.evaluation.findings) finding(draft, one);
    for (const auto& one : draft.evaluation.cleared) {
        out_ += fmt::format(
            "<article class=\"finding pass\"><h3><span class=\"badge\">cleared</span> "
            "<span>{}</span></h3>\n<p class=\"rule\">{} by {}</p></article>\n",
            html(one.message), code(one.rule), html(who_has_signed(one)));
    }
    out_ += "</details>\n";
}

std::string Page::write() {
    std::size_t findings = 0;
    bool all_clean = true;
    for (const auto* draft : drafts_) {
        findings += draft->evaluation.findings.size();
        all_clean = all_clean && is_clean(*draft);
    }
    open_ = findings <= kFindingsOpen;
    header();
    out_ += "<main>\n";
    overview();
    rules();
    if (!all_clean) {
        out_ += "<section>\n<h2>Findings</h2>\n";
        for (std::size_t i = 0; i < drafts_.size(); ++i) draft(i);
        out_ += "</section>\n";
    }
    out_ += "<section>\n";
    clean_drafts();
    out_ += "</section>\n</main>\n</body>\n</html>\n";
    return std::move(out_);
}

}  // namespace

std::string markup_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '`':
                out += "&#96;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string html_report(const Report& report) {
    return Page(report).write();
}

}  // namespace sendguard::report
