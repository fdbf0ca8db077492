#include "draft/pdf_records.h"

#include <array>
#include <cstring>

namespace sendguard::draft {
namespace {

/// Before the three strings: their lengths, the count, type and code.
struct Head {
    std::array<std::uint32_t, 3> lengths{};
    std::uint32_t count = 0;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::array<std::uint8_t, 2> unused{};
};
static_assert(sizeof(Head) == 20);

}  // namespace

std::string encode_pdf_record(const PdfRecord& record) {
    const auto size = [](const std::string& text) {
        return static_cast<std::uint32_t>(text.size());
    };
    const Head head{.lengths = {size(record.locator), size(record.detail), size(record.text)},
                    .count = record.count,
                    .type = static_cast<std::uint8_t>(record.type),
                    .code = record.code};
    std::string out(sizeof(Head), '\0');
    std::memcpy(out.data(), &head, sizeof(Head));
    return out.append(record.locator).append(record.detail).append(record.text);
}

std::optional<PdfRecord> PdfRecordReader::next() {
    if (broken_ || bytes_.size() - at_ < sizeof(Head)) return std::nullopt;
    Head head;
    std::memcpy(&head, bytes_.data() + at_, sizeof(Head));
    std::uint64_t size = 0;
    for (const auto length : head.lengths) size += length;
    if (size > kMaxPdfRecordBytes || head.type >= kPdfRecordTypes) {
        broken_ = true;
        return std::nullopt;
    }
    if (bytes_.size() - at_ - sizeof(Head) < size) return std::nullopt;
    PdfRecord record{.type = static_cast<PdfRecordType>(head.type),
                     .code = head.code,
                     .count = head.count,
                     .locator = {},
                     .detail = {},
                     .text = {}};
    at_ += sizeof(Head);
    std::size_t i = 0;
    for (auto* const text : {&record.locator, &record.detail, &record.text}) {
        text->assign(bytes_, at_, head.lengths[i]);
        at_ += head.lengths[i++];
    }
    if (at_ == bytes_.size() || at_ > (1u << 20)) {
        bytes_.erase(0, at_);
        at_ = 0;
    }
    return record;
}

}  // namespace sendguard::draft
