// The options of `check` and `baseline` alone: which drafts, what counts as a stop, which reports.
#pragma once

#include "cli/check_output.h"
#include "cli/options.h"

namespace sendguard::cli {

inline const Option kReportFormat{
    .name = "format",
    .letter = 'f',
    .value = "FORMAT",
    .help =
        "text (the default), json, jsonl, sarif, github, gitlab, junit, "
        "rdjson, markdown or html",
    .choices = report_formats()};
inline const Option kOutput{.name = "output",
                            .value = "FORMAT=FILE",
                            .help = "write another report into FILE, in any format of --format",
                            .repeatable = true};
inline const Option kStrict{
    .name = "strict", .value = "", .help = "a warning counts as a stop: --fail-on warn"};
inline const Option kFailOn{.name = "fail-on",
                            .value = "ACTION",
                            .help =
                                "the weakest finding that counts as a stop: note, warn, hold (the "
                                "default) or block",
                            .choices = {"note", "warn", "hold", "block"}};
inline const Option kExitZero{
    .name = "exit-zero",
    .value = "",
    .help = "end with 0 whatever was found; what could not be checked stays 2"};
inline const Option kStaged{.name = "staged",
                            .value = "",
                            .help = "check what the next commit adds or changes, from git's index"};
inline const Option kChanged{
    .name = "changed",
    .value = "BASE",
    .help =
        "check the files that differ from where HEAD left BASE (origin/HEAD, "
        "origin/main or origin/master unless said)",
    .value_optional = true};
inline const Option kFilesFrom{
    .name = "files-from",
    .value = "FILE",
    .help =
        "check the files named in FILE, or - for standard input; each name "
        "ends with NUL or a line end",
    .completes = Completes::file};
inline const Option kStdinFilename{.name = "stdin-filename",
                                   .value = "NAME",
                                   .help = "what standard input (-) is the text of",
                                   .completes = Completes::file};
inline const Option kBaseline{.name = "baseline",
                              .value = "FILE",
                              .help = "findings that FILE knows are counted and do not stop",
                              .completes = Completes::file};
inline const Option kTrailers{.name = "trailers",
                              .value = "",
                              .help =
                                  "Approved-by trailers of the commit that last changed a file "
                                  "count as sign-offs"};
inline const Option kObserved{.name = "observed",
                              .value = "",
                              .help = "show what rules in mode observe found; it stops nothing"};
inline const Option kFix{
    .name = "fix",
    .value = "",
    .help =
        "take out stray markers that stand on a line of their own: shows the diff, writes the "
        "files, and checks again"};
inline const Option kFixDiff{.name = "diff",
                             .value = "",
                             .help = "show what --fix would change as a diff, and change nothing"};
inline const Option kThreads{.name = "threads",
                             .value = "N",
                             .help =
                                 "check so many drafts at a time; as many as there are processors "
                                 "unless said"};

}  // namespace sendguard::cli
