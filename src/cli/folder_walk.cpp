#include "cli/folder_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "cli/git.h"
#include "cli/request.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 25> kDraftEndings{
    ".eml", ".mbox", ".md",   ".markdown", ".html", ".htm",  ".txt",  ".adoc", ".asciidoc",
    ".rst", ".docx", ".docm", ".xlsx",     ".xlsm", ".pptx", ".pptm", ".odt",  ".ods",
    ".odp", ".rtf",  ".pdf",  ".ics",      ".vcf",  ".csv",  ".zip"};

/// A regular file, or a link that leads nowhere: reading it will say so.
bool is_file(const fs::path& path) {
    std::error_code fault;
    const auto type = fs::status(path, fault).type();
    return type == fs::file_type::regular || type == fs::file_type::not_found;
}

bool is_regular(const fs::directory_entry& entry) {
    std::error_code fault;
    return !entry.is_symlink(fault) && entry.is_regular_file(fault);
}

Error walk_fault(const fs::path& folder, const std::error_code& fault) {
    return error(Errc::io, fmt::format("cannot read the folder {}: {}",
                                       escape_invisible(folder.string()), fault.message()));
}

Result<void> walk_plainly(const fs::path& folder, FolderWalk& walk) {
    std::error_code fault;
    fs::recursive_directory_iterator entry(folder, fault);
    if (fault) return walk_fault(folder, fault);
    for (const fs::recursive_directory_iterator end; entry != end; entry.increment(fault)) {
        if (fault) return walk_fault(folder, fault);
        const auto& path = entry->path();
        if (path.filename() == ".git") {
            if (entry->is_directory(fault)) entry.disable_recursion_pending();
            continue;
        }
        // The folder itself tells which entries are regular files: no look at each.
        if (has_draft_ending(path.native()) && (is_regular(*entry) || is_file(path)))
            walk.files.push_back(path.string());
    }
    if (fault) return walk_fault(folder, fault);
    return outcome::success();
}

Result<void> walk_into(const fs::path& folder, FolderWalk& walk);

Result<void> walk_listed(const fs::path& folder, std::string_view list, FolderWalk& walk) {
    for (auto& name : nul_items(list)) {
        while (name.ends_with('/')) name.pop_back();
        const auto path = folder / name;
        std::error_code fault;
        const auto type = fs::symlink_status(path, fault).type();
        if (type == fs::file_type::directory) {
            // A repository inside this one: git lists its folder and no more.
            BOOST_OUTCOME_TRY(walk_into(path, walk));
        } else if (type != fs::file_type::not_found && has_draft_ending(name) && is_file(path)) {
            walk.files.push_back(path.string());  // one that is tracked and deleted is not there
        }
    }
    return outcome::success();
}

Result<void> walk_into(const fs::path& folder, FolderWalk& walk) {
    if (!repository_root(folder)) return walk_plainly(folder, walk);
    const auto listed = git_text(
        {.words = {"ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "."},
         .folder = folder.string(),
         .discover = true});
    if (listed) return walk_listed(folder, listed.value(), walk);
    walk.notes.push_back(
        fmt::format("every file in {} is looked at, those that .gitignore leaves out, too: {}",
                    escape_invisible(folder.string()), listed.error().message));
    return walk_plainly(folder, walk);
}

}  // namespace

bool has_draft_ending(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    return std::ranges::find(kDraftEndings, ascii_lower(name.substr(dot))) != kDraftEndings.end();
}

std::string draft_endings() {
    return fmt::format("{}", fmt::join(kDraftEndings, ", "));
}

Result<FolderWalk> walk_folder(const std::string& folder) {
    FolderWalk walk;
    BOOST_OUTCOME_TRY(walk_into(folder, walk));
    std::ranges::sort(walk.files);
    // A file in conflict is listed thrice.
    walk.files.erase(std::unique(walk.files.begin(), walk.files.end()), walk.files.end());
    return walk;
}

}  // namespace sendguard::cli
