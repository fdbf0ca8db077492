// Text made to be read one way by people and another by programs: invisible characters inside
// words, look-alike letters of another script, bidi overrides, tag characters. Folding already sees
// through them; the trick itself is worth a look. source: UTS 39, CVE-2021-42574, draft/fold.h
#include <algorithm>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

struct Trick {
    std::string_view kind;
    std::string_view clause;
    std::size_t draft::Tricks::*count;
};
constexpr Trick kTricks[] = {
    {"invisible", "invisible characters inside words", &draft::Tricks::invisible},
    {"mixed-script", "letters of two scripts in one word", &draft::Tricks::mixed_script},
    {"tag-characters", "text in invisible tag characters", &draft::Tricks::tag_characters},
    {"bidi", "characters that turn the reading direction", &draft::Tricks::bidi_overrides},
};

constexpr std::size_t kLeastUnreadable = 20;  // characters

/// A PDF's font without a character map yields rubbish: no words, and no tricks. Told by characters
/// that no text has; in mail they would be a trick themselves.
bool is_rubbish(const draft::Draft& draft, const draft::Passage& passage) {
    if (passage.part >= draft.parts.size()) return false;
    const auto& locators = draft.parts[passage.part].locators;
    if (locators.empty() || !locators.front().name.starts_with("page ")) return false;
    std::size_t odd = 0, all = 0;
    for (std::size_t at = 0; at < passage.text.size(); ++all) {
        const auto cp = next_code_point(passage.text, at);
        const bool blank = cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n' || cp == '\f';
        odd += !blank && (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0xe000 && cp < 0xf900));
    }
    return odd >= kLeastUnreadable && odd > all / 20;
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& kinds = input.condition.kinds;
    for (const auto& passage : input.draft.passages) {
        if (is_ascii(passage.text)) continue;
        const auto tricks = draft::find_tricks(passage.text);
        if (!tricks.any() || is_rubbish(input.draft, passage)) continue;
        for (const auto& trick : kTricks) {
            const bool asked =
                kinds.empty() || std::find(kinds.begin(), kinds.end(), trick.kind) != kinds.end();
            if (!asked || tricks.*trick.count == 0) continue;
            out.push_back({draft::locate(input.draft, passage, tricks.first, tricks.first_end),
                           std::string(trick.clause)});
        }
    }
    return out;
}

}  // namespace

Detector disguised_text_detector() {
    return {"disguised-text",
            "invisible characters, look-alike letters, bidi overrides, hidden tag characters",
            {"invisible", "mixed-script", "tag-characters", "bidi"},
            {},
            detect};
}

}  // namespace sendguard::check
