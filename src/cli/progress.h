// How far a long check is: one line on a terminal's standard error, gone when it is done.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/console.h"

namespace sendguard::cli {

/// "1,203 of 10,000 files"
std::string progress_text(std::size_t done, std::size_t total);

class Progress {
  public:
    /// in: wanted - false: nothing is ever shown; nor is it where standard error is no terminal
    Progress(Console& console, std::size_t total, bool wanted);
    ~Progress() { erase(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Shows it, unless the work began less than half a second ago.
    void show(std::size_t done);
    void erase();

  private:
    Console& console_;
    std::size_t total_;
    bool wanted_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace sendguard::cli
