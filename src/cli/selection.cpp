// A checker that found nothing to check must not end with "clean": a path that does not exist, a
// folder without drafts and an empty list are errors. Only git can say that there is nothing to do.
#include "cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "cli/draft_check.h"
#include "cli/folder_walk.h"
#include "cli/git_changes.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxListBytes = std::size_t{64} << 20;  // a million long names

/// Gathers drafts, each once.
class Gathering {
  public:
    Result<void> add(const std::string& path) {
        std::error_code fault;
        if (path.empty()) return error(Errc::bad_input, "an empty word is no path");
        if (path == "-") return add_standard_input();
        if (!fs::is_directory(path, fault)) {
            add_file(path);
            return outcome::success();
        }
        BOOST_OUTCOME_TRY(auto walk, walk_folder(path));
        if (walk.files.empty()) {
            return error(Errc::not_found,
                         fmt::format("no draft in {} (looked for {}; what git ignores is left out)",
                                     escape_invisible(path), draft_endings()));
        }
        for (const auto& file : walk.files) add_file(file);
        std::ranges::move(walk.notes, std::back_inserter(selection.notes));
        return outcome::success();
    }

    Selection selection;

  private:
    Result<void> add_standard_input() {
        if (!seen_.insert("-").second) {
            return error(Errc::bad_input, "standard input (-) is named twice; it can be read once");
        }
        selection.drafts.push_back({.path = "-", .standard_input = true});
        return outcome::success();
    }
    void add_file(const std::string& path) {
        const bool plain = path.find("/.") == std::string::npos && !path.starts_with('.') &&
                           path.find("//") == std::string::npos;
        if (seen_.insert(plain ? path : fs::path(path).lexically_normal().string()).second)
            selection.drafts.push_back({.path = path});
    }

    std::set<std::string> seen_;
};

/// The names in a list: each ends with NUL, or, without any NUL, with a line end.
Result<std::vector<std::string>> read_list(const std::string& file) {
    BOOST_OUTCOME_TRY(const auto text, read_file(file, kMaxListBytes));
    const bool nul = text.find('\0') != std::string::npos;
    std::vector<std::string> names;
    for (auto name : split(text, nul ? '\0' : '\n')) {
        if (!nul && name.ends_with('\r')) name.remove_suffix(1);
        if (name == "-") {
            return error(Errc::bad_input, "standard input (-) cannot be named in a list of files");
        }
        if (!name.empty()) names.emplace_back(name);
    }
    if (names.empty()) {
        return error(Errc::not_found,
                     fmt::format("the list {} names no file", escape_invisible(file)));
    }
    return names;
}

Result<Selection> select_staged(std::vector<ChangedFile> files) {
    Selection selection;
    std::erase_if(files, [](const ChangedFile& file) { return !has_draft_ending(file.path); });
    if (files.empty()) {
        selection.nothing = "no draft is staged: there is nothing to check";
        return selection;
    }
    BOOST_OUTCOME_TRY(const auto sidecars, staged_sidecars());
    std::map<std::string, std::string> sidecar_of;
    for (const auto& sidecar : sidecars) sidecar_of[sidecar.in_repository] = sidecar.blob;
    std::vector<std::string> objects;
    for (const auto& file : files) {
        const auto sidecar = sidecar_of.find(file.in_repository + ".signoff");
        selection.drafts.push_back(
            {.path = file.path,
             .blob = file.blob,
             .in_repository = file.in_repository,
             .sidecar_blob = sidecar == sidecar_of.end() ? "" : sidecar->second});
        objects.push_back(file.blob);
        if (sidecar != sidecar_of.end()) objects.push_back(sidecar->second);
    }
    BOOST_OUTCOME_TRY(selection.blobs, GitBlobs::open(objects, kMaxDraftFileBytes));
    return selection;
}

Result<Selection> select_changed(const Arguments& arguments) {
    const auto given = arguments.value("changed").value_or("");
    BOOST_OUTCOME_TRY(
        const auto files,
        changed_files(given.empty() ? std::nullopt : std::optional(given), arguments.positional()));
    Selection selection;
    for (const auto& file : files) {
        if (has_draft_ending(file.path)) selection.drafts.push_back({.path = file.path});
    }
    if (selection.drafts.empty())
        selection.nothing = "no draft has changed: there is nothing to check";
    return selection;
}

Result<Selection> select_named(const Arguments& arguments) {
    Gathering gathering;
    for (const auto& path : arguments.positional()) {
        BOOST_OUTCOME_TRY(gathering.add(path));
    }
    if (const auto list = arguments.value("files-from")) {
        if (*list == "-" &&
            std::ranges::find(arguments.positional(), "-") != arguments.positional().end()) {
            return error(Errc::bad_input, "standard input (-) is named twice; it can be read once");
        }
        BOOST_OUTCOME_TRY(const auto names, read_list(*list));
        for (const auto& name : names) {
            BOOST_OUTCOME_TRY(gathering.add(name));
        }
    }
    const auto name = arguments.value("stdin-filename");
    auto& drafts = gathering.selection.drafts;
    const auto input = std::ranges::find(drafts, true, &Candidate::standard_input);
    if (name && (input == drafts.end() || name->empty())) {
        return error(Errc::bad_input, "--stdin-filename names standard input: give - as the path");
    }
    if (name) input->path = *name;
    return std::move(gathering.selection);
}

Result<void> check_choice(const Arguments& arguments) {
    const bool staged = arguments.has("staged");
    const bool changed = arguments.has("changed");
    const bool listed = arguments.has("files-from");
    const auto& paths = arguments.positional();
    if (staged && changed)
        return error(Errc::bad_input, "--staged and --changed exclude each other");
    if (staged && arguments.has("trailers")) {
        return error(Errc::bad_input,
                     "--trailers reads commits, and what is staged stands in none yet");
    }
    if ((staged || changed) && (listed || std::ranges::find(paths, "-") != paths.end())) {
        return error(Errc::bad_input,
                     "--staged and --changed ask git for the files: neither --files-from nor - "
                     "goes with them");
    }
    if (paths.empty() && !staged && !changed && !listed) {
        return error(Errc::bad_input,
                     "check needs PATH... (files, folders, or - for standard input), --files-from, "
                     "--staged or --changed");
    }
    return outcome::success();
}

}  // namespace

Result<Selection> select_paths(const std::vector<std::string>& paths) {
    Gathering gathering;
    for (const auto& path : paths) {
        BOOST_OUTCOME_TRY(gathering.add(path));
    }
    return std::move(gathering.selection);
}

Result<Selection> select_drafts(const Arguments& arguments) {
    BOOST_OUTCOME_TRY(check_choice(arguments));
    if (arguments.has("changed")) return select_changed(arguments);
    if (!arguments.has("staged")) return select_named(arguments);
    BOOST_OUTCOME_TRY(auto files, staged_files(arguments.positional()));
    return select_staged(std::move(files));
}

}  // namespace sendguard::cli
