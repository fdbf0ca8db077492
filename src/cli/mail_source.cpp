#include "cli/mail_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/limits.h"
#include "base/text.h"
#include "cli/folder_walk.h"
#include "draft/mailbox.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = 1u << 20;
constexpr std::size_t kBatchMessages = 64;
constexpr std::size_t kBatchBytes = 512u << 10;
constexpr std::size_t kPeek = 256;  ///< of a file, to see that it begins with a "From " line
/// A message that may begin this close to the buffer's end is looked at with more of the file.
constexpr std::size_t kMargin = draft::kMailboxLookBytes + 256;

/// Takes one > off every line that begins with some and "From " behind them.
void unquote(std::string& message) {
    if (message.find(">From ") == std::string::npos) return;
    std::string out;
    out.reserve(message.size());
    for (std::size_t at = 0; at < message.size();) {
        const auto end = std::min(message.find('\n', at), message.size() - 1) + 1;
        const auto line = std::string_view(message).substr(at, end - at);
        const auto first = line.find_first_not_of('>');
        const bool quoted =
            first != std::string_view::npos && first > 0 && line.substr(first).starts_with("From ");
        out += quoted ? line.substr(1) : line;
        at = end;
    }
    message = std::move(out);
}

bool begins_as_mailbox(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string head(kPeek, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    return draft::is_from_line(head);
}

/// Whether the file stands in a Maildir: its folder is one of cur and new, which stand together.
bool is_in_maildir(const fs::path& path) {
    const auto folder = path.parent_path();
    if (folder.filename() != "cur" && folder.filename() != "new") return false;
    std::error_code fault;
    return fs::is_directory(folder.parent_path() / "cur", fault) &&
           fs::is_directory(folder.parent_path() / "new", fault);
}

/// The messages of all Maildirs at or below `folder`.
/// source: cr.yp.to/proto/maildir.html
std::vector<std::string> maildir_files(const fs::path& folder) {
    std::vector<std::string> out;
    std::error_code fault;
    fs::recursive_directory_iterator entry(folder, fault);
    for (const fs::recursive_directory_iterator end; !fault && entry != end;
         entry.increment(fault)) {
        const auto& path = entry->path();
        if (is_in_maildir(path) && entry->is_regular_file(fault)) out.push_back(path.string());
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace

Result<std::unique_ptr<MboxReader>> MboxReader::open(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open())
        return error(Errc::io, fmt::format("cannot read {}", escape_invisible(path)));
    return std::make_unique<MboxReader>(std::move(file));
}

/// Reads on. What of the buffer was given out goes.
bool MboxReader::fill() {
    if (ended_) return false;
    buffer_.erase(0, at_);
    looked_ -= at_;
    at_ = 0;
    const auto before = buffer_.size();
    buffer_.resize(before + kChunk);
    file_.read(buffer_.data() + before, static_cast<std::streamsize>(kChunk));
    buffer_.resize(before + static_cast<std::size_t>(file_.gcount()));
    ended_ = buffer_.size() < before + kChunk;
    return true;
}

/// Where the message at `at_` ends in the buffer.
std::size_t MboxReader::end_of_message() {
    for (;;) {
        const std::string_view bytes = buffer_;
        const auto known = bytes.size() < kMargin ? 0 : bytes.size() - kMargin;
        const auto sure = ended_ ? bytes.size() : known;
        const auto end = draft::next_message(bytes, std::max(looked_, at_));
        if (end < bytes.size() && (ended_ || end <= sure)) return end;
        if (ended_) return bytes.size();
        looked_ = std::max(std::min(sure, end), at_);
        if (buffer_.size() - at_ > kMaxMessageBytes + kChunk + kMargin) {
            // Too large to be checked: its start is kept to say so, and its end is looked for.
            const auto keep = at_ + kMaxMessageBytes + 1;
            if (looked_ > keep) {
                buffer_.erase(keep, looked_ - keep);
                looked_ = keep;
            }
        }
        fill();
    }
}

bool MboxReader::next(std::string& message) {
    if (at_ >= buffer_.size() && !fill()) return false;
    if (buffer_.empty()) return false;
    const auto end = end_of_message();
    const auto line = buffer_.find('\n', at_);
    const auto begin = line == std::string::npos ? end : std::min(line + 1, end);
    message.assign(buffer_, begin, end - begin);
    unquote(message);
    at_ = looked_ = end;
    return true;
}

Result<void> MailSources::add(const std::string& path) {
    std::error_code fault;
    const auto status = fs::status(path, fault);
    if (!fs::exists(status))
        return error(Errc::not_found, fmt::format("there is no {}", escape_invisible(path)));
    if (!fs::is_directory(status)) {
        // It is read from the start more than once.
        if (!fs::is_regular_file(status))
            return error(Errc::bad_input,
                         fmt::format("{} is no file on a disk: save the mail first",
                                     escape_invisible(path)));
        files_.push_back({path, is_in_maildir(path)});
        return outcome::success();
    }
    const auto messages = maildir_files(path);
    for (const auto& message : messages) files_.push_back({message, true});
    BOOST_OUTCOME_TRY(const auto walk, walk_folder(path));
    for (const auto& file : walk.files)
        if (!is_in_maildir(file)) files_.push_back({file, false});
    if (messages.empty() && walk.files.empty())
        return error(Errc::not_found,
                     fmt::format("no mail and no draft in {}", escape_invisible(path)));
    return outcome::success();
}

Result<std::unique_ptr<MailSources>> MailSources::open(const std::vector<std::string>& paths) {
    auto out = std::make_unique<MailSources>();
    for (const auto& path : paths) {
        BOOST_OUTCOME_TRY(out->add(path));
    }
    return out;
}

Result<std::vector<PastMail>> MailSources::take() {
    const std::lock_guard lock(mutex_);
    std::vector<PastMail> batch;
    for (std::size_t bytes = 0; batch.size() < kBatchMessages && bytes < kBatchBytes;) {
        if (mailbox_) {
            PastMail mail{.source = next_file_ - 1, .number = ++next_number_, .bytes = {}};
            if (mailbox_->next(mail.bytes)) {
                bytes += mail.bytes.size();
                batch.push_back(std::move(mail));
            } else {
                mailbox_.reset();
            }
            continue;
        }
        if (next_file_ == files_.size()) break;
        const auto index = next_file_++;
        const auto& file = files_[index];
        if (!file.in_maildir && begins_as_mailbox(file.path)) {
            BOOST_OUTCOME_TRY(mailbox_, MboxReader::open(file.path));
            next_number_ = 0;
            continue;
        }
        batch.push_back({.source = index,
                         .number = 0,
                         .bytes = {},
                         .mail = file.in_maildir ||
                                 ascii_lower(fs::path(file.path).extension().string()) == ".eml"});
        bytes += kBatchBytes / kBatchMessages;
    }
    return batch;
}

}  // namespace sendguard::cli
