#include "base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/text.h"
#include "base/time.h"

namespace sendguard {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

bool plain(std::string_view value) {
    if (value.empty()) return false;
    for (const char c : value) {
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || static_cast<unsigned char>(c) >= 0x7f)
            return false;
    }
    return true;
}

std::string in_quotes(std::string_view value) {
    std::string out = "\"";
    for (const char c : escape_invisible(to_valid_utf8(value))) {
        if (c == '"') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string json_text(std::string_view value) {
    std::string out = "\"";
    for (const char c : to_valid_utf8(value)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string now_text() {
    return format_rfc3339(
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

LogField field(std::string_view key, std::string_view value) {
    return {key, std::string(value), false};
}
LogField field(std::string_view key, std::uint64_t value) {
    return {key, std::to_string(value), true};
}

std::string log_line(LogFormat format, LogLevel level, std::string_view event,
                     const std::vector<LogField>& fields, std::string_view time) {
    const auto level_text = kLevels[static_cast<std::size_t>(level)];
    if (format == LogFormat::json) {
        auto line = fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"event\":{}", time, level_text,
                                json_text(event));
        for (const auto& one : fields) {
            line +=
                fmt::format(",\"{}\":{}", one.key, one.number ? one.value : json_text(one.value));
        }
        return line + "}\n";
    }
    auto line = fmt::format("time={} level={} event={}", time, level_text, event);
    for (const auto& one : fields) {
        line += fmt::format(" {}={}", one.key, plain(one.value) ? one.value : in_quotes(one.value));
    }
    return line + "\n";
}

void Log::write(LogLevel level, std::string_view event, const std::vector<LogField>& fields) const {
    if (level < least_) return;
    const auto line = log_line(format_, level, event, fields, now_text());
    std::string_view left = line;
    while (!left.empty()) {
        const auto sent = ::write(descriptor_, left.data(), left.size());
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        left.remove_prefix(static_cast<std::size_t>(sent));
    }
}

}  // namespace sendguard
