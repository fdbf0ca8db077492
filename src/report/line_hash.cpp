#include "report/line_hash.h"

#include <fmt/format.h>

#include <cstdint>
#include <unordered_map>

#include "base/text.h"

namespace sendguard::report {
namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kBase = 37;
constexpr char16_t kEndOfFile = 0xFFFF;

/// The units that count, and where among them each line starts.
class CountedUnits {
  public:
    void add(char32_t code_point) {
        if (code_point >= 0x10000) {  // a surrogate pair; source: Unicode 3.9, UTF-16
            const auto rest = code_point - 0x10000;
            add_unit(static_cast<char16_t>(0xD800 + (rest >> 10)));
            add_unit(static_cast<char16_t>(0xDC00 + (rest & 0x3FF)));
        } else {
            add_unit(static_cast<char16_t>(code_point));
        }
    }

    void add_unit(char16_t unit) {
        const bool rest_of_crlf = after_cr_ && unit == u'\n';
        after_cr_ = unit == u'\r';
        if (unit == u' ' || unit == u'\t' || rest_of_crlf) return;
        if (unit == u'\r') unit = u'\n';
        if (at_line_start_) starts_.push_back(units_.size());
        at_line_start_ = unit == u'\n';
        units_.push_back(unit);
    }

    std::uint64_t hash_from(std::size_t start) const {
        std::uint64_t hash = 0;
        for (std::size_t i = start; i < start + kWindow; ++i) {
            hash = hash * kBase + (i < units_.size() ? units_[i] : 0);
        }
        return hash;
    }

    const std::vector<std::size_t>& starts() const { return starts_; }

  private:
    std::vector<char16_t> units_;
    std::vector<std::size_t> starts_;
    bool at_line_start_ = true;
    bool after_cr_ = false;
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view text) {
    CountedUnits units;
    for (std::size_t at = 0; at < text.size();) units.add(next_code_point(text, at));
    units.add_unit(kEndOfFile);
    std::vector<std::string> hashes;
    hashes.reserve(units.starts().size());
    std::unordered_map<std::uint64_t, std::uint32_t> seen;
    for (const auto start : units.starts()) {
        const auto hash = units.hash_from(start);
        hashes.push_back(fmt::format("{:x}:{}", hash, ++seen[hash]));
    }
    return hashes;
}

}  // namespace sendguard::report
