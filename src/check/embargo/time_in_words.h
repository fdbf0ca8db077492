// Days and times as the reasons of read_time.h write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "check/embargo/zone_time.h"

namespace sendguard::check {

std::string in_words(std::chrono::sys_days day);           ///< "2 March 2027"
std::string in_words(std::uint8_t weekdays);               ///< bit 0 is Sunday: "Monday or Friday"
std::string clock_in_words(LocalTime local);               ///< "10:00"
std::string offset_in_words(std::chrono::seconds offset);  ///< "+01:00"

}  // namespace sendguard::check
