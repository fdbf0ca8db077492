// What a press release is made of, and what is missing from one: a headline, a dateline, somebody
// to ring, a mark where it ends. Two releases in one text are a paste that nobody read through.
//
// The idea: a text is a release when a line near its top says so ("FOR IMMEDIATE RELEASE",
// "Pressemitteilung"). Everything is looked for generously, in the author's own lines: a detection
// says that nothing like it stands anywhere. A line that goes on with other words ("Press release
// attached") is no such mark, nor is a sentence's end.
//
// Kinds:
//   no-headline      between the mark and the text stands no line that could be one, and no title
//   no-dateline      no date stands in the first kTopLines lines
//   no-contact       neither an address nor a telephone number
//   no-boilerplate   no paragraph about the house ("About ...", "Notes to editors")
//   no-end           none of "###", "-30-", "ENDS", ...
//   two-releases     a second mark stands kApart lines or more below the first
// source: the common form of releases (AP Stylebook, PRSA; "###" and "-30-" of the telegraph)
#include <algorithm>
#include <array>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/embargo/date_words.h"
#include "check/embargo/written_time.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMarkLines = 12;      ///< a release says so near its top
constexpr std::size_t kTopLines = 25;       ///< the head: mark, contact, headlines, dateline
constexpr std::size_t kApart = 8;           ///< two marks of one head stand closer, in lines
constexpr std::size_t kWhole = 300;         ///< bytes; a release between two marks is longer
constexpr std::size_t kLongestMark = 72;    ///< bytes; "PRESS RELEASE - FOR IMMEDIATE RELEASE"
constexpr std::size_t kLongHeadline = 220;  ///< bytes
constexpr std::size_t kLeast = 40;          ///< bytes besides the mark; less is a covering note
constexpr std::size_t kPhoneDigits = 7;

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<32> kMarks{"for immediate release",
                           "press release",
                           "news release",
                           "media release",
                           "media advisory",
                           "press statement",
                           "for release",
                           "zur sofortigen veröffentlichung",
                           "pressemitteilung",
                           "presseinformation",
                           "presseerklärung",
                           "medienmitteilung",
                           "communiqué de presse",
                           "pour diffusion immédiate",
                           "comunicado de prensa",
                           "nota de prensa",
                           "para publicación inmediata",
                           "comunicato stampa",
                           "per diffusione immediata",
                           "persbericht",
                           "comunicado de imprensa",
                           "comunicado à imprensa",
                           "nota à imprensa",
                           "para divulgação imediata",
                           "komunikat prasowy",
                           "informacja prasowa",
                           "пресс-релиз",
                           "пресреліз",
                           "basın bülteni",
                           "新闻稿",
                           "プレスリリース",
                           "보도자료"};
constexpr Words<21> kAbout{"about ",    "notes to editor", "note to editors", "background",
                           "über ",     "hintergrund",     "à propos",        "notes aux",
                           "acerca de", "sobre ",          "notas para",      "informazioni su",
                           "note per",  "chi siamo",       "over ",           "noot voor",
                           "o nas",     "o firmie",        "о компании",      "про компанію",
                           "hakkında"};
constexpr Words<15> kEnds{"###", "# # #", "#####", "-30-",   "- 30 -", "ends",  "end",   "ende",
                          "fin", "fine",  "einde", "koniec", "fim",    "конец", "кінець"};
constexpr Words<14> kContacts{"contact",  "kontakt",  "presse",  "press contact", "media contact",
                              "contacto", "contatti", "contato", "tel",           "phone",
                              "e-mail",   "email",    "embargo", "sperrfrist"};

template <std::size_t N>
bool begins_with_one(std::string_view line, const Words<N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return line.starts_with(word); });
}

struct Line {
    std::string text;   ///< folded, lower case, without the blanks around it
    bool mark = false;  ///< says that this is a release
    const draft::Passage* passage = nullptr;
    std::size_t begin = 0, end = 0;  ///< bytes of the passage's own text
};

std::string_view bare(std::string_view line) {
    constexpr std::string_view kSigns = " *_=-:.<>[]()|\"";
    const auto from = line.find_first_not_of(kSigns);
    if (from == std::string_view::npos) return {};
    return line.substr(from, line.find_last_not_of(kSigns) + 1 - from);
}

/// Whether a mark goes on with `rest`: "No. 12", ": Pier opens", "of 2 March". Other words make it
/// a line of a letter ("Press release attached, as discussed") or of a page ("For release notes
/// see").
bool may_follow_mark(std::string_view rest) {
    constexpr std::string_view kWords[] = {"no",  "nr",   "n",  "number",      "num",   "of",
                                           "vom", "von",  "du", "del",         "de",    "di",
                                           "van", "z",    "on", "am",          "dated", "date",
                                           "at",  "dnia", "nº", "immediately", "upon"};
    rest = trim(rest);
    // Behind a comma a sentence goes on.
    if (rest.empty()) return true;
    if (rest.starts_with(',')) return false;
    const auto tokens = tokens_of(rest, 2);
    if (tokens.empty() || !tokens.front().is_word()) return true;
    const auto& word = tokens.front().text;
    const auto names = date_word(word);
    return names.months != 0 || names.weekdays != 0 ||
           std::ranges::find(kWords, word) != std::end(kWords) ||
           rest.starts_with("for immediate") || rest.starts_with("for release");
}

bool has_small_letter(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// A stop behind "No." or a number ends no sentence.
bool holds_sentence_end(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (std::string_view("?!;").find(text[at]) != std::string_view::npos) return true;
        const auto before = text.substr(0, at);
        const bool number = before.ends_with(" no") || before.ends_with(" nr") ||
                            (at > 0 && is_ascii_digit(text[at - 1]));
        if (text[at] == '.' && !number) return true;
    }
    return false;
}

/// The mark that the text begins with; "" for none. "Press releases" names a page, not a release.
std::string_view mark_at_begin(std::string_view text) {
    for (const auto mark : kMarks) {
        if (!text.starts_with(mark)) continue;
        const auto rest = text.substr(mark.size());
        if (rest.empty() || !is_ascii_letter(rest.front())) return mark;
    }
    return {};
}

/// in: folded - the line; lowered - the same in lower case
bool is_mark(std::string_view folded, std::string_view lowered) {
    const auto text = bare(lowered);
    const auto mark = mark_at_begin(text);
    if (mark.empty() || text.size() > kLongestMark || holds_sentence_end(text)) return false;
    // "... and sent out the\npress release." ends a sentence.
    const auto raw = bare(folded);
    if (!raw.empty() && raw.front() >= 'a' && raw.front() <= 'z') return false;
    constexpr std::string_view kElsewhere[] = {"attach",    "enclosed", "anbei",    "anhang",
                                               "angehäng",  "joint",    "adjunt",   "allegat",
                                               "bijgevoeg", "bijlage",  "em anexo", "załącz"};
    for (const auto word : kElsewhere) {
        if (text.find(word) != std::string_view::npos) return false;
    }
    return may_follow_mark(text.substr(mark.size())) || (is_ascii(mark) && !has_small_letter(raw));
}

/// "March 2027" too.
bool has_date(std::string_view line) {
    const auto tokens = tokens_of(line, 40);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (date_at(tokens, at, line)) return true;
        const bool month = tokens[at].is_word() && date_word(tokens[at].text).months != 0;
        if (month && at + 1 < tokens.size() && tokens[at + 1].digits() == 4) return true;
    }
    return false;
}

/// An e-mail address, or a run of figures that can be dialled.
bool can_be_reached(std::string_view line) {
    if (line.find('@') != std::string_view::npos) return true;
    const bool page =
        line.find("www.") != std::string_view::npos || line.find("http") != std::string_view::npos;
    if (page && begins_with_one(bare(line), kContacts)) return true;
    std::size_t digits = 0;
    for (const char c : line) {
        if (is_ascii_digit(c))
            ++digits;
        else if (std::string_view("+-()/. ").find(c) == std::string_view::npos)
            digits = 0;
        if (digits >= kPhoneDigits) return true;
    }
    return false;
}

bool is_end(std::string_view line) {
    if (line.starts_with("#") && line.find_first_not_of("# ") == std::string_view::npos)
        return true;
    const auto text = bare(line);
    return text == "30" || std::ranges::find(kEnds, text) != kEnds.end();
}

/// Short, no sentence, no date, nobody's number: what may stand over a release.
bool can_be_headline(const Line& of) {
    const std::string_view line = of.text;
    if (bare(line).size() < 6 || line.size() > kLongHeadline) return false;
    if (of.mark || begins_with_one(bare(line), kContacts) || can_be_reached(line)) return false;
    return !line.ends_with('.') && !has_date(line);
}

/// The author's own lines of one part, in order.
std::vector<Line> lines_of(const draft::Draft& draft, std::uint32_t part) {
    std::vector<Line> out;
    for (const auto& passage : draft.passages) {
        const bool own =
            passage.place == draft::Place::body || passage.place == draft::Place::signature;
        if (!own || passage.alternative || passage.part != part) continue;
        any_line(passage.text, [&](std::size_t begin, std::size_t end) {
            const auto folded = draft::fold(trim(passage.text.substr(begin, end - begin)));
            auto text = draft::lower(folded);
            const bool mark = is_mark(folded, text);
            if (!text.empty()) out.push_back({std::move(text), mark, &passage, begin, end});
            return false;
        });
    }
    return out;
}

bool is_mark_line(std::string_view line) {
    // Most lines need no folding to be told from a mark.
    if (is_ascii(line) && mark_at_begin(ascii_lower(bare(line))).empty()) return false;
    const auto folded = draft::fold(line);
    return is_mark(folded, draft::lower(folded));
}

/// Most texts are no releases: that is seen on their first lines.
bool may_be_release(const draft::Passage& passage) {
    std::size_t count = 0;
    bool found = false;
    any_line(passage.text, [&](std::size_t begin, std::size_t end) {
        const auto line = trim(passage.text.substr(begin, end - begin));
        if (line.empty()) return false;
        found = line.size() <= 2 * kLongestMark && is_mark_line(line);
        return found || ++count >= kMarkLines;
    });
    return found;
}

/// A title elsewhere than in the text: a mail's subject, a page's front matter.
bool has_title(const draft::Draft& draft) {
    const auto subject = trim(draft.subject());
    if (subject.find(' ') != std::string::npos && !is_mark_line(subject)) return true;
    return std::any_of(draft.facts.begin(), draft.facts.end(),
                       [](const draft::Fact& fact) { return fact.key == "title"; });
}

/// A date elsewhere than in the text.
bool is_dated(const draft::Draft& draft) {
    return has_date(draft::lower(draft::fold(trim(draft.subject())))) ||
           std::ranges::any_of(draft.facts,
                               [](const draft::Fact& fact) { return fact.key == "date"; });
}

/// An address or a number behind a link: "Press office".
bool has_link_to_somebody(const draft::Draft& draft) {
    return std::ranges::any_of(draft.passages, [](const draft::Passage& passage) {
        return passage.place == draft::Place::link &&
               (starts_with_ignoring_case(passage.text, "mailto:") ||
                starts_with_ignoring_case(passage.text, "tel:"));
    });
}

class Judge {
  public:
    Judge(const DetectorInput& input, const std::vector<Line>& lines, std::vector<Detection>& out)
        : input_(input), lines_(lines), out_(out) {}

    void run() {
        const auto mark = std::ranges::find_if(lines_, [](const Line& l) { return l.mark; });
        if (mark == lines_.end()) return;
        std::size_t bytes = 0;
        for (const auto& line : lines_) bytes += line.mark ? 0 : line.text.size();
        if (bytes < kLeast) return;
        const auto first = static_cast<std::size_t>(mark - lines_.begin());
        const auto any = [&](auto test, std::size_t most) {
            return std::any_of(
                lines_.begin(),
                lines_.begin() + static_cast<std::ptrdiff_t>(std::min(most, lines_.size())),
                [&](const Line& line) { return test(line.text); });
        };
        const auto all = lines_.size();
        if (!has_headline(first)) say("no-headline", *mark, "no headline stands over it");
        if (!any(has_date, first + kTopLines) && !is_dated(input_.draft))
            say("no-dateline", *mark, "its head bears no date");
        if (!any(can_be_reached, all) && !has_link_to_somebody(input_.draft))
            say("no-contact", *mark, "neither an address nor a telephone number stands in it");
        if (!any([](std::string_view l) { return begins_with_one(bare(l), kAbout); }, all))
            say("no-boilerplate", *mark, "nothing in it says who the house is");
        if (!any(is_end, all)) say("no-end", *mark, "no mark says where it ends");
        if (const auto second = second_release(first); second < all)
            say("two-releases", lines_[second], "a second release begins here");
    }

  private:
    /// The line of a second mark with a whole release before it and text behind it.
    std::size_t second_release(std::size_t first) const {
        std::size_t bytes = 0;
        for (auto at = first + 1; at + 2 < lines_.size(); ++at) {
            bytes += lines_[at].text.size();
            if (at < first + kApart || bytes < kWhole || !lines_[at].mark) continue;
            const auto length = lines_[at + 1].text.size() + lines_[at + 2].text.size();
            if (length >= kLongestMark / 2) return at;
        }
        return lines_.size();
    }
    bool has_headline(std::size_t first) const {
        if (has_title(input_.draft)) return true;
        const auto end = std::min(lines_.size(), first + kTopLines);
        for (auto at = std::size_t{0}; at < end; ++at) {
            // A line over the mark is the letterhead, unless it reads as a headline does.
            if (at < first && lines_[at].text.find(' ') == std::string::npos) continue;
            if (can_be_headline(lines_[at])) return true;
            if (at > first && lines_[at].text.size() > kLongHeadline) return false;
        }
        return false;
    }
    void say(std::string_view kind, const Line& line, std::string_view detail) {
        if (!asks_for(input_.condition, kind)) return;
        out_.push_back({draft::locate(input_.draft, *line.passage, line.begin, line.end),
                        std::string(detail)});
    }

    const DetectorInput& input_;
    const std::vector<Line>& lines_;
    std::vector<Detection>& out_;
};

/// The lines of each part that may be a release.
using Releases = std::vector<std::vector<Line>>;

Releases releases_of(const draft::Draft& draft) {
    Releases out;
    std::vector<bool> seen(draft.parts.size(), false);
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::body || passage.alternative) continue;
        if (passage.part >= seen.size() || seen[passage.part] || !may_be_release(passage)) continue;
        seen[passage.part] = true;
        out.push_back(lines_of(draft, passage.part));
    }
    return out;
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    // Several rules ask.
    for (const auto& lines : input.memo.get<Releases>([&] { return releases_of(input.draft); }))
        Judge(input, lines, out).run();
    return out;
}

}  // namespace

Detector release_form_detector() {
    return {
        "release-form",
        "a press release without headline, dateline, contact, boilerplate or end; two in one",
        {"no-headline", "no-dateline", "no-contact", "no-boilerplate", "no-end", "two-releases"},
        {},
        detect};
}

}  // namespace sendguard::check
