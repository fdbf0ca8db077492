// One helper process that reads PDFs, and the socket to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "draft/pdf_helpers.h"

namespace sendguard::draft {

class PdfProcess {
  public:
    using Clock = std::chrono::steady_clock;

    /// nullptr: it cannot be started
    static std::unique_ptr<PdfProcess> start(const std::filesystem::path& program);
    /// Closes the socket, at which the helper ends by itself, and waits for that.
    ~PdfProcess();
    PdfProcess(const PdfProcess&) = delete;
    PdfProcess& operator=(const PdfProcess&) = delete;

    pid_t pid() const { return pid_; }
    /// False once it has ended, or is about to: it takes no other document.
    bool serves();

    PdfEnd read(std::string_view pdf, const std::function<void(PdfRecord)>& take,
                Clock::time_point deadline);

    /// After fork(): it is another process's.
    void disown() { pid_ = -1; }

  private:
    PdfProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
    enum class Step : std::uint8_t { done, closed, late };
    Step send(std::string_view bytes, Clock::time_point deadline);
    Step wait_for(short events, Clock::time_point deadline) const;
    Step receive(PdfRecordReader& records, Clock::time_point deadline);
    /// Ends it, by force when `kill`, and tells how it ended.
    PdfEnd end(bool kill);
    pid_t pid_ = -1;
    int socket_ = -1;
    bool serves_ = true;
};

}  // namespace sendguard::draft
