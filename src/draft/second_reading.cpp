#include "draft/second_reading.h"

#include <unordered_set>

#include "base/text.h"
#include "draft/fold.h"
#include "draft/mime_second.h"
#include "draft/text_part.h"

namespace sendguard::draft {
namespace {

/// Calls take(line) with every line of the folded text, without blanks and quote marks at its ends.
template <class Take>
void each_line(std::string_view text, std::string& folded, Take&& take) {
    folded.clear();
    fold(text, folded);
    for (auto line : split(folded, '\n')) {
        while (!line.empty() && (line.front() == '>' || line.front() == ' ')) line.remove_prefix(1);
        line = trim(line);
        if (!line.empty()) take(line);
    }
}

}  // namespace

void add_second_reading(Reading& reading, std::string_view bytes) {
    const auto second = read_with_gmime(bytes);
    if (!second) {
        reading.fault(FaultClass::unreadable, "second-reading",
                      "the second reader could not be asked: " + second.error().message, 0, 0);
        return;
    }
    std::string folded;
    std::unordered_set<std::string> lines;
    for (const auto& passage : reading.draft().passages)
        each_line(passage.text, folded, [&](std::string_view line) { lines.emplace(line); });
    const OtherReading other(reading);
    for (const auto& text : second.value()) {
        bool missing = false;
        each_line(text.text, folded, [&](std::string_view line) {
            missing = missing || !lines.contains(std::string(line));
        });
        if (!missing) continue;
        const auto kept = reading.keep(to_valid_utf8(text.text));
        if (text.type == "text/html") {
            add_text(reading, {.text = kept, .kind = Origin::decoded}, {.type = "text/html"});
            continue;
        }
        Passage passage{.place = text.place, .text = kept, .origin_kind = Origin::decoded};
        passage.detail = text.detail;
        reading.add(std::move(passage));
    }
}

}  // namespace sendguard::draft
