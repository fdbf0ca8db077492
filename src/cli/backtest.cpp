// `backtest`: what a policy would have done with past mail, and how two policies differ.
//
// The idea: messages stream past, each is read once and judged by both policies on some thread, and
// only counts and a few examples stay. The present time is each message's own Date, so that
// embargoes and hours mean what they meant. Limits: nobody's sign-offs are known but those that
// stand in the mail, and a rate is not counted.
#include <fmt/format.h>
#include <sys/resource.h>

#include <charconv>
#include <functional>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "check/detector.h"
#include "check/evaluate.h"
#include "cli/backtest_report.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/mail_source.h"
#include "cli/parallel.h"
#include "cli/policy_choice.h"
#include "cli/request.h"
#include "draft/mail_date.h"
#include "draft/read.h"
#include "report/excerpt.h"
#include "signoff/signoff.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kMostThreads = 256;
constexpr std::size_t kMostExamples = 100;
constexpr std::string_view kMemoryFile = "backtest.yaml";

/// The default packs for a house of these domains, as a policy in memory.
class HouseOfDomains final : public policy::PolicySource {
  public:
    explicit HouseOfDomains(const std::vector<std::string>& domains)
        : text_(fmt::format("version: 1\norganization: {{name: Backtest, domains: [\"{}\"]}}\n",
                            fmt::join(domains, "\", \""))) {}
    Result<std::string> read(const std::filesystem::path& path) const override {
        return path.filename() == kMemoryFile ? Result<std::string>(text_)
                                              : policy::real_source().read(path);
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }

  private:
    std::string text_;
};

struct Plan {
    std::shared_ptr<const policy::Policy> policy, against;  ///< against: null where there is none
    std::string policy_name, against_name;
    std::unique_ptr<MailSources> sources;
    Timestamp now{};
    std::size_t threads = 1, examples = 3;
    check::Verdict stops_at = check::Verdict::hold;
    bool outgoing = false;
    std::optional<double> at_most;  ///< per cent
};

Result<std::size_t> number_of(const Arguments& arguments, std::string_view option,
                              std::size_t otherwise, std::size_t least, std::size_t most) {
    const auto given = arguments.value(option);
    if (!given) return otherwise;
    std::size_t value = 0;
    const auto [end, code] = std::from_chars(given->data(), given->data() + given->size(), value);
    if (code != std::errc() || end != given->data() + given->size() || value < least ||
        value > most)
        return error(Errc::bad_input, fmt::format("--{} is a number from {} to {}, not '{}'",
                                                  option, least, most, escape_invisible(*given)));
    return value;
}

Result<std::optional<double>> percent_of(const Arguments& arguments) {
    const auto given = arguments.value("at-most");
    if (!given) return std::optional<double>();
    const auto text = trim(std::string_view(*given).substr(0, given->find('%')));
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 100))
        return error(Errc::bad_input, fmt::format("--at-most is a share such as 0.5%, not '{}'",
                                                  escape_invisible(*given)));
    return std::optional(value);
}

/// Null: faulty, and the faults are printed.
std::shared_ptr<const policy::Policy> load(const std::filesystem::path& path,
                                           const policy::PolicySource& source, Console& console) {
    auto loaded = policy::load_policy(
        path, check::with_detectors({.examples = false, .use_cache = false}), source);
    if (!loaded.policy || !loaded.faults.faults.empty()) print_faults(loaded.faults, console);
    return loaded.faults.faults.empty() ? loaded.policy : nullptr;
}

bool choose_policies(const Arguments& arguments, Plan& plan, Console& console) {
    const auto domains = arguments.values("domain");
    if (domains.empty()) {
        auto choice = choose_policy(arguments, "-", console);
        plan.policy_name = choice.path ? choice.path->string() : "the default packs";
        plan.policy = std::move(choice.policy);
    } else {
        plan.policy_name = fmt::format("the default packs for {}", fmt::join(domains, ", "));
        plan.policy = load(std::filesystem::path(kMemoryFile), HouseOfDomains(domains), console);
    }
    if (const auto against = arguments.value("against")) {
        plan.against_name = *against;
        plan.against = load(*against, policy::real_source(), console);
        if (!plan.against) return false;
    }
    return plan.policy != nullptr;
}

Result<Plan> read_plan(const Arguments& arguments) {
    Plan plan;
    BOOST_OUTCOME_TRY(const auto request, read_request(arguments));
    plan.now = request.now;
    BOOST_OUTCOME_TRY(plan.threads, number_of(arguments, "threads", processors(), 1, kMostThreads));
    BOOST_OUTCOME_TRY(plan.examples, number_of(arguments, "examples", 3, 0, kMostExamples));
    BOOST_OUTCOME_TRY(plan.at_most, percent_of(arguments));
    plan.outgoing = arguments.has("outgoing");
    if (const auto least = arguments.value("fail-on")) {
        const auto action = policy::action_from_name(*least).value_or(policy::Action::hold);
        plan.stops_at = static_cast<check::Verdict>(static_cast<int>(check::Verdict::note) +
                                                    static_cast<int>(action));
    }
    auto paths = arguments.values("over");
    for (const auto& path : arguments.positional()) paths.push_back(path);
    if (paths.empty())
        return error(Errc::bad_input, "over what? --over MBOX, MAILDIR, DIR or FILE");
    for (const auto& domain : arguments.values("domain"))
        if (!policy::canonical_domain(domain))
            return error(Errc::bad_input, fmt::format("'{}' is no domain, such as example.org",
                                                      escape_invisible(domain)));
    if (arguments.has("domain") && arguments.has("policy"))
        return error(Errc::bad_input,
                     "--domain is for the default packs: a policy names its own domains");
    BOOST_OUTCOME_TRY(plan.sources, MailSources::open(paths));
    return plan;
}

/// One thread's part of the work.
class Judge {
  public:
    explicit Judge(const Plan& plan) : plan_(plan), tally_(plan.examples, plan.stops_at) {}

    Result<void> work() {
        for (;;) {
            BOOST_OUTCOME_TRY(auto batch, plan_.sources->take());
            if (batch.empty()) return outcome::success();
            for (auto& mail : batch) judge(std::move(mail));
        }
    }
    BacktestTally& tally() { return tally_; }

  private:
    void judge(PastMail&& mail);
    Result<check::Evaluation> evaluate(const policy::Policy& policy, const draft::Draft& draft,
                                       const std::string& path, Timestamp now,
                                       check::Workspace& workspace) const;

    const Plan& plan_;
    BacktestTally tally_;
    check::Workspace workspace_, other_;
    NamesByFolder paths_{path_in_repository};
};

Result<check::Evaluation> Judge::evaluate(const policy::Policy& policy, const draft::Draft& draft,
                                          const std::string& path, Timestamp now,
                                          check::Workspace& workspace) const {
    const bool mail = draft.kind == draft::Kind::mail;
    check::Facts facts{.now = now,
                       .gate = mail ? policy::GateKind::send : policy::GateKind::check,
                       .signoffs = signoff::stated_signoffs(draft),
                       .path = path};
    auto more = signoff::signed_signoffs(draft, {.keyring = policy.keyring_text}, now);
    std::move(more.begin(), more.end(), std::back_inserter(facts.signoffs));
    return check::evaluate(policy, draft, facts, workspace);
}

/// Bits well mixed, so that the examples with the lowest ranks are drawn evenly.
/// source: the finalizer of MurmurHash3, public domain
std::uint64_t rank_of(const PastMail& mail) {
    auto x = (std::uint64_t{mail.source} << 32 | mail.number) + 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
    x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

void Judge::judge(PastMail&& mail) {
    const auto& name = plan_.sources->name(mail.source);
    Judged judged{.where = {.rank = rank_of(mail), .source = mail.source, .number = mail.number}};
    auto bytes = mail.number != 0 ? Result<std::string>(std::move(mail.bytes))
                                  : read_file(name, kMaxDraftFileBytes);
    if (!bytes) return tally_.add(judged);
    tally_.bytes += bytes.value().size();
    const auto path = mail.mail ? std::string() : paths_.of(name);
    const auto draft =
        draft::read_draft(std::make_shared<const std::string>(std::move(bytes.value())),
                          {.source = name, .expect_mail = mail.mail});
    if (plan_.outgoing && draft.kind == draft::Kind::mail &&
        (draft.from.empty() || !plan_.policy->is_internal(draft.from.front().address))) {
        ++tally_.skipped;
        return;
    }
    const auto* field = draft.header("Date");
    const auto date = field == nullptr ? std::nullopt : draft::parse_mail_date(field->value);
    judged.week = week_of(date);
    judged.where.subject = std::string(draft.subject());
    const auto now = date.value_or(plan_.now);
    const auto by_policy = evaluate(*plan_.policy, draft, path, now, workspace_);
    if (!by_policy) return tally_.add(judged);
    judged.now = &by_policy.value();
    if (!plan_.against) return tally_.add(judged);
    const auto by_other = evaluate(*plan_.against, draft, path, now, other_);
    if (by_other)
        judged.before = &by_other.value();
    else
        judged.now = nullptr;
    tally_.add(judged);
}

double cpu_seconds() {
    rusage own{}, children{};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(own.ru_utime) + seconds(own.ru_stime) + seconds(children.ru_utime) +
           seconds(children.ru_stime);
}

Result<BacktestTally> run(const Plan& plan) {
    std::vector<std::unique_ptr<Judge>> judges;
    std::vector<Result<void>> results(plan.threads, outcome::success());
    for (std::size_t i = 0; i < plan.threads; ++i) judges.push_back(std::make_unique<Judge>(plan));
    for_each_in_parallel(
        plan.threads, plan.threads,
        [&](std::size_t, std::size_t i) { results[i] = judges[i]->work(); }, [](std::size_t) {});
    BacktestTally all(plan.examples, plan.stops_at);
    for (std::size_t i = 0; i < plan.threads; ++i) {
        if (!results[i]) return results[i].error();
        all.add(std::move(judges[i]->tally()));
    }
    return all;
}

std::vector<std::string> names_of(const MailSources& sources) {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < sources.files(); ++i) names.push_back(sources.name(i));
    return names;
}

}  // namespace

int run_backtest(const Arguments& arguments, Console& console) {
    auto planned = read_plan(arguments);
    if (!planned) {
        console.complain(report::printable(planned.error().message));
        return 2;
    }
    auto& plan = planned.value();
    if (!choose_policies(arguments, plan, console)) return 2;
    const auto began = std::chrono::steady_clock::now();
    const auto cpu_before = cpu_seconds();
    const auto tally = run(plan);
    if (!tally) {
        console.complain(report::printable(tally.error().message));
        return 2;
    }
    const BacktestFacts facts{.tally = tally.value(),
                              .policy = *plan.policy,
                              .against = plan.against.get(),
                              .policy_name = plan.policy_name,
                              .against_name = plan.against_name,
                              .sources = names_of(*plan.sources),
                              .took = std::chrono::steady_clock::now() - began,
                              .cpu_seconds = cpu_seconds() - cpu_before,
                              .stops_at = plan.stops_at};
    console.out << (arguments.value("format") == "json" ? backtest_json(facts)
                                                        : backtest_text(facts));
    if (tally.value().unchecked != 0) return 2;
    if (plan.at_most && tally.value().messages == 0) {
        console.complain("there was no message: a share of none says nothing");
        return 2;
    }
    std::uint64_t stopped = 0;
    for (auto i = static_cast<std::size_t>(plan.stops_at); i < kVerdicts; ++i)
        stopped += tally.value().now.verdicts[i];
    const auto most =
        plan.at_most.value_or(100) / 100 * static_cast<double>(tally.value().messages);
    return static_cast<double>(stopped) > most ? 1 : 0;
}

}  // namespace sendguard::cli
