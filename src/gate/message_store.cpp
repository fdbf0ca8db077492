#include "gate/message_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sendguard::gate {
namespace {

constexpr std::size_t kKeptBytes = 16u << 10;  // what an idle session may keep of its buffer

Error fault(std::string_view what) {
    return error(Errc::io, std::string("the spool file cannot be ") + std::string(what) + ": " +
                               std::strerror(errno));
}

}  // namespace

MessageStore::MessageStore(MemoryBudget& budget, std::string folder, std::uint64_t spool_over)
    : budget_(budget), folder_(std::move(folder)), spool_over_(spool_over) {}

MessageStore::~MessageStore() {
    clear();
    budget_.used -= counted_;
}

void MessageStore::account() {
    const std::uint64_t now = memory_.capacity();
    budget_.used += now - counted_;
    counted_ = now;
}

void MessageStore::clear() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
    in_file_ = 0;
    whole_.reset();
    memory_.clear();
    // Not by assignment: libstdc++ keeps the old buffer for a short string.
    if (memory_.capacity() > kKeptBytes) std::string().swap(memory_);
    account();
}

Result<void> MessageStore::open_file() {
    std::string folder = folder_;
    if (folder.empty()) {
        const char* given = std::getenv("TMPDIR");
        folder = given != nullptr && *given == '/' ? given : "/var/tmp";
    }
    file_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file_ >= 0) return outcome::success();
    std::string name = folder + "/send-guard.XXXXXX";  // a file system without O_TMPFILE
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) return fault("made in " + folder);
    ::unlink(name.c_str());
    return outcome::success();
}

Result<void> MessageStore::settle(std::size_t keep) {
    account();
    const bool large = size() > spool_over_ || budget_.used.load() > budget_.most;
    if (!large || memory_.size() <= keep) return outcome::success();
    // Not for every few bytes: a write each 256 kB once the file is there.
    if (file_ >= 0 && memory_.size() < (256u << 10) && budget_.used.load() <= budget_.most)
        return outcome::success();
    if (file_ < 0) {
        BOOST_OUTCOME_TRY(open_file());
    }
    const auto size = memory_.size() - keep;
    for (std::size_t done = 0; done < size;) {
        const auto wrote = ::pwrite(file_, memory_.data() + done, size - done,
                                    static_cast<off_t>(in_file_ + done));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return fault("written");
        done += static_cast<std::size_t>(wrote);
    }
    in_file_ += size;
    memory_.erase(0, size);
    return outcome::success();
}

Result<std::string_view> MessageStore::read(std::uint64_t from, std::size_t most,
                                            std::string& buffer) const {
    if (from >= in_file_) {
        const std::string_view text = held();
        return text.substr(std::min<std::uint64_t>(from - in_file_, text.size()), most);
    }
    buffer.resize(std::min<std::uint64_t>(most, in_file_ - from));
    for (std::size_t done = 0; done < buffer.size();) {
        const auto got = ::pread(file_, buffer.data() + done, buffer.size() - done,
                                 static_cast<off_t>(from + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return fault("read");
        done += static_cast<std::size_t>(got);
    }
    return std::string_view(buffer);
}

Result<std::shared_ptr<const std::string>> MessageStore::whole() {
    if (file_ < 0) {
        if (!whole_) whole_ = std::make_shared<const std::string>(std::move(memory_));
        return whole_;
    }
    std::string bytes;
    BOOST_OUTCOME_TRY(read(0, in_file_, bytes));
    bytes += memory_;
    return std::make_shared<const std::string>(std::move(bytes));
}

Result<void> MessageStore::replace(std::string bytes) {
    clear();
    memory_ = std::move(bytes);
    return settle(0);
}

}  // namespace sendguard::gate
