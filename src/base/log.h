// One line an event, to a descriptor: key=value or JSON. Never message text; addresses only where
// the caller means them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard {

enum class LogFormat : std::uint8_t { text, json };
enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
    std::string_view key;
    std::string value;
    bool number = false;  ///< JSON: without quotes
};
LogField field(std::string_view key, std::string_view value);
LogField field(std::string_view key, std::uint64_t value);

class Log {
  public:
    /// in: descriptor - stays the caller's; least - lower levels are left out
    explicit Log(int descriptor, LogFormat format = LogFormat::text,
                 LogLevel least = LogLevel::info)
        : descriptor_(descriptor), format_(format), least_(least) {}
    /// Writes the line with one write(2), so that lines of several threads do not mix. A line that
    /// cannot be written is lost: logging never stops mail.
    void write(LogLevel level, std::string_view event, const std::vector<LogField>& fields) const;

  private:
    int descriptor_;
    LogFormat format_;
    LogLevel least_;
};

/// The line as write() makes it, with its line end.
std::string log_line(LogFormat format, LogLevel level, std::string_view event,
                     const std::vector<LogField>& fields, std::string_view time);

}  // namespace sendguard
