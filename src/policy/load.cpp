// The order of a load: files and packs, groups, rules, adjustments, patterns. Every stage adds its
// faults; only at the end is it asked whether there are any.
#include "policy/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "policy/bundle.h"
#include "policy/cache.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 12> kHouseKeys = {
    "version", "include", "organization", "groups", "packs", "adjust",
    "paths",   "keyring", "service",      "rules",  "pack",  "description"};
constexpr std::array<std::string_view, 5> kPackKeys = {"version", "pack", "description", "groups",
                                                       "rules"};
constexpr std::array<std::string_view, 1> kHouseRequired = {"version"};
constexpr std::array<std::string_view, 3> kPackRequired = {"version", "pack", "rules"};
constexpr std::size_t kMaxFiles = 1000;

// The pack a file names is asked before its keys are checked, for they depend on it.
void open_file(Loading& loading, SourceFile& file) {
    if (!file.document.has_root()) return;
    const Node root = file.document.root();
    const bool pack = root.is_map() && Fields(root).has("pack");
    const auto top = loading.walk.map(
        root, pack ? "a pack file" : "a policy file", pack ? Words(kPackKeys) : Words(kHouseKeys),
        pack || file.shipped ? Words(kPackRequired) : Words(kHouseRequired));
    if (!top) return;
    file.top = top;
    if (const auto version = top->get("version"))
        loading.walk.number(*version, "\"version\"", 1, 1);
    if (const auto name = top->get("pack")) {
        const auto word = loading.walk.text(*name, "a pack's name");
        if (word && (word->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
                         std::string::npos ||
                     (file.shipped && *word != file.pack) || *word == "house"))
            loading.walk.fault(*name, fmt::format("{} is no name for this pack", in_quotes(*word)));
        if (word) file.pack = *word;
    }
    load_prose(loading, *top, "description", false);
}

void read_includes(Loading& loading, const SourceFile& file);

void read_policy_file(Loading& loading, const std::filesystem::path& path, std::string bytes) {
    loading.depend(path.string(), bytes);
    auto& file = loading.files.emplace_back();
    file.folder = path.parent_path();
    file.document = YamlDocument::parse(path.string(), std::move(bytes), loading.faults);
    open_file(loading, file);
    if (file.top) read_includes(loading, file);
}

void read_includes(Loading& loading, const SourceFile& file) {
    const auto include = file.top->get("include");
    if (!include || (include->is_list() && include->count() == 0)) return;
    for (const auto& [text, node] : loading.walk.texts(*include, "\"include\"")) {
        const auto path = beside(file, text);
        const auto known =
            std::find_if(loading.files.begin(), loading.files.end(), [&](const SourceFile& other) {
                return std::filesystem::path(other.document.file()).lexically_normal() == path;
            });
        if (known != loading.files.end()) {
            loading.walk.fault(node,
                               fmt::format("{} is read already: files may not include each other "
                                           "in a circle, nor one file twice",
                                           in_quotes(path.string())));
        } else if (loading.files.size() >= kMaxFiles) {
            loading.walk.fault(node, fmt::format("more than {} files", kMaxFiles));
            return;
        } else if (auto bytes = loading.source.read(path); bytes) {
            read_policy_file(loading, path, std::move(bytes.value()));
        } else {
            loading.walk.fault(node, fmt::format("cannot read {}: {}", in_quotes(path.string()),
                                                 bytes.error().message));
        }
    }
}

void read_pack(Loading& loading, std::string_view name, std::optional<Node> where) {
    const auto bytes = loading.source.pack(name);
    if (!bytes) {
        const auto known = loading.source.pack_names();
        if (where)
            loading.walk.fault(
                *where, fmt::format("there is no pack {}{}", in_quotes(name), hint(name, known)));
        return;
    }
    loading.depend("pack:" + std::string(name), *bytes);
    auto& file = loading.files.emplace_back();
    file.pack = name;
    file.shipped = true;
    file.document =
        YamlDocument::parse("pack:" + std::string(name), std::string(*bytes), loading.faults);
    open_file(loading, file);
}

// The one place of a key that a policy may have once, whatever file it stands in.
std::optional<std::pair<const SourceFile*, Node>> only(Loading& loading, std::string_view key) {
    std::optional<std::pair<const SourceFile*, Node>> out;
    for (const auto& file : loading.files) {
        const auto node = file.top && file.pack.empty() ? file.top->get(key) : std::nullopt;
        if (!node) continue;
        if (out) {
            const auto where = out->second.where();
            loading.walk.fault(*node, fmt::format("{} stands in {}:{} already", in_quotes(key),
                                                  where.file, where.line));
        } else {
            out.emplace(&file, *node);
        }
    }
    return out;
}

void read_packs(Loading& loading) {
    std::vector<std::string> seen = {std::string(kStructurePack)};
    const bool pack_alone = !loading.files.empty() && !loading.files.front().pack.empty();
    const auto listed = only(loading, "packs");
    std::vector<std::pair<std::string, std::optional<Node>>> wanted;
    if (listed && !(listed->second.is_list() && listed->second.count() == 0)) {
        for (auto& [name, node] : loading.walk.texts(listed->second, "a pack"))
            wanted.emplace_back(name, node);
    } else if (!listed && !pack_alone) {
        for (auto& name : default_packs()) wanted.emplace_back(name, std::nullopt);
    }
    if (!pack_alone || loading.files.front().pack != kStructurePack)
        read_pack(loading, kStructurePack, {});
    for (const auto& [name, node] : wanted) {
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
            if (node && name != kStructurePack)
                loading.walk.fault(*node,
                                   fmt::format("the pack {} is listed twice", in_quotes(name)));
            continue;
        }
        seen.push_back(name);
        read_pack(loading, name, node);
    }
}

// Packs that hold for some paths only; after those that hold everywhere.
void read_scoped_packs(Loading& loading) {
    std::vector<std::pair<std::string, Node>> wanted;
    for (const auto& file : loading.files) {
        for (auto& pack : packs_of_paths(file)) wanted.push_back(std::move(pack));
    }
    for (const auto& [name, node] : wanted) {
        const auto known = std::ranges::find(loading.files, name, &SourceFile::pack);
        if (known != loading.files.end() && known->scoped) continue;
        if (known != loading.files.end()) {
            loading.walk.fault(
                node, fmt::format("the pack {} holds everywhere already", in_quotes(name)));
            continue;
        }
        const auto before = loading.files.size();
        read_pack(loading, name, node);
        if (loading.files.size() > before) loading.files.back().scoped = true;
    }
}

void load_keyring(Loading& loading) {
    const auto keyring = only(loading, "keyring");
    if (!keyring) return;
    const auto& [file, node] = *keyring;
    auto text = loading.read_beside(*file, node, "the keyring");
    if (!text) return;
    std::error_code code;
    loading.policy.keyring =
        std::filesystem::absolute(beside(*file, node.value()), code).lexically_normal().string();
    loading.policy.keyring_text = std::move(*text);
}

void load_all(Loading& loading) {
    if (const auto organization = only(loading, "organization"))
        load_organization(loading, organization->second);
    for (const auto& file : loading.files) {
        const auto groups = file.top ? file.top->get("groups") : std::nullopt;
        if (groups) load_groups(loading, file, *groups);
    }
    for (const auto& file : loading.files) {
        const auto rules = file.top ? file.top->get("rules") : std::nullopt;
        const auto before = loading.policy.rules.size();
        if (rules) load_rules(loading, file, *rules);
        for (auto i = before; i < loading.policy.rules.size(); ++i)
            loading.policy.rules[i].everywhere = !file.scoped;
    }
    for (const auto& file : loading.files) {
        const auto adjust = file.top && file.pack.empty() ? file.top->get("adjust") : std::nullopt;
        if (adjust) load_adjust(loading, file, *adjust);
    }
    // Last, for they change rules as the house has adjusted them, by their final number.
    for (const auto& file : loading.files) {
        const auto paths = file.top && file.pack.empty() ? file.top->get("paths") : std::nullopt;
        if (paths) load_paths(loading, file, *paths);
    }
    load_keyring(loading);
    if (const auto service = only(loading, "service"))
        load_service(loading, *service->first, service->second);
    check_waits(loading);
}

std::string digest_of(const std::vector<Dependency>& dependencies) {
    Sha256 sum;
    for (const auto& dependency : dependencies)
        sum.add(fmt::format("{} {} {} {}\n", dependency.name.size(), dependency.name,
                            dependency.size, dependency.digest));
    return "sha256:" + sum.hex();
}

void finish(Loading& loading) {
    auto patterns = PatternSet::build(std::move(loading.specs));
    if (!patterns) {
        loading.faults.add(
            {}, "", fmt::format("the patterns cannot be compiled: {}", patterns.error().message));
        return;
    }
    loading.policy.patterns = std::move(patterns.value());
    for (const auto& dependency : loading.dependencies)
        loading.policy.files.push_back(dependency.name);
    loading.policy.digest = digest_of(loading.dependencies);
    index_triggers(loading.policy);
}

/// A hold store keeps the versions that it holds by.
std::shared_ptr<const Policy> with_sources(Policy policy, const RecordingSource& source) {
    if (!policy.service.store.url.empty())
        policy.sources = std::make_shared<const std::string>(source.bundle(policy.files));
    return std::make_shared<const Policy>(std::move(policy));
}

Loaded compile(const std::optional<std::filesystem::path>& path, std::string bytes,
               const LoadOptions& options, const RecordingSource& source,
               std::vector<Dependency>& dependencies) {
    Loading loading(source, options);
    if (path) read_policy_file(loading, *path, std::move(bytes));
    read_packs(loading);
    read_scoped_packs(loading);
    load_all(loading);
    if (loading.faults.empty()) finish(loading);
    Loaded out;
    out.examples = std::move(loading.examples);
    dependencies = std::move(loading.dependencies);
    if (loading.faults.empty()) out.policy = with_sources(std::move(loading.policy), source);
    out.faults = loading.faults.take();
    return out;
}

}  // namespace

std::filesystem::path beside(const SourceFile& file, std::string_view path) {
    return (file.folder / std::filesystem::path(path)).lexically_normal();
}

void Loading::depend(std::string name, std::string_view bytes) {
    dependencies.push_back({std::move(name), sha256_hex(bytes), bytes.size()});
}

std::optional<std::string> Loading::read_beside(const SourceFile& file, Node path,
                                                std::string_view what) {
    const auto text = walk.text(path, what);
    if (!text) return std::nullopt;
    if (file.shipped) {
        walk.fault(path, "a shipped pack has no files beside it");
        return std::nullopt;
    }
    const auto full = beside(file, *text);
    auto bytes = source.read(full);
    if (!bytes) {
        walk.fault(path, fmt::format("cannot read {} {}: {}", what, in_quotes(full.string()),
                                     bytes.error().message));
        return std::nullopt;
    }
    depend(full.string(), bytes.value());
    return std::move(bytes.value());
}

Loaded load_policy(const std::optional<std::filesystem::path>& path, const LoadOptions& options,
                   const PolicySource& from) {
    const RecordingSource source(from);
    std::string bytes;
    if (path) {
        auto read = source.read(*path);
        if (!read) {
            Loaded out;
            out.faults.faults.push_back(
                {{path->string(), 0, 0},
                 "",
                 fmt::format("cannot read the policy: {}", read.error().message)});
            return out;
        }
        bytes = std::move(read.value());
    }
    const bool cached = options.use_cache && !options.examples;
    const auto key = cached ? cache_key(path, bytes, options, source) : std::string();
    if (cached) {
        if (auto policy = read_cached(path, key, source)) {
            Loaded out;
            out.policy = with_sources(std::move(*policy), source);
            return out;
        }
    }
    std::vector<Dependency> dependencies;
    auto out = compile(path, std::move(bytes), options, source, dependencies);
    if (cached && out.policy) write_cached(path, key, *out.policy, dependencies);
    return out;
}

}  // namespace sendguard::policy
