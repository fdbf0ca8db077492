#include "cli/progress.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

namespace sendguard::cli {
namespace {

constexpr std::chrono::milliseconds kQuietFor{500};  // a short check needs no company

std::string with_commas(std::size_t number) {
    const auto digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

bool can_erase() {
    const char* term = std::getenv("TERM");
    return term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

}  // namespace

std::string progress_text(std::size_t done, std::size_t total) {
    return fmt::format("{} of {} files", with_commas(done), with_commas(total));
}

Progress::Progress(Console& console, std::size_t total, bool wanted)
    : console_(console), total_(total), wanted_(wanted && console.err_terminal && can_erase()) {}

void Progress::show(std::size_t done) {
    if (!wanted_ || std::chrono::steady_clock::now() - began_ < kQuietFor) return;
    console_.err << "\r\x1b[K" << progress_text(done, total_);
    console_.err.flush();
    shown_ = true;
}

void Progress::erase() {
    if (!shown_) return;
    console_.err << "\r\x1b[K";
    console_.err.flush();
    shown_ = false;
}

}  // namespace sendguard::cli
