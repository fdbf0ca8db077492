// `organization` and `groups`: who is who. An entry is an address, a domain "@x" or a glob.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/loading.h"

namespace sendguard::policy {
namespace {

constexpr std::array<std::string_view, 2> kOrganizationKeys = {"name", "domains"};
constexpr std::array<std::string_view, 1> kDomains = {"domains"};
constexpr std::array<std::string_view, 1> kGroupKeys = {"file"};
constexpr std::array<std::string_view, 5> kReserved = {"internal", "external", "sender", "author",
                                                       "off"};

bool has_wildcard(std::string_view text) {
    return text.find_first_of("*?") != std::string_view::npos;
}

bool is_local_part(std::string_view local) {
    return !local.empty() && local.size() <= 64 &&
           std::none_of(local.begin(), local.end(), [](char c) {
               return static_cast<unsigned char>(c) <= 32 || c == 127 || c == '@' || c == ',' ||
                      c == ';' || c == '<' || c == '>';
           });
}

// A domain whose labels may hold wildcards; each label without one becomes an A-label.
std::optional<std::string> canonical_domain_glob(std::string_view domain) {
    if (!has_wildcard(domain)) return canonical_domain(domain);
    std::string out;
    for (auto label : split(domain, '.')) {
        if (!out.empty()) out += '.';
        if (label == "*" || label == "?") {
            out += label;
            continue;
        }
        const bool wild = has_wildcard(label);
        std::string plain(label);
        std::replace_if(
            plain.begin(), plain.end(), [](char c) { return c == '*' || c == '?'; }, 'a');
        const auto checked = canonical_domain(plain);
        if (!checked || (wild && !is_ascii(label))) return std::nullopt;
        out += wild ? ascii_lower(label) : *checked;
    }
    return out;
}

// Adds one entry; false when it is none.
bool add_entry(Group& group, std::string_view entry) {
    auto canonical = canonical_glob(entry);
    if (!canonical) return false;
    if (has_wildcard(*canonical)) {
        group.globs.push_back(canonical->starts_with('@') ? "*" + *canonical
                                                          : std::move(*canonical));
    } else if (canonical->starts_with('@')) {
        group.domains.insert(canonical->substr(1));
    } else {
        group.addresses.insert(std::move(*canonical));
    }
    return true;
}

std::string entry_message(std::string_view entry) {
    const bool domain = entry.find('@') == std::string_view::npos && canonical_domain(entry) &&
                        entry.find('.') != std::string_view::npos;
    return fmt::format("{} is no address, \"@domain\" or pattern{}", in_quotes(entry),
                       domain ? fmt::format("; did you mean \"@{}\"?", entry) : "");
}

void load_list_file(Loading& loading, const SourceFile& file, Node path, Group& group) {
    const auto text = loading.read_beside(file, path, "the list");
    if (!text) return;
    std::string_view rest = *text;
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    const std::string name = beside(file, path.value()).string();
    std::uint32_t number = 0;
    for (auto line : split(rest, '\n')) {
        ++number;
        const auto entry = trim(line.substr(0, line.find('#')));
        if (entry.empty() || add_entry(group, entry)) continue;
        const auto column = static_cast<std::size_t>(entry.data() - line.data());
        loading.faults.add({name, number, static_cast<std::uint32_t>(column + 1)},
                           to_valid_utf8(line.substr(0, 400)), entry_message(entry));
    }
}

void load_group(Loading& loading, const SourceFile& file, Node key, Node node) {
    const std::string name(key.value());
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end())
        loading.walk.fault(key, fmt::format("{} has a meaning of its own: name the group otherwise",
                                            in_quotes(name)));
    if (name.empty() || name.find_first_of("@*? ") != std::string::npos)
        loading.walk.fault(key, fmt::format("{} is no name of a group", in_quotes(name)));
    if (const auto known = loading.policy.group_by_name.find(name);
        known != loading.policy.group_by_name.end()) {
        const auto& where = loading.policy.groups[known->second].where;
        if (!file.shipped)
            loading.walk.fault(key, fmt::format("the group {} is defined already, in {}:{}",
                                                in_quotes(name), where.file, where.line));
        return;  // the house's definition stands before a pack's
    }
    Group group;
    group.name = name;
    group.where = key.where();
    if (node.is_map()) {
        const auto fields = loading.walk.map(node, "a group", kGroupKeys, kGroupKeys);
        if (const auto path = fields ? fields->get("file") : std::nullopt)
            load_list_file(loading, file, *path, group);
    } else if (!node.is_list() || node.count() > 0) {
        for (const auto& [entry, item] : loading.walk.texts(node, "an entry of a group")) {
            if (!add_entry(group, trim(entry))) loading.walk.fault(item, entry_message(entry));
        }
    }
    loading.policy.group_by_name[name] = static_cast<GroupId>(loading.policy.groups.size());
    loading.policy.groups.push_back(std::move(group));
}

}  // namespace

std::optional<std::string> canonical_glob(std::string_view entry) {
    const auto at = entry.rfind('@');
    if (at == std::string_view::npos) return std::nullopt;
    const auto local = entry.substr(0, at);
    if (!local.empty() && !is_local_part(local)) return std::nullopt;
    const auto domain = canonical_domain_glob(entry.substr(at + 1));
    if (!domain) return std::nullopt;
    return ascii_lower(local) + "@" + *domain;
}

void load_organization(Loading& loading, Node node) {
    const auto fields = loading.walk.map(node, "\"organization\"", kOrganizationKeys, kDomains);
    if (!fields) return;
    if (const auto name = fields->get("name"))
        loading.policy.organization =
            loading.walk.text(*name, "the organization's name").value_or("");
    const auto domains = fields->get("domains");
    if (!domains) return;
    for (const auto& [entry, item] : loading.walk.texts(*domains, "a domain")) {
        const auto domain = canonical_domain_glob(entry);
        if (!domain) {
            loading.walk.fault(
                item, fmt::format("{} is no domain such as \"example.org\"", in_quotes(entry)));
        } else if (has_wildcard(*domain)) {
            loading.policy.internal_globs.push_back(*domain);
        } else {
            loading.policy.internal_domains.insert(*domain);
        }
    }
}

void load_groups(Loading& loading, const SourceFile& file, Node node) {
    if (!node.is_map()) {
        loading.walk.fault(node, "\"groups\" must be a map from a name to a list");
        return;
    }
    for (const auto& [key, value] : Walker::entries(node)) {
        if (key.is_scalar()) load_group(loading, file, key, value);
    }
}

std::optional<GroupId> group_named(Loading& loading, const SourceFile& file, Node where,
                                   std::string_view name) {
    auto& policy = loading.policy;
    if (const auto found = policy.group_by_name.find(std::string(name));
        found != policy.group_by_name.end())
        return found->second;
    if (file.shipped) {
        const auto id = static_cast<GroupId>(policy.groups.size());
        policy.groups.emplace_back().name = std::string(name);
        policy.group_by_name[std::string(name)] = id;
        return id;
    }
    std::vector<std::string_view> words = {"internal", "external"};
    for (const auto& group : policy.groups) words.emplace_back(group.name);
    loading.walk.fault(where,
                       fmt::format("there is no group {}{}", in_quotes(name), hint(name, words)));
    return std::nullopt;
}

}  // namespace sendguard::policy
