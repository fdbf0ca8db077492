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

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& kinds = input.condition.kinds;
    for (const auto& passage : input.draft.passages) {
        if (is_ascii(passage.text)) continue;
        const auto tricks = draft::find_tricks(passage.text);
        if (!tricks.any()) continue;
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
