// `retract`: a correction to exactly those whom a held draft has reached.
//
// The problem: a correction that goes to a list typed anew misses some, tells others what they
// never got, and shows all of them to each other. The idea: the envelope is what the first release
// has noted, the header names nobody, and the correction is a hold like any other.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/hold.h"
#include "cli/sendmail_host.h"
#include "cli/sendmail_message.h"
#include "draft/read.h"
#include "gate/answers.h"
#include "gate/hold_judge.h"
#include "gate/host.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using hold::Addressee;
using hold::Delivery;
using hold::Hold;
using report::printable;

constexpr std::size_t kMostReferences = 900;  // bytes; a line on the wire has 998 (RFC 5322 2.1.1)

bool was_reached(const Addressee& one) {
    return one.delivery == Delivery::taken || one.delivery == Delivery::unknown;
}

/// Whom the first has reached.
/// errors: denied (nobody, or it is still under way)
Result<std::vector<Addressee>> reached(const Hold& first) {
    std::vector<Addressee> out;
    std::ranges::copy_if(first.addressees, std::back_inserter(out), was_reached);
    if (out.empty()) {
        return error(Errc::denied, fmt::format("{} is {} and has reached nobody: there is nothing "
                                               "to correct",
                                               first.id, hold::state_name(first.state)));
    }
    if (hold::is_final(first.state) || first.state == hold::State::uncertain) return out;
    return error(Errc::denied,
                 fmt::format("{} is {} and goes on to others, who would get it after its "
                             "correction: end it first with `send-guard hold recall {}`",
                             first.id, hold::state_name(first.state), first.id));
}

/// A key that no other correction of the first has: of two that are made at once one is kept, and
/// the store gives it to both.
/// errors: denied (one is on its way, or has left)
Result<std::string> free_key(hold::Store& store, const Hold& first) {
    using hold::State;
    for (int number = 1;; ++number) {
        // No colon stands in it, as in every key that comes over the API.
        auto key = fmt::format("correction {} of {}", number, first.id);
        BOOST_OUTCOME_TRY(const auto other, store.find_key(key));
        if (!other) return key;
        const auto state = other->state;
        if (state == State::rejected || state == State::expired || state == State::withdrawn ||
            state == State::voided)
            continue;
        return error(Errc::denied, fmt::format("{} has a correction already: {}, which is {}",
                                               first.id, other->id, hold::state_name(state)));
    }
}

std::string field_value(const draft::Draft& draft, std::string_view name) {
    const auto* field = draft.header(name);
    if (field == nullptr) return {};
    std::string out;
    for (const char c : field->value) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) out += c;
        if (blank && !out.empty() && out.back() != ' ') out += ' ';
    }
    return std::string(trim(out));
}

/// Nobody but the one person that it goes to may be named: the others would be seen.
Result<void> names_nobody(const draft::Draft& draft, const std::string& path,
                          const std::vector<Addressee>& to) {
    for (const auto& field : draft.headers) {
        if (!starts_with_ignoring_case(field.name, "Resent-")) continue;
        return error(Errc::bad_input, fmt::format("{} has a field {}: a correction is a message of "
                                                  "its own, take it out",
                                                  path, printable(field.name)));
    }
    std::vector<std::string> named;
    for (const auto& one : draft.recipients) {
        const auto& [name, address] = one.mailbox;
        const bool the_one = to.size() == 1 && equals_ignoring_case(address, to[0].address);
        if (!the_one) named.push_back(printable(address.empty() ? name : address));
    }
    if (named.empty()) return outcome::success();
    return error(
        Errc::bad_input,
        fmt::format("{} names {} in To, Cc or Bcc: a correction goes to those whom the first has "
                    "reached, and nobody sees the others; take these fields out",
                    path, fmt::join(named, ", ")));
}

struct Correction {
    std::string bytes;
    bool threaded = false;  ///< it names the first message
};

/// in: first - the message that is corrected
Result<Correction> read_correction(const std::string& path, const draft::Draft& first,
                                   const std::vector<Addressee>& to, Timestamp now) {
    BOOST_OUTCOME_TRY(const auto raw, read_file(path, kMaxMessageBytes));
    Correction out{.bytes = with_crlf(raw, false)};
    if (!draft::looks_like_mail(out.bytes)) {
        return error(Errc::bad_input,
                     fmt::format("{} is no mail: it must begin with header fields, From and "
                                 "Subject, then an empty line",
                                 path));
    }
    const auto read = draft::read_draft(std::make_shared<const std::string>(out.bytes),
                                        {.source = path, .envelope = {}, .expect_mail = true});
    if (read.from.empty())
        return error(Errc::bad_input, fmt::format("{} has no From: say who corrects", path));
    BOOST_OUTCOME_TRY(names_nobody(read, path, to));
    BOOST_OUTCOME_TRY(auto id, new_message_id(now, gate::host_name()));
    std::string front;
    const auto first_id = field_value(first, "Message-ID");
    out.threaded = first_id.starts_with('<') && first_id.ends_with('>') &&
                   first_id.find(' ') == std::string::npos && first_id.size() < kMostReferences;
    if (out.threaded && read.header("In-Reply-To") == nullptr)
        front += fmt::format("In-Reply-To: {}\r\n", first_id);
    if (out.threaded && read.header("References") == nullptr)
        front += fmt::format("References: {}\r\n", first_id);
    if (read.header("To") == nullptr && read.header("Cc") == nullptr)
        front += "To: undisclosed-recipients:;\r\n";
    out.bytes = front + completed(std::move(out.bytes), {.from_name = {},
                                                         .from_address = {},
                                                         .date = gate::mail_date(now),
                                                         .message_id = std::move(id)});
    return out;
}

void print_addressees(const Hold& first, Console& console) {
    for (const auto& one : first.addressees) {
        const auto* words = one.delivery == Delivery::taken ? "has got the first"
                            : one.delivery == Delivery::unknown
                                ? "may or may not have got the first"
                                : nullptr;
        if (words != nullptr)
            console.out << fmt::format("  to      <{}>  {}\n", printable(one.address), words);
    }
    for (const auto& one : first.addressees)
        if (!was_reached(one))
            console.out << fmt::format("  not to  <{}>  {}\n", printable(one.address),
                                       one.delivery == Delivery::refused
                                           ? "the mail server refused the first"
                                           : "the first was not sent there");
}

/// A hold as it would be kept, to be judged before it is.
Hold would_be(const hold::Submission& submission) {
    Hold out{.id = "the correction",
             .gate = submission.gate,
             .submitter = submission.submitter,
             .sender = submission.sender};
    for (const auto& one : submission.recipients) out.addressees.push_back({.address = one});
    return out;
}

/// errors: denied (with the findings printed)
Result<void> must_pass(const OpenHolds& open, const hold::Submission& submission,
                       const std::string& path, Timestamp now, Console& console) {
    BOOST_OUTCOME_TRY(const auto judged,
                      gate::judge_hold(*open.policy, would_be(submission), submission.bytes, now));
    if (judged.evaluation.verdict != check::Verdict::pass) {
        report::Report report{.policy = open.policy.get(), .drafts = {}};
        report.drafts.push_back({.source = path + " as it would leave",
                                 .digest = judged.judgement.digest,
                                 .evaluation = judged.evaluation});
        console.err << report::text_report(report, {.quiet = true, .width = console.width});
    }
    if (judged.judgement.blocked)
        return error(Errc::denied, "the policy refuses the correction: nothing is kept or sent");
    if (judged.judgement.missing.empty() || open.policy->service.keeps_holds())
        return outcome::success();
    return error(Errc::denied,
                 "the correction needs sign-offs, and the policy says on_hold: "
                 "refuse: nothing is kept or sent");
}

Result<void> name_each_other(hold::Store& store, const Hold& first, const Hold& second,
                             Timestamp now) {
    const auto event = [&](const Hold& one, std::string reason, const char* key,
                           const std::string& other) {
        return hold::Event{.hold = one.id,
                           .act = hold::Act::note,
                           .from = one.state,
                           .to = one.state,
                           .at = now,
                           .actor = terminal_actor(),
                           .reason = std::move(reason),
                           .details = nlohmann::json{{key, other}}.dump()};
    };
    return store.record_all({event(first, "corrected by " + second.id, "corrected_by", second.id),
                             event(second, "a correction of " + first.id, "corrects", first.id)});
}

Result<void> retract(const Arguments& arguments, OpenHolds& open, Console& console) {
    auto& desk = open.desk();
    const auto path = arguments.value("with");
    if (!path) return error(Errc::bad_input, "retract needs --with FILE, the correction");
    BOOST_OUTCOME_TRY(const auto first, desk.find(arguments.positional()[0]));
    BOOST_OUTCOME_TRY(const auto to, reached(first));
    BOOST_OUTCOME_TRY(auto key, free_key(desk.store(), first));
    BOOST_OUTCOME_TRY(const auto now, desk.store().now());
    BOOST_OUTCOME_TRY(auto first_bytes, desk.store().bytes(first.id, first.draft));
    const auto read = draft::read_draft(std::make_shared<const std::string>(std::move(first_bytes)),
                                        {.source = first.id, .envelope = {}, .expect_mail = true});
    BOOST_OUTCOME_TRY(auto correction, read_correction(*path, read, to, now));
    hold::Submission submission{
        .bytes = std::make_shared<const std::string>(std::move(correction.bytes)),
        .sender = first.sender,
        .gate = std::string(policy::gate_name(policy::GateKind::send)),
        .submitter = terminal_actor(),
        .key = std::move(key)};
    for (const auto& one : to) submission.recipients.push_back(one.address);
    console.out << fmt::format("a correction of {}, from <{}>\n", first.id,
                               printable(first.sender));
    print_addressees(first, console);
    if (!correction.threaded)
        console.say(
            "the first has no usable Message-ID: mail programs will not show the two "
            "together");
    BOOST_OUTCOME_TRY(must_pass(open, submission, *path, now, console));
    if (arguments.has("dry-run")) {
        console.say("nothing is kept or sent: --dry-run");
        return outcome::success();
    }
    BOOST_OUTCOME_TRY(const auto kept, desk.submit(submission));
    if (const auto noted = name_each_other(desk.store(), first, kept, now); !noted)
        return error(noted.error().code,
                     fmt::format("{} is kept as the correction of {}, but their histories do not "
                                 "name each other: {}",
                                 kept.id, first.id, noted.error().message));
    BOOST_OUTCOME_TRY(const auto second, desk.review(kept, hold::service_actor("desk")));
    console.out << fmt::format("{}: {}\n", second.id, hold::state_name(second.state));
    return outcome::success();
}

}  // namespace

int run_retract(const Arguments& arguments, Console& console) {
    return with_holds(arguments, console,
                      [&](OpenHolds& open) { return retract(arguments, open, console); });
}

}  // namespace sendguard::cli
