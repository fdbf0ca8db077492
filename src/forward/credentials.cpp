#include "forward/credentials.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "base/text.h"

namespace sendguard::forward {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMaxSecretBytes = 16u << 10;  // access tokens are seldom over 4 kB

std::string first_line(std::string_view text) {
    return std::string(trim(text.substr(0, text.find('\n'))));
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    int get() const { return fd_; }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

  private:
    int fd_;
};

/// A started program; ended and waited for at the latest when this goes.
class Child {
  public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    /// The status as waitpid tells it. errors: timeout (it still runs)
    Result<int> wait(Clock::time_point until) {
        constexpr int kLookMs = 5;  // its output is closed: as a rule it is gone at the first look
        for (;;) {
            int status = 0;
            const auto ended = ::waitpid(pid_, &status, WNOHANG);
            if (ended == pid_) {
                pid_ = -1;
                return status;
            }
            if (Clock::now() >= until) {
                return error(Errc::timeout, "token_command did not end in time and was stopped");
            }
            ::poll(nullptr, 0, kLookMs);
        }
    }

  private:
    pid_t pid_;
};

Result<pid_t> start(std::vector<std::string>& words, int out) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    pid_t pid = -1;
    const int fault = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (fault == 0) return pid;
    return error(Errc::bad_policy,
                 "token_command \"" + words[0] + "\" cannot be run: " + std::strerror(fault));
}

/// What comes out of `fd` until its end.
Result<std::string> read_all(int fd, Clock::time_point until) {
    std::string out;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd one{fd, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&one, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            return error(Errc::timeout, "token_command did not end in time and was stopped");
        }
        char buffer[4096];
        const auto got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return error(Errc::io, std::string("token_command: ") + std::strerror(errno));
        if (got == 0) return out;
        out.append(buffer, static_cast<std::size_t>(got));
        if (out.size() > kMaxSecretBytes) {
            return error(Errc::unavailable, "token_command printed more than a token");
        }
    }
}

}  // namespace

Result<std::string> read_secret_file(const std::filesystem::path& path) {
    struct stat status {};
    const std::string name = path.string();
    if (::stat(path.c_str(), &status) != 0) {
        return error(Errc::bad_policy, "cannot read the password or token file " + name + ": " +
                                           std::strerror(errno));
    }
    if ((status.st_mode & 07) != 0) {
        return error(Errc::bad_policy,
                     "the password or token file " + name +
                         " is open to every user of this machine: run chmod 600 " + name);
    }
    auto bytes = read_file(path, kMaxSecretBytes);
    if (!bytes) return error(Errc::bad_policy, bytes.error().message);
    auto line = first_line(bytes.value());
    if (line.empty()) {
        return error(Errc::bad_policy,
                     "the first line of the password or token file " + name + " is empty");
    }
    return line;
}

Result<std::vector<std::string>> split_command(std::string_view command) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (c == '\\' && quote != '\'' && i + 1 < command.size()) {
            word += command[++i];
            in_word = true;
        } else if (quote != 0 && c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
            in_word = true;
        } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
            if (in_word) words.push_back(std::move(word));
            word.clear();
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quote != 0) return error(Errc::bad_policy, "token_command has an open quotation mark");
    if (in_word) words.push_back(std::move(word));
    if (words.empty()) return error(Errc::bad_policy, "token_command is empty");
    return words;
}

Result<std::string> run_secret_command(std::string_view command, std::chrono::milliseconds wait) {
    const auto until = Clock::now() + wait;
    BOOST_OUTCOME_TRY(auto words, split_command(command));
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return error(Errc::io, std::string("token_command: ") + std::strerror(errno));
    }
    const Descriptor out(ends[0]);
    Descriptor in(ends[1]);
    BOOST_OUTCOME_TRY(const auto pid, start(words, in.get()));
    Child child(pid);
    in.close();
    BOOST_OUTCOME_TRY(const auto printed, read_all(out.get(), until));
    BOOST_OUTCOME_TRY(const auto status, child.wait(until));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return error(
            Errc::unavailable,
            "token_command \"" + words[0] + "\" failed with status " +
                std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
    }
    auto line = first_line(printed);
    if (line.empty()) return error(Errc::unavailable, "token_command printed nothing");
    return line;
}

}  // namespace sendguard::forward
