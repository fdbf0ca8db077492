// A profile as bytes: a version, then counts and records of fixed width, little endian as all our
// machines are; what changes a width changes the version.
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "history/profile.h"

namespace sendguard::history {
namespace {

constexpr std::string_view kMagic = "sgh1";

class Out {
  public:
    template <class T>
    void put(T value) {
        static_assert(std::is_arithmetic_v<T>);
        const auto at = bytes_.size();
        bytes_.resize(at + sizeof value);
        std::memcpy(bytes_.data() + at, &value, sizeof value);
    }
    void size(std::size_t count) { put(static_cast<std::uint32_t>(count)); }
    void text(std::string_view text) {
        size(text.size());
        bytes_ += text;
    }
    template <class T>
    void all(const std::vector<T>& values) {
        size(values.size());
        const auto at = bytes_.size();
        bytes_.resize(at + values.size() * sizeof(T));
        if (!values.empty()) std::memcpy(bytes_.data() + at, values.data(), bytes_.size() - at);
    }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_ = std::string(kMagic);
};

/// What is read past the end is 0, and ok() tells.
class In {
  public:
    explicit In(std::string_view bytes) : rest_(bytes) {}
    template <class T>
    T get() {
        T value{};
        const auto bytes = take(sizeof value);
        if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(take(get<std::uint32_t>())); }
    template <class T>
    std::vector<T> all() {
        const auto bytes = take(std::size_t{get<std::uint32_t>()} * sizeof(T));
        std::vector<T> out(bytes.size() / sizeof(T));
        if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
        return out;
    }
    /// A count of records of so many bytes each, at least.
    std::size_t count(std::size_t least) {
        const std::size_t out = get<std::uint32_t>();
        if (out * least > rest_.size()) ok_ = false;
        return ok_ ? out : 0;
    }
    bool ok() const { return ok_; }
    bool ended() const { return ok_ && rest_.empty(); }

  private:
    std::string_view take(std::size_t size) {
        if (size > rest_.size()) ok_ = false;
        if (!ok_) return {};
        const auto out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }
    std::string_view rest_;
    bool ok_ = true;
};

struct Count {
    std::uint64_t key;
    std::uint64_t count;
};
struct Word {
    std::uint32_t hash, mails;
};

std::vector<Count> counts_of(const std::unordered_map<std::uint64_t, std::uint32_t>& map) {
    std::vector<Count> out;
    out.reserve(map.size());
    for (const auto& [key, count] : map) out.push_back({key, count});
    std::ranges::sort(out, {}, &Count::key);  // the same profile, the same bytes
    return out;
}

void put_back(const std::vector<Count>& counts,
              std::unordered_map<std::uint64_t, std::uint32_t>& map) {
    map.reserve(counts.size());
    for (const auto& one : counts) map.emplace(one.key, static_cast<std::uint32_t>(one.count));
}

}  // namespace

std::string Profile::encode() const {
    Out out;
    out.put(sent_);
    out.put(mails_);
    out.size(contacts_.size());
    for (const auto& contact : contacts_) {
        out.text(contact.address);
        out.put(contact.sent);
        out.put(contact.received);
        out.put(static_cast<std::int64_t>(contact.written.time_since_epoch().count()));
        out.put(static_cast<std::int64_t>(contact.last.time_since_epoch().count()));
        out.all(contact.terms);
    }
    out.all(counts_of(pairs_));
    out.all(counts_of(groups_));
    std::vector<Word> words;
    words.reserve(words_.size());
    for (const auto& [hash, mails] : words_) words.push_back({hash, mails});
    out.all(words);
    return out.take();
}

Result<Profile> Profile::decode(std::string_view bytes) {
    const auto bad = [] {
        return error(Errc::bad_input, "a history that is stored cannot be read");
    };
    if (!bytes.starts_with(kMagic)) return bad();
    In in(bytes.substr(kMagic.size()));
    Profile out;
    out.sent_ = in.get<std::uint32_t>();
    out.mails_ = in.get<std::uint32_t>();
    const auto contacts = in.count(32);
    for (std::size_t i = 0; i < contacts && in.ok(); ++i) {
        Contact contact;
        contact.address = in.text();
        contact.sent = in.get<std::uint32_t>();
        contact.received = in.get<std::uint32_t>();
        contact.written = Timestamp(std::chrono::seconds(in.get<std::int64_t>()));
        contact.last = Timestamp(std::chrono::seconds(in.get<std::int64_t>()));
        contact.terms = in.all<Term>();
        out.numbers_.emplace(contact.address, static_cast<std::uint32_t>(i));
        out.contacts_.push_back(std::move(contact));
    }
    const auto pairs = in.all<Count>();
    for (const auto& pair : pairs)
        if ((pair.key >> 32U) >= contacts || (pair.key & 0xFFFFFFFFU) >= contacts) return bad();
    put_back(pairs, out.pairs_);
    put_back(in.all<Count>(), out.groups_);
    for (const auto& word : in.all<Word>()) out.words_.emplace_back(word.hash, word.mails);
    if (!in.ended() || out.numbers_.size() != contacts) return bad();
    return out;
}

}  // namespace sendguard::history
