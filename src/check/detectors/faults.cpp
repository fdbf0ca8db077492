// The reader's faults as detections: what readers may read differently, what could not be read, and
// what is not read yet. source: ../../draft/draft.h, FaultClass
#include <algorithm>

#include "base/text.h"
#include "check/detectors/detectors.h"

namespace sendguard::check {
namespace {

draft::Location place_of(const draft::Draft& draft, const draft::Fault& fault) {
    const std::string_view source = *draft.bytes;
    const std::size_t begin = std::min<std::size_t>(fault.offset, source.size());
    const std::size_t end = std::min<std::size_t>(begin + fault.length, source.size());
    const auto from = line_column(source, begin);
    const auto to = line_column(source, end);
    draft::Location place;
    place.place = draft::Place::header;
    if (fault.part < draft.parts.size()) {
        const auto& part = draft.parts[fault.part];
        place.part = part.number;
        if (fault.offset >= part.content_begin && fault.part > 0) place.place = draft::Place::body;
    }
    place.line = from.line;
    place.column = from.column;
    place.end_line = to.line;
    place.end_column = to.column;
    constexpr std::size_t kQuoted = 80;
    place.text = to_valid_utf8(source.substr(begin, std::min(end - begin, kQuoted)));
    const auto line_begin = source.substr(0, begin).find_last_of('\n') + 1;
    const auto line = source.substr(line_begin, 400);
    place.line_text = to_valid_utf8(line.substr(0, line.find_first_of("\r\n")));
    return place;
}

std::vector<Detection> faults_of(const DetectorInput& input, draft::FaultClass fault_class) {
    std::vector<Detection> out;
    const auto& kinds = input.condition.kinds;
    for (const auto& fault : input.draft.faults) {
        if (fault.fault_class != fault_class) continue;
        if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), fault.kind) == kinds.end()) {
            continue;
        }
        out.push_back({place_of(input.draft, fault), fault.message});
    }
    return out;
}

}  // namespace

Detector structural_fault_detector() {
    return {
        "structural-fault",
        "a form that two readers may read as two different mails",
        {},
        {},
        [](const DetectorInput& input) { return faults_of(input, draft::FaultClass::ambiguous); }};
}

Detector unreadable_detector() {
    return {
        "unreadable",
        "encrypted, damaged, unknown, too deep, too large: could not tell",
        {},
        {},
        [](const DetectorInput& input) { return faults_of(input, draft::FaultClass::unreadable); }};
}

Detector unread_attachment_detector() {
    return {"unread-attachment",
            "an attachment whose format is not read yet",
            {},
            {},
            [](const DetectorInput& input) { return faults_of(input, draft::FaultClass::unread); }};
}

Detector rule_limit_detector() {
    return {"rule-limit",
            "a pattern that could not finish on this draft",
            {},
            {},
            [](const DetectorInput&) { return std::vector<Detection>{}; }};
}

}  // namespace sendguard::check
