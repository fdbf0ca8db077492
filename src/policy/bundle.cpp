#include "policy/bundle.h"

#include <fmt/format.h>

#include <charconv>

namespace sendguard::policy {
namespace {

constexpr std::string_view kMagic = "send-guard policy sources 1\n";
constexpr std::string_view kPack = "pack:";

void put(std::string& out, std::string_view name, std::string_view bytes) {
    out += fmt::format("{} {}\n", name.size(), bytes.size());
    out.append(name).append("\n").append(bytes).append("\n");
}

/// Takes parts off the front of a bundle.
class Parts {
  public:
    explicit Parts(std::string_view rest) : rest_(rest) {}
    bool more() const { return good_ && !rest_.empty(); }
    bool good() const { return good_; }

    std::pair<std::string, std::string> next() {
        const auto name = number(' '), size = number('\n');
        auto first = text(name), second = text(size);
        return {std::move(first), std::move(second)};
    }

  private:
    std::size_t number(char end) {
        std::size_t out = 0;
        const auto [at, fault] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
        const auto used = static_cast<std::size_t>(at - rest_.data());
        good_ = good_ && fault == std::errc() && used < rest_.size() && rest_[used] == end;
        if (good_) rest_.remove_prefix(used + 1);
        return out;
    }
    std::string text(std::size_t size) {
        good_ = good_ && size < rest_.size() && rest_[size] == '\n';
        if (!good_) return {};
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size + 1);
        return out;
    }

    std::string_view rest_;
    bool good_ = true;
};

/// The files of a bundle, and nothing of the disk.
class BundleSource final : public PolicySource {
  public:
    void add(const std::string& name, std::string bytes) {
        auto& to = name.starts_with(kPack) ? packs_ : files_;
        to.emplace(name.starts_with(kPack) ? name.substr(kPack.size()) : name, std::move(bytes));
    }
    Result<std::string> read(const std::filesystem::path& path) const override {
        const auto found = files_.find(path.string());
        if (found != files_.end()) return found->second;
        return error(Errc::not_found, "it is not among the policy's kept sources");
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        const auto found = packs_.find(name);
        return found == packs_.end() ? std::nullopt
                                     : std::optional<std::string_view>(found->second);
    }
    std::vector<std::string_view> pack_names() const override {
        std::vector<std::string_view> out;
        for (const auto& [name, bytes] : packs_) out.emplace_back(name);
        return out;
    }

  private:
    std::map<std::string, std::string, std::less<>> files_, packs_;
};

Error no_bundle() {
    return {Errc::bad_input, "the kept sources of the policy are not whole", {}};
}

}  // namespace

Result<std::string> RecordingSource::read(const std::filesystem::path& path) const {
    BOOST_OUTCOME_TRY(auto bytes, source_.read(path));
    read_[path.string()] = bytes;
    return bytes;
}

std::string RecordingSource::bundle(const std::vector<std::string>& names) const {
    std::string out(kMagic);
    for (const auto& name : names) {
        const auto found = read_.find(name);
        if (found != read_.end()) {
            put(out, name, found->second);
        } else if (name.starts_with(kPack)) {
            put(out, name, source_.pack(name.substr(kPack.size())).value_or(""));
        }
    }
    return out;
}

Result<std::shared_ptr<const Policy>> load_bundle(std::string_view bundle, std::string_view digest,
                                                  LoadOptions options) {
    if (!bundle.starts_with(kMagic)) return no_bundle();
    Parts parts(bundle.substr(kMagic.size()));
    BundleSource source;
    std::optional<std::filesystem::path> main;
    while (parts.more()) {
        auto [name, bytes] = parts.next();
        if (!main) main = name;
        source.add(name, std::move(bytes));
    }
    if (!parts.good() || !main) return no_bundle();
    options.use_cache = false;
    auto loaded = load_policy(main, options, source);
    if (!loaded.policy) return error(Errc::bad_policy, loaded.faults.text());
    if (loaded.policy->digest == digest) return std::move(loaded.policy);
    return error(Errc::bad_input, fmt::format("the kept sources make the policy version {}, not {}",
                                              loaded.policy->digest, digest));
}

}  // namespace sendguard::policy
