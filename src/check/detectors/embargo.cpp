// Embargoes as detections: what cannot be read, what contradicts itself, what has not ended, and
// what has. source: ../embargo.h
#include <fmt/format.h>

#include <algorithm>

#include "check/detectors/detectors.h"
#include "check/embargo.h"

namespace sendguard::check {
namespace {

const std::vector<std::string_view> kSources = {"header", "front-matter", "text"};

std::string_view name_of(EmbargoSource source) {
    switch (source) {
        case EmbargoSource::header:
            return "header";
        case EmbargoSource::front_matter:
            return "front-matter";
        case EmbargoSource::text:
            return "text";
    }
    return "";
}

const std::vector<EmbargoLine>& lines_of(const DetectorInput& input) {
    return input.memo.get<std::vector<EmbargoLine>>(
        [&] { return embargoes(input.draft, input.now); });
}

bool is_asked(const DetectorInput& input, const EmbargoLine& line) {
    const auto& kinds = input.condition.kinds;
    return kinds.empty() || std::ranges::find(kinds, name_of(line.source)) != kinds.end();
}

Detection detection(const draft::Draft& draft, const EmbargoLine& line, std::string_view what) {
    auto place = draft::locate(draft, draft.passages[line.passage], line.begin, line.end);
    const auto number = place.line;
    return {std::move(place), fmt::format("line {}: {}", number, what)};
}

/// A mark without a date is no line that cannot be read, but for a field that is there for it.
bool is_unclear(const DetectorInput& input, const EmbargoLine& line) {
    if (line.until || line.has_ended(input.now)) return false;
    if (line.fault != EmbargoFault::no_date) return true;
    return line.source != EmbargoSource::text &&
           !is_dated_beside(input.draft, lines_of(input), line);
}

std::vector<Detection> unclear(const DetectorInput& input) {
    std::vector<Detection> out;
    for (const auto& line : lines_of(input)) {
        if (is_asked(input, line) && is_unclear(input, line))
            out.push_back(detection(input.draft, line, line.reason));
    }
    return out;
}

/// "2027-03-02 09:00 UTC", for an editor whose text names another zone.
std::string utc_words(Timestamp time) {
    auto text = format_rfc3339(time);
    text[10] = ' ';
    return text.substr(0, 16) + " UTC";
}

std::vector<Detection> ahead(const DetectorInput& input) {
    std::vector<Detection> out;
    for (const auto& line : lines_of(input)) {
        if (!line.until || *line.until <= input.now || !is_asked(input, line)) continue;
        out.push_back(
            detection(input.draft, line, fmt::format("it ends {}", utc_words(*line.until))));
    }
    return out;
}

/// None while a mark without a date stands alone: that one may not have ended.
std::vector<Detection> ended(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& lines = lines_of(input);
    for (const auto& line : lines) {
        if (line.fault == EmbargoFault::no_date && !is_dated_beside(input.draft, lines, line))
            return {};
        if (!line.has_ended(input.now) || !is_asked(input, line)) continue;
        out.push_back(detection(input.draft, line,
                                line.until ? fmt::format("ended {}", format_rfc3339(*line.until))
                                           : "ended in every reading, but " + line.reason));
    }
    return out;
}

/// Two times, of which one at least has not come.
std::vector<Detection> conflict(const DetectorInput& input) {
    std::vector<Detection> out;
    auto lines = lines_of(input);
    std::erase_if(lines, [](const EmbargoLine& line) { return !line.until; });
    if (lines.empty()) return out;
    const auto last = std::ranges::max(lines, {}, &EmbargoLine::until).until.value();
    if (last <= input.now) return out;
    const bool differ =
        std::ranges::any_of(lines, [&](const EmbargoLine& line) { return line.until != last; });
    const auto add = [&](const EmbargoLine& line, std::string_view says) {
        out.push_back(detection(
            input.draft, line,
            fmt::format("{} {} {}", name_of(line.source), says, format_rfc3339(*line.until))));
    };
    for (const auto& line : lines) {
        if (differ) add(line, "says");
    }
    for (const auto& line : publication_times(input.draft, input.now)) {
        if (*line.until < last) add(line, "publishes before the embargo ends, at");
    }
    return out;
}

}  // namespace

Detector embargo_unclear_detector() {
    return {"embargo-unclear",
            "an embargo whose end cannot be told, with the reason and what to write",
            kSources,
            {},
            unclear};
}

Detector embargo_conflict_detector() {
    return {"embargo-conflict",
            "embargoes of header, front matter and text that end at different times",
            {},
            {},
            conflict};
}

Detector embargo_ahead_detector() {
    return {"embargo-ahead", "an embargo that has not ended", kSources, {}, ahead};
}

Detector embargo_ended_detector() {
    return {"embargo-ended", "an embargo that has ended", kSources, {}, ended};
}

}  // namespace sendguard::check
