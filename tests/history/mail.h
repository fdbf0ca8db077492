// Mails for histories, in a line each.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "history/letter.h"

namespace sendguard::test {

inline Timestamp day(int number) {
    return Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)) +
           std::chrono::days(number);
}

inline history::Letter mail(std::vector<std::string> to, std::string text = "", int at = 1) {
    std::ranges::sort(to);
    return {.from = "author@example.org",
            .recipients = std::move(to),
            .text = std::move(text),
            .at = day(at)};
}

}  // namespace sendguard::test
