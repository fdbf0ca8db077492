// What send-guard and its helper for PDFs say to each other over one socket.
//
// There: eight bytes of length (of this machine's order), then the PDF. Back: records, one after
// another, the last of which is `end`. Both ends are the same build on the same machine; the helper
// is not trusted all the same, for a hostile PDF may have taken it over: every length and number is
// checked here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendguard::draft {

enum class PdfRecordType : std::uint8_t {
    text,   ///< code: Place; detail: what kind of it; text: lines
    held,   ///< code: ContentKind; detail: the sentence; text: a sample; count
    file,   ///< detail: name; text: bytes
    fault,  ///< detail: kind; text: the sentence
    end,    ///< code 1: the helper ends now, and another takes its place
};
inline constexpr std::size_t kPdfRecordTypes = 5;

struct PdfRecord {
    PdfRecordType type = PdfRecordType::end;
    std::uint8_t code = 0;
    std::uint32_t count = 1;
    std::string locator;  ///< "page 4"
    std::string detail;
    std::string text;
};

inline constexpr std::size_t kMaxPdfRecordBytes = 80u << 20;  ///< one embedded file, and a little

/// A record's bytes.
std::string encode_pdf_record(const PdfRecord& record);

/// Takes records out of bytes as they arrive.
class PdfRecordReader {
  public:
    void add(std::string_view bytes) { bytes_.append(bytes); }
    /// The next whole record; nullopt: more bytes are needed, or what came is no record.
    std::optional<PdfRecord> next();
    bool broken() const { return broken_; }

  private:
    std::string bytes_;
    std::size_t at_ = 0;
    bool broken_ = false;
};

}  // namespace sendguard::draft
