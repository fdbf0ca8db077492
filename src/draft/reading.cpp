#include "draft/reading.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxFaultsOfKind = 10;  ///< more of the same tell a person nothing new

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Source make_source(std::string_view bytes, bool literal, std::uint32_t at) {
    Source source{bytes, literal, at, {}};
    // By the dash, which is rarer than line ends, and in base64 never there.
    for (auto dash = bytes.find('-'); dash != std::string_view::npos;) {
        const auto end = std::min(bytes.find_first_not_of('-', dash), bytes.size());
        const bool opens = dash == 0 || bytes[dash - 1] == '\n';
        if (opens && end - dash >= 2) source.dash_lines.push_back(static_cast<std::uint32_t>(dash));
        dash = bytes.find('-', end);
    }
    return source;
}

void Reading::fault(FaultClass fault_class, std::string_view kind, std::string message,
                    std::uint32_t part, std::uint32_t offset, std::uint32_t length) {
    if (alternative_ && fault_class != FaultClass::unreadable) return;
    const auto same = [&](const Fault& fault) { return fault.kind == kind; };
    if (std::ranges::count_if(draft_.faults, same) >= std::ptrdiff_t{kMaxFaultsOfKind}) return;
    draft_.faults.push_back(
        {fault_class, std::string(kind), std::move(message), part, offset, length});
}

void Reading::defects(const std::vector<Defect>& defects, const Source& source,
                      std::uint32_t part) {
    for (const auto& defect : defects)
        fault(FaultClass::ambiguous, defect.kind, defect.message, part, source.offset(defect.at));
}

void Reading::add(Passage passage) {
    if (is_blank(passage.text)) return;
    passage.alternative = passage.alternative || alternative_;
    auto& list = passage.alternative ? others_ : draft_.passages;
    if (list.size() >= kMaxPassages) {
        fault(FaultClass::unreadable, "limit-passages",
              "the message has more runs of text than can be checked", passage.part, 0);
        return;
    }
    list.push_back(std::move(passage));
}

std::uint32_t Reading::add_part(Part part, std::uint32_t inside) {
    if (alternative_) return inside;
    draft_.parts.push_back(std::move(part));
    return static_cast<std::uint32_t>(draft_.parts.size() - 1);
}

bool Reading::parts_are_full() const {
    return draft_.parts.size() >= kMaxMimeParts;
}

bool Reading::unpack(std::size_t bytes) {
    unpacked_ = bytes > kMaxUnpackedBytes - unpacked_ ? kMaxUnpackedBytes : unpacked_ + bytes;
    return unpacked_ < kMaxUnpackedBytes;
}

void Reading::finish() {
    std::unordered_set<std::string_view> seen;
    if (!others_.empty())
        for (const auto& passage : draft_.passages) seen.insert(passage.text);
    for (auto& passage : others_)
        if (seen.insert(passage.text).second) draft_.passages.push_back(std::move(passage));
    others_.clear();
}

}  // namespace sendguard::draft
