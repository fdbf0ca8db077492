#include "policy/yaml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::policy {
namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";

std::uint32_t offset(std::size_t at) {
    return static_cast<std::uint32_t>(at);
}

// Bytes that no policy holds: control characters, and a CR that ends no line (YAML reads it as a
// line end, editors and yaml-cpp do not).
void check_controls(std::string_view text, std::vector<YamlFault>& faults) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != 0x7f) continue;
        if (c == '\n' || c == '\t') continue;
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        faults.push_back(
            {offset(i), c == 0 ? "a NUL byte: a policy is plain text"
                               : fmt::format("control character U+{:04X}: take it out", c)});
        return;
    }
}

// Tabs before the first letter of a line are read as indentation by people and not by YAML. A line
// that starts with % before any content is a directive.
void check_lines(std::string_view text, std::vector<YamlFault>& faults) {
    bool content = false;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t first = text.find_first_not_of(' ', begin);
        if (first == std::string_view::npos) break;
        if (text[first] == '\t') {
            faults.push_back({offset(first), "a tab in the indentation: YAML wants blanks"});
            return;
        }
        const bool blank = text[first] == '\r' || text[first] == '\n' || text[first] == '#';
        if (!content && first == begin && text[first] == '%') {
            faults.push_back({offset(first), "YAML directives are not taken: take the line out"});
            return;
        }
        content = content || !blank;
        const std::size_t end = text.find('\n', first);
        if (end == std::string_view::npos) break;
        begin = end + 1;
    }
    if (!content) faults.push_back({0, "the file is empty: a policy starts with `version: 1`"});
}

bool looks_like_utf16(std::string_view text) {
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return true;
    return text.size() >= 2 && ((text[0] == 0) != (text[1] == 0));
}

// The first byte that is no UTF-8.
std::size_t invalid_at(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (next_code_point(text, at) == 0xfffd && text.substr(begin, 3) != "\xef\xbf\xbd")
            return begin;
    }
    return 0;
}

class DuplicateKeys {
  public:
    DuplicateKeys(const YamlDocument& document, FaultList& faults)
        : document_(document), faults_(faults) {}

    void check(Node node) {
        if (node.is_map()) check_map(node);
        for (Node child : node.items()) check(child);
    }

  private:
    void check_map(Node map) {
        keys_.clear();
        bool key = true;
        for (Node child : map.items()) {
            if (key) add_key(child);
            key = !key;
        }
        if (keys_.size() < 2) return;
        std::stable_sort(keys_.begin(), keys_.end(),
                         [](Node a, Node b) { return a.value() < b.value(); });
        for (std::size_t i = 1, first = 0; i < keys_.size(); ++i) {
            if (keys_[i].value() != keys_[first].value()) {
                first = i;
                continue;
            }
            faults_.add(document_, keys_[i].at(),
                        fmt::format("duplicate key \"{}\": it stands in line {} already",
                                    escape_invisible(keys_[i].value()), keys_[first].where().line));
        }
    }

    void add_key(Node key) {
        if (!key.is_scalar()) {
            faults_.add(document_, key.at(), "a key must be a word");
        } else if (key.plain() && key.value() == "<<") {
            faults_.add(document_, key.at(), "merge keys are not taken: write the keys out");
        } else {
            keys_.push_back(key);
        }
    }

    const YamlDocument& document_;
    FaultList& faults_;
    std::vector<Node> keys_;
};

}  // namespace

std::vector<YamlFault> check_yaml_bytes(std::string_view text) {
    std::vector<YamlFault> faults;
    if (text.size() > kMaxPolicyBytes) {
        faults.push_back({0, fmt::format("the file has {} bytes; at most {} are read", text.size(),
                                         kMaxPolicyBytes)});
    } else if (looks_like_utf16(text)) {
        faults.push_back({0, "the file is UTF-16 or UTF-32: save it as UTF-8"});
    } else if (!is_valid_utf8(text)) {
        faults.push_back({offset(invalid_at(text)), "not valid UTF-8: save the file as UTF-8"});
    } else {
        check_controls(text, faults);
        if (faults.empty()) check_lines(text, faults);
    }
    return faults;
}

YamlDocument YamlDocument::parse(std::string file, std::string text, FaultList& faults) {
    YamlDocument out;
    out.file_ = std::move(file);
    if (text.starts_with(kUtf8Mark)) text.erase(0, kUtf8Mark.size());
    out.text_ = std::move(text);
    out.line_starts_.push_back(0);
    for (std::size_t at = out.text_.find('\n'); at != std::string::npos;
         at = out.text_.find('\n', at + 1))
        out.line_starts_.push_back(offset(at + 1));

    auto found = check_yaml_bytes(out.text_);
    const bool broken = !found.empty();
    if (!broken) {
        auto events = read_yaml_events(out.text_, found);
        if (events) {
            out.nodes_ = std::move(events.value().nodes);
            out.values_ = std::move(events.value().values);
        } else {
            found.push_back({events.error().where.column, std::move(events.error().message)});
        }
    }
    for (auto& fault : found) faults.add(out, fault.at, std::move(fault.message));
    if (out.has_root()) DuplicateKeys(out, faults).check(out.root());
    return out;
}

std::string_view YamlDocument::line_text(std::uint32_t at) const {
    const std::string_view all = text_;
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
    const std::size_t begin = *(after - 1);
    std::size_t end = after == line_starts_.end() ? all.size() : *after;
    while (end > begin && (all[end - 1] == '\n' || all[end - 1] == '\r')) --end;
    return all.substr(begin, end - begin);
}

Position YamlDocument::position(std::uint32_t at) const {
    at = std::min(at, offset(text_.size()));
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
    const auto begin = *(after - 1);
    const auto before = std::string_view(text_).substr(begin, at - begin);
    return {file_, offset(static_cast<std::size_t>(after - line_starts_.begin())),
            offset(count_code_points(before) + 1)};
}

NodeKind Node::kind() const {
    return document_->nodes_[id_].kind;
}
bool Node::plain() const {
    return document_->nodes_[id_].plain;
}
std::uint32_t Node::at() const {
    return document_->nodes_[id_].at;
}
std::uint32_t Node::count() const {
    return document_->nodes_[id_].count;
}
Node Node::next() const {
    return {document_, document_->nodes_[id_].next};
}
Position Node::where() const {
    return document_->position(at());
}
Node::Range Node::items() const {
    return {document_, document_->nodes_[id_].first};
}
Node::Iterator Node::Range::begin() const {
    return {document, first};
}
Node::Iterator Node::Range::end() const {
    return {document, 0};
}

std::string_view Node::value() const {
    const auto& node = document_->nodes_[id_];
    return std::string_view(document_->values_).substr(node.value_begin, node.value_size);
}

}  // namespace sendguard::policy
