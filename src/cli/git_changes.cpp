// The raw format of git diff with -z: ":100644 100644 OLD NEW M" NUL path NUL; renames are asked
// for as deletion and addition, so that each entry has one path. source: git-diff(1), RAW OUTPUT
#include "cli/git_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/git.h"

namespace sendguard::cli {
namespace {

constexpr std::string_view kFolderEntry = "160000";  ///< another repository's commit

std::string without_line_end(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

/// Turns paths from the repository's root on into paths from the current folder on.
struct Here {
    std::string prefix;  ///< the current folder from the root on, "news/"; "" at the root
    std::string up;      ///< the root from here, "../"

    static Result<Here> find() {
        Here here;
        BOOST_OUTCOME_TRY(here.prefix, git_text({.words = {"rev-parse", "--show-prefix"}}));
        BOOST_OUTCOME_TRY(here.up, git_text({.words = {"rev-parse", "--show-cdup"}}));
        here.prefix = without_line_end(std::move(here.prefix));
        here.up = without_line_end(std::move(here.up));
        return here;
    }
    std::string path(const std::string& from_root) const {
        auto path =
            from_root.starts_with(prefix) ? from_root.substr(prefix.size()) : up + from_root;
        return path == "-" ? "./-" : path;
    }
};

Result<std::vector<ChangedFile>> read_raw(std::string_view raw, const Here& here, bool blobs) {
    std::vector<ChangedFile> files;
    const auto items = nul_items(raw);
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const auto facts = split(items[i], ' ');
        if (facts.size() != 5 || !items[i].starts_with(':'))
            return error(Errc::internal, "git diff --raw printed what is no entry");
        const auto& path = items[i + 1];
        if (facts[4] == "U") {
            return error(Errc::bad_input,
                         fmt::format("{} is in conflict: resolve it and `git add` it first",
                                     escape_invisible(path)));
        }
        if (facts[1] == kFolderEntry) continue;
        files.push_back({here.path(path), path, blobs ? std::string(facts[3]) : std::string()});
    }
    std::ranges::sort(files, {}, &ChangedFile::path);
    return files;
}

Result<std::vector<ChangedFile>> diff(std::vector<std::string> against,
                                      const std::vector<std::string>& paths, bool staged) {
    BOOST_OUTCOME_TRY(const auto here, Here::find());
    std::vector<std::string> words{"--literal-pathspecs",
                                   "diff",
                                   "--raw",
                                   "-z",
                                   "--no-abbrev",
                                   "--no-renames",
                                   "--no-relative",
                                   "--no-ext-diff",
                                   "--no-textconv",
                                   "--diff-filter=ACMRTU"};
    words.insert(words.end(), against.begin(), against.end());
    words.emplace_back("--");
    words.insert(words.end(), paths.begin(), paths.end());
    BOOST_OUTCOME_TRY(const auto raw, git_text({.words = std::move(words)}));
    return read_raw(raw, here, staged);
}

/// The commit's name, or nullopt when it is not here.
Result<std::optional<std::string>> commit(const std::string& name) {
    BOOST_OUTCOME_TRY(auto ended, ask_git({.words = {"rev-parse", "--verify", "--quiet",
                                                     "--end-of-options", name + "^{commit}"}}));
    if (ended.status != 0) return std::optional<std::string>();
    return std::optional(without_line_end(std::move(ended.out)));
}

Result<bool> is_shallow() {
    BOOST_OUTCOME_TRY(const auto said,
                      git_text({.words = {"rev-parse", "--is-shallow-repository"}}));
    return trim(said) == "true";
}

constexpr std::string_view kDeepen =
    "this is a shallow clone: run `git fetch --unshallow` first (GitHub: actions/checkout with "
    "`fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)";

Error no_base(const std::string& base, bool shallow) {
    const auto shown = escape_invisible(base);
    const auto branch = shown.starts_with("origin/") ? shown.substr(7) : shown;
    auto text = fmt::format("--changed: there is no commit {} here", shown);
    text += shallow ? fmt::format("; {}", kDeepen)
                    : fmt::format(
                          "; run `git fetch origin {}` first, or name another base with "
                          "--changed=BASE",
                          branch);
    return error(Errc::bad_input, std::move(text));
}

Result<std::string> find_base(const std::optional<std::string>& given, bool shallow) {
    const std::vector<std::string> names =
        given ? std::vector<std::string>{*given}
              : std::vector<std::string>{"origin/HEAD", "origin/main", "origin/master"};
    for (const auto& name : names) {
        BOOST_OUTCOME_TRY(const auto found, commit(name));
        if (found) return *found;
    }
    if (given) return no_base(*given, shallow);
    return error(Errc::bad_input,
                 fmt::format("--changed: there is no origin/HEAD, origin/main or origin/master to "
                             "compare with; {}",
                             shallow ? std::string(kDeepen)
                                     : "fetch the branch that this one will be merged into, or "
                                       "name a base: --changed=BASE"));
}

}  // namespace

Result<std::vector<ChangedFile>> staged_files(const std::vector<std::string>& paths) {
    return diff({"--cached"}, paths, true);
}

Result<std::vector<ChangedFile>> changed_files(const std::optional<std::string>& base,
                                               const std::vector<std::string>& paths) {
    BOOST_OUTCOME_TRY(const bool shallow, is_shallow());
    BOOST_OUTCOME_TRY(const auto from, find_base(base, shallow));
    BOOST_OUTCOME_TRY(auto ended, ask_git({.words = {"merge-base", from, "HEAD"}}));
    if (ended.status != 0) {
        const auto name = escape_invisible(base.value_or("the base"));
        return error(
            Errc::bad_input,
            shallow ? fmt::format("--changed: where HEAD left {} is not here; {}", name, kDeepen)
                    : fmt::format("--changed: {} and HEAD have no commit in common: name another "
                                  "base with --changed=BASE",
                                  name));
    }
    return diff({without_line_end(std::move(ended.out))}, paths, false);
}

Result<std::vector<ChangedFile>> staged_sidecars() {
    BOOST_OUTCOME_TRY(
        const auto listed,
        git_text({.words = {"ls-files", "--stage", "-z", "--full-name", "--", ":(top)*.signoff"}}));
    std::vector<ChangedFile> files;
    for (const auto& item : nul_items(listed)) {  // "100644 OBJECT 0\tpath"
        const auto tab = item.find('\t');
        const auto facts = split(std::string_view(item).substr(0, tab), ' ');
        if (tab == std::string::npos || facts.size() != 3 || facts[2] != "0") continue;
        files.push_back({"", item.substr(tab + 1), std::string(facts[1])});
    }
    return files;
}

}  // namespace sendguard::cli
