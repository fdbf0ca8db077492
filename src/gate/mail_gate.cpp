// Delivery reports: a bounce quotes the mail that failed, draft marks and all, and goes to whoever
// sent it, ministries included. To refuse it would lose it, for it has the null sender and nobody
// to mend or sign it. So in a report with the null sender what stands in the returned message does
// not count, and a hold is a note. A block in the report's own text still blocks.
#include "gate/mail_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "gate/answers.h"
#include "gate/guard.h"
#include "signoff/statement.h"

namespace sendguard::gate {
namespace {

using check::Verdict;

/// The numbers of the parts that hold a returned message, in a multipart/report.
std::vector<std::string> returned_parts(const draft::Draft& draft) {
    std::vector<std::string> numbers;
    if (draft.parts.empty() || draft.parts[0].type != "multipart/report") return numbers;
    for (const auto& part : draft.parts) {
        if (part.type == "message/rfc822" || part.type == "text/rfc822-headers" ||
            part.type == "message/global" || part.type == "message/global-headers")
            numbers.push_back(part.number);
    }
    return numbers;
}

bool stands_in(const std::vector<std::string>& parts, const draft::Location& place) {
    return std::ranges::any_of(parts, [&](const std::string& number) {
        return !number.empty() && (place.part == number || place.part.starts_with(number + "."));
    });
}

bool is_automatic(const draft::Draft& draft) {
    const auto* field = draft.header("Auto-Submitted");
    return field != nullptr && !starts_with_ignoring_case(trim(field->value), "no");
}

/// Findings that nobody could answer become notes.
void spare_report(const draft::Draft& draft, check::Evaluation& evaluation) {
    const auto returned = returned_parts(draft);
    if (returned.empty() && !is_automatic(draft)) return;
    for (auto& finding : evaluation.findings) {
        const bool elsewhere = finding.places.empty() || finding.more_places > 0 ||
                               std::ranges::any_of(finding.places, [&](const auto& place) {
                                   return !stands_in(returned, place);
                               });
        if (finding.action != policy::Action::hold && elsewhere) continue;
        finding.action = policy::Action::note;
        finding.notes.emplace_back("a delivery report or automatic answer with the null sender");
    }
    evaluation.verdict = check::verdict_of(evaluation.findings);
}

bool hops_exceeded(const draft::Draft& draft, std::uint32_t most) {
    const auto hops = std::ranges::count_if(draft.headers, [](const draft::HeaderField& field) {
        return equals_ignoring_case(field.name, "Received");
    });
    return static_cast<std::uint64_t>(hops) > most;
}

void refuse_loop(std::uint32_t most, MailDecision& out) {
    out.too_many_hops = true;
    out.forward = false;
    out.refusal = {554,
                   "5.4.6",
                   {fmt::format("Too many hops: the message has more than {} Received fields, so "
                                "it is going in circles",
                                most)}};
}

void settle(const policy::Policy& policy, const MailInput& input, MailDecision& out) {
    const auto& row = answer(out.verdict, false);
    out.forward = row.forward || input.mode == policy::Mode::observe;
    if (out.verdict == Verdict::error) {
        out.refusal = could_not_check(out.error, policy.service.texts);
    } else if (!row.forward) {
        out.refusal = refusal(out.evaluation, policy.service.texts);
    }
    out.drop = dropped_fields();
    if (!row.warn_header) return;
    if (auto header = warn_header(out.evaluation); !header.empty())
        out.add.push_back(std::move(header));
}

}  // namespace

MailDecision decide_mail(const policy::Policy& policy, MailInput input,
                         check::Workspace& workspace) {
    MailDecision out;
    const auto hops = policy.service.limits.hops;
    bool loops = false;
    out.sent = input.sent;
    try {
        GuardInput guarded{.bytes = input.bytes,
                           .read = {.source = "-",
                                    .envelope = input.envelope,
                                    .expect_mail = true,
                                    .put_off_documents = input.put_off_documents},
                           .signoffs = {},
                           .now = input.now,
                           .gate = input.gate,
                           .identity = input.identity,
                           .sent = input.sent,
                           .histories = input.histories};
        auto result = guard(policy, std::move(guarded), workspace);
        if (result && result.value().draft.put_off) {
            out.put_off = true;
            out.error = "its documents are not read yet";
        } else if (result) {
            auto& [draft, evaluation, letter] = result.value();
            if (input.spare_reports && input.envelope.sender && input.envelope.sender->empty())
                spare_report(draft, evaluation);
            loops = hops_exceeded(draft, hops);
            if (!policy.service.store.url.empty()) out.digest = signoff::draft_digest(draft);
            // Of strangers, whose mail a server may pass, nothing is kept.
            if (input.histories != nullptr && policy.is_internal(letter.from))
                out.letter = std::move(letter);
            out.verdict = evaluation.verdict;
            out.evaluation = std::move(evaluation);
            out.alternate = draft.header(kAlternatesField) != nullptr;
            if (out.alternate && policy.service.store.url.empty()) {
                out.verdict = check::Verdict::error;
                out.error = "only a hold store (service.store) can choose among alternates";
            }
        } else {
            out.error = result.error().message;
        }
    } catch (const std::exception& fault) {
        out.error = fmt::format("internal failure: {}", fault.what());
    } catch (...) {
        out.error = "internal failure";
    }
    settle(policy, input, out);
    if (loops) refuse_loop(hops, out);
    return out;
}

const std::vector<std::string>& dropped_fields() {
    static const std::vector<std::string> names{"Bcc",
                                                "Resent-Bcc",
                                                "Send-Guard",
                                                "Send-Guard-Signoff",
                                                "Send-Guard-Audience",
                                                std::string(kAlternatesField)};
    return names;
}

std::string warn_header(const check::Evaluation& evaluation) {
    constexpr std::size_t kFoldAt = 900;  // a line on the wire has 998 bytes (RFC 5322 2.1.1)
    std::string text;
    std::size_t line_start = 0;
    for (const auto& finding : evaluation.findings) {
        if (finding.action != policy::Action::warn) continue;
        if (text.empty()) {
            text = "Send-Guard: warn; rules=\"" + finding.rule;
            continue;
        }
        const bool fold = text.size() - line_start + finding.rule.size() > kFoldAt;
        text += fold ? ",\r\n " : ", ";
        if (fold) line_start = text.size();
        text += finding.rule;
    }
    return text.empty() ? "" : text + "\"";
}

namespace {

std::string names_of(const std::vector<check::Finding>& findings) {
    std::string out;
    for (const auto& finding : findings) out += (out.empty() ? "" : ",") + finding.rule;
    return out;
}

}  // namespace

std::string rule_names(const check::Evaluation& evaluation) {
    return names_of(evaluation.findings);
}

std::string observed_rule_names(const check::Evaluation& evaluation) {
    return names_of(evaluation.observed);
}

}  // namespace sendguard::gate
