#include "review/submission.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/text.h"
#include "draft/read.h"
#include "draft/transfer.h"
#include "signoff/values.h"

namespace sendguard::review {
namespace {

using nlohmann::json;

constexpr int kMostDepth = 4;  // of JSON: an object of a list of texts

Error wrong(std::string_view what) {
    return error(Errc::bad_input, std::string(what));
}

/// Whether the object has no field but these.
Result<void> only_known(const json& object) {
    for (const auto& [name, value] : object.items()) {
        if (name != "sender" && name != "recipients" && name != "message" &&
            name != "message_base64")
            return wrong(fmt::format("the field \"{}\" is not known", escape_invisible(name)));
    }
    return outcome::success();
}

Result<std::string> message_of(const json& object) {
    const bool plain = object.contains("message"), encoded = object.contains("message_base64");
    if (plain == encoded) return wrong("give \"message\", or \"message_base64\", and not both");
    const auto& value = object[plain ? "message" : "message_base64"];
    if (!value.is_string()) return wrong("the message is a text");
    const auto& text = value.get_ref<const std::string&>();
    if (plain) return text;
    auto decoded = draft::decode_base64(text);
    if (*decoded.defect != '\0' || !decoded.others.empty())
        return wrong("\"message_base64\" is no base64");
    return std::move(decoded.text);
}

Result<ApiDraft> read_json(const std::string& body) {
    int depth = 0;
    bool deep = false;
    const auto object = json::parse(
        body,
        [&](int now, json::parse_event_t, json&) {
            depth = now;
            deep = deep || depth > kMostDepth;
            return !deep;
        },
        false);
    if (deep || object.is_discarded() || !object.is_object())
        return wrong("the body is a JSON object with sender, recipients and message");
    BOOST_OUTCOME_TRY(only_known(object));
    ApiDraft out;
    BOOST_OUTCOME_TRY(auto message, message_of(object));
    out.bytes = std::make_shared<const std::string>(std::move(message));
    if (const auto sender = object.find("sender"); sender != object.end()) {
        if (!sender->is_string()) return wrong("\"sender\" is an address");
        out.sender = sender->get<std::string>();
    }
    if (const auto list = object.find("recipients"); list != object.end()) {
        if (!list->is_array()) return wrong("\"recipients\" is a list of addresses");
        for (const auto& one : *list) {
            if (!one.is_string()) return wrong("\"recipients\" is a list of addresses");
            out.recipients.push_back(one.get<std::string>());
        }
    }
    return out;
}

/// What the header fields say, where nothing was said of the envelope.
void complete(ApiDraft& out) {
    if (!out.sender.empty() && !out.recipients.empty()) return;
    const auto read = draft::read_draft(
        out.bytes, {.source = "-", .expect_mail = true, .put_off_documents = true});
    if (out.sender.empty() && !read.from.empty()) out.sender = read.from.front().address;
    if (!out.recipients.empty()) return;
    for (const auto& one : read.recipients)
        if (!one.mailbox.address.empty()) out.recipients.push_back(one.mailbox.address);
}

Result<void> check_envelope(const ApiDraft& draft, const policy::ServiceLimits& limits) {
    if (draft.bytes->empty()) return wrong("the message is empty");
    if (draft.bytes->size() > limits.message_bytes)
        return error(Errc::limit, "the message is larger than limits.message_size");
    if (!signoff::is_plain_address(draft.sender))
        return wrong("say who sends it: \"sender\" is one address");
    if (draft.recipients.empty()) return wrong("it has no recipients");
    if (draft.recipients.size() > limits.recipients)
        return error(Errc::limit, "there are more recipients than limits.recipients");
    for (const auto& one : draft.recipients) {
        if (!signoff::is_plain_address(one))
            return wrong(fmt::format("'{}' is no address", escape_invisible(shortened(one, 100))));
    }
    return outcome::success();
}

}  // namespace

std::string ApiDraft::digest() const {
    Sha256 sha;
    sha.add(sender);
    for (const auto& one : recipients) {
        sha.add("\n");
        sha.add(one);
    }
    sha.add("\n\n");
    sha.add(*bytes);
    return sha.hex();
}

Result<ApiDraft> read_api_draft(const Request& request, const policy::ServiceLimits& limits) {
    const auto type = trim(split(request.header("content-type"), ';').front());
    ApiDraft out;
    if (equals_ignoring_case(type, "application/json")) {
        BOOST_OUTCOME_TRY(out, read_json(request.body));
    } else if (equals_ignoring_case(type, "message/rfc822")) {
        const auto query = Params::parse(request.query());
        out.bytes = std::make_shared<const std::string>(request.body);
        out.sender = query.get("sender");
        out.recipients = query.all("recipient");
    } else {
        return wrong("the Content-Type is application/json or message/rfc822");
    }
    complete(out);
    BOOST_OUTCOME_TRY(check_envelope(out, limits));
    return out;
}

}  // namespace sendguard::review
