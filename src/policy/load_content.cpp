// `content`: what documents hold besides what their reader sees.
#include <fmt/format.h>

#include <array>

#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 2> kKeys = {"any", "more_than"};
constexpr std::uint32_t kMost = 1'000'000;

const std::vector<std::string_view>& names_of_kinds() {
    static const auto names = [] {
        std::vector<std::string_view> out;
        for (std::size_t i = 0; i < draft::kContentKinds; ++i)
            out.push_back(draft::content_kind_name(static_cast<draft::ContentKind>(i)));
        return out;
    }();
    return names;
}

}  // namespace

ContentKinds load_kinds(Loading& loading, Node node) {
    ContentKinds out;
    for (Node item : loading.walk.list(node, "kinds of content")) {
        const auto kind = loading.walk.word(item, "a kind of content", names_of_kinds());
        if (kind) out.set(*kind);
    }
    if (out.none()) loading.walk.fault(node, "a list of kinds of content must not be empty");
    return out;
}

Condition load_content(Loading& loading, const SourceFile&, Node node) {
    ContentCondition out;
    if (!node.is_map()) {
        out.kinds = load_kinds(loading, node);
        return condition_at(node, out);
    }
    const auto fields = loading.walk.map(node, "\"content\"", kKeys);
    if (!fields) return condition_at(node, out);
    if (const auto any = fields->get("any")) {
        out.kinds = load_kinds(loading, *any);
    } else {
        out.kinds.set();
    }
    if (const auto more = fields->get("more_than"))
        out.more_than =
            loading.walk.number(*more, "\"more_than\"", 0, kMost).value_or(out.more_than);
    return condition_at(node, out);
}

}  // namespace sendguard::policy
