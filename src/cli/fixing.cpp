#include "cli/fixing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <ostream>
#include <system_error>

#include "base/files.h"
#include "base/line_diff.h"
#include "base/text.h"
#include "check/fixes.h"
#include "draft/read.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

/// A diff for a program is the file's bytes; for a terminal, and where a log is read for commands,
/// each line is made harmless as a report's are.
/// source: docs.github.com, "Workflow commands": "##[" counts anywhere in a line
bool must_be_printable(std::string_view diff, bool terminal) {
    const char* actions = std::getenv("GITHUB_ACTIONS");
    const bool logged = actions != nullptr && std::string_view(actions) == "true";
    return terminal || (logged && diff.find("##[") != std::string_view::npos);
}

/// The path as given, but for a "./" that git apply does not take.
std::string_view name_in_diff(std::string_view path) {
    while (path.starts_with("./") && path.size() > 2) path.remove_prefix(2);
    return path;
}

std::string printable_lines(std::string_view diff) {
    std::string out;
    for (auto line : lines_with_ends(diff)) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out += report::printable(line);
        out += '\n';
    }
    return out;
}

FileFix fix_of(const CheckRun& run, std::size_t i) {
    const auto& draft = run.report.drafts[i];
    FileFix out{.path = draft.source, .before = run.fixable[i]};
    std::error_code fault;
    // The file it leads to is fixed under its own name.
    if (std::filesystem::is_symlink(out.path, fault)) return out;
    const auto read = draft::read_draft(out.before, {.source = out.path});
    const check::Facts facts{.now = run.request.now, .path = draft.path};
    auto fixed = check::fix_draft(*run.choice.policy, read, facts, draft.evaluation);
    out.after = std::move(fixed.bytes);
    out.lines = fixed.lines;
    return out;
}

}  // namespace

Result<FixMode> fix_mode(const Arguments& arguments) {
    const bool fix = arguments.has("fix");
    const bool diff = arguments.has("diff");
    if (!fix && !diff) return FixMode::none;
    if (fix && diff) {
        return error(Errc::bad_input,
                     "--fix shows the diff and writes, --diff only shows it: give one of them");
    }
    const auto* const option = fix ? "--fix" : "--diff";
    if (arguments.has("staged")) {
        return error(Errc::bad_input,
                     fmt::format("{} is about files, and what is staged stands in git's index: "
                                 "fix the files, then stage them",
                                 option));
    }
    const auto& paths = arguments.positional();
    if (std::ranges::find(paths, "-") != paths.end() || arguments.has("stdin-filename")) {
        return error(Errc::bad_input,
                     fmt::format("{} is about files: standard input (-) cannot be fixed", option));
    }
    return fix ? FixMode::fix : FixMode::diff;
}

std::vector<FileFix> find_fixes(const CheckRun& run) {
    std::vector<FileFix> fixes;
    for (std::size_t i = 0; i < run.fixable.size(); ++i) {
        if (run.fixable[i] == nullptr) continue;
        auto fix = fix_of(run, i);
        if (fix.lines != 0) fixes.push_back(std::move(fix));
    }
    return fixes;
}

void show_diff(const std::vector<FileFix>& fixes, std::ostream& out, bool terminal) {
    std::string diff;
    for (const auto& fix : fixes) {
        const auto name = name_in_diff(fix.path);
        diff += unified_diff(*fix.before, fix.after, {.before = name, .after = name});
    }
    out << (must_be_printable(diff, terminal) ? printable_lines(diff) : diff) << std::flush;
}

WrittenFixes write_fixes(const std::vector<FileFix>& fixes, Console& console) {
    WrittenFixes written;
    for (const auto& fix : fixes) {
        if (const auto done = replace_file(fix.path, *fix.before, fix.after); !done) {
            console.complain(
                fmt::format("{}; it is left as it is", report::printable(done.error().message)));
            written.all = false;
        } else {
            written.lines += fix.lines;
        }
    }
    return written;
}

}  // namespace sendguard::cli
