#include "gate/users.h"

#include <condition_variable>
#include <mutex>
#include <set>

#include "base/password.h"

namespace sendguard::gate {
namespace {

/// Compared with where a file has no users at all; nobody knows what it was made from.
constexpr std::string_view kNobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$ZbVQOHWtTsLj9UzTTgoTZg$"
    "nB4+y7j3Q7lYnrXyiX4KGxEINySwAbW2iyN8hBdcIz8";

/// How many hash at once: each needs kHashMemoryBytes.
class Places {
  public:
    /// One of the places, until it goes.
    class Place {
      public:
        explicit Place(Places& places) : places_(places) { places_.enter(); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { places_.leave(); }

      private:
        Places& places_;
    };

  private:
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

    std::mutex mutex_;
    std::condition_variable free_;
    int used_ = 0;
};

}  // namespace

struct Users::State {
    std::string_view hash_for(std::string_view unknown_name) const;

    UsersFile file;
    KeyedDigest digest;
    std::mutex mutex;
    std::set<KeyedDigest::Value> remembered;
    Places places;
};

/// Hashes from elsewhere may cost more or less than ours, so an unknown name is compared with some
/// user's hash, always the same one, and takes as long as that user does.
std::string_view Users::State::hash_for(std::string_view unknown_name) const {
    const auto& entries = file.entries();
    if (entries.empty()) return kNobodysHash;
    const auto mark = digest.of({unknown_name});
    std::size_t place = 0;
    for (std::size_t i = 0; i < sizeof place; ++i) place = place << 8 | mark[i];
    return entries[place % entries.size()].hash;
}

Users::Users(UsersFile file) : state_(std::make_unique<State>()) {
    state_->file = std::move(file);
}
Users::Users(Users&&) noexcept = default;
Users& Users::operator=(Users&&) noexcept = default;
Users::~Users() = default;

Result<Users> Users::load(const std::filesystem::path& path) {
    BOOST_OUTCOME_TRY(auto file, UsersFile::read(path));
    return Users(std::move(file));
}

std::size_t Users::size() const {
    return state_->file.entries().size();
}

bool Users::knows(std::string_view name) const {
    return state_->file.find(name) != nullptr;
}

Result<std::optional<User>> Users::verify(std::string_view name, std::string_view password) const {
    if (password.size() > kMaxPasswordBytes) return std::optional<User>();
    const auto* entry = state_->file.find(name);
    const std::string_view hash = entry != nullptr ? entry->hash : state_->hash_for(name);
    const auto mark = state_->digest.of({name, password, hash});
    {
        const std::lock_guard lock(state_->mutex);
        if (entry != nullptr && state_->remembered.contains(mark))
            return std::optional(entry->user);
    }
    const auto matches = [&] {
        const Places::Place place(state_->places);
        return password_matches(hash, password);
    }();
    if (!matches) return matches.error();
    if (entry == nullptr || !matches.value()) return std::optional<User>();
    const std::lock_guard lock(state_->mutex);
    auto& remembered = state_->remembered;
    if (remembered.size() >= kMaxRememberedLogins) {  // marks are random, so this takes any one
        const auto next = remembered.lower_bound(mark);
        remembered.erase(next == remembered.end() ? remembered.begin() : next);
    }
    remembered.insert(mark);
    return std::optional(entry->user);
}

}  // namespace sendguard::gate
