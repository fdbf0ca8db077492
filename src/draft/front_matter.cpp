#include "draft/front_matter.h"

#include <algorithm>

#include "base/text.h"
#include "draft/front_matter_flow.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxJsonBytes = 64u << 10;  // longer, it is data and no page's settings

/// The line at `at` without its end, and where the next one begins.
struct Line {
    std::string_view text;
    std::size_t begin = 0, next = 0;
};
Line line_at(std::string_view text, std::size_t at) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return {line, at, std::min(end + 1, text.size())};
}

/// The line that begins at or behind `at`, when `at` is the end of what was read.
std::size_t line_behind(std::string_view text, std::size_t at) {
    return at > 0 && at <= text.size() && text[at - 1] == '\n' ? at : line_at(text, at).next;
}

/// "key: value" or "key = value" at the start of a line, or a map in braces.
bool is_key_line(std::string_view line, char sign) {
    if (line.starts_with('{')) return line.find(sign) != std::string_view::npos;
    const std::size_t at = line.find(sign);
    if (at == 0 || at == std::string_view::npos) return false;
    return std::ranges::all_of(trim(line.substr(0, at)), [](char c) {
        return is_ascii_word(c) || c == '-' || c == '.' || c == '"' || c == '\'' || c == ' ';
    });
}

/// A block without any key is none: a renderer draws it.
std::size_t end_of_fenced(std::string_view text, std::string_view fence, std::string_view other,
                          char sign) {
    if (trim(line_at(text, 0).text) != fence || !text.starts_with(fence)) return 0;
    bool keys = false;
    for (auto line = line_at(text, line_at(text, 0).next); line.begin < text.size();
         line = line_at(text, line.next)) {
        const auto words = trim(line.text);
        if (words == fence || words == other) return keys ? line.next : 0;
        keys = keys || is_key_line(line.text, sign);
    }
    return 0;
}

/// The end of a JSON object with text behind it, or alone; 0 when the text begins with none.
std::size_t end_of_json(std::string_view text) {
    if (!text.starts_with('{')) return 0;
    const auto window = text.substr(0, kMaxJsonBytes);
    const auto first = window.find_first_not_of(" \t\r\n", 1);
    if (first == std::string_view::npos || window[first] != '"') return 0;
    std::size_t depth = 0;
    bool inside = false;
    for (std::size_t i = 0; i < window.size(); ++i) {
        const char c = window[i];
        if (inside) {
            if (c == '\\') ++i;
            inside = c != '"';
        } else if (c == '"') {
            inside = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return line_at(text, i).next;
        }
    }
    return 0;
}

/// Where the colon that ends a YAML key stands; npos when the line holds no key.
std::size_t key_end(std::string_view line) {
    const char quote = line.empty() ? ' ' : line.front();
    std::size_t at = 0;
    if (quote == '"' || quote == '\'') at = line.find(quote, 1);
    for (at = line.find(':', std::min(at, line.size())); at != std::string_view::npos;
         at = line.find(':', at + 1)) {
        if (at + 1 == line.size() || line[at + 1] == ' ' || line[at + 1] == '\t') return at;
    }
    return at;
}

std::string_view without_quotes(std::string_view key) {
    key = trim(key);
    const bool quoted =
        key.size() >= 2 && key.front() == key.back() && (key.front() == '"' || key.front() == '\'');
    return quoted ? key.substr(1, key.size() - 2) : key;
}

/// A plain value on a line: up to a comment.
std::string_view before_comment(std::string_view text) {
    for (std::size_t at = text.find('#'); at != std::string_view::npos;
         at = text.find('#', at + 1)) {
        if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t') return trim(text.substr(0, at));
    }
    return trim(text);
}

/// Block YAML, line by line: keys by their depth, lists below their key, text behind | and >.
class YamlReader {
  public:
    YamlReader(std::string_view block, std::vector<FrontMatterValue>& out)
        : block_(block), flow_(block, ':', out), out_(out) {}

    void read() {
        for (auto line = line_at(block_, 0); line.begin < block_.size();
             line = line_at(block_, line.next)) {
            if (line.begin == 0) continue;  // the fence
            const auto indent = line.text.find_first_not_of(" \t");
            if (indent == std::string_view::npos || line.text[indent] == '#') continue;
            line.next = std::max(line.next, take(line, indent));
        }
    }

  private:
    /// out: where reading goes on, when that is behind the next line
    std::size_t take(const Line& line, std::size_t indent) {
        auto at = line.begin + indent;
        auto rest = line.text.substr(indent);
        while (rest.starts_with("- ")) {  // an item, of the key above it
            const auto blanks = rest.find_first_not_of(' ', 1);
            if (blanks == std::string_view::npos) return 0;
            indent += blanks;
            at += blanks;
            rest.remove_prefix(blanks);
            if (key_end(rest) == std::string_view::npos) return scalar(at, rest, key_above(indent));
        }
        if (rest.starts_with('{') || rest.starts_with('['))
            return line_behind(block_, flow_.read(at, key_above(indent)));
        const auto colon = key_end(rest);
        if (colon == std::string_view::npos) return 0;
        auto above = key_above(indent);
        const auto name = front_matter_key(without_quotes(rest.substr(0, colon)));
        keys_.push_back({indent, above.empty() ? name : above + "." + name});
        const auto value = rest.find_first_not_of(" \t", colon + 1);
        if (value == std::string_view::npos) return 0;
        return scalar(at + value, rest.substr(value), keys_.back().name);
    }

    std::size_t scalar(std::size_t at, std::string_view text, const std::string& key) {
        while (text.starts_with('!') || text.starts_with('&')) {  // a tag or an anchor
            const auto blank = std::min(text.find(' '), text.size());
            const auto word = std::min(text.find_first_not_of(' ', blank), text.size());
            at += word;
            text.remove_prefix(word);
        }
        if (text.empty()) return 0;
        if (std::string_view("[{\"'").find(text.front()) != std::string_view::npos)
            return line_behind(block_, flow_.read(at, key));
        if (text.front() == '|' || text.front() == '>') return block_text(at, key);
        const auto value = before_comment(text);
        if (!value.empty()) add(key, std::string(value), at, at + value.size());
        return 0;
    }

    std::size_t block_text(std::size_t at, const std::string& key) {
        auto line = line_at(block_, line_at(block_, at).next);
        const auto begin = line.begin;
        const auto depth = keys_.empty() ? 0 : keys_.back().indent;
        for (; line.begin < block_.size(); line = line_at(block_, line.next)) {
            const auto indent = line.text.find_first_not_of(' ');
            if (indent != std::string_view::npos && indent <= depth) break;
        }
        const auto text = trim(block_.substr(begin, line.begin - begin));
        if (!text.empty()) add(key, std::string(text), begin, begin + text.size());
        return line.begin;
    }

    void add(const std::string& key, std::string value, std::size_t begin, std::size_t end) {
        if (out_.size() < kMaxFrontMatterValues)
            out_.push_back({key, std::move(value), begin, end});
    }

    /// The key that what stands `indent` deep belongs to.
    std::string key_above(std::size_t indent) {
        while (!keys_.empty() && keys_.back().indent >= indent) keys_.pop_back();
        return keys_.empty() ? std::string() : keys_.back().name;
    }

    struct Key {
        std::size_t indent;
        std::string name;
    };
    std::string_view block_;
    FlowReader flow_;
    std::vector<FrontMatterValue>& out_;
    std::vector<Key> keys_;
};

void read_toml(std::string_view block, std::vector<FrontMatterValue>& out) {
    FlowReader flow(block, '=', out);
    std::string table;
    for (auto line = line_at(block, 0); line.begin < block.size();
         line = line_at(block, line.next)) {
        const auto text = before_comment(line.text);
        if (text.starts_with('[')) {
            const auto name = text.substr(0, text.find(']'));
            table = front_matter_key(name.substr(name.starts_with("[[") ? 2 : 1));
            continue;
        }
        const auto equals = line.text.find('=');
        if (equals == std::string_view::npos || text.empty()) continue;
        auto key = table;
        if (!key.empty()) key += '.';
        key += front_matter_key(without_quotes(line.text.substr(0, equals)));
        const auto end = flow.read(line.begin + equals + 1, key);
        line.next = std::max(line.next, line_behind(block, end));
    }
}

}  // namespace

FrontMatter find_front_matter(std::string_view text) {
    if (const auto end = end_of_fenced(text, "---", "...", ':'))
        return {FrontMatterKind::yaml, end};
    if (const auto end = end_of_fenced(text, "+++", "+++", '='))
        return {FrontMatterKind::toml, end};
    if (const auto end = end_of_json(text)) return {FrontMatterKind::json, end};
    return {};
}

std::vector<FrontMatterValue> read_front_matter(std::string_view block, FrontMatterKind kind) {
    std::vector<FrontMatterValue> out;
    switch (kind) {
        case FrontMatterKind::none:
            break;
        case FrontMatterKind::yaml:
            YamlReader(block, out).read();
            break;
        case FrontMatterKind::toml:
            read_toml(block, out);
            break;
        case FrontMatterKind::json:
            FlowReader(block, ':', out).read(0, "");
            break;
    }
    return out;
}

TextOrigin add_front_matter(Reading& reading, const TextOrigin& origin) {
    const auto found = find_front_matter(origin.text);
    TextOrigin rest = origin;
    if (found.kind == FrontMatterKind::none) return rest;
    const auto block = origin.text.substr(0, found.end);
    reading.add({.place = Place::metadata,
                 .part = origin.part,
                 .text = block,
                 .origin_kind = origin.kind,
                 .origin = origin.at,
                 .map = {},
                 .detail = "front matter"});
    rest.text.remove_prefix(found.end);
    rest.at += static_cast<std::uint32_t>(found.end);
    auto& draft = reading.draft();
    if (draft.kind != Kind::file || origin.part != 0 || reading.alternative()) return rest;
    const auto passage = static_cast<std::uint32_t>(draft.passages.size() - 1);
    for (auto& value : read_front_matter(block, found.kind)) {
        draft.facts.push_back({std::move(value.key), std::move(value.value), passage,
                               static_cast<std::uint32_t>(value.begin),
                               static_cast<std::uint32_t>(value.end)});
    }
    return rest;
}

}  // namespace sendguard::draft
