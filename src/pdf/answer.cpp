#include "pdf/answer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::pdf {
namespace {

using draft::PdfRecord;
using draft::PdfRecordType;

constexpr std::size_t kSampleBytes = 400;  ///< of what a finding quotes; the report cuts shorter
constexpr std::size_t kWaiting = 64u << 10;

}  // namespace

void Answer::add(const PdfRecord& record) {
    waiting_ += encode_pdf_record(record);
    if (waiting_.size() >= kWaiting) flush();
}

void Answer::flush() {
    std::string_view left = waiting_;
    while (ok_ && !left.empty()) {
        const auto written = ::write(socket_, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        ok_ = written > 0;
        if (ok_) left.remove_prefix(static_cast<std::size_t>(written));
    }
    waiting_.clear();
}

void Answer::text(Place place, std::string_view text, std::string_view detail) {
    if (text.empty() || full_) return;
    text_bytes_ += text.size();
    if (text_bytes_ > kMaxDocumentText) {
        full_ = true;
        fault("limit-document",
              fmt::format("the document holds more than {} MB of text", kMaxDocumentText >> 20));
        return;
    }
    add({.type = PdfRecordType::text,
         .code = static_cast<std::uint8_t>(place),
         .locator = locator_,
         .detail = std::string(detail),
         .text = std::string(text)});
}

void Answer::holds(ContentKind kind, std::string message, std::string_view sample,
                   std::size_t count) {
    add({.type = PdfRecordType::held,
         .code = static_cast<std::uint8_t>(kind),
         .count = static_cast<std::uint32_t>(count),
         .locator = locator_,
         .detail = std::move(message),
         .text = shortened(sample, kSampleBytes)});
}

bool Answer::file(std::string_view name, std::string bytes) {
    file_bytes_ += bytes.size();
    if (bytes.size() + name.size() > draft::kMaxPdfRecordBytes / 2 ||
        file_bytes_ > kMaxUnpackedBytes) {
        fault("limit-unpacked", fmt::format("the embedded file {} is too large", name));
        return false;
    }
    add({.type = PdfRecordType::file,
         .locator = locator_,
         .detail = std::string(name),
         .text = std::move(bytes)});
    return true;
}

void Answer::fault(std::string_view kind, std::string message) {
    add({.type = PdfRecordType::fault,
         .locator = locator_,
         .detail = std::string(kind),
         .text = std::move(message)});
}

void Answer::end(bool last) {
    add({.type = PdfRecordType::end, .code = last ? std::uint8_t{1} : std::uint8_t{0}});
    flush();
}

}  // namespace sendguard::pdf
