// The reports that other programs read, one file a format; all pure: a Report in, text out, the
// same bytes on every run. None holds a time or an absolute path; drafts come in order of their
// paths, findings in order of their places.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "report/report.h"

namespace sendguard::report {

/// The bytes of a draft, for what a format needs beyond the report; nullopt where it cannot be read
/// again.
using SourceReader = std::function<std::optional<std::string>(const DraftReport&)>;

/// The JSON report's drafts, one object a line.
std::string jsonl_report(const Report& report);

/// SARIF 2.1.0 as GitHub's code scanning takes it; what is over its limits is left out and said.
std::string sarif_report(const Report& report, const SourceReader& source);

/// GitHub's workflow commands: annotations of the step that prints them.
std::string github_report(const Report& report);

/// GitLab's Code Quality JSON.
std::string gitlab_report(const Report& report);

/// JUnit's XML: a case for each draft and rule.
std::string junit_report(const Report& report);

/// reviewdog's rdjson.
std::string rdjson_report(const Report& report);

/// The least limit that applies: a comment on GitHub has 65,536 characters.
inline constexpr std::size_t kCommentBytes = 60000;

/// A summary for a pull request in GitHub's and GitLab's Markdown.
/// in: most_bytes - details are left out, and counted, to keep to it
std::string markdown_report(const Report& report, std::size_t most_bytes = kCommentBytes);

/// One page that needs nothing beside it: no script, no load.
std::string html_report(const Report& report);
/// `text` as it may stand in HTML: in text, and in attributes in either kind of quotes.
std::string markup_escaped(std::string_view text);

}  // namespace sendguard::report
