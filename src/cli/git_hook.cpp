// `git-hook sendemail-validate`: a patch file before git send-email mails it.
//
// git gives the patch file and, from 2.41 on, a file with the header that the mail will have. With
// both, the mail is put together as git will, so that recipients and subject are those that leave;
// places are told by the patch file's lines, since that is the file that a person can open.
// Source: githooks(5), sendemail-validate.
#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "draft/fields.h"
#include "gate/answers.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using gate::CheckExit;
using report::printable;

/// How lines of the mail that was put together are lines of the patch file.
struct LineMap {
    std::shared_ptr<const std::string> patch;  ///< owns the lines
    std::vector<std::string_view> patch_header;
    std::uint32_t mail_header = 0;  ///< lines before the mail's body

    std::uint32_t in_patch(std::uint32_t line, std::string_view text) const {
        if (line > mail_header)
            return line - mail_header + static_cast<std::uint32_t>(patch_header.size());
        const auto same = std::ranges::find(patch_header, text);
        return same == patch_header.end()
                   ? 1
                   : static_cast<std::uint32_t>(same - patch_header.begin()) + 1;
    }
};

struct Mail {
    std::shared_ptr<const std::string> bytes;
    std::optional<LineMap> map;  ///< nullopt: the bytes are the patch file's
};

std::vector<std::string_view> lines_of(std::string_view text) {
    auto lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

/// The mail as git will send it: its own header over the patch's text.
Mail put_together(const std::shared_ptr<const std::string>& patch, std::string_view headers) {
    const std::string_view whole = *patch;
    const auto body = draft::split_fields(whole, 0, whole.size()).content;
    std::string mail{headers.substr(0, headers.find_last_not_of("\r\n") + 1)};
    mail += "\n\n";
    LineMap map{patch, lines_of(whole.substr(0, body)),
                static_cast<std::uint32_t>(std::ranges::count(mail, '\n'))};
    mail += whole.substr(body);
    return {std::make_shared<const std::string>(std::move(mail)), std::move(map)};
}

Result<Mail> read_mail(const std::vector<std::string>& files) {
    BOOST_OUTCOME_TRY(auto patch, read_draft_file(files[0]));
    if (files.size() == 1) return Mail{patch.bytes, std::nullopt};
    BOOST_OUTCOME_TRY(const auto headers, read_file(files[1], kMaxDraftFileBytes));
    if (trim(headers).empty()) return Mail{patch.bytes, std::nullopt};
    return put_together(patch.bytes, headers);
}

void tell_lines_of_patch(const LineMap& map, check::Evaluation& evaluation) {
    for (auto* findings : {&evaluation.findings, &evaluation.cleared, &evaluation.observed}) {
        for (auto& finding : *findings) {
            for (auto& place : finding.places) {
                if (place.decoded && place.line > map.mail_header) continue;
                const auto height = place.end_line - place.line;
                place.line = map.in_patch(place.line, place.line_text);
                place.end_line = place.line + height;
            }
        }
    }
}

report::DraftReport check_patch(const policy::Policy& policy, const std::string& path,
                                const Mail& mail, const Request& request) {
    report::DraftReport report{.source = path};
    check::Workspace workspace;
    auto guarded = gate::guard(policy,
                               {.bytes = mail.bytes,
                                .read = {.source = path, .expect_mail = true},
                                .signoffs = {},
                                .now = request.now,
                                .gate = policy::GateKind::check},
                               workspace);
    if (!guarded) {
        report.error = guarded.error().message;
        report.evaluation.verdict = check::Verdict::error;
        return report;
    }
    report.evaluation = std::move(guarded.value().evaluation);
    if (mail.map) tell_lines_of_patch(*mail.map, report.evaluation);
    return report;
}

}  // namespace

int run_git_sendemail_validate(const Arguments& arguments, Console& console) {
    constexpr int kCouldNotCheck = static_cast<int>(CheckExit::could_not_check);
    const auto request = read_request(arguments);
    if (!request) {
        console.complain(request.error().message);
        return kCouldNotCheck;
    }
    const auto& files = arguments.positional();
    const auto mail = read_mail(files);
    if (!mail) {
        console.complain(printable(mail.error().message));
        return kCouldNotCheck;
    }
    // git runs hooks in the repository's root, and the patch may stand in a folder for temporary
    // files: the policy is looked for from here.
    const auto choice = choose_policy(arguments, "-", console);
    if (!choice.policy) return kCouldNotCheck;
    report::Report report{.policy = choice.policy.get(), .drafts = {}};
    report.drafts.push_back(check_patch(*choice.policy, files[0], mail.value(), request.value()));
    const auto verdict = report.drafts[0].evaluation.verdict;
    if (verdict == check::Verdict::pass) return static_cast<int>(CheckExit::clean);
    // On standard error: git send-email's standard output is a talk with its user.
    console.err << report::text_report(
        report,
        {.colour = colour_for(arguments.value("color").value_or("auto"), console.err_terminal),
         .quiet = arguments.has("quiet"),
         .width = console.width});
    return static_cast<int>(gate::answer(verdict, false).check);
}

}  // namespace sendguard::cli
