// The kept helper processes that read PDFs (src/pdf): started on first use, at most one a core,
// replaced when one ends, and ended with the program.
//
// Reading a draft depends on no clock and no disk, but for this and office_helper.h: a helper
// stands beside the program as a file, and one that gives no answer in time is ended by force.
// Processor time, which the helper's own limit counts, is met long before; the clock is for what
// stands still.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "draft/pdf_records.h"

namespace sendguard::draft {

class PdfProcess;

/// How the reading of one PDF ended.
enum class PdfEnd : std::uint8_t {
    whole,
    crashed,   ///< the helper ended, or said what no helper says
    too_long,  ///< over its processor time, or no answer in time
    too_much,  ///< over its memory
    missing,   ///< the helper cannot be started
};

class PdfHelpers {
  public:
    struct Options {
        std::chrono::milliseconds limit{60'000};  ///< for one document, by the clock
        std::filesystem::path program = {};       ///< empty: beside this program
        std::size_t most = 0;                     ///< helpers; 0: one a core
    };
    explicit PdfHelpers(Options options);
    ~PdfHelpers();
    PdfHelpers(const PdfHelpers&) = delete;
    PdfHelpers& operator=(const PdfHelpers&) = delete;

    /// The program's own; safe with several threads, and after fork().
    static PdfHelpers& shared();

    /// Reads one PDF, and calls `take` with each record but the last as it comes.
    PdfEnd read(std::string_view pdf, const std::function<void(PdfRecord)>& take);

    /// The processes that wait for work, for tests.
    std::vector<pid_t> idle() const;

  private:
    std::unique_ptr<PdfProcess> borrow();
    void give_back(std::unique_ptr<PdfProcess> helper);
    void forget_after_fork();
    Options options_;
    mutable std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<PdfProcess>> idle_;
    std::size_t out_ = 0;  ///< at work now
    pid_t owner_ = 0;      ///< the process that started them
};

}  // namespace sendguard::draft
