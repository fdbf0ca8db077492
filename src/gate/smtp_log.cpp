#include "gate/smtp_log.h"

namespace sendguard::gate {

std::string_view action_word(const DecisionRecord& record) {
    const bool stopped = record.verdict >= check::Verdict::hold;
    switch (record.action) {
        case MailAction::passed:
            return stopped ? "observed" : "forwarded";
        case MailAction::refused:
            return "refused";
        case MailAction::deferred:
            return "deferred";
        case MailAction::quarantined:
            return "quarantined";
        case MailAction::held:
            return "held";
    }
    return "deferred";
}

std::string short_digest(std::string_view digest) {
    return std::string(digest.substr(0, 7 + 12));
}

void log_decision(const Log& log, const DecisionRecord& record) {
    std::vector<LogField> fields{field("gate", policy::gate_name(record.gate))};
    if (!record.listener.empty()) fields.push_back(field("listener", record.listener));
    if (record.session != 0) fields.push_back(field("session", record.session));
    if (!record.queue_id.empty()) fields.push_back(field("queue_id", record.queue_id));
    fields.push_back(field("verdict", check::verdict_name(record.verdict)));
    fields.push_back(field("action", action_word(record)));
    if (!record.rules.empty()) fields.push_back(field("rules", record.rules));
    if (!record.observed.empty()) fields.push_back(field("observed", record.observed));
    fields.push_back(field("mode", policy::mode_name(record.mode)));
    fields.push_back(field("policy", short_digest(record.policy)));
    if (!record.user.empty()) fields.push_back(field("user", record.user));
    fields.push_back(field("recipients", record.recipients));
    fields.push_back(field("bytes", record.bytes));
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(record.took).count();
    fields.push_back(field("ms", static_cast<std::uint64_t>(ms)));
    fields.push_back(field("reply", static_cast<std::uint64_t>(record.reply_code)));
    if (record.outcome) fields.push_back(field("outcome", forward::outcome_name(*record.outcome)));
    if (!record.detail.empty()) fields.push_back(field("detail", record.detail));
    const bool bad = record.verdict == check::Verdict::error;
    log.write(bad ? LogLevel::error : LogLevel::info, "decision", fields);
    if (record.outcome == forward::Outcome::unknown)
        log.write(LogLevel::warning, "outcome_unknown",
                  {field("listener", record.listener), field("session", record.session),
                   field("detail", record.detail)});
}

void log_recipient_refused(const Log& log, std::uint64_t session, std::string_view listener,
                           std::string_view rules, std::string_view policy) {
    log.write(LogLevel::info, "recipient_refused",
              {field("listener", listener), field("session", session), field("rules", rules),
               field("policy", short_digest(policy))});
}

void log_login(const Log& log, std::uint64_t session, std::string_view listener, bool accepted,
               std::string_view user) {
    log.write(accepted ? LogLevel::info : LogLevel::warning, "login",
              {field("listener", listener), field("session", session),
               field("result", accepted ? "accepted" : "refused"), field("user", user)});
}

}  // namespace sendguard::gate
