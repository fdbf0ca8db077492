#include "gate/host.h"

#include <fmt/format.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <ctime>

namespace sendguard::gate {
namespace {

// Not strftime: its names of days and months would follow a locale.
constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string host_name() {
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0) return "localhost";
    std::string name = buffer.data();
    if (name.find('.') != std::string::npos) return name;
    addrinfo hints{};
    hints.ai_flags = AI_CANONNAME;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(name.c_str(), nullptr, &hints, &list) == 0) {
        if (list->ai_canonname != nullptr) name = list->ai_canonname;
        ::freeaddrinfo(list);
    }
    return name.empty() ? "localhost" : name;
}

std::string mail_date(Timestamp time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const auto minutes = local.tm_gmtoff / 60;
    const auto away = minutes < 0 ? -minutes : minutes;
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} {}{:02}{:02}",
                       kDays.at(static_cast<std::size_t>(local.tm_wday)), local.tm_mday,
                       kMonths.at(static_cast<std::size_t>(local.tm_mon)), local.tm_year + 1900,
                       local.tm_hour, local.tm_min, local.tm_sec, minutes < 0 ? '-' : '+',
                       away / 60, away % 60);
}

}  // namespace sendguard::gate
