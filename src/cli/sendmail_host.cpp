#include "cli/sendmail_host.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <ctime>

namespace sendguard::cli {

std::string login_name() {
    const auto* entry = ::getpwuid(::getuid());
    if (entry != nullptr && entry->pw_name != nullptr && *entry->pw_name != '\0')
        return entry->pw_name;
    return fmt::format("uid-{}", ::getuid());
}

Result<std::string> new_message_id(Timestamp time, std::string_view host) {
    std::array<unsigned char, 16> chance{};
    if (::getrandom(chance.data(), chance.size(), 0) != static_cast<ssize_t>(chance.size()))
        return error(Errc::internal, "the system gives no random bytes for a Message-ID");
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    auto id = fmt::format("{}{:02}{:02}{:02}{:02}{:02}.", utc.tm_year + 1900, utc.tm_mon + 1,
                          utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    for (const auto byte : chance) id += fmt::format("{:02x}", byte);
    return id + "@" + std::string(host);
}

}  // namespace sendguard::cli
