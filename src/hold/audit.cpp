#include "hold/audit.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "hold/hold_json.h"

namespace sendguard::hold {
namespace {

constexpr std::size_t kPage = 500;  // entries or holds that are read at once
constexpr int kMostLooks = 20;      // at a hold that changes while it is looked at

struct DraftDigest {
    std::uint64_t sequence = 0;
    std::string bytes, record;
};

struct PolicyDigest {
    std::uint64_t sequence = 0;
    std::string sources;
};

/// What the chain last said of a hold.
struct Told {
    std::uint64_t sequence = 0;
    std::uint64_t version = 0;
    std::string record;
    std::map<std::uint32_t, DraftDigest> drafts;
    std::string history = std::string(kChainStart);  // chain_hash() over its events
};

std::string after(std::string_view history, const Event& event) {
    return chain_hash(history, audit_line_json({.event = event}));
}

class Verifier {
  public:
    Verifier(Store& store, const VerifyOptions& options)
        : store_(store), stored_(options.stored), noted_(options.noted) {
        report_.head = kChainStart;
        if (noted_ == kChainStart) report_.noted_at = 0;
    }

    Result<ChainReport> run() {
        BOOST_OUTCOME_TRY(const auto before, store_.audit_head());
        BOOST_OUTCOME_TRY(read_on());
        BOOST_OUTCOME_TRY(const auto now, store_.audit_head());
        if (!report_.broken) look_at_end(before, now);
        if (stored_ && !report_.broken) {
            BOOST_OUTCOME_TRY(look_at_stored());
        }
        return std::move(report_);
    }

  private:
    void broken(std::uint64_t sequence, std::string why) {
        if (report_.broken && report_.broken->sequence <= sequence) return;
        report_.broken = ChainBreak{.sequence = sequence, .why = std::move(why)};
    }

    /// Entries may have come while they were read: at the first head there must be one, and beyond
    /// the second none.
    void look_at_end(const AuditEntry& before, const AuditEntry& now) {
        if (before.sequence > report_.entries) {
            return broken(report_.entries + 1,
                          fmt::format("entry {} is missing: the chain once had {}",
                                      report_.entries + 1, before.sequence));
        }
        if (now.sequence < report_.entries) {
            return broken(now.sequence + 1,
                          fmt::format("entry {} stands behind the chain's end", now.sequence + 1));
        }
        if (now.sequence == report_.entries && now.hash != report_.head)
            broken(now.sequence,
                   fmt::format("the chain's noted end is not the hash of entry {}", now.sequence));
    }

    /// Reads the entries that came since.
    Result<void> read_on() {
        for (;;) {
            BOOST_OUTCOME_TRY(const auto entries, store_.audit(report_.entries + 1, kPage));
            for (const auto& entry : entries) {
                take(entry);
                if (report_.broken) return outcome::success();
            }
            if (entries.empty()) return outcome::success();
        }
    }

    void take(const AuditEntry& entry) {
        const auto expected = report_.entries + 1;
        if (entry.sequence != expected) {
            return broken(expected, fmt::format("entry {} is missing: {} comes next", expected,
                                                entry.sequence));
        }
        if (chain_hash(report_.head, entry.text) != entry.hash) {
            return broken(expected,
                          fmt::format("the hash of entry {} is not that of its text", expected));
        }
        report_.entries = expected;
        report_.head = entry.hash;
        if (entry.hash == noted_) report_.noted_at = expected;
        if (!stored_) return;
        const auto line = audit_line_from_json(entry.text);
        if (!line) return broken(expected, line.error().message);
        note(entry.sequence, line.value());
    }

    void note(std::uint64_t sequence, const AuditLine& line) {
        if (line.event.hold.empty()) return note_of_nobody(sequence, line.event.details);
        if (line.version == 0) {
            const auto known = told_.find(line.event.hold);
            if (known != told_.end())
                known->second.history = after(known->second.history, line.event);
            return;
        }
        auto& told = told_[line.event.hold];
        told.history = after(told.history, line.event);
        told.sequence = sequence;
        told.version = line.version;
        told.record = line.record;
        if (line.draft != 0) told.drafts[line.draft] = {sequence, line.bytes, line.record};
    }

    void note_of_nobody(std::uint64_t sequence, const std::string& details) {
        const auto json = nlohmann::json::parse(details, nullptr, false);
        if (!json.is_object()) return;
        if (json.contains("sources") && json.contains("policy") && json["policy"].is_string() &&
            json["sources"].is_string())
            policies_[json["policy"]] = {sequence, json["sources"]};
        const auto ids = json.find("forgotten");
        if (ids == json.end() || !ids->is_array()) return;
        for (const auto& id : *ids)
            if (id.is_string()) told_.erase(id.get_ref<const std::string&>());
    }

    /// The holds that the chain speaks of, then whether there are others.
    Result<void> look_at_stored() {
        std::vector<std::string> ids;
        ids.reserve(told_.size());
        for (const auto& [id, told] : told_) ids.push_back(id);
        for (const auto& id : ids) {
            BOOST_OUTCOME_TRY(look_at(id));
        }
        for (const auto& [digest, told] : policies_) {
            BOOST_OUTCOME_TRY(look_at_policy(digest, told));
        }
        for (std::size_t offset = 0;; offset += kPage) {
            const auto holds =
                store_.list({.order = Order::newest, .limit = kPage, .offset = offset});
            if (!holds && holds.error().code != Errc::internal) return holds.error();
            if (!holds) {
                broken(report_.entries + 1, holds.error().message);
                return outcome::success();
            }
            for (const auto& hold : holds.value()) {
                if (told_.contains(hold.id)) continue;
                BOOST_OUTCOME_TRY(look_at(hold.id));
            }
            if (holds.value().size() < kPage) return outcome::success();
        }
    }

    /// One that differs may have changed since its entry was read: the new entry tells.
    Result<void> look_at(const std::string& id) {
        for (int looks = 0; looks < kMostLooks; ++looks) {
            const auto before = report_.entries;
            const auto found = store_.find(id);
            if (!found && found.error().code != Errc::internal) return found.error();
            auto why = found ? fault_of(id, found.value()) : found.error().message;
            if (why.empty()) {
                BOOST_OUTCOME_TRY(why, fault_beside(id));
            }
            if (why.empty()) return look_at_drafts(id);
            BOOST_OUTCOME_TRY(read_on());
            if (report_.broken) return outcome::success();
            if (report_.entries != before) continue;
            const auto told = told_.find(id);
            broken(told == told_.end() ? report_.entries + 1 : told->second.sequence,
                   std::move(why));
            return outcome::success();
        }
        return outcome::success();
    }

    /// "" when the hold is as the chain says.
    std::string fault_of(const std::string& id, const std::optional<Hold>& hold) const {
        const auto told = told_.find(id);
        if (told == told_.end())
            return hold ? fmt::format("no entry speaks of the stored hold {}", id) : std::string();
        if (!hold) return fmt::format("the hold {} is gone, and nobody dropped it", id);
        if (hold->version != told->second.version) {
            return fmt::format("{} is stored in version {}, its last entry speaks of version {}",
                               id, hold->version, told->second.version);
        }
        if (digest_of(hold_json(*hold)) != told->second.record)
            return fmt::format("the stored record of {} is not the one of its last entry", id);
        return "";
    }

    /// "" when its columns and its history are as its record and the chain say.
    Result<std::string> fault_beside(const std::string& id) {
        BOOST_OUTCOME_TRY(auto why, store_.fault_beside(id));
        const auto told = told_.find(id);
        if (!why.empty() || told == told_.end()) return why;
        const auto events = store_.history(id);
        if (!events && events.error().code != Errc::internal) return events.error();
        std::string history(kChainStart);
        if (events)
            for (const auto& event : events.value()) history = after(history, event);
        if (history != told->second.history)
            why = fmt::format("the stored history of {} is not the one of its entries", id);
        return why;
    }

    Result<void> look_at_policy(const std::string& digest, const PolicyDigest& told) {
        const auto sources = store_.policy(digest);
        if (sources && digest_of(sources.value()) == told.sources) return outcome::success();
        if (!sources && sources.error().code != Errc::internal &&
            sources.error().code != Errc::not_found)
            return sources.error();
        broken(told.sequence,
               sources ? fmt::format("the kept sources of the policy {} are not those of its entry",
                                     digest)
                       : sources.error().message);
        return outcome::success();
    }

    Result<void> look_at_drafts(const std::string& id) {
        const auto told = told_.find(id);
        if (told == told_.end()) return outcome::success();
        const auto drafts = told->second.drafts;
        for (const auto& [draft, digest] : drafts) {
            BOOST_OUTCOME_TRY(auto why, fault_of_draft(id, draft, digest));
            if (why.empty()) continue;
            BOOST_OUTCOME_TRY(read_on());
            if (!told_.contains(id)) return outcome::success();
            broken(digest.sequence, std::move(why));
        }
        return outcome::success();
    }

    Result<std::string> fault_of_draft(const std::string& id, std::uint32_t draft,
                                       const DraftDigest& digest) {
        const auto looked = [](const auto& found) {
            return found || found.error().code == Errc::internal ||
                   found.error().code == Errc::not_found;
        };
        const auto bytes = store_.bytes(id, draft);
        if (!looked(bytes)) return bytes.error();
        if (!bytes) return bytes.error().message;
        if (digest_of(bytes.value()) != digest.bytes) {
            return fmt::format("the stored bytes of {} draft {} are not those of its entry", id,
                               draft);
        }
        const auto then = store_.draft(id, draft);
        if (!looked(then)) return then.error();
        if (!then) return then.error().message;
        if (digest_of(hold_json(then.value())) != digest.record) {
            return fmt::format("the stored facts of {} draft {} are not those of its entry", id,
                               draft);
        }
        return std::string();
    }

    Store& store_;
    bool stored_;
    const std::string& noted_;
    ChainReport report_;
    std::map<std::string, Told> told_;
    std::map<std::string, PolicyDigest> policies_;
};

}  // namespace

std::string chain_hash(std::string_view before, std::string_view text) {
    Sha256 hash;
    hash.add(before);
    hash.add("\n");
    hash.add(text);
    return hash.hex();
}

std::string digest_of(std::string_view bytes) {
    return fmt::format("sha256:{}", sha256_hex(bytes));
}

AuditLine line_of(const Hold& stored, std::string record, State from, Event event) {
    AuditLine line{
        .event = std::move(event), .version = stored.version, .record = std::move(record)};
    line.event.hold = stored.id;
    line.event.from = from;
    line.event.to = stored.state;
    return line;
}

void add_draft(AuditLine& line, std::uint32_t draft, std::string digest) {
    line.draft = draft;
    line.bytes = std::move(digest);
}

AuditLine alternates_line(std::string_view name, std::string_view id, Timestamp now) {
    const nlohmann::json details{{"alternates", to_valid_utf8(name)}};
    AuditLine line;
    line.event = {.hold = std::string(id),
                  .from = State::sending,
                  .to = State::sending,
                  .at = now,
                  .actor = service_actor("store"),
                  .reason = "of its alternates this one leaves",
                  .details = details.dump()};
    return line;
}

AuditLine forgotten_line(const std::vector<std::string>& ids, Timestamp before, Timestamp now) {
    const nlohmann::json details{{"before", format_rfc3339(before)}, {"forgotten", ids}};
    AuditLine line;
    line.event.at = now;
    line.event.actor = service_actor("store");
    line.event.reason = "their time was over";
    line.event.details = details.dump();
    return line;
}

AuditLine policy_line(std::string_view digest, std::string_view sources, Timestamp now) {
    const nlohmann::json details{{"policy", digest}, {"sources", sources}};
    AuditLine line;
    line.event.at = now;
    line.event.actor = service_actor("store");
    line.event.reason = "a policy version that holds for the first time is kept";
    line.event.details = details.dump();
    return line;
}

Error no_policy(std::string_view digest) {
    return {Errc::not_found,
            fmt::format("the hold store has not kept the policy version {}: what it held was kept "
                        "by a send-guard that did not yet keep policies",
                        digest),
            {}};
}

Result<ChainReport> verify_chain(Store& store, const VerifyOptions& options) {
    return Verifier(store, options).run();
}

}  // namespace sendguard::hold
