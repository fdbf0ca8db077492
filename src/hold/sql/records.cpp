#include "hold/sql/records.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "hold/hold_json.h"

namespace sendguard::hold {
namespace {

constexpr std::string_view kSealed = "sealed:";

std::string record_context(std::string_view id, std::uint64_t version) {
    return fmt::format("record {} {}", id, version);
}
std::string body_context(std::string_view id, std::uint32_t draft) {
    return fmt::format("draft {} {}", id, draft);
}
std::string policy_context(std::string_view digest) {
    return fmt::format("policy {}", digest);
}

std::string profile_context(std::string_view who) {
    return fmt::format("profile {}", who);
}

// Whether a store is encrypted, and with which key, was asked when it was opened: what does not fit
// to that was changed since.
Error no_key(std::string_view what) {
    return {Errc::internal,
            fmt::format("{} is marked as encrypted, in a store that is not: it was changed", what),
            {}};
}
Error wrong_key(std::string_view what, const Error& why) {
    return {Errc::internal, fmt::format("{} cannot be decrypted: {}", what, why.message), {}};
}

}  // namespace

std::string column_text(std::string_view text) {
    auto out = to_valid_utf8(text);
    for (auto at = out.find('\0'); at != std::string::npos; at = out.find('\0', at))
        out.replace(at, 1, "\uFFFD");
    return out;
}

std::string Records::record(const Hold& hold, std::string json) const {
    if (!sealer_) return json;
    return std::string(kSealed) +
           to_base64(sealer_->seal(json, record_context(hold.id, hold.version)));
}

Result<std::string> Records::json_of(std::string_view id, std::uint64_t version,
                                     std::string text) const {
    if (!text.starts_with(kSealed)) return text;
    if (!sealer_) return no_key(id);
    const auto sealed = from_base64(std::string_view(text).substr(kSealed.size()));
    if (!sealed) return error(Errc::internal, fmt::format("{}: {}", id, sealed.error().message));
    auto out = sealer_->open(sealed.value(), record_context(id, version));
    if (!out) return wrong_key(id, out.error());
    return out;
}

Result<Hold> Records::hold_of(const Row& row) const {
    const auto& id = row[1].text;
    const auto version = static_cast<std::uint64_t>(row[2].number);
    BOOST_OUTCOME_TRY(const auto json, json_of(id, version, row[0].text));
    auto hold = hold_from_json(json);
    if (!hold) return error(hold.error().code, fmt::format("{}: {}", id, hold.error().message));
    const auto& read = hold.value();
    if (read.id != id || read.version != version || state_name(read.state) != row[3].text) {
        return error(
            Errc::internal,
            fmt::format("{}: its record is of {}, version {}, {}; its row says version "
                        "{}, {}",
                        id, read.id, read.version, state_name(read.state), version, row[3].text));
    }
    return hold;
}

Result<Hold> Records::hold_then(std::string_view id, const Row& row) const {
    const auto version = static_cast<std::uint64_t>(row[1].number);
    BOOST_OUTCOME_TRY(const auto json, json_of(id, version, row[0].text));
    auto hold = hold_from_json(json);
    if (!hold) return error(hold.error().code, fmt::format("{}: {}", id, hold.error().message));
    if (hold.value().id == id && hold.value().version == version) return hold;
    return error(Errc::internal,
                 fmt::format("{}: the facts of one of its drafts are of another hold", id));
}

std::string Records::body(std::string_view id, std::uint32_t draft, std::string_view bytes) const {
    return sealer_ ? sealer_->seal(bytes, body_context(id, draft)) : std::string(bytes);
}

Result<std::string> Records::opened(const std::string& what, const std::string& context,
                                    const Row& row) const {
    std::string bytes = row[2].text;
    if (row[1].number != 0) {
        if (!sealer_) return no_key(what);
        auto plain = sealer_->open(bytes, context);
        if (!plain) return wrong_key(what, plain.error());
        bytes = std::move(plain).value();
    }
    if (row[1].number >= 0 && row[1].number <= 1 && sha256_hex(bytes) == row[0].text) return bytes;
    return error(
        Errc::internal,
        fmt::format("{} is not what was handed in: its digest differs from the stored one", what));
}

Result<std::string> Records::bytes_of(std::string_view id, std::uint32_t draft,
                                      const Row& row) const {
    return opened(fmt::format("{} draft {}", id, draft), body_context(id, draft), row);
}

std::string Records::profile(std::string_view who, std::string_view bytes) const {
    return sealer_ ? sealer_->seal(bytes, profile_context(who)) : std::string(bytes);
}

Result<std::string> Records::profile_bytes(std::string_view who, const Row& row) const {
    return opened(fmt::format("the history of {}", who), profile_context(who), row);
}

std::string Records::policy(std::string_view digest, std::string_view sources) const {
    return sealer_ ? sealer_->seal(sources, policy_context(digest)) : std::string(sources);
}

Result<std::string> Records::policy_of(std::string_view digest, const Row& row) const {
    return opened(fmt::format("the policy {}", digest), policy_context(digest), row);
}

}  // namespace sendguard::hold
