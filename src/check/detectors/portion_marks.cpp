// The marks of a classified text against each other: each paragraph bears its own in brackets,
// "(U)", "(S//NF)", and the banner over the page must be as high as the highest of them. A text
// whose banner is lower, or gone, was cut from a higher one or marked in haste.
//
// Kinds:
//   above-banner   a paragraph is marked higher than every banner
//   no-banner      paragraphs are marked above unclassified, and no banner stands in the text
//   two-banners    banners of different level in one part
// A text is taken as marked only when kFewMarks paragraphs begin with such a mark, "(U)" among
// them, or one with a dissemination control ("(S//NF)"): "(C)" and "(S)" begin items of many a
// list. source: 32 CFR 2001.23-24 (banner and portion marks), ISOO marking booklet; NATO
// C-M(2002)49
#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

enum class Level : std::uint8_t { none, open, controlled, restricted, confidential, secret, top };

struct Word {
    std::string_view text;
    Level level;
};
// Longer ones first, where one begins another.
constexpr Word kBanners[] = {
    {"TOP SECRET", Level::top},
    {"COSMIC TOP SECRET", Level::top},
    {"NATO SECRET", Level::secret},
    {"NATO CONFIDENTIAL", Level::confidential},
    {"NATO RESTRICTED", Level::restricted},
    {"NATO UNCLASSIFIED", Level::open},
    {"SECRET", Level::secret},
    {"CONFIDENTIAL", Level::confidential},
    {"UNCLASSIFIED//FOR OFFICIAL USE ONLY", Level::controlled},
    {"UNCLASSIFIED//FOUO", Level::controlled},
    {"CUI", Level::controlled},
    {"CONTROLLED", Level::controlled},
    {"UNCLASSIFIED", Level::open},
    {"STRENG GEHEIM", Level::top},
    {"GEHEIM", Level::secret},
    {"VS-VERTRAULICH", Level::confidential},
    {"VS-NUR FÜR DEN DIENSTGEBRAUCH", Level::restricted},
    {"TRÈS SECRET", Level::top},
    {"DIFFUSION RESTREINTE", Level::restricted},
};
constexpr Word kPortions[] = {
    {"TS", Level::top},          {"S", Level::secret},
    {"C", Level::confidential},  {"R", Level::restricted},
    {"NR", Level::restricted},   {"NC", Level::confidential},
    {"NS", Level::secret},       {"CUI", Level::controlled},
    {"FOUO", Level::controlled}, {"U//FOUO", Level::controlled},
    {"U", Level::open},          {"NU", Level::open},
};
constexpr std::size_t kFewMarks = 3;
constexpr std::size_t kLongestBanner = 90;

std::string_view level_name(Level level) {
    constexpr std::array<std::string_view, 7> kNames{"unmarked",   "unclassified", "controlled",
                                                     "restricted", "confidential", "secret",
                                                     "top secret"};
    return kNames[static_cast<std::size_t>(level)];
}

struct Mark {
    Level level = Level::none;
    const draft::Passage* passage = nullptr;
    std::size_t begin = 0, end = 0;
};

struct Marks {
    std::vector<Mark> banners;
    std::vector<Mark> portions;
    bool controls = false;  ///< a portion names a control: "(S//NF)"
    bool open = false;      ///< a portion is marked unclassified, which no list's letter is
};

/// The level of a line that is a banner and nothing else: "SECRET//NOFORN", "- NATO RESTRICTED -".
Level banner_level(std::string_view line) {
    const auto from = line.find_first_not_of("-*_= ");
    if (from == std::string_view::npos || line.size() > kLongestBanner) return Level::none;
    line = line.substr(from, line.find_last_not_of("-*_= ") + 1 - from);
    for (const auto& word : kBanners) {
        if (!line.starts_with(word.text)) continue;
        const auto rest = line.substr(word.text.size());
        const bool controls =
            rest.starts_with("//") &&
            std::none_of(rest.begin(), rest.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (rest.empty() || controls) return word.level;
    }
    return Level::none;
}

/// The level of the mark that a paragraph begins with, behind its number; none without.
/// out: end - where the mark ends in `line`; controls - set when it names one
Level portion_level(std::string_view line, std::size_t& end, bool& controls) {
    auto open = line.find('(');
    if (open == std::string_view::npos || open > 6) return Level::none;
    if (line.find_first_not_of("0123456789.ab-*# ") != open) return Level::none;
    const auto close = line.find(')', open);
    if (close == std::string_view::npos || close - open > 30) return Level::none;
    if (close + 1 < line.size() && line[close + 1] != ' ') return Level::none;
    const auto mark = line.substr(open + 1, close - open - 1);
    const auto word = mark.substr(0, mark.find("//"));
    for (const auto& portion : kPortions) {
        if (mark != portion.text && word != portion.text) continue;
        end = close + 1;
        controls |= mark.size() > word.size();
        return portion.level;
    }
    return Level::none;
}

/// The marks of each part.
std::vector<Marks> marks_of(const draft::Draft& draft) {
    std::vector<Marks> parts(draft.parts.size());
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::body || passage.alternative) continue;
        if (passage.part >= parts.size()) continue;
        auto& out = parts[passage.part];
        any_line(passage.text, [&](std::size_t begin, std::size_t end) {
            const auto raw = passage.text.substr(begin, end - begin);
            const auto line = trim(raw);
            if (line.empty()) return false;
            const auto at = begin + static_cast<std::size_t>(line.data() - raw.data());
            if (const auto level = banner_level(line); level != Level::none) {
                out.banners.push_back({level, &passage, at, at + line.size()});
                return false;
            }
            std::size_t stop = 0;
            const auto level = portion_level(line, stop, out.controls);
            if (level != Level::none) out.portions.push_back({level, &passage, at, at + stop});
            out.open |= level == Level::open;
            return false;
        });
    }
    return parts;
}

class Judge {
  public:
    Judge(const DetectorInput& input, std::vector<Detection>& out) : input_(input), out_(out) {}

    void look_at(const Marks& marks) {
        if (marks.banners.size() > 1 && asks_for(input_.condition, "two-banners"))
            compare_banners(marks.banners);
        const bool several = marks.portions.size() >= kFewMarks && marks.open;
        if (!several && !marks.controls) return;
        const auto by_level = [](const Mark& a, const Mark& b) { return a.level < b.level; };
        const auto highest = std::ranges::max_element(marks.portions, by_level);
        if (highest == marks.portions.end() || highest->level <= Level::open) return;
        const auto banner = std::ranges::max_element(marks.banners, by_level);
        if (banner == marks.banners.end()) {
            if (asks_for(input_.condition, "no-banner"))
                report(*highest, fmt::format("a paragraph is marked {}, and no banner says so",
                                             level_name(highest->level)));
        } else if (banner->level < highest->level && asks_for(input_.condition, "above-banner")) {
            report(*highest, fmt::format("the banner says {}, this paragraph {}",
                                         level_name(banner->level), level_name(highest->level)));
        }
    }

  private:
    void compare_banners(const std::vector<Mark>& banners) {
        const auto other = std::ranges::find_if(
            banners, [&](const Mark& mark) { return mark.level != banners.front().level; });
        if (other != banners.end())
            report(*other,
                   fmt::format("one banner says {}, another {}", level_name(banners.front().level),
                               level_name(other->level)));
    }
    void report(const Mark& mark, std::string detail) {
        out_.push_back(
            {draft::locate(input_.draft, *mark.passage, mark.begin, mark.end), std::move(detail)});
    }

    const DetectorInput& input_;
    std::vector<Detection>& out_;
};

/// Every banner and every mark of a portion, of which no text can be without.
std::vector<std::string_view> triggers() {
    std::vector<std::string_view> out{"(ts)",  "(ts//", "(s)",  "(s//", "(c)", "(c//",
                                      "(r)",   "(r//",  "(nr",  "(nc",  "(ns", "(cui",
                                      "(fouo", "(u)",   "(u//", "(nu"};
    for (const auto& banner : kBanners) out.push_back(banner.text);
    return out;
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    Judge judge(input, out);
    for (const auto& marks : marks_of(input.draft)) judge.look_at(marks);
    return out;
}

}  // namespace

Detector portion_marks_detector() {
    return {"portion-marks",
            "paragraphs marked higher than the banner, or marked without one; unlike banners",
            {"above-banner", "no-banner", "two-banners"},
            {},
            detect,
            false,
            triggers()};
}

}  // namespace sendguard::check
