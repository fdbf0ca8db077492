// `send-guard-pdf`: reads PDFs for send-guard, one after another, over the socket that is its
// standard input (draft/pdf_records.h). A program of its own, because Poppler is GPL, and because a
// PDF that crashes a parser, or takes it over, must meet nothing but this.
//
// It is no command for people: it ends when the socket does.
#include <Error.h>
#include <GlobalParams.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include "base/limits.h"
#include "pdf/answer.h"
#include "pdf/confine.h"
#include "pdf/document.h"

namespace {

using namespace sendguard;

/// false: the other end is gone
bool read_all(char* to, std::size_t size) {
    while (size > 0) {
        const auto got = ::read(STDIN_FILENO, to, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

void serve() {
    for (;;) {
        std::uint64_t size = 0;
        if (!read_all(reinterpret_cast<char*>(&size), sizeof size) || size > kMaxUnpackedBytes)
            return;
        std::string bytes(size, '\0');
        if (!read_all(bytes.data(), bytes.size())) return;
        pdf::allow_time_for_a_document();
        pdf::Answer answer(STDIN_FILENO);
        try {
            pdf::read_document(bytes, answer);
        } catch (const std::exception& failure) {
            answer.fault("damaged", std::string("the PDF cannot be read: ") + failure.what());
        }
        const bool last = pdf::is_worn();
        answer.end(last);
        if (last || !answer.ok()) return;
    }
}

bool stands_on_a_socket() {
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

}  // namespace

int main() {
    if (!stands_on_a_socket()) {
        std::fputs("send-guard-pdf reads PDFs for send-guard, which starts it; it is no command\n",
                   stderr);
        return 64;
    }
    ::close_range(STDERR_FILENO + 1, ~0u, 0);
    globalParams = std::make_unique<GlobalParams>();
    setErrorCallback([](ErrorCategory, Goffset, const char*) {});
    pdf::confine();
    serve();
    // Nothing of Poppler's needs to be taken down.
    ::_exit(0);
}
