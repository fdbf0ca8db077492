// The tree under `when`: each key by its own reader, several keys joined by "all".
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/loading.h"

namespace sendguard::policy {
namespace {

using Reader = Condition (*)(Loading&, const SourceFile&, Node);

std::vector<Condition> load_children(Loading& loading, const SourceFile& file, Node node,
                                     std::string_view what) {
    std::vector<Condition> out;
    if (!node.is_list()) {
        loading.walk.fault(node, fmt::format("\"{}\" must be a list of conditions", what));
        return out;
    }
    for (Node child : loading.walk.list(node, what)) out.push_back(load_when(loading, file, child));
    return out;
}

Condition load_any(Loading& loading, const SourceFile& file, Node node) {
    return condition_at(node, AnyOf{load_children(loading, file, node, "any")});
}
Condition load_all(Loading& loading, const SourceFile& file, Node node) {
    return condition_at(node, AllOf{load_children(loading, file, node, "all")});
}
Condition load_not(Loading& loading, const SourceFile& file, Node node) {
    Not out;
    out.child.push_back(load_when(loading, file, node));
    if (fix_of(out.child.front()) != Fix::none)
        loading.walk.fault(node, "a search under \"not\" finds nothing to fix");
    return condition_at(node, std::move(out));
}

struct Key {
    std::string_view name;
    Reader read;
};
constexpr std::array kReaders = std::to_array<Key>({
    {"any", load_any},
    {"all", load_all},
    {"not", load_not},
    {"text", load_text},
    {"recipients", load_recipients},
    {"sender", load_sender},
    {"header", load_header},
    {"attachment", load_attachment},
    {"content", load_content},
    {"link", load_link},
    {"audience", load_audience},
    {"gate", load_gate},
    {"time", load_time},
    {"detect", load_detect},
    {"metadata", load_metadata},
    {"rate", load_rate},
});
constexpr auto kKeys = [] {
    std::array<std::string_view, kReaders.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kReaders[i].name;
    return names;
}();

}  // namespace

Condition condition_at(Node node, decltype(Condition::is) is) {
    Condition out;
    out.is = std::move(is);
    out.line = node.where().line;
    return out;
}

Condition load_when(Loading& loading, const SourceFile& file, Node node) {
    const auto fields = loading.walk.map(node, "a condition", kKeys);
    AllOf all;
    if (!fields) return condition_at(node, std::move(all));
    for (const auto& [key, value] : Walker::entries(node)) {
        const auto found =
            std::find(kKeys.begin(), kKeys.end(), key.is_scalar() ? key.value() : "");
        if (found != kKeys.end())
            all.children.push_back(kReaders[static_cast<std::size_t>(found - kKeys.begin())].read(
                loading, file, value));
    }
    if (node.count() == 0) loading.walk.fault(node, "a condition must not be empty");
    if (all.children.size() == 1) return std::move(all.children.front());
    return condition_at(node, std::move(all));
}

}  // namespace sendguard::policy
