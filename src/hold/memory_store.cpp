#include "hold/memory_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "hold/audit.h"
#include "hold/due.h"
#include "hold/hold_json.h"

namespace sendguard::hold {
namespace {

struct Row {
    Hold hold;
    std::map<std::uint32_t, std::string> drafts;
    std::map<std::uint32_t, Hold> then;  // as it was when each draft came
    std::vector<std::uint64_t> history;  // sequences of its audit entries
};

bool one_of(const std::vector<State>& states, State state) {
    return states.empty() || std::ranges::find(states, state) != states.end();
}

bool earlier(const Hold& a, const Hold& b) {
    return std::tuple(due_of(a), a.created, std::string_view(a.id)) <
           std::tuple(due_of(b), b.created, std::string_view(b.id));
}

bool newer(const Hold& a, const Hold& b) {
    return std::tie(b.created, b.id) < std::tie(a.created, a.id);
}

class MemoryStore : public Store {
  public:
    explicit MemoryStore(Timestamp (*clock)()) : clock_(clock) {}

    Result<bool> insert(const Change& change) override {
        const std::scoped_lock lock(mutex_);
        const auto& key = change.hold.key;
        if (!key.empty() && by_key(key) != rows_.end()) return false;
        if (rows_.contains(change.hold.id)) {
            return error(Errc::internal, fmt::format("there is a hold {} already", change.hold.id));
        }
        Hold stored = change.hold;
        stored.version = 1;
        auto line = line_of(stored, digest_of(hold_json(stored)), stored.state, change.event);
        auto& row = rows_[stored.id];
        row.hold = std::move(stored);
        keep_draft(row, change, line);
        append(line);
        return true;
    }

    Result<bool> change(const Change& change) override {
        const std::scoped_lock lock(mutex_);
        const auto found = rows_.find(change.hold.id);
        if (found == rows_.end() || found->second.hold.version != change.hold.version) return false;
        put(found->second, change);
        return true;
    }

    Result<void> record_all(const std::vector<Event>& events) override {
        const std::scoped_lock lock(mutex_);
        for (const auto& event : events) append({.event = event});
        return outcome::success();
    }

    Result<std::optional<Hold>> find(std::string_view id) override {
        const std::scoped_lock lock(mutex_);
        const auto found = rows_.find(id);
        return found == rows_.end() ? std::optional<Hold>() : found->second.hold;
    }

    Result<std::optional<Hold>> find_key(std::string_view key) override {
        const std::scoped_lock lock(mutex_);
        const auto found = key.empty() ? rows_.end() : by_key(key);
        return found == rows_.end() ? std::optional<Hold>() : found->second.hold;
    }

    Result<std::string> bytes(std::string_view id, std::uint32_t draft) override {
        const std::scoped_lock lock(mutex_);
        if (const auto row = rows_.find(id); row != rows_.end()) {
            const auto& drafts = row->second.drafts;
            if (const auto found = drafts.find(draft); found != drafts.end()) return found->second;
        }
        return error(Errc::not_found, fmt::format("there is no draft {} of {}", draft, id));
    }

    Result<Hold> draft(std::string_view id, std::uint32_t draft) override {
        const std::scoped_lock lock(mutex_);
        if (const auto row = rows_.find(id); row != rows_.end()) {
            const auto& then = row->second.then;
            if (const auto found = then.find(draft); found != then.end()) return found->second;
        }
        return error(Errc::not_found, fmt::format("there is no draft {} of {}", draft, id));
    }

    Result<void> keep_policy(std::string_view digest, std::string_view sources) override {
        const std::scoped_lock lock(mutex_);
        if (policies_.try_emplace(std::string(digest), sources).second)
            append(policy_line(digest, digest_of(sources), time()));
        return outcome::success();
    }
    Result<std::string> policy(std::string_view digest) override {
        const std::scoped_lock lock(mutex_);
        if (const auto found = policies_.find(digest); found != policies_.end())
            return found->second;
        return no_policy(digest);
    }

    Result<std::vector<Event>> history(std::string_view id) override {
        const std::scoped_lock lock(mutex_);
        std::vector<Event> out;
        const auto row = rows_.find(id);
        if (row == rows_.end()) return out;
        for (const auto sequence : row->second.history) {
            BOOST_OUTCOME_TRY(auto line, audit_line_from_json(chain_[sequence - 1].text));
            out.push_back(std::move(line.event));
        }
        return out;
    }

    Result<std::vector<Hold>> list(const Query& query) override {
        const std::scoped_lock lock(mutex_);
        std::vector<Hold> found;
        for (const auto& [id, row] : rows_) {
            const auto& hold = row.hold;
            if (!one_of(query.states, hold.state)) continue;
            if (!query.submitter.empty() && hold.submitter.name != query.submitter) continue;
            if (!query.alternates.empty() && hold.alternates != query.alternates) continue;
            found.push_back(hold);
        }
        std::ranges::sort(found, query.order == Order::due ? earlier : newer);
        const auto begin = std::min(query.offset, found.size());
        const auto end = begin + std::min(query.limit, found.size() - begin);
        return std::vector<Hold>(found.begin() + static_cast<std::ptrdiff_t>(begin),
                                 found.begin() + static_cast<std::ptrdiff_t>(end));
    }

    Result<std::size_t> count(const std::vector<State>& states) override {
        const std::scoped_lock lock(mutex_);
        return static_cast<std::size_t>(std::ranges::count_if(
            rows_, [&](const auto& entry) { return one_of(states, entry.second.hold.state); }));
    }

    Result<std::vector<Hold>> claim(std::string_view node, std::chrono::seconds term,
                                    std::size_t most) override {
        const std::scoped_lock lock(mutex_);
        const auto now = time();
        auto out = chosen(most, [&](const Hold& hold) {
            return hold.state == State::ready && due_of(hold) <= now;
        });
        for (auto& hold : out) {
            Change claimed = claim_of(hold, node, now, term);
            auto& row = rows_.find(hold.id)->second;
            put(row, claimed);
            hold = row.hold;
        }
        return out;
    }

    Result<std::vector<Hold>> lapsed(std::size_t most) override {
        const std::scoped_lock lock(mutex_);
        const auto now = time();
        return chosen(most, [&](const Hold& hold) {
            return hold.state == State::sending && hold.lease.until <= now;
        });
    }

    Result<std::vector<Hold>> expired(std::size_t most) override {
        const std::scoped_lock lock(mutex_);
        const auto now = time();
        return chosen(most, [&](const Hold& hold) {
            return is_open(hold.state) && hold.expires && *hold.expires <= now;
        });
    }
    Result<std::vector<Hold>> with_notices(std::size_t most) override {
        const std::scoped_lock lock(mutex_);
        return chosen(most, [](const Hold& hold) { return !hold.notices.empty(); });
    }

    Result<std::string> take_alternates(std::string_view name, std::string_view id) override {
        const std::scoped_lock lock(mutex_);
        const auto [place, taken] = alternates_.try_emplace(std::string(name), id);
        if (taken) append(alternates_line(name, id, time()));
        return place->second;
    }

    Result<std::string> setting(std::string_view name) override {
        const std::scoped_lock lock(mutex_);
        const auto found = settings_.find(name);
        return found == settings_.end() ? std::string() : found->second;
    }

    Result<void> set(std::string_view name, std::string_view value, const Event& event) override {
        const std::scoped_lock lock(mutex_);
        settings_[std::string(name)] = value;
        append({.event = event});
        return outcome::success();
    }

    Result<void> note_sent(std::string_view who,
                           const std::vector<std::string>& recipients) override {
        const std::scoped_lock lock(mutex_);
        const auto now = time();
        auto& sent = sent_[std::string(who)];
        std::erase_if(sent, [&](Timestamp at) { return at < now - kSentKept; });
        sent.push_back(now);
        for (const auto& one : recipients) contacts_[std::string(who)].try_emplace(one, now);
        return outcome::success();
    }
    Result<SentCount> sent_within(std::string_view who, std::chrono::seconds within) override {
        const std::scoped_lock lock(mutex_);
        const auto since = time() - within;
        SentCount out{.within = static_cast<std::uint64_t>(within.count())};
        for (const auto at : sent_[std::string(who)]) out.messages += at > since ? 1 : 0;
        for (const auto& [recipient, first] : contacts_[std::string(who)])
            out.new_recipients += first > since ? 1 : 0;
        return out;
    }

    Result<KeptProfile> profile(std::string_view who) override {
        const std::scoped_lock lock(mutex_);
        const auto found = profiles_.find(who);
        return found == profiles_.end() ? KeptProfile() : found->second;
    }
    Result<bool> keep_profile(std::string_view who, const KeptProfile& kept) override {
        const std::scoped_lock lock(mutex_);
        const auto found = profiles_.find(who);
        if ((found == profiles_.end() ? 0 : found->second.version) != kept.version) return false;
        if (kept.bytes.empty()) {
            if (found != profiles_.end()) profiles_.erase(found);
        } else {
            profiles_[std::string(who)] = {kept.bytes, kept.version + 1};
        }
        return true;
    }

    Result<std::vector<AuditEntry>> audit(std::uint64_t from, std::size_t most) override {
        const std::scoped_lock lock(mutex_);
        std::vector<AuditEntry> out;
        for (auto at = std::max<std::uint64_t>(from, 1); at <= chain_.size() && out.size() < most;
             ++at)
            out.push_back(chain_[at - 1]);
        return out;
    }

    Result<AuditEntry> audit_head() override {
        const std::scoped_lock lock(mutex_);
        return AuditEntry{.sequence = chain_.size(),
                          .text = {},
                          .hash = std::string(chain_.empty() ? kChainStart : chain_.back().hash)};
    }
    Result<std::string> fault_beside(std::string_view) override { return std::string(); }

    Result<std::size_t> forget(Timestamp before) override {
        const std::scoped_lock lock(mutex_);
        std::vector<std::string> ids;
        for (const auto& [id, row] : rows_)
            if (is_final(row.hold.state) && row.hold.changed < before) ids.push_back(id);
        for (const auto& id : ids) rows_.erase(id);
        if (!ids.empty()) append(forgotten_line(ids, before, time()));
        return ids.size();
    }

    Result<Timestamp> now() override { return time(); }

  private:
    using Rows = std::map<std::string, Row, std::less<>>;

    Timestamp time() const {
        return clock_ != nullptr
                   ? clock_()
                   : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    Rows::iterator by_key(std::string_view key) {
        return std::ranges::find_if(
            rows_, [&](const auto& entry) { return entry.second.hold.key == key; });
    }

    template <class Wanted>
    std::vector<Hold> chosen(std::size_t most, const Wanted& wanted) const {
        std::vector<Hold> out;
        for (const auto& [id, row] : rows_)
            if (wanted(row.hold)) out.push_back(row.hold);
        std::ranges::sort(out, earlier);
        if (out.size() > most) out.resize(most);
        return out;
    }

    void put(Row& row, const Change& change) {
        const auto from = row.hold.state;
        row.hold = change.hold;
        row.hold.version = change.hold.version + 1;
        auto line = line_of(row.hold, digest_of(hold_json(row.hold)), from, change.event);
        keep_draft(row, change, line);
        append(line);
    }

    static void keep_draft(Row& row, const Change& change, AuditLine& line) {
        if (!change.bytes) return;
        row.drafts[change.hold.draft] = *change.bytes;
        row.then[change.hold.draft] = row.hold;
        add_draft(line, change.hold.draft, digest_of(*change.bytes));
    }

    void append(const AuditLine& line) {
        const std::string_view before = chain_.empty() ? kChainStart : chain_.back().hash;
        AuditEntry entry{.sequence = chain_.size() + 1, .text = audit_line_json(line)};
        entry.hash = chain_hash(before, entry.text);
        if (const auto row = rows_.find(line.event.hold); row != rows_.end())
            row->second.history.push_back(entry.sequence);
        chain_.push_back(std::move(entry));
    }

    Timestamp (*const clock_)();
    std::mutex mutex_;
    Rows rows_;
    std::map<std::string, std::vector<Timestamp>, std::less<>> sent_;
    std::map<std::string, std::map<std::string, Timestamp>, std::less<>> contacts_;
    std::map<std::string, std::string, std::less<>> settings_, alternates_, policies_;
    std::map<std::string, KeptProfile, std::less<>> profiles_;
    std::vector<AuditEntry> chain_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store(Timestamp (*clock)()) {
    return std::make_unique<MemoryStore>(clock);
}

}  // namespace sendguard::hold
