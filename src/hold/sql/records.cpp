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

Error no_key(std::string_view id) {
    return {Errc::bad_input,
            fmt::format("{} is encrypted: say in service.store.key_file where its key is", id),
            {}};
}
Error wrong_key(std::string_view id, const Error& why) {
    return {why.code,
            fmt::format("{} cannot be decrypted: {}; put the key that it was stored with into "
                        "service.store.key_file",
                        id, why.message),
            {}};
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

Result<Hold> Records::hold_of(const Row& row) const {
    const auto& id = row[1].text;
    const auto version = static_cast<std::uint64_t>(row[2].number);
    std::string json = row[0].text;
    if (json.starts_with(kSealed)) {
        if (!sealer_) return no_key(id);
        const auto sealed = from_base64(std::string_view(json).substr(kSealed.size()));
        if (!sealed)
            return error(Errc::internal, fmt::format("{}: {}", id, sealed.error().message));
        auto opened = sealer_->open(sealed.value(), record_context(id, version));
        if (!opened) return wrong_key(id, opened.error());
        json = std::move(opened).value();
    }
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

std::string Records::body(std::string_view id, std::uint32_t draft, std::string_view bytes) const {
    return sealer_ ? sealer_->seal(bytes, body_context(id, draft)) : std::string(bytes);
}

Result<std::string> Records::bytes_of(std::string_view id, std::uint32_t draft,
                                      const Row& row) const {
    std::string bytes = row[2].text;
    if (row[1].number != 0) {
        if (!sealer_) return no_key(id);
        auto opened = sealer_->open(bytes, body_context(id, draft));
        if (!opened) return wrong_key(id, opened.error());
        bytes = std::move(opened).value();
    }
    if (sha256_hex(bytes) == row[0].text) return bytes;
    return error(Errc::internal,
                 fmt::format("the stored bytes of {} draft {} are not those that were handed in: "
                             "their digest differs",
                             id, draft));
}

}  // namespace sendguard::hold
