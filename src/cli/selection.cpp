// A checker that found nothing to check must not end with "clean": a path that does not exist and a
// folder without drafts are errors.
#include "cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kDraftEndings{".eml", ".md", ".html", ".txt"};

bool has_draft_ending(const fs::path& path) {
    return std::ranges::find(kDraftEndings, ascii_lower(path.extension().string())) !=
           kDraftEndings.end();
}

Error walk_fault(const fs::path& folder, const std::error_code& fault) {
    return error(Errc::io, fmt::format("cannot read the folder {}: {}",
                                       escape_invisible(folder.string()), fault.message()));
}

Result<std::vector<std::string>> walk(const fs::path& folder) {
    std::vector<std::string> found;
    std::error_code fault;
    fs::recursive_directory_iterator entry(folder, fault);
    if (fault) return walk_fault(folder, fault);
    for (const fs::recursive_directory_iterator end; entry != end; entry.increment(fault)) {
        if (fault) return walk_fault(folder, fault);
        const bool is_folder = entry->is_directory(fault);
        if (is_folder && entry->path().filename() == ".git") entry.disable_recursion_pending();
        if (!is_folder && has_draft_ending(entry->path())) found.push_back(entry->path().string());
    }
    if (fault) return walk_fault(folder, fault);
    if (found.empty()) {
        return error(Errc::not_found, fmt::format("no draft in {} (looked for {})",
                                                  escape_invisible(folder.string()),
                                                  fmt::join(kDraftEndings, ", ")));
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

Result<std::vector<std::string>> select_drafts(const std::vector<std::string>& paths) {
    std::vector<std::string> drafts;
    for (const auto& path : paths) {
        std::error_code fault;
        if (path == "-" && std::ranges::find(drafts, path) != drafts.end()) {
            return error(Errc::bad_input, "standard input (-) is named twice; it can be read once");
        }
        if (path.empty()) return error(Errc::bad_input, "an empty word is no path");
        if (path != "-" && fs::is_directory(path, fault)) {
            BOOST_OUTCOME_TRY(const auto found, walk(path));
            drafts.insert(drafts.end(), found.begin(), found.end());
        } else {
            drafts.push_back(path);
        }
    }
    return drafts;
}

}  // namespace sendguard::cli
