#include "draft/document_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kSampleBytes = 200;  ///< of what a Content quotes

}  // namespace

DocumentText::Stream& DocumentText::stream(Place place, std::string_view detail) {
    const auto found = std::ranges::find_if(streams_, [&](const Stream& stream) {
        return stream.place == place && stream.detail == detail;
    });
    if (found != streams_.end()) return *found;
    return streams_.emplace_back(Stream{place, std::string(detail), {}, {}});
}

bool DocumentText::add(Place place, std::string_view text, std::string_view detail) {
    if (text.empty() || full_) return !full_;
    if (bytes_ + text.size() > kMaxDocumentText) {
        full_ = true;
        fault(FaultClass::unreadable, "limit-document",
              fmt::format("the document holds more than {} MB of text", kMaxDocumentText >> 20));
        return false;
    }
    bytes_ += text.size();
    auto& out = stream(place, detail);
    if (out.locators.empty() ? !locator_.empty() : out.locators.back().name != locator_)
        out.locators.push_back({static_cast<std::uint32_t>(out.text.size()), locator_});
    if (is_valid_utf8(text)) {
        out.text += text;
    } else {
        out.text += to_valid_utf8(text);
    }
    return true;
}

bool DocumentText::add_line(Place place, std::string_view text, std::string_view detail) {
    if (text.empty()) return add(place, "\n", detail);
    return add(place, text, detail) && add(place, "\n", detail);
}

void DocumentText::holds(ContentKind kind, std::string message, std::string_view sample,
                         std::size_t count) {
    auto& contents = reading_.draft().contents;
    if (reading_.alternative()) return;
    if (++counts_[kind] > kMaxContentsOfKind) {
        const auto last = std::find_if(
            contents.rbegin(), contents.rend(),
            [&](const HeldContent& one) { return one.kind == kind && one.part == document_.part; });
        if (last != contents.rend()) last->count += count;
        return;
    }
    contents.push_back({kind, document_.part, count, std::move(message), locator_,
                        shortened(to_valid_utf8(trim(sample)), kSampleBytes)});
}

void DocumentText::fault(FaultClass fault_class, std::string_view kind, std::string message) {
    reading_.fault(fault_class, kind, std::move(message), document_.part, document_.at);
}

void DocumentText::finish() {
    std::string all;
    all.reserve(bytes_ + streams_.size());
    // What is seen comes first, so that its lines count as in the document.
    std::stable_partition(streams_.begin(), streams_.end(),
                          [](const Stream& one) { return one.place == Place::body; });
    std::vector<Locator> locators;
    std::vector<std::pair<std::size_t, std::size_t>> spans;
    for (auto& one : streams_) {
        const auto begin = all.size();
        for (auto& locator : one.locators)
            locators.push_back(
                {static_cast<std::uint32_t>(begin + locator.at), std::move(locator.name)});
        all += one.text;
        spans.emplace_back(begin, all.size());
        if (!all.empty() && all.back() != '\n') all += '\n';
    }
    const auto text = reading_.keep(std::move(all));
    if (!reading_.alternative()) {
        auto& part = reading_.part(document_.part);
        part.text = text;
        part.locators = std::move(locators);
        part.read = true;
    }
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const auto [begin, end] = spans[i];
        reading_.add({.place = streams_[i].place,
                      .part = document_.part,
                      .text = text.substr(begin, end - begin),
                      .origin_kind = Origin::decoded,
                      .origin = static_cast<std::uint32_t>(begin),
                      .map = {},
                      .detail = std::move(streams_[i].detail)});
    }
}

}  // namespace sendguard::draft
