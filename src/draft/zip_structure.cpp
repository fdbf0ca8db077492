#include "draft/zip_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/text.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr auto kLocal = "PK\x03\x04"sv;
constexpr auto kCentral = "PK\x01\x02"sv;
constexpr auto kEnd = "PK\x05\x06"sv;
constexpr auto kEnd64 = "PK\x06\x06"sv;
constexpr std::size_t kEndSize = 22, kCentralSize = 46, kLocalSize = 30;
constexpr std::size_t kMostComment = 65535;
constexpr std::uint16_t kEncrypted = 1, kHiddenList = 1u << 13;

/// The end record: the last one whose comment ends with the bytes, else the last one at all.
std::optional<std::size_t> find_end(std::string_view bytes) {
    if (bytes.size() < kEndSize) return std::nullopt;
    const std::size_t lowest =
        bytes.size() > kEndSize + kMostComment ? bytes.size() - kEndSize - kMostComment : 0;
    const Bytes numbers(bytes);
    std::optional<std::size_t> last;
    for (auto at = bytes.rfind(kEnd); at != std::string_view::npos && at >= lowest;
         at = bytes.rfind(kEnd, at - 1)) {
        if (!numbers.holds(at, kEndSize)) continue;
        if (!last) last = at;
        if (at + kEndSize + numbers.u16(at + 20) == bytes.size()) return at;
        if (at == 0) break;
    }
    return last;
}

struct Span {
    std::size_t begin = 0, end = 0;
};

class Walk {
  public:
    explicit Walk(std::string_view bytes) : bytes_(bytes), numbers_(bytes) {}

    ZipStructure run() {
        const auto end = find_end(bytes_);
        if (!end) {
            fault("zip-no-list", "the ZIP archive has no list of its members");
            return std::move(out_);
        }
        out_.found = true;
        end_ = *end;
        const auto comment = numbers_.slice(end_ + kEndSize, numbers_.u16(end_ + 20));
        add_comment(comment);
        if (comment.find(kEnd) != std::string_view::npos)
            fault("zip-differs", "the ZIP archive's comment holds a second end record");
        read_list();
        look_at_spans();
        return std::move(out_);
    }

  private:
    void fault(std::string_view kind, std::string message) {
        for (const auto& one : out_.faults)
            if (one.kind == kind) return;
        out_.faults.push_back({std::string(kind), std::move(message)});
    }
    void add_comment(std::string_view comment) {
        if (!comment.empty()) out_.comments.push_back(comment);
    }

    /// The list's own place and what it is said to be; the two differ by what stands before.
    void read_list() {
        std::size_t count = numbers_.u16(end_ + 10);
        std::size_t size = numbers_.u32(end_ + 12);
        std::size_t said = numbers_.u32(end_ + 16);
        std::size_t close = end_;
        if (end_ >= 76 && bytes_.substr(end_ - 76, 4) == kEnd64) {
            close = end_ - 76;
            count = static_cast<std::size_t>(numbers_.u64(close + 32));
            size = static_cast<std::size_t>(numbers_.u64(close + 40));
            said = static_cast<std::size_t>(numbers_.u64(close + 48));
        }
        if (size > close) return fault("zip-count", "the ZIP archive's list is cut off");
        list_ = close - size;
        shift_ = list_ >= said ? list_ - said : 0;
        std::size_t at = list_;
        std::size_t met = 0;
        while (at < close && numbers_.holds(at, kCentralSize) && bytes_.substr(at, 4) == kCentral) {
            read_member(at);
            at += kCentralSize + numbers_.u16(at + 28) + std::size_t{numbers_.u16(at + 30)} +
                  numbers_.u16(at + 32);
            ++met;
        }
        if (met != count || at != close)
            fault("zip-count",
                  fmt::format("the ZIP archive's list names {} members and holds {}", count, met));
    }

    void read_member(std::size_t at) {
        const std::uint16_t flags = numbers_.u16(at + 8);
        const std::size_t name_size = numbers_.u16(at + 28);
        const auto name = numbers_.slice(at + kCentralSize, name_size);
        add_comment(numbers_.slice(at + kCentralSize + name_size + numbers_.u16(at + 30),
                                   numbers_.u16(at + 32)));
        if (flags & (kEncrypted | kHiddenList)) out_.encrypted = true;
        if (numbers_.u32(at + 42) == 0xFFFFFFFF) return;  // ZIP64: over the limits here anyway
        std::size_t local = numbers_.u32(at + 42) + shift_;
        if (numbers_.slice(local, 4) != kLocal) local = numbers_.u32(at + 42);
        if (numbers_.slice(local, 4) != kLocal)
            return fault("zip-differs", "a member of the ZIP archive is not where its list says");
        const std::uint16_t local_flags = numbers_.u16(local + 6);
        const std::size_t local_name = numbers_.u16(local + 26);
        if ((local_flags & kEncrypted) != (flags & kEncrypted) ||
            numbers_.u16(local + 8) != numbers_.u16(at + 10) ||
            numbers_.slice(local + kLocalSize, local_name) != name)
            fault("zip-differs",
                  fmt::format("the ZIP archive's list and the member {} itself differ",
                              shortened(to_valid_utf8(name), 100)));
        if (local_flags & kEncrypted) out_.encrypted = true;
        std::size_t size = numbers_.u32(at + 20);
        if (size == 0xFFFFFFFF) size = 0;
        spans_.push_back(
            {local, local + kLocalSize + local_name + numbers_.u16(local + 28) + size});
    }

    /// Members that share bytes, and members that no list names.
    void look_at_spans() {
        std::ranges::sort(spans_, {}, &Span::begin);
        std::size_t covered = 0;
        for (const auto& span : spans_) {
            if (span.begin < covered)
                fault("zip-overlap", "members of the ZIP archive share their bytes");
            look_at_gap(covered, span.begin);
            covered = std::max(covered, std::min(span.end, bytes_.size()));
        }
        look_at_gap(covered, list_);
        look_at_gap(end_, bytes_.size());
    }

    void look_at_gap(std::size_t begin, std::size_t end) {
        if (begin >= end) return;
        if (bytes_.substr(begin, end - begin).find(kLocal) != std::string_view::npos)
            fault("zip-unlisted", "the ZIP archive holds members that its list does not name");
    }

    std::string_view bytes_;
    Bytes numbers_;
    ZipStructure out_;
    std::vector<Span> spans_;
    std::size_t end_ = 0, list_ = 0, shift_ = 0;
};

}  // namespace

bool ends_as_zip(std::string_view bytes) {
    // An end record holds zeros, and text does not.
    const std::size_t tail = std::min(bytes.size(), kEndSize + kMostComment);
    if (bytes.find('\0', bytes.size() - tail) == std::string_view::npos) return false;
    const auto end = find_end(bytes);
    if (!end) return false;
    const Bytes numbers(bytes);
    const std::size_t size = numbers.u32(*end + 12);
    return size >= kCentralSize && size <= *end && bytes.substr(*end - size, 4) == kCentral;
}

ZipStructure look_at_zip(std::string_view bytes) {
    return Walk(bytes).run();
}

}  // namespace sendguard::draft
