#include "cli/git.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sendguard::cli {
namespace {

constexpr std::chrono::seconds kLimit{120};                  // a cold tree of a million files
constexpr std::size_t kMostOutput = std::size_t{512} << 20;  // and the names in it

// What a hook is told of its repository and of the index in use (`git commit FILE` has one of its
// own), and where settings stand. All other GIT_ variables change what git prints or runs.
constexpr std::array<std::string_view, 6> kRepository{
    "GIT_DIR",        "GIT_WORK_TREE",        "GIT_COMMON_DIR",
    "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"};
constexpr std::array<std::string_view, 4> kSettings{
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"};

bool is_setting(std::string_view name) {
    return !name.starts_with("GIT_") || name.starts_with("GIT_CONFIG_KEY_") ||
           name.starts_with("GIT_CONFIG_VALUE_") || name == "GIT_CONFIG_COUNT" ||
           std::ranges::find(kSettings, name) != kSettings.end();
}
bool keeps_all(std::string_view name) {
    return is_setting(name) || std::ranges::find(kRepository, name) != kRepository.end();
}

}  // namespace

Result<Ended> ask_git(const GitCall& call) {
    std::vector<std::string> argv{"git", "--no-pager", "--no-optional-locks"};
    // The settings of a repository that may name a program to run while files are listed.
    for (const auto* setting : {"core.fsmonitor=false", "core.hooksPath=/dev/null"}) {
        argv.insert(argv.end(), {"-c", setting});
    }
    if (!call.folder.empty()) argv.insert(argv.end(), {"-C", call.folder});
    argv.insert(argv.end(), call.words.begin(), call.words.end());
    return run_program(
        {.argv = std::move(argv),
         .input = call.input,
         .limit = kLimit,
         .most_output = kMostOutput,
         .keeps_variable = call.discover ? is_setting : keeps_all,
         .variables = {"GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL="}});
}

Result<std::string> git_text(const GitCall& call) {
    BOOST_OUTCOME_TRY(auto ended, ask_git(call));
    if (ended.status != 0) {
        const auto said = trim(std::string_view(ended.err).substr(0, ended.err.find('\n')));
        return error(Errc::bad_input, fmt::format("git {} ended with {}: {}", call.words.front(),
                                                  ended.status, escape_invisible(said)));
    }
    return std::move(ended.out);
}

std::vector<std::string> nul_items(std::string_view text) {
    std::vector<std::string> items;
    for (const auto item : split(text, '\0')) {
        if (!item.empty()) items.emplace_back(item);
    }
    return items;
}

}  // namespace sendguard::cli
