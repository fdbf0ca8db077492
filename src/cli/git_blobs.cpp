#include "cli/git_blobs.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/text.h"
#include "cli/git.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kGroupBytes = std::size_t{16} << 20;
constexpr std::size_t kGroupObjects = 1000;

Error no_object(const std::string& object) {
    return error(Errc::not_found,
                 fmt::format("git has no object {}: the index names what is not there; run `git "
                             "fsck`",
                             escape_invisible(object)));
}

/// "OBJECT blob SIZE"; nullopt for anything else.
std::optional<std::size_t> size_in(std::string_view line, std::string_view object) {
    const auto words = split(line, ' ');
    std::size_t size = 0;
    if (words.size() != 3 || words[0] != object || words[1] != "blob") return std::nullopt;
    const auto [end, code] =
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), size);
    if (code != std::errc() || end != words[2].data() + words[2].size()) return std::nullopt;
    return size;
}

std::string lines_of(const std::vector<std::string>& objects) {
    std::string text;
    for (const auto& object : objects) text += object + "\n";
    return text;
}

}  // namespace

Result<std::unique_ptr<GitBlobs>> GitBlobs::open(const std::vector<std::string>& objects,
                                                 std::size_t max_bytes) {
    auto blobs = std::make_unique<GitBlobs>();
    blobs->max_bytes_ = max_bytes;
    const auto input = lines_of(objects);
    BOOST_OUTCOME_TRY(const auto facts,
                      git_text({.words = {"cat-file", "--batch-check"}, .input = input}));
    const auto lines = split(facts, '\n');
    std::size_t group_bytes = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto& object = objects[i];
        const auto size = i < lines.size() ? size_in(lines[i], object) : std::nullopt;
        if (!size) return no_object(object);
        const auto [known, fresh] = blobs->objects_.try_emplace(object, Object{*size, 0});
        if (!fresh || *size > max_bytes) continue;
        if (blobs->groups_.empty() || group_bytes + *size > kGroupBytes ||
            blobs->groups_.back().size() >= kGroupObjects) {
            blobs->groups_.emplace_back();
            group_bytes = 0;
        }
        group_bytes += *size;
        known->second.group = blobs->groups_.size() - 1;
        blobs->groups_.back().push_back(object);
    }
    return blobs;
}

Result<void> GitBlobs::load(std::size_t group) {
    const auto& wanted = groups_[group];
    const auto input = lines_of(wanted);
    BOOST_OUTCOME_TRY(const auto answer,
                      git_text({.words = {"cat-file", "--batch"}, .input = input}));
    std::map<std::string, std::shared_ptr<const std::string>> loaded;
    std::string_view rest = answer;
    for (const auto& object : wanted) {  // a line, the bytes, a line end
        const auto end = rest.find('\n');
        const auto size = size_in(rest.substr(0, end), object);
        if (!size || rest.size() - end - 1 < *size + 1) return no_object(object);
        loaded[object] = std::make_shared<const std::string>(rest.substr(end + 1, *size));
        rest.remove_prefix(end + 1 + *size + 1);
    }
    loaded_ = std::move(loaded);
    return outcome::success();
}

Result<std::shared_ptr<const std::string>> GitBlobs::read(const std::string& object) {
    const std::lock_guard lock(mutex_);
    const auto known = objects_.find(object);
    if (known == objects_.end()) return no_object(object);
    if (known->second.size > max_bytes_) {
        return error(Errc::limit, fmt::format("it is larger than {} bytes", max_bytes_));
    }
    if (!loaded_.contains(object)) {
        BOOST_OUTCOME_TRY(load(known->second.group));
    }
    return loaded_[object];
}

}  // namespace sendguard::cli
