#include "cli/feedback_book.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "report/report.h"

namespace sendguard::cli {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kMostFile = std::size_t{64} << 20;

/// source: XDG Base Directory Specification
Result<std::string> file_of_user() {
    const char* state = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    fs::path folder;
    if (state != nullptr && *state == '/') {
        folder = state;
    } else if (home != nullptr && *home == '/') {
        folder = fs::path(home) / ".local/state";
    } else {
        return error(Errc::not_found,
                     "there is no place to keep it: set service.store in the policy, or HOME");
    }
    return (folder / "send-guard/feedback.jsonl").string();
}

std::string setting_name(std::string_view rule) {
    return fmt::format("feedback:{}", rule);
}

/// The counts as they stand in a setting of the store; "" = none yet.
Result<RuleFeedback> read_counts(const std::string& text) {
    RuleFeedback out;
    if (text.empty()) return out;
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("right") || !json["right"].is_number_unsigned() ||
        !json.contains("false_alarms") || !json["false_alarms"].is_number_unsigned())
        return error(Errc::internal, "the store's counts of feedback cannot be read");
    out.right = json["right"].get<std::uint64_t>();
    out.false_alarms = json["false_alarms"].get<std::uint64_t>();
    return out;
}

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void count(RuleFeedback& counts, bool right) {
    ++(right ? counts.right : counts.false_alarms);
}

std::string dumped(const Json& json) {
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

Result<FeedbackBook> FeedbackBook::open(const policy::Policy& policy) {
    FeedbackBook out;
    out.organization_ = policy.organization;
    const auto& settings = policy.service.store;
    if (settings.url.empty()) {
        BOOST_OUTCOME_TRY(out.file_, file_of_user());
        return out;
    }
    BOOST_OUTCOME_TRY(out.store_,
                      hold::open_store({.url = settings.url, .key_file = settings.key_file}));
    return out;
}

Result<void> FeedbackBook::add(const FeedbackEntry& entry) {
    if (!store_) return add_to_file(entry);
    const auto name = setting_name(entry.rule);
    BOOST_OUTCOME_TRY(const auto before, store_->setting(name));
    BOOST_OUTCOME_TRY(auto counts, read_counts(before));
    count(counts, entry.right);
    BOOST_OUTCOME_TRY(const auto now, store_->now());
    const Json details{{"feedback", entry.right ? "right" : "false-alarm"},
                       {"rule", entry.rule},
                       {"hold", entry.hold},
                       {"file", entry.file}};
    const hold::Event event{
        .at = now, .actor = entry.actor, .reason = entry.words, .details = dumped(details)};
    return store_->set(
        name, dumped({{"right", counts.right}, {"false_alarms", counts.false_alarms}}), event);
}

/// One write at the end of the file, so that lines of two processes do not mix.
Result<void> FeedbackBook::add_to_file(const FeedbackEntry& entry) const {
    const Json json{{"rule", entry.rule},
                    {"feedback", entry.right ? "right" : "false-alarm"},
                    {"file", entry.file},
                    {"words", entry.words},
                    {"by", entry.actor.name},
                    {"organization", organization_},
                    {"at", format_rfc3339(entry.at)}};
    const auto line = dumped(json) + "\n";
    std::error_code fault;
    fs::create_directories(fs::path(file_).parent_path(), fault);
    const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (file >= 0) ::close(file);
    if (written) return outcome::success();
    return error(Errc::io, fmt::format("{} cannot be written", escape_invisible(file_)));
}

Result<std::map<std::string, RuleFeedback>> FeedbackBook::counts_of_file() const {
    std::map<std::string, RuleFeedback> out;
    const auto text = read_file(file_, kMostFile);
    if (!text && text.error().code == Errc::not_found) return out;
    if (!text) return text.error();
    for (const auto line : split(text.value(), '\n')) {
        // A line that a crash has cut is passed over; it counts nothing.
        const auto json = Json::parse(line, nullptr, false);
        if (!json.is_object() || text_of(json, "organization") != organization_) continue;
        const auto said = text_of(json, "feedback");
        if (said == "right" || said == "false-alarm")
            count(out[text_of(json, "rule")], said == "right");
    }
    return out;
}

Result<void> FeedbackBook::count_holds(std::map<std::string, RuleFeedback>& out) {
    BOOST_OUTCOME_TRY(const auto holds, store_->list({.states = {},
                                                      .submitter = {},
                                                      .alternates = {},
                                                      .order = hold::Order::newest,
                                                      .limit = kRecentHolds}));
    for (const auto& hold : holds)
        for (const auto& rule : report::rules_in(hold.findings)) ++out[rule].held;
    return outcome::success();
}

Result<std::map<std::string, RuleFeedback>> FeedbackBook::counts(
    const std::vector<std::string>& rules) {
    if (!store_) return counts_of_file();
    std::map<std::string, RuleFeedback> out;
    for (const auto& rule : rules) {
        BOOST_OUTCOME_TRY(const auto text, store_->setting(setting_name(rule)));
        BOOST_OUTCOME_TRY(out[rule], read_counts(text));
    }
    BOOST_OUTCOME_TRY(count_holds(out));
    return out;
}

Result<std::vector<std::string>> FeedbackBook::rules_of(const std::string& hold) {
    if (!store_)
        return error(Errc::not_found,
                     "this policy has no hold store (service.store); name RULE "
                     "and FILE");
    BOOST_OUTCOME_TRY(const auto found, store_->find(hold));
    if (!found) return error(Errc::not_found, fmt::format("there is no hold {}", hold));
    return report::rules_in(found->findings);
}

}  // namespace sendguard::cli
