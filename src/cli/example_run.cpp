#include "cli/example_run.h"

#include <fmt/format.h>
#include <variant>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/example_draft.h"
#include "gate/guard.h"

namespace sendguard::cli {
namespace {

// Examples without `now` run on this day, so that their outcome does not hang on the calendar.
constexpr std::string_view kDefaultNow = "2026-01-05T12:00:00Z";

Result<Timestamp> time_of(const policy::Example& example) {
    return parse_rfc3339(example.now.empty() ? kDefaultNow : std::string_view(example.now));
}

std::vector<draft::ContentKind> contents_of(const policy::Example& example) {
    std::vector<draft::ContentKind> out;
    for (std::size_t i = 0; i < example.contents.size(); ++i) {
        if (example.contents.test(i)) out.push_back(static_cast<draft::ContentKind>(i));
    }
    return out;
}

/// With a whole message, `to` is who receives it, whatever its fields say.
draft::Envelope envelope_of(const policy::Example& example) {
    draft::Envelope envelope;
    if (!example.raw.empty()) envelope.recipients = example.to;
    return envelope;
}

bool found_in(const std::vector<check::Finding>& findings, const std::string& rule) {
    return std::ranges::find(findings, rule, &check::Finding::rule) != findings.end();
}

/// The example's own history, whoever asks.
class ExampleHistory : public gate::Histories {
  public:
    explicit ExampleHistory(const policy::Example& example, Timestamp now) {
        auto profile = std::make_shared<history::Profile>();
        for (const auto& past : example.history) {
            history::Letter letter{.from = history::key_of(past.from),
                                   .recipients = {},
                                   .text = past.subject + "\n" + past.body,
                                   .at = now - kBefore};
            for (const auto& one : past.to) letter.recipients.push_back(history::key_of(one));
            std::ranges::sort(letter.recipients);
            for (std::uint32_t i = 0; i < past.times; ++i)
                past.from.empty() ? profile->learn_sent(letter) : profile->learn_received(letter);
        }
        if (!example.history.empty()) profile_ = std::move(profile);
    }
    Result<std::shared_ptr<const history::Profile>> profile(std::string_view) override {
        return profile_;
    }

  private:
    static constexpr std::chrono::hours kBefore{24 * 7};
    std::shared_ptr<const history::Profile> profile_;
};

Result<gate::GuardInput> input_of(const policy::Example& example) {
    BOOST_OUTCOME_TRY(auto bytes, example_draft(example));
    BOOST_OUTCOME_TRY(const auto now, time_of(example));
    const bool mail = example.file.empty() && example.document_name.empty();
    const auto& name = example.file.empty() ? example.document_name : example.file;
    return gate::GuardInput{.bytes = std::make_shared<const std::string>(std::move(bytes)),
                            .read = {.source = mail ? "example.eml" : name,
                                     .envelope = envelope_of(example),
                                     .contents = contents_of(example),
                                     .expect_mail = mail},
                            .signoffs = {.path_in_repository = example.document_name},
                            .now = now,
                            .gate = policy::GateKind::check,
                            .explain = false,
                            .identity = {.user = example.user,
                                         .kind = example.kind,
                                         .listener = example.listener,
                                         .client = parse_ip(example.client)}};
}

Result<bool> fires(const policy::Policy& policy, const policy::Example& example,
                   check::Workspace& workspace) {
    BOOST_OUTCOME_TRY(auto input, input_of(example));
    ExampleHistory past(example, input.now);
    input.histories = &past;
    BOOST_OUTCOME_TRY(const auto guarded, gate::guard(policy, std::move(input), workspace));
    const auto& evaluation = guarded.evaluation;
    return found_in(evaluation.findings, example.rule) ||
           found_in(evaluation.cleared, example.rule) ||
           found_in(evaluation.observed, example.rule);
}

std::string in_short(const policy::Example& example) {
    const auto& text = !example.subject.empty()         ? example.subject
                       : !example.body.empty()          ? example.body
                       : !example.html.empty()          ? example.html
                       : !example.file.empty()          ? example.file
                       : !example.document_text.empty() ? example.document_text
                                                        : example.raw;
    return shortened(text, 60);
}

}  // namespace

Result<ReadExample> read_example(const policy::Example& example) {
    BOOST_OUTCOME_TRY(auto input, input_of(example));
    ReadExample out{.draft = draft::read_draft(std::move(input.bytes), input.read), .facts = {}};
    out.facts = {.now = input.now,
                 .gate = input.gate,
                 .signoffs = signoff::stated_signoffs(out.draft),
                 .identity = std::move(input.identity),
                 .path = input.signoffs.path_in_repository};
    ExampleHistory past(example, input.now);
    out.facts.letter = history::letter_of(out.draft, input.now);
    BOOST_OUTCOME_TRY(out.facts.history, past.profile({}));
    return out;
}

ExampleRun run_examples(const policy::Policy& policy, const std::vector<policy::Example>& examples,
                        const std::vector<std::string>& rules) {
    ExampleRun run;
    check::Workspace workspace;
    std::set<std::string> fired;
    for (const auto& example : examples) {
        if (policy.rule(example.rule) == nullptr) continue;
        if (std::ranges::find(rules, example.rule) == rules.end()) continue;
        ++run.examples;
        const auto fires_now = fires(policy, example, workspace);
        if (!fires_now) {
            run.failures.push_back(
                {example.where, fmt::format("{}: this example cannot be run: {}", example.rule,
                                            fires_now.error().message)});
            continue;
        }
        if (fires_now.value() && example.fires) fired.insert(example.rule);
        if (fires_now.value() == example.fires) continue;
        run.failures.push_back(
            {example.where,
             fmt::format("{} {}: {}", example.rule,
                         example.fires ? "must fire but does not" : "must stay silent but fires",
                         in_short(example))});
    }
    for (const auto& id : rules) {
        const auto* rule = policy.rule(id);
        if (rule == nullptr) continue;
        ++run.rules;
        // No message can be relied on to wear a pattern out; evaluation's own tests fire this one.
        const auto* detect = std::get_if<policy::DetectCondition>(&rule->when.is);
        if (detect != nullptr && detect->name == "rule-limit") continue;
        if (!fired.contains(id)) {
            run.failures.push_back(
                {rule->where, fmt::format("{}: no example fires this rule", id)});
        }
    }
    return run;
}

}  // namespace sendguard::cli
