// `examples` of a rule. Always read, so that a fault in one is told; kept only when asked for.
#include <fmt/format.h>

#include <array>

#include "base/time.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 2> kKinds = {"fires", "silent"};
constexpr std::array<std::string_view, 2> kDocumentKeys = {"name", "text"};
constexpr std::array<std::string_view, 3> kSenders = {"person", "program", "agent"};
constexpr std::array<std::string_view, 19> kKeys = {
    "user", "kind",    "listener", "client",   "from",    "to",          "cc",
    "bcc",  "subject", "body",     "html",     "headers", "attachments", "now",
    "raw",  "file",    "contents", "document", "history"};
constexpr std::array<std::string_view, 5> kPastKeys = {"to", "from", "subject", "body", "times"};
constexpr std::uint32_t kMostTimes = 1000;

std::string load_one(Loading& loading, const Fields& fields, std::string_view key) {
    const auto node = fields.get(key);
    return node ? loading.walk.text_or_empty(*node, in_quotes(key)).value_or("") : "";
}

std::vector<std::string> load_addresses(Loading& loading, const Fields& fields,
                                        std::string_view key) {
    std::vector<std::string> out;
    const auto node = fields.get(key);
    if (!node || (node->is_list() && node->count() == 0)) return out;
    for (auto& [address, item] : loading.walk.texts(*node, in_quotes(key)))
        out.push_back(std::move(address));
    return out;
}

std::vector<std::pair<std::string, std::string>> load_pairs(Loading& loading, const Fields& fields,
                                                            std::string_view key) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto node = fields.get(key);
    if (!node) return out;
    if (!node->is_map()) {
        loading.walk.fault(*node,
                           fmt::format("{} must be a map from a name to text", in_quotes(key)));
        return out;
    }
    std::optional<Node> name;
    for (Node child : node->items()) {
        if (!name) {
            name = child;
            continue;
        }
        // A header may stand twice: its values are a list.
        if (child.is_list()) {
            for (auto& [text, item] : loading.walk.texts(child, in_quotes(name->value())))
                out.emplace_back(std::string(name->value()), std::move(text));
        } else if (auto text = loading.walk.text_or_empty(child, in_quotes(name->value()))) {
            out.emplace_back(std::string(name->value()), std::move(*text));
        }
        name.reset();
    }
    return out;
}

// A file to be published has nothing of a mail.
void load_document(Loading& loading, const Fields& fields, Example& out) {
    const auto node = fields.get("document");
    if (!node) return;
    const auto document = loading.walk.map(*node, "\"document\"", kDocumentKeys, kDocumentKeys);
    if (!document) return;
    out.document_name = load_one(loading, *document, "name");
    out.document_text = load_one(loading, *document, "text");
    if (out.document_name.empty())
        loading.walk.fault(*node, "a document's name is its path in the repository");
    for (const auto& [key, value] : Walker::entries(fields.map())) {
        if (key.is_scalar() && key.value() != "document" && key.value() != "now")
            loading.walk.fault(key, "beside \"document\" stands \"now\" only");
    }
}

ExamplePast load_past(Loading& loading, Node node) {
    ExamplePast out;
    const auto fields = loading.walk.map(node, "a mail of \"history\"", kPastKeys);
    if (!fields) return out;
    out.to = load_addresses(loading, *fields, "to");
    out.from = load_one(loading, *fields, "from");
    out.subject = load_one(loading, *fields, "subject");
    out.body = load_one(loading, *fields, "body");
    if (const auto times = fields->get("times"))
        out.times = loading.walk.number(*times, "\"times\"", 1, kMostTimes).value_or(1);
    if (out.to.empty() && out.from.empty())
        loading.walk.fault(node,
                           "a mail of \"history\" names in \"to\" whom it went to, or in "
                           "\"from\" who sent it");
    return out;
}

void load_example(Loading& loading, Node node, const std::string& rule, bool fires) {
    const auto fields = loading.walk.map(node, "an example", kKeys);
    if (!fields) return;
    Example out;
    out.rule = rule;
    out.fires = fires;
    out.where = node.where();
    out.from = load_one(loading, *fields, "from");
    out.subject = load_one(loading, *fields, "subject");
    out.body = load_one(loading, *fields, "body");
    out.html = load_one(loading, *fields, "html");
    out.to = load_addresses(loading, *fields, "to");
    out.cc = load_addresses(loading, *fields, "cc");
    out.bcc = load_addresses(loading, *fields, "bcc");
    out.headers = load_pairs(loading, *fields, "headers");
    out.attachments = load_pairs(loading, *fields, "attachments");
    out.file = load_one(loading, *fields, "file");
    load_document(loading, *fields, out);
    out.raw = load_one(loading, *fields, "raw");
    out.now = load_one(loading, *fields, "now");
    if (const auto now = fields->get("now"); now && !out.now.empty() && !parse_rfc3339(out.now))
        loading.walk.fault(*now, "\"now\" must be a time such as 2026-12-01T12:00:00Z");
    if (const auto contents = fields->get("contents"))
        out.contents = load_kinds(loading, *contents);
    out.user = load_one(loading, *fields, "user");
    out.listener = load_one(loading, *fields, "listener");
    out.client = load_one(loading, *fields, "client");
    if (const auto client = fields->get("client"); client && !parse_ip(out.client))
        loading.walk.fault(*client, "\"client\" must be an IP address");
    if (const auto kind = fields->get("kind")) {
        const auto word = loading.walk.word(*kind, "\"kind\"", kSenders);
        if (word) out.kind = sender_kind_from_name(kSenders[*word]).value_or(out.kind);
    }
    if (const auto past = fields->get("history"))
        for (Node item : loading.walk.list(*past, "\"history\""))
            out.history.push_back(load_past(loading, item));
    if (loading.options.examples) loading.examples.push_back(std::move(out));
}

}  // namespace

void load_examples(Loading& loading, Node node, const std::string& rule) {
    const auto fields = loading.walk.map(node, "\"examples\"", kKinds);
    if (!fields) return;
    for (auto kind : kKinds) {
        const auto list = fields->get(kind);
        if (!list) continue;
        for (Node item : loading.walk.list(*list, in_quotes(kind)))
            load_example(loading, item, rule, kind == "fires");
    }
}

}  // namespace sendguard::policy
