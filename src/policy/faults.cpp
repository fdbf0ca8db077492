#include "policy/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/yaml.h"

namespace sendguard::policy {
namespace {

constexpr std::size_t kMaxFaults = 1000;   // more than a person reads, little memory
constexpr std::size_t kMaxLineText = 400;  // bytes of a line that are kept
constexpr std::size_t kShownColumns =
    120;  // of a longer line only the part round the caret is shown

std::string_view cut_to_code_points(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

// The line and the caret under its column, for a terminal: nothing in it moves the cursor.
void append_line(std::string& out, const PolicyFault& fault) {
    std::size_t at = 0, skipped = 0;
    const std::size_t before = fault.where.column > 0 ? fault.where.column - 1 : 0;
    while (skipped + kShownColumns / 2 < before && at < fault.line_text.size()) {
        next_code_point(fault.line_text, at);
        ++skipped;
    }
    const bool all = fault.line_text.size() <= kShownColumns;
    const std::size_t begin = all ? 0 : at;
    std::size_t caret = begin, column = all ? 0 : skipped;
    while (column < before && caret < fault.line_text.size()) {
        next_code_point(fault.line_text, caret);
        ++column;
    }
    const std::string_view rest = std::string_view(fault.line_text).substr(begin);
    const std::string_view shown = cut_to_code_points(rest, all ? rest.size() : kShownColumns);
    out += "    " + escape_invisible(shown) + "\n";
    if (fault.where.column == 0) return;
    const std::string lead =
        escape_invisible(std::string_view(fault.line_text).substr(begin, caret - begin));
    out += "    " + std::string(count_code_points(lead), ' ') + "^\n";
}

}  // namespace

void FaultList::add(Position where, std::string line_text, std::string message) {
    if (full_) return;
    if (faults_.size() + 1 >= kMaxFaults) {
        full_ = true;
        message = fmt::format("more than {} faults; the rest is not listed", kMaxFaults - 1);
    }
    faults_.push_back({std::move(where), std::move(line_text), std::move(message)});
}

void FaultList::add(const YamlDocument& document, std::uint32_t at, std::string message) {
    add(document.position(at),
        std::string(cut_to_code_points(document.line_text(at), kMaxLineText)), std::move(message));
}

PolicyFaults FaultList::take() {
    std::map<std::string, std::size_t> order;
    for (const auto& fault : faults_) order.try_emplace(fault.where.file, order.size());
    std::stable_sort(faults_.begin(), faults_.end(), [&](const auto& a, const auto& b) {
        const auto file_a = order[a.where.file], file_b = order[b.where.file];
        return std::tie(file_a, a.where.line, a.where.column) <
               std::tie(file_b, b.where.line, b.where.column);
    });
    PolicyFaults out{std::move(faults_)};
    faults_.clear();
    return out;
}

std::string PolicyFaults::text() const {
    std::string out;
    for (const auto& fault : faults) {
        out += escape_invisible(fault.where.file);
        if (fault.where.line > 0)
            out += fmt::format(":{}:{}", fault.where.line, fault.where.column);
        out += ": " + fault.message + "\n";
        if (fault.where.line > 0) append_line(out, fault);
    }
    return out;
}

}  // namespace sendguard::policy
