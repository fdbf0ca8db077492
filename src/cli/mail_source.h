// Past mail, one message after another, however much there is: mailbox files (mbox), Maildirs,
// folders and single files. What is read is never more than a few megabytes at a time.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"

namespace sendguard::cli {

/// One message, or a file to be published.
struct PastMail {
    std::uint32_t source = 0;  ///< index into MailSources::names()
    std::uint32_t number = 0;  ///< of the message in its mailbox, from 1; 0: the file itself
    std::string bytes;         ///< of a mailbox's message; "" of a file, which is still to be read
    bool mail = true;          ///< false: read as `check` reads a file, by its content
};

/// The messages of one mailbox file, in their order.
class MboxReader {
  public:
    /// errors: io (cannot be opened)
    static Result<std::unique_ptr<MboxReader>> open(const std::string& path);
    explicit MboxReader(std::ifstream file) : file_(std::move(file)) {}

    /// The next message without its "From " line and without the > of its quoted ones (mboxrd).
    /// What is larger than a message may be is cut there.
    ///
    /// out: false when there is no further one
    bool next(std::string& message);

  private:
    bool fill();
    std::size_t end_of_message();

    std::ifstream file_;
    std::string buffer_;
    std::size_t at_ = 0;      ///< where the message begins that is looked at: its "From " line
    std::size_t looked_ = 0;  ///< up to here no other begins
    bool ended_ = false;
};

/// Thread-safe but for open().
class MailSources {
  public:
    /// in:     paths - mailbox files, Maildirs (folders with cur and new), folders, files
    /// errors: not_found (a path, or no draft in a folder), io
    static Result<std::unique_ptr<MailSources>> open(const std::vector<std::string>& paths);

    /// The next few, in order; empty at the end.
    /// errors: io (a mailbox cannot be opened)
    Result<std::vector<PastMail>> take();
    const std::string& name(std::uint32_t source) const { return files_[source].path; }
    std::size_t files() const { return files_.size(); }

  private:
    struct File {
        std::string path;
        bool in_maildir = false;
    };
    Result<void> add(const std::string& path);

    std::vector<File> files_;
    std::mutex mutex_;
    std::uint32_t next_file_ = 0;
    std::unique_ptr<MboxReader> mailbox_;  ///< the one being read: of files_[next_file_ - 1]
    std::uint32_t next_number_ = 0;
};

}  // namespace sendguard::cli
