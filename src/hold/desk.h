// What people and gates do with holds. Each act is one change of the store: it is done whole, and
// durable, when the function returns.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hold/judge.h"
#include "hold/store.h"

namespace sendguard::hold {

struct DeskSettings {
    std::chrono::seconds undo{0};             ///< how long everything waits after it was cleared
    std::chrono::seconds expire{0};           ///< after so long without its sign-offs; 0: never
    std::vector<Precondition> preconditions;  ///< that rules may name
    std::chrono::seconds remind{0};           ///< how often who is asked is asked again; 0: never
    std::vector<std::string> escalate_to;     ///< addresses told at the second reminder
    std::uint32_t glass = 0;                  ///< so many people break the glass; 0: nobody can
    std::vector<std::string> glass_tell;      ///< addresses told of it
};

/// A draft that a gate hands in.
struct Submission {
    std::shared_ptr<const std::string> bytes;  ///< as they are to leave, our own fields still on
    std::string sender;
    std::vector<std::string> recipients;
    std::string gate, listener, client;
    Actor submitter;
    std::string key;  ///< Idempotency-Key; "" = none
    std::vector<SentCount> sent;
};

/// Thread-safe; holds nothing but the store's answers.
///
/// errors of all acts: not_found (no such hold), denied (not this person, not in this state, or the
/// draft has changed since: the message says which and what to do), unavailable (the store),
/// and what the judge says
class Desk {
  public:
    Desk(Store& store, Judge judge, DeskSettings settings);

    /// Keeps a draft that the policy holds. What stands in the store is acknowledged after this.
    /// out: the hold; the first one when its key was used before
    Result<Hold> submit(const Submission& submission);

    /// The same, and ready at once when nothing is missing: what the gates do.
    Result<Hold> hand_in(const Submission& submission);

    /// A reviewer's sign-off over the draft with that statement digest. When it was the last that
    /// was missing, the hold becomes ready.
    Result<Hold> approve(std::string_view id, const Approval& approval, const Actor& actor);
    Result<Hold> revoke(std::string_view id, std::string_view person, const Actor& actor,
                        const std::string& reason);
    Result<Hold> confirm(std::string_view id, std::string_view precondition, const Actor& actor);

    /// in: reason - must not be empty; the sender reads it
    Result<Hold> reject(std::string_view id, const Actor& actor, const std::string& reason);
    Result<Hold> ask_edit(std::string_view id, const Actor& actor, const std::string& reason);
    /// An edited draft in the place of the one before; every sign-off of that one is void.
    Result<Hold> resubmit(std::string_view id, const Submission& submission);
    /// By its sender.
    Result<Hold> withdraw(std::string_view id, const Actor& actor, const std::string& reason);
    /// How an uncertain one ended, as a person found out.
    Result<Hold> settle(std::string_view id, bool was_sent, const Actor& actor,
                        const std::string& reason);

    /// Judges a hold again: a sign-off may have ended, the policy may have changed. Moves it to
    /// ready or back to held.
    Result<Hold> review(Hold hold, const Actor& actor);

    /// One of the people who may let a draft go without its sign-offs; who may is the caller's
    /// business. With enough of them it is ready, all are told, and a report is due.
    /// in: reason - must not be empty
    Result<Hold> break_glass(std::string_view id, const Approval& approval, const Actor& actor,
                             const std::string& reason);
    /// The report that is due. In any state.
    Result<Hold> report(std::string_view id, const Actor& actor, std::string text);
    /// Ids of holds whose report is due.
    Result<std::vector<std::string>> reports_due();
    /// Asks for the report again when it is time.
    Result<void> remind_of_report(std::string_view id);

    /// Ends a hold whose time is over.
    Result<Hold> expire(std::string_view id);
    /// Takes notices off that were sent; others stay.
    Result<Hold> told(std::string_view id, const std::vector<Notice>& sent);

    /// Everything stops, or goes on: nothing is claimed while mail is frozen.
    Result<void> freeze(bool on, const Actor& actor, const std::string& reason);
    Result<std::string> frozen();  ///< why; "" = it is not

    Result<Hold> find(std::string_view id);
    /// Whether nothing but time keeps it, by `judgement`.
    static bool may_leave(const Hold& hold, const Judgement& judgement);
    /// What the policy in force says of it now.
    Result<Judgement> judge(const Hold& hold);
    Result<Judgement> judge(const Hold& hold, std::shared_ptr<const std::string> bytes);
    Store& store() { return store_; }

  private:
    using Edit = std::function<Result<void>(Hold&)>;
    Result<Hold> act(std::string_view id, Act act, const Actor& actor, const std::string& reason,
                     const Edit& edit);
    /// out: clear - nothing but time keeps it, by the judgement that it was stored with
    Result<Hold> submit(const Submission& submission, bool& clear);
    /// out: changed - the hold was changed by others meanwhile: judge it again
    Result<Hold> review_once(Hold hold, const Actor& actor, bool& changed);
    Result<void> keep_policy(const Judgement& judgement);
    void note_judgement(Hold& hold, Judgement judgement) const;
    Result<Hold> remind(Hold hold, const Judgement& judgement);
    void glass_is_broken(Hold& hold) const;

    Store& store_;
    Judge judge_;
    DeskSettings settings_;
};

}  // namespace sendguard::hold
