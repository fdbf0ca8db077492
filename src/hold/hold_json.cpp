#include "hold/hold_json.h"

#include <fmt/format.h>

#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "hold/life.h"

namespace sendguard::hold {
namespace {

using Json = nlohmann::json;

template <class T, class Of>
concept Either = std::same_as<std::remove_const_t<T>, Of>;

// The fields. A walk is a Writer or a Reader.
template <class Walk>
void fields(Walk& walk, Either<Actor> auto& actor) {
    walk("name", actor.name);
    walk("kind", actor.kind);
    walk("via", actor.via);
}

template <class Walk>
void fields(Walk& walk, Either<Approval> auto& approval) {
    walk("person", approval.person);
    walk("as", approval.as);
    walk("digest", approval.digest);
    walk("at", approval.at);
    walk("via", approval.via);
    walk("signature", approval.signature);
    walk("void_reason", approval.void_reason);
}

template <class Walk>
void fields(Walk& walk, Either<Precondition> auto& precondition) {
    walk("name", precondition.name);
    walk("role", precondition.role);
    walk("confirmed_by", precondition.confirmed_by);
    walk("at", precondition.at);
}

template <class Walk>
void fields(Walk& walk, Either<Addressee> auto& addressee) {
    walk("address", addressee.address);
    walk("delivery", addressee.delivery);
    walk("reply", addressee.reply);
}

template <class Walk>
void fields(Walk& walk, Either<Lease> auto& lease) {
    walk("node", lease.node);
    walk("until", lease.until);
    walk("at_dot", lease.at_dot);
}

template <class Walk>
void fields(Walk& walk, Either<Notice> auto& notice) {
    walk("to", notice.to);
    walk("kind", notice.kind);
}

template <class Walk>
void fields(Walk& walk, Either<SentCount> auto& count) {
    walk("within", count.within);
    walk("messages", count.messages);
    walk("new_recipients", count.new_recipients);
}

template <class Walk>
void fields(Walk& walk, Either<BreakGlass> auto& glass) {
    walk("people", glass.people);
    walk("broken", glass.broken);
    walk("report_due", glass.report_due);
    walk("report", glass.report);
}

template <class Walk>
void fields(Walk& walk, Either<Hold> auto& hold) {
    walk("id", hold.id);
    walk("version", hold.version);
    walk("draft", hold.draft);
    walk("state", hold.state);
    walk("created", hold.created);
    walk("changed", hold.changed);
    walk("gate", hold.gate);
    walk("listener", hold.listener);
    walk("client", hold.client);
    walk("submitter", hold.submitter);
    walk("sender", hold.sender);
    walk("addressees", hold.addressees);
    walk("subject", hold.subject);
    walk("size", hold.size);
    walk("key", hold.key);
    walk("digest", hold.digest);
    walk("policy", hold.policy);
    walk("findings", hold.findings);
    walk("approvals", hold.approvals);
    walk("preconditions", hold.preconditions);
    walk("sent", hold.sent);
    walk("glass", hold.glass);
    walk("not_before", hold.not_before);
    walk("expires", hold.expires);
    walk("alternates", hold.alternates);
    walk("attempts", hold.attempts);
    walk("next_attempt", hold.next_attempt);
    walk("reminders", hold.reminders);
    walk("reminded", hold.reminded);
    walk("notices", hold.notices);
    walk("lease", hold.lease);
}

template <class Walk>
void fields(Walk& walk, Either<AuditLine> auto& line) {
    walk("hold", line.event.hold);
    walk("act", line.event.act);
    walk("from", line.event.from);
    walk("to", line.event.to);
    walk("at", line.event.at);
    walk("actor", line.event.actor);
    walk("reason", line.event.reason);
    walk("details", line.event.details);
    walk("version", line.version);
    walk("record", line.record);
    walk("draft", line.draft);
    walk("bytes", line.bytes);
}

template <class T>
Json json_of(const T& value);

Json json_of(Timestamp time) {
    return format_rfc3339(time);
}
Json json_of(State state) {
    return state_name(state);
}
Json json_of(Act act) {
    return act_name(act);
}
Json json_of(Delivery delivery) {
    return delivery_name(delivery);
}
Json json_of(const std::string& text) {
    return text;
}
template <class T>
Json json_of(const std::vector<T>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(json_of(value));
    return list;
}
template <class T>
Json json_of(const std::optional<T>& value) {
    return value ? json_of(*value) : Json();
}

class Writer {
  public:
    template <class T>
    void operator()(const char* name, const T& value) {
        out_[name] = json_of(value);
    }
    Json take() { return std::move(out_); }

  private:
    Json out_ = Json::object();
};

template <class T>
Json json_of(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
        return value;
    } else {
        Writer writer;
        fields(writer, value);
        return writer.take();
    }
}

template <class T>
std::string text_of(const T& value) {
    return json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Reads values, and keeps the first fault with the field where it stands.
class Reader {
  public:
    template <class T>
    void object(const Json& json, T& out) {
        if (!json.is_object()) return fail("is no object");
        const Json* const outer = json_;
        const auto outer_known = known_;
        json_ = &json;
        known_ = 0;
        fields(*this, out);
        if (known_ != json.size()) fail("has a field that nobody knows");
        json_ = outer;
        known_ = outer_known;
    }
    template <class T>
    void operator()(const char* name, T& out) {
        const auto depth = where_.size();
        where_ += where_.empty() ? name : fmt::format(".{}", name);
        const auto found = json_->find(name);
        if (found == json_->end()) {
            fail("is missing");
        } else {
            ++known_;
            value(*found, out);
        }
        where_.resize(depth);
    }
    const std::string& fault() const { return fault_; }

  private:
    void fail(std::string_view what) {
        if (fault_.empty()) fault_ = fmt::format("{} {}", where_.empty() ? "it" : where_, what);
    }
    void value(const Json& json, std::string& out) {
        if (!json.is_string()) return fail("is no text");
        out = json.get_ref<const std::string&>();
    }
    void value(const Json& json, bool& out) {
        if (!json.is_boolean()) return fail("is neither true nor false");
        out = json.get<bool>();
    }
    template <std::unsigned_integral T>
    void value(const Json& json, T& out) {
        const auto number = json.is_number_unsigned() ? json.get<std::uint64_t>() : 0;
        if (!json.is_number_unsigned() || number > std::numeric_limits<T>::max())
            return fail("is no number of this size");
        out = static_cast<T>(number);
    }
    void value(const Json& json, Timestamp& out) {
        std::string text;
        value(json, text);
        const auto time = parse_rfc3339(text);
        if (!time) return fail("is no time");
        out = time.value();
    }
    template <class T>
    void value(const Json& json, std::optional<T>& out) {
        out.reset();
        if (json.is_null()) return;
        value(json, out.emplace());
    }
    template <class T>
    void named(const Json& json, const std::optional<T>& found, T& out) {
        if (!json.is_string() || !found) return fail("is no word that is known here");
        out = *found;
    }
    std::string_view word(const Json& json) const {
        return json.is_string() ? std::string_view(json.get_ref<const std::string&>())
                                : std::string_view();
    }
    void value(const Json& json, State& out) { named(json, state_from_name(word(json)), out); }
    void value(const Json& json, Act& out) { named(json, act_from_name(word(json)), out); }
    void value(const Json& json, Delivery& out) {
        std::optional<Delivery> found;
        for (const auto one :
             {Delivery::waiting, Delivery::taken, Delivery::refused, Delivery::unknown})
            if (delivery_name(one) == word(json)) found = one;
        named(json, found, out);
    }
    template <class T>
    void value(const Json& json, std::vector<T>& out) {
        if (!json.is_array()) return fail("is no list");
        const auto depth = where_.size();
        out.clear();
        for (const auto& one : json) {
            where_ += fmt::format("[{}]", out.size());
            value(one, out.emplace_back());
            where_.resize(depth);
        }
    }
    template <class T>
    void value(const Json& json, T& out) {
        object(json, out);
    }

    const Json* json_ = nullptr;
    std::size_t known_ = 0;  // fields of *json_ that were asked for and are there
    std::string where_;
    std::string fault_;
};

template <class T>
Result<T> from_text(std::string_view text, const char* what) {
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return error(Errc::internal, fmt::format("{}: it is no JSON", what));
    T out;
    Reader reader;
    reader.object(json, out);
    if (reader.fault().empty()) return out;
    return error(Errc::internal, fmt::format("{}: {}", what, reader.fault()));
}

}  // namespace

std::string hold_json(const Hold& hold) {
    return text_of(hold);
}
Result<Hold> hold_from_json(std::string_view text) {
    return from_text<Hold>(text, "a stored hold cannot be read");
}

std::string audit_line_json(const AuditLine& line) {
    return text_of(line);
}
Result<AuditLine> audit_line_from_json(std::string_view text) {
    return from_text<AuditLine>(text, "an audit entry cannot be read");
}

}  // namespace sendguard::hold
