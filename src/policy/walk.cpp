#include "policy/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace sendguard::policy {
namespace {

constexpr std::size_t kLongestShownWord = 60;

bool all_of_set(std::string_view text, std::string_view set) {
    return text.find_first_not_of(set) == std::string_view::npos;
}

// What YAML 1.1 or 1.2 readers take for a number: 12, -3, 1_000, 0755, 0x1f, 1.5, 1e3, 10:30.
bool looks_like_number(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    if (text == ".inf" || text == ".nan" || text == ".Inf" || text == ".NaN") return true;
    if (text.empty() || text.find_first_of("0123456789") == std::string_view::npos) return false;
    if (text.starts_with("0x")) return all_of_set(text.substr(2), "0123456789abcdefABCDEF_");
    if (text.starts_with("0o")) return all_of_set(text.substr(2), "01234567_");
    if (text.front() != '.' && (text.front() < '0' || text.front() > '9')) return false;
    if (all_of_set(text, "0123456789:_") && text.find(':') != std::string_view::npos) return true;
    const auto dots = std::count(text.begin(), text.end(), '.');
    const auto exponents =
        std::count_if(text.begin(), text.end(), [](char c) { return c == 'e' || c == 'E'; });
    return dots <= 1 && exponents <= 1 && all_of_set(text, "0123456789._eE+-") &&
           (exponents == 1 || all_of_set(text, "0123456789._"));
}

bool looks_like_truth(std::string_view text) {
    static constexpr std::array<std::string_view, 6> kWords = {"true", "false", "yes",
                                                               "no",   "on",    "off"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](auto word) { return equals_ignoring_case(text, word); });
}

std::string_view kind_words(Node node) {
    switch (node.kind()) {
        case NodeKind::null:
            return "nothing";
        case NodeKind::list:
            return "a list";
        case NodeKind::map:
            return "a map";
        case NodeKind::scalar:
            break;
    }
    if (!node.plain()) return "text in quotes";
    if (looks_like_number(node.value())) return "a number";
    return looks_like_truth(node.value()) ? "a truth value" : "text";
}

// The source bytes [at, ...) that make up byte `in_value` of a scalar, or its start: escapes of
// more than one character and folded lines are not followed.
std::uint32_t source_offset(Node scalar, std::size_t in_value) {
    const std::string_view text = scalar.document().text();
    const char open = scalar.plain() ? '\0' : text[scalar.at()];
    if (open == '|' || open == '>') return scalar.at();
    std::size_t at = scalar.at() + (scalar.plain() ? 0 : 1);
    const auto value = scalar.value();
    for (std::size_t i = 0; i < std::min(in_value, value.size()); ++i, ++at) {
        if (at + 1 >= text.size()) return scalar.at();
        if (open == '\'' && text.substr(at, 2) == "''") ++at;
        if (open == '"' && text[at] == '\\') ++at;
        if (text[at] != value[i]) return scalar.at();
    }
    return static_cast<std::uint32_t>(at);
}

}  // namespace

std::string in_quotes(std::string_view word) {
    std::string shown = escape_invisible(word);
    if (shown.size() > kLongestShownWord) {
        std::size_t cut = kLongestShownWord;
        while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xc0) == 0x80) --cut;
        shown = shown.substr(0, cut) + "...";
    }
    return '"' + shown + '"';
}

std::string hint(std::string_view word, Words words) {
    if (const auto near = nearest(word, words))
        return fmt::format("; did you mean {}?", in_quotes(*near));
    if (words.empty() || words.size() > 20) return "";
    return fmt::format("; expected one of: {}", fmt::join(words, ", "));
}

std::optional<Node> Fields::get(std::string_view key) const {
    bool is_key = true, found = false;
    for (Node node : map_.items()) {
        if (!is_key && found) return node;
        if (is_key) found = node.is_scalar() && node.value() == key;
        is_key = !is_key;
    }
    return std::nullopt;
}

void Walker::fault(Node where, std::string message) const {
    faults_.add(where.document(), where.at(), std::move(message));
}

void Walker::fault_inside(Node scalar, std::size_t in_value, std::string message) const {
    faults_.add(scalar.document(), source_offset(scalar, in_value), std::move(message));
}

std::optional<Fields> Walker::map(Node node, std::string_view what, Words known,
                                  Words required) const {
    if (!node.is_map()) {
        fault(node, fmt::format("{} must be a map, and this is {}", what, kind_words(node)));
        return std::nullopt;
    }
    bool is_key = true;
    for (Node key : node.items()) {
        if (is_key && key.is_scalar() && !(key.plain() && key.value() == "<<") &&
            std::find(known.begin(), known.end(), key.value()) == known.end()) {
            fault(key, fmt::format("{} knows no key {}{}", what, in_quotes(key.value()),
                                   hint(key.value(), known)));
        }
        is_key = !is_key;
    }
    Fields fields(node);
    for (auto key : required) {
        if (!fields.has(key)) fault(node, fmt::format("{} needs the key \"{}\"", what, key));
    }
    return fields;
}

std::vector<std::pair<Node, Node>> Walker::entries(Node node) {
    std::vector<std::pair<Node, Node>> out;
    std::optional<Node> key;
    for (Node child : node.items()) {
        if (!key) {
            key = child;
            continue;
        }
        out.emplace_back(*key, child);
        key.reset();
    }
    return out;
}

std::vector<Node> Walker::list(Node node, std::string_view what) const {
    std::vector<Node> out;
    if (node.is_list()) {
        out.reserve(node.count());
        for (Node item : node.items()) out.push_back(item);
        if (out.empty()) fault(node, fmt::format("{}: the list is empty", what));
    } else if (node.is_scalar() || node.is_map()) {
        out.push_back(node);
    } else {
        fault(node, fmt::format("{} must be a list, and this is {}", what, kind_words(node)));
    }
    return out;
}

std::vector<std::pair<std::string, Node>> Walker::texts(Node node, std::string_view what) const {
    std::vector<std::pair<std::string, Node>> out;
    if (node.is_map()) {
        fault(node, fmt::format("{} must be text or a list, and this is a map", what));
        return out;
    }
    for (Node item : list(node, what)) {
        if (auto value = text(item, what)) out.emplace_back(std::move(*value), item);
    }
    return out;
}

std::optional<std::string> Walker::text_or_empty(Node node, std::string_view what) const {
    if (!node.is_scalar()) {
        fault(node, fmt::format("{} must be text, and this is {}", what, kind_words(node)));
        return std::nullopt;
    }
    if (node.plain() && (looks_like_number(node.value()) || looks_like_truth(node.value()))) {
        fault(node, fmt::format("{} must be text, and this is {}: write \"{}\" in quotes", what,
                                kind_words(node), node.value()));
        return std::nullopt;
    }
    return std::string(node.value());
}

std::optional<std::string> Walker::text(Node node, std::string_view what) const {
    auto value = text_or_empty(node, what);
    if (value && trim(*value).empty()) {
        fault(node, fmt::format("{} must not be empty", what));
        return std::nullopt;
    }
    return value;
}

std::optional<bool> Walker::truth(Node node, std::string_view what) const {
    if (node.is_scalar() && node.plain() && node.value() == "true") return true;
    if (node.is_scalar() && node.plain() && node.value() == "false") return false;
    fault(node, fmt::format("{} must be true or false, and this is {}", what,
                            node.is_scalar() ? in_quotes(node.value()) : kind_words(node)));
    return std::nullopt;
}

std::optional<std::uint32_t> Walker::number(Node node, std::string_view what, std::uint32_t least,
                                            std::uint32_t most) const {
    std::uint32_t value = 0;
    const auto text = node.is_scalar() ? node.value() : std::string_view();
    const auto [end, fault_code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool plain = node.is_scalar() && node.plain() && !text.empty();
    if (plain && fault_code == std::errc() && end == text.data() + text.size() && value >= least &&
        value <= most && (text.size() == 1 || text.front() != '0'))
        return value;
    fault(node,
          fmt::format(
              "{} must be a whole number from {} to {}, and this is {}", what, least, most,
              node.is_scalar() && node.plain() ? in_quotes(text) : std::string(kind_words(node))));
    return std::nullopt;
}

std::optional<std::size_t> Walker::word(Node node, std::string_view what, Words words) const {
    if (!node.is_scalar()) {
        fault(node, fmt::format("{} must be a word, and this is {}{}", what, kind_words(node),
                                hint("", words)));
        return std::nullopt;
    }
    const auto found = std::find(words.begin(), words.end(), node.value());
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    fault(node, fmt::format("{} cannot be {}{}", what, in_quotes(node.value()),
                            hint(node.value(), words)));
    return std::nullopt;
}

}  // namespace sendguard::policy
