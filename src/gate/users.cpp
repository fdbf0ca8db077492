#include "gate/users.h"

#include <condition_variable>
#include <mutex>
#include <set>

#include "base/password.h"

namespace sendguard::gate {
namespace {

/// What an unknown name is compared with, so that it takes as long as a known one.
const std::string& nobodys_hash() {
    static const std::string hash = [] {
        auto made = hash_password(random_password().view());
        return made ? made.value() : std::string();
    }();
    return hash;
}

/// How many hash at once: each needs kHashMemoryBytes.
class Places {
  public:
    void enter() {
        std::unique_lock lock(mutex_);
        free_.wait(lock, [this] { return used_ < kMaxHashesAtOnce; });
        ++used_;
    }
    void leave() {
        {
            const std::lock_guard lock(mutex_);
            --used_;
        }
        free_.notify_one();
    }

  private:
    std::mutex mutex_;
    std::condition_variable free_;
    int used_ = 0;
};

}  // namespace

struct Users::State {
    UsersFile file;
    KeyedDigest digest;
    std::mutex mutex;
    std::set<KeyedDigest::Value> remembered;
    Places places;
};

Users::Users(UsersFile file) : state_(std::make_unique<State>()) {
    state_->file = std::move(file);
}
Users::Users(Users&&) noexcept = default;
Users& Users::operator=(Users&&) noexcept = default;
Users::~Users() = default;

Result<Users> Users::load(const std::filesystem::path& path) {
    BOOST_OUTCOME_TRY(auto file, UsersFile::read(path));
    [[maybe_unused]] const auto& ready = nobodys_hash();  // not in the first login's time
    return Users(std::move(file));
}

std::size_t Users::size() const {
    return state_->file.entries().size();
}

Result<std::optional<User>> Users::verify(std::string_view name, std::string_view password) const {
    const auto* entry = state_->file.find(name);
    if (password.size() > kMaxPasswordBytes) return std::optional<User>();
    const std::string_view hash = entry != nullptr ? entry->hash : nobodys_hash();
    const auto mark = state_->digest.of({name, password, hash});
    {
        const std::lock_guard lock(state_->mutex);
        if (entry != nullptr && state_->remembered.contains(mark))
            return std::optional(entry->user);
    }
    state_->places.enter();
    const auto matches = password_matches(hash, password);
    state_->places.leave();
    if (!matches) return matches.error();
    if (entry == nullptr || !matches.value()) return std::optional<User>();
    const std::lock_guard lock(state_->mutex);
    if (state_->remembered.size() >= kMaxRememberedLogins) state_->remembered.clear();
    state_->remembered.insert(mark);
    return std::optional(entry->user);
}

}  // namespace sendguard::gate
