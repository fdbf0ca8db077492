// A mail in which nothing is written: no word in the text, no attachment. With the subject "test"
// one such mail went to a country's hospitals, and a million mailboxes answered it.
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

bool holds_word(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return is_ascii_word(c) ||
               static_cast<unsigned char>(c) >= 0xC3;  // past the no-break blank
    });
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    if (draft.kind != draft::Kind::mail) return {};
    if (std::ranges::any_of(draft.parts, [](const draft::Part& part) {
            return part.attachment || part.encrypted || !part.read;
        }))
        return {};
    for (const auto& passage : draft.passages) {
        const bool text =
            passage.place == draft::Place::body || passage.place == draft::Place::quote ||
            passage.place == draft::Place::alt_text || passage.place == draft::Place::link;
        if (text && holds_word(passage.text)) return {};
    }
    for (const auto& passage : draft.passages) {
        if (passage.place == draft::Place::subject)
            return {{draft::locate(draft, passage, 0, passage.text.size()), "nothing is written"}};
    }
    return {{recipient_place(draft, ""), "nothing is written, and there is no subject"}};
}

}  // namespace

Detector empty_text_detector() {
    return {"empty-text", "a mail without a word of text and without attachments", {}, {}, detect};
}

}  // namespace sendguard::check
