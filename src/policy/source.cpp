// Where policies come from: the disk, and the packs that are compiled into the program.
#include <cstdlib>
#include <system_error>

#include "base/files.h"
#include "base/limits.h"
#include "policy/load.h"
#include "policy/packs.h"

namespace sendguard::policy {
namespace {

namespace fs = std::filesystem;
constexpr const char* kFileName = "send-guard.yaml";

class RealSource final : public PolicySource {
  public:
    Result<std::string> read(const fs::path& path) const override {
        return read_file(path, kMaxPolicyBytes);
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        for (const auto& pack : embedded_packs()) {
            if (pack.name == name) return pack.bytes;
        }
        return std::nullopt;
    }
    std::vector<std::string_view> pack_names() const override {
        std::vector<std::string_view> out;
        for (const auto& pack : embedded_packs()) out.push_back(pack.name);
        return out;
    }
};

// There, or perhaps there and not to be looked at: the second must not fall through to a weaker
// policy.
bool may_exist(const fs::path& path) {
    std::error_code code;
    const auto status = fs::status(path, code);
    return status.type() != fs::file_type::not_found;
}

// From the draft's folder up to the root of its repository, or of the file system without one.
std::optional<fs::path> find_upwards(fs::path folder) {
    for (;;) {
        if (may_exist(folder / kFileName)) return folder / kFileName;
        std::error_code code;
        if (fs::exists(folder / ".git", code) || folder == folder.parent_path())
            return std::nullopt;
        folder = folder.parent_path();
    }
}

}  // namespace

const PolicySource& real_source() {
    static const RealSource source;
    return source;
}

std::vector<std::string> default_packs() {
    return {"agents",       "attachments",   "chatter",    "documents", "drafts",
            "front-matter", "history",       "identity",   "letters",   "markings",
            "placeholders", "press-release", "recipients", "sign-off",  "test"};
}

std::optional<fs::path> find_policy(const fs::path& draft_path) {
    std::error_code code;
    const bool standard_input = draft_path.empty() || draft_path == "-";
    fs::path start = standard_input ? fs::current_path(code) : fs::absolute(draft_path, code);
    if (!standard_input && !fs::is_directory(start, code)) start = start.parent_path();
    start = start.lexically_normal();
    if (start.filename().empty() && start.has_parent_path()) start = start.parent_path();
    if (auto found = find_upwards(start)) return found;
    const char* configured = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    fs::path folder;
    if (configured != nullptr && *configured == '/') {
        folder = configured;
    } else if (home != nullptr && *home == '/') {
        folder = fs::path(home) / ".config";
    }
    if (!folder.empty() && may_exist(folder / "send-guard" / kFileName))
        return folder / "send-guard" / kFileName;
    const fs::path system = fs::path("/etc/send-guard") / kFileName;
    return may_exist(system) ? std::optional(system) : std::nullopt;
}

}  // namespace sendguard::policy
