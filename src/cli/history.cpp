// `history import`, `show` and `forget`: who writes to whom, learned and unlearned by hand.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/files.h"
#include "base/limits.h"
#include "check/detector.h"
#include "cli/commands.h"
#include "cli/mail_source.h"
#include "cli/policy_choice.h"
#include "draft/mail_date.h"
#include "draft/read.h"
#include "gate/answers.h"
#include "gate/histories.h"
#include "gate/policy_holder.h"
#include "history/letter.h"
#include "report/excerpt.h"
#include "report/words.h"

namespace sendguard::cli {
namespace {

using history::Letter;
using report::printable;

constexpr std::size_t kTogether = 500;  ///< mails of one person that are learned in one change

struct Opened {
    std::shared_ptr<const policy::Policy> policy;
    std::shared_ptr<gate::StoredHistories> histories;
};

Result<Opened> open(const Arguments& arguments, Console& console) {
    const auto path = gate::gate_policy_path(arguments.value("policy"));
    auto loaded = policy::load_policy(path, check::with_detectors({}));
    if (!loaded.policy) {
        print_faults(loaded.faults, console);
        return error(Errc::bad_policy, "the policy is not used");
    }
    Opened out{.policy = std::move(loaded.policy), .histories = {}};
    BOOST_OUTCOME_TRY(out.histories, gate::open_histories(out.policy->service.history));
    if (out.histories) return out;
    return error(Errc::bad_policy,
                 "the policy keeps no history: add service: {history: {store: "
                 "\"sqlite:/var/lib/send-guard/history.db\"}}");
}

struct Waiting {
    std::vector<Letter> sent, received;
};

class Importer {
  public:
    Importer(const Opened& opened, const Arguments& arguments) : opened_(opened) {
        for (const auto& one : arguments.values("me")) me_.insert(history::key_of(one));
        if (const auto as = arguments.value("as"))
            as_ = history::key_of(*as);
        else if (!me_.empty())
            as_ = history::key_of(arguments.values("me").front());
    }

    Result<void> add(std::string bytes) {
        const auto draft = draft::read_draft(std::make_shared<const std::string>(std::move(bytes)),
                                             {.expect_mail = true, .put_off_documents = true});
        ++mails;
        auto letter = history::letter_of(draft, {});
        const auto* date = draft.header("Date");
        const auto at = date == nullptr ? std::nullopt : draft::parse_mail_date(date->value);
        if (!at || letter.from.empty() || letter.recipients.empty()) {
            ++left_out;
            return outcome::success();
        }
        letter.at = std::min(*at, now_);
        const bool mine =
            me_.empty() ? opened_.policy->is_internal(letter.from) : me_.contains(letter.from);
        if (mine) {
            ++sent;
            const auto who = as_.empty() ? letter.from : as_;
            return put(who, true, std::move(letter));
        }
        // Of a received mail its author and words are learned.
        const auto to = std::exchange(letter.recipients, {});
        if (!me_.empty()) {
            ++received;
            return put(as_, false, std::move(letter));
        }
        // By everyone of the house that it went to, up to a list's size.
        bool any = false;
        if (to.size() > history::kMaxTogether) letter.text.clear();
        for (const auto& one : to) {
            if (!opened_.policy->is_internal(one)) continue;
            any = true;
            BOOST_OUTCOME_TRY(put(one, false, letter));
        }
        ++(any ? received : left_out);
        return outcome::success();
    }

    void leave_out() {
        ++mails;
        ++left_out;
    }

    Result<void> finish() {
        for (const auto& [who, waiting] : waiting_) {
            BOOST_OUTCOME_TRY(opened_.histories->learn(who, waiting.sent, waiting.received));
        }
        waiting_.clear();
        return outcome::success();
    }

    std::size_t mails = 0, sent = 0, received = 0, left_out = 0;

  private:
    Result<void> put(const std::string& who, bool is_sent, Letter letter) {
        auto& waiting = waiting_[who];
        (is_sent ? waiting.sent : waiting.received).push_back(std::move(letter));
        if (waiting.sent.size() + waiting.received.size() < kTogether) return outcome::success();
        BOOST_OUTCOME_TRY(opened_.histories->learn(who, waiting.sent, waiting.received));
        waiting_.erase(who);
        return outcome::success();
    }

    const Opened& opened_;
    std::set<std::string> me_;
    std::string as_;
    std::map<std::string, Waiting> waiting_;
    const Timestamp now_ =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
};

int ended(const Result<void>& done, Console& console) {
    if (done) return static_cast<int>(gate::CheckExit::clean);
    console.complain(printable(done.error().message));
    return static_cast<int>(gate::CheckExit::could_not_check);
}

Result<void> import_mails(const Arguments& arguments, Console& console) {
    BOOST_OUTCOME_TRY(const auto opened, open(arguments, console));
    Importer importer(opened, arguments);
    BOOST_OUTCOME_TRY(const auto sources, MailSources::open(arguments.positional()));
    for (;;) {
        BOOST_OUTCOME_TRY(auto mails, sources->take());
        if (mails.empty()) break;
        for (auto& one : mails) {
            if (one.number == 0) {
                auto bytes = read_file(sources->name(one.source), kMaxMessageBytes);
                if (!bytes) {  // what was learned before it cannot be taken back
                    console.complain(printable(bytes.error().message) + ": left out");
                    importer.leave_out();
                    continue;
                }
                one.bytes = std::move(bytes.value());
            }
            BOOST_OUTCOME_TRY(importer.add(std::move(one.bytes)));
        }
    }
    BOOST_OUTCOME_TRY(importer.finish());
    console.out << fmt::format(
        "{} read: {} sent, {} received, {} left out (no author, recipient or "
        "date)\n",
        report::counted(importer.mails, "mail"), importer.sent, importer.received,
        importer.left_out);
    return outcome::success();
}

Result<void> show(const Arguments& arguments, Console& console) {
    BOOST_OUTCOME_TRY(const auto opened, open(arguments, console));
    const auto who = history::key_of(arguments.positional().front());
    BOOST_OUTCOME_TRY(const auto profile, opened.histories->profile(who));
    if (!profile) return error(Errc::not_found, "nothing is known of " + who);
    auto contacts = profile->contacts();
    std::ranges::stable_sort(contacts, [](const auto& a, const auto& b) {
        return a.sent != b.sent ? a.sent > b.sent : a.received > b.received;
    });
    console.out << fmt::format("{}: {} sent, {}\n", printable(who),
                               report::counted(profile->sent(), "mail"),
                               report::counted(contacts.size(), "contact"));
    for (const auto& one : contacts)
        console.out << fmt::format(
            "{:>6} {:>6}  {}  {}\n", one.sent, one.received,
            one.sent == 0 ? "-         " : format_rfc3339(one.written).substr(0, 10),
            printable(one.address));
    return outcome::success();
}

Result<void> forget(const Arguments& arguments, Console& console) {
    BOOST_OUTCOME_TRY(const auto opened, open(arguments, console));
    const auto who = history::key_of(arguments.positional().front());
    const auto contact = history::key_of(arguments.value("contact").value_or(""));
    BOOST_OUTCOME_TRY(const bool known, opened.histories->forget(who, contact));
    if (!known) return error(Errc::not_found, "nothing of that is known");
    console.out << (contact.empty() ? fmt::format("forgotten: the history of {}\n", printable(who))
                                    : fmt::format("forgotten: {} in the history of {}\n",
                                                  printable(contact), printable(who)));
    return outcome::success();
}

}  // namespace

int run_history_import(const Arguments& arguments, Console& console) {
    return ended(import_mails(arguments, console), console);
}
int run_history_show(const Arguments& arguments, Console& console) {
    return ended(show(arguments, console), console);
}
int run_history_forget(const Arguments& arguments, Console& console) {
    return ended(forget(arguments, console), console);
}

}  // namespace sendguard::cli
