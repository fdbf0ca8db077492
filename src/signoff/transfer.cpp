// Transfer decoding in pieces.
#include "signoff/transfer.h"

#include <array>
#include <cstdint>
#include <string>

namespace sendguard::signoff {
namespace {

constexpr std::size_t kPieceBytes = 32u << 10;  // fits the first-level cache

class Pieces {
  public:
    explicit Pieces(const Sink& sink) : sink_(sink) { buffer_.reserve(kPieceBytes); }
    void add(char c) {
        buffer_ += c;
        if (buffer_.size() == kPieceBytes) {
            flush();
        }
    }
    void flush() {
        sink_(buffer_);
        buffer_.clear();
    }

  private:
    const Sink& sink_;
    std::string buffer_;
};

constexpr std::array<std::int8_t, 256> base64_values() {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < digits.size(); ++i) {
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}

void decode_base64(std::string_view content, Pieces& out) {
    static constexpr auto kValues = base64_values();
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : content) {
        const auto value = kValues[static_cast<unsigned char>(c)];
        if (c == '=') {
            held = 0;  // padding: what is held back is no whole byte
        } else if (value >= 0) {
            bits = (bits << 6) | static_cast<std::uint32_t>(value);
            held += 6;
            if (held >= 8) {
                held -= 8;
                out.add(static_cast<char>((bits >> held) & 0xFF));
            }
        }
    }
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

void decode_quoted_line(std::string_view line, std::string_view line_end, Pieces& out) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) {
        line.remove_suffix(1);  // RFC 2045 6.7 (3): blanks at a line's end are transport's
    }
    const bool soft = !line.empty() && line.back() == '=';
    if (soft) {
        line.remove_suffix(1);
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int high = line[i] == '=' && i + 2 < line.size() ? hex_value(line[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(line[i + 2]) : -1;
        if (low >= 0) {
            out.add(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.add(line[i]);
        }
    }
    for (const char c : soft ? std::string_view() : line_end) {
        out.add(c);
    }
}

void decode_quoted_printable(std::string_view content, Pieces& out) {
    for (std::size_t at = 0; at < content.size();) {
        const std::size_t newline = content.find('\n', at);
        const bool last = newline == std::string_view::npos;
        const std::size_t next = last ? content.size() : newline + 1;
        std::size_t end = last ? content.size() : newline;
        if (!last && end > at && content[end - 1] == '\r') {
            --end;
        }
        decode_quoted_line(content.substr(at, end - at), content.substr(end, next - end), out);
        at = next;
    }
}

}  // namespace

void decode_transfer(draft::TransferEncoding encoding, std::string_view content, const Sink& sink) {
    Pieces pieces(sink);
    switch (encoding) {
        case draft::TransferEncoding::base64:
            decode_base64(content, pieces);
            break;
        case draft::TransferEncoding::quoted_printable:
            decode_quoted_printable(content, pieces);
            break;
        case draft::TransferEncoding::seven_bit:
        case draft::TransferEncoding::eight_bit:
        case draft::TransferEncoding::binary:
        case draft::TransferEncoding::unknown:
            sink(content);
            return;
    }
    pieces.flush();
}

}  // namespace sendguard::signoff
