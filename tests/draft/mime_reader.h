// Short words for tests that read a mail from its text.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "draft/read.h"

namespace sendguard::draft::test {

inline Draft read(std::string text, ReadOptions options = {}) {
    return read_draft(std::make_shared<const std::string>(std::move(text)), options);
}

/// A mail with these header lines and this body, LF line ends.
inline Draft read_mail(const std::string& headers, const std::string& body) {
    return read("From: Anna Berg <anna@example.org>\nTo: bo@press.example\nSubject: Notice\n" +
                headers + "\n" + body);
}

/// The first passage at `place` that holds `text`, or nullptr.
inline const Passage* find(const Draft& draft, Place place, std::string_view text) {
    const auto found = std::ranges::find_if(draft.passages, [&](const Passage& passage) {
        return passage.place == place && passage.text.find(text) != std::string_view::npos;
    });
    return found == draft.passages.end() ? nullptr : &*found;
}

inline bool has_fault(const Draft& draft, std::string_view kind) {
    return std::ranges::find(draft.faults, kind, &Fault::kind) != draft.faults.end();
}

}  // namespace sendguard::draft::test
