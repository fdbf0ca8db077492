#include "cli/check_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "cli/draft_check.h"
#include "cli/request.h"
#include "report/formats.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSummary = std::size_t{1}
                                     << 20;  // source: docs.github.com, job summaries
constexpr std::size_t kLeastSummary = 4096;  // less room holds no table

/// The draft's path from the repository's root on; without one, from the working directory on, and
/// above that its file name: a report does not say where on this machine it was made.
std::string report_path(const std::string& source) {
    if (source == "-") return source;
    if (const auto path = path_below_repository(source)) return *path;
    std::error_code fault;
    const auto whole = fs::weakly_canonical(fs::absolute(source, fault), fault);
    const auto below = whole.lexically_relative(fs::current_path(fault)).generic_string();
    const bool outside = below.empty() || below == ".." || below.starts_with("../");
    return outside ? fs::path(source).filename().string() : below;
}

std::optional<std::string> read_again(const report::DraftReport& draft) {
    if (draft.source == "-") return std::nullopt;
    auto bytes = read_file(draft.source, kMaxDraftFileBytes);
    if (!bytes) return std::nullopt;
    return std::move(bytes.value());
}

std::string text_for(const report::Report& report, const Output& output, const Arguments& arguments,
                     const Console& console) {
    const bool to_console = output.file == "-";
    return report::text_report(
        report, {.colour = to_console && colour_for(arguments.value("color").value_or("auto"),
                                                    console.out_terminal),
                 .explain = arguments.has("explain"),
                 .observed = arguments.has("observed"),
                 .quiet = arguments.has("quiet"),
                 .width = to_console ? console.width : report::TextOptions{}.width});
}

std::string render(const report::Report& report, const Output& output, const Arguments& arguments,
                   const Console& console) {
    const auto& format = output.format;
    if (format == "json") return report::json_report(report);
    if (format == "jsonl") return report::jsonl_report(report);
    if (format == "sarif") return report::sarif_report(report, read_again);
    if (format == "github") return report::github_report(report);
    if (format == "gitlab") return report::gitlab_report(report);
    if (format == "junit") return report::junit_report(report);
    if (format == "rdjson") return report::rdjson_report(report);
    if (format == "markdown") return report::markdown_report(report);
    if (format == "html") return report::html_report(report);
    return text_for(report, output, arguments, console);
}

Error write_error(const std::string& file) {
    return error(Errc::io, fmt::format("the report {} cannot be written", escape_invisible(file)));
}

/// Into a pipe or a device, which must not be replaced by a file.
Result<void> write_into(const std::string& file, std::string_view bytes, std::ios::openmode mode) {
    std::ofstream out(file, std::ios::binary | mode);
    out << bytes << std::flush;
    if (!out.good()) return write_error(file);
    return outcome::success();
}

/// The file that a link leads to, whether or not it is there yet.
fs::path link_target(fs::path file) {
    constexpr int kMostLinks = 40;  // source: path_resolution(7)
    std::error_code fault;
    for (int i = 0; i < kMostLinks && fs::is_symlink(file, fault); ++i) {
        file = file.parent_path() / fs::read_symlink(file, fault);
    }
    return file;
}

Result<void> write_output(const std::string& file, std::string_view bytes) {
    std::error_code fault;
    const auto status = fs::status(file, fault);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        if (fs::is_directory(status)) {
            return error(Errc::io, fmt::format("the report {} cannot be written: it is a folder",
                                               escape_invisible(file)));
        }
        return write_into(file, bytes, std::ios::out);
    }
    auto written = write_file(link_target(file), bytes);
    if (!written) {
        return error(Errc::io,
                     fmt::format("the report {} cannot be written: {}", escape_invisible(file),
                                 escape_invisible(written.error().message)));
    }
    return outcome::success();
}

/// A summary of the step, where GitHub Actions asks for one.
Result<void> add_step_summary(const report::Report& report) {
    const char* named = std::getenv("GITHUB_STEP_SUMMARY");
    const std::string file = named == nullptr ? "" : named;
    if (file.empty()) return outcome::success();
    std::error_code fault;
    const auto there = fs::file_size(file, fault);
    const auto used = fault ? 0 : static_cast<std::size_t>(there);
    if (used + kLeastSummary > kMostSummary) return outcome::success();
    return write_into(file, report::markdown_report(report, kMostSummary - used) + "\n",
                      std::ios::app);
}

Result<Output> read_output(const std::string& value) {
    const auto equals = value.find('=');
    Output output{.format = value.substr(0, equals), .file = {}};
    if (equals != std::string::npos) output.file = value.substr(equals + 1);
    if (output.file.empty()) {
        return error(
            Errc::bad_input,
            fmt::format("--output is FORMAT=FILE, such as sarif=send-guard.sarif, not '{}'",
                        escape_invisible(value)));
    }
    const auto& formats = report_formats();
    if (std::ranges::find(formats, output.format) != formats.end()) return output;
    auto text = fmt::format("--output's format is {}, not '{}'", fmt::join(formats, ", "),
                            escape_invisible(output.format));
    if (const auto likely = nearest(output.format, formats)) {
        text += fmt::format("; did you mean {}?", *likely);
    }
    return error(Errc::bad_input, std::move(text));
}

bool same_file(const std::string& a, const std::string& b) {
    if (a == b) return true;
    std::error_code fault;
    if (fs::equivalent(a, b, fault)) return !fs::is_other(a, fault);
    return fs::weakly_canonical(fs::absolute(a, fault), fault) ==
           fs::weakly_canonical(fs::absolute(b, fault), fault);
}

Result<void> spare_drafts(const report::Report& report, const std::vector<Output>& outputs) {
    for (const auto& output : outputs) {
        if (output.file == "-") continue;
        for (const auto& draft : report.drafts) {
            if (draft.source == "-" || !same_file(output.file, draft.source)) continue;
            return error(Errc::bad_input, fmt::format("the report {} would overwrite a draft",
                                                      escape_invisible(output.file)));
        }
    }
    return outcome::success();
}

}  // namespace

const std::vector<std::string_view>& report_formats() {
    static const std::vector<std::string_view> all{"text",     "json",   "jsonl", "sarif",
                                                   "github",   "gitlab", "junit", "rdjson",
                                                   "markdown", "html"};
    return all;
}

Result<std::vector<Output>> read_outputs(const Arguments& arguments) {
    std::vector<Output> outputs;
    for (const auto& value : arguments.values("output")) {
        BOOST_OUTCOME_TRY(auto output, read_output(value));
        for (const auto& other : outputs) {
            if (output.file != "-" && same_file(output.file, other.file)) {
                return error(Errc::bad_input, fmt::format("two reports for the file {}",
                                                          escape_invisible(output.file)));
            }
        }
        outputs.push_back(std::move(output));
    }
    const auto console = std::ranges::count(outputs, "-", &Output::file);
    if (console + (arguments.has("format") ? 1 : 0) > 1) {
        return error(Errc::bad_input,
                     "standard output (-) takes one report: --format, or one --output FORMAT=-");
    }
    if (console == 0) {
        outputs.insert(outputs.begin(),
                       {.format = arguments.value("format").value_or("text"), .file = "-"});
    }
    std::stable_partition(outputs.begin(), outputs.end(),
                          [](const auto& one) { return one.file == "-"; });
    return outputs;
}

Result<void> write_reports(report::Report& report, const std::vector<Output>& outputs,
                           const Arguments& arguments, Console& console) {
    const bool only_text = std::ranges::all_of(
        outputs, [](const Output& one) { return one.format == "text" && one.file == "-"; });
    if (!only_text) {
        NamesByFolder names(report_path);
        for (auto& draft : report.drafts) draft.path = names.of(draft.source);
    }
    BOOST_OUTCOME_TRY(spare_drafts(report, outputs));
    Result<void> result = outcome::success();
    const auto keep_first = [&](Result<void> written) {
        if (!written && result) result = std::move(written);
    };
    for (const auto& output : outputs) {
        const auto text = render(report, output, arguments, console);
        if (output.file == "-") {
            console.out << text;
        } else {
            keep_first(write_output(output.file, text));
        }
    }
    if (std::ranges::find(outputs, "github", &Output::format) != outputs.end()) {
        keep_first(add_step_summary(report));
    }
    return result;
}

}  // namespace sendguard::cli
