// A strict YAML document as a tree of our own: every node knows where it stands and whether it was
// quoted, so that `no`, 0755 and "0755" can be told apart and every fault can name its column.
//
// What yaml-cpp lets pass is refused here: other encodings, invalid UTF-8, control characters, tabs
// in indentation, anchors, aliases, tags, merge keys, directives, a second document, text after the
// end, duplicate keys, deep nesting. Nodes stand in one array and their texts in one string: a
// house of 1,000 rules has 20,000 of them. source: YAML 1.2.2; what yaml-cpp 0.7 lets pass was
// measured
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/faults.h"

namespace sendguard::policy {

enum class NodeKind : std::uint8_t { null, scalar, list, map };

/// A handle: valid as long as its document, cheap to copy.
class Node {
  public:
    class Iterator;
    struct Range;

    NodeKind kind() const;
    bool is_map() const { return kind() == NodeKind::map; }
    bool is_list() const { return kind() == NodeKind::list; }
    bool is_scalar() const { return kind() == NodeKind::scalar; }
    bool plain() const;              ///< a scalar without quotes
    std::string_view value() const;  ///< of a scalar
    std::uint32_t at() const;        ///< byte offset in the document's text
    std::uint32_t count() const;     ///< items of a list, entries of a map
    /// The items of a list; of a map, key and value in turn.
    Range items() const;
    Node next() const;  ///< the sibling after this one
    const YamlDocument& document() const { return *document_; }
    Position where() const;

  private:
    friend class YamlDocument;
    Node(const YamlDocument* document, std::uint32_t id) : document_(document), id_(id) {}
    const YamlDocument* document_;
    std::uint32_t id_;
};

class YamlDocument {
  public:
    /// One node as it is stored; siblings are chained by index, 0 ends a chain.
    struct Stored {
        NodeKind kind = NodeKind::null;
        bool plain = false;
        std::uint32_t at = 0;
        std::uint32_t first = 0, next = 0, count = 0;
        std::uint32_t value_begin = 0, value_size = 0;
    };

    /// Reads `text` strictly. Faults of form go to `faults`; when the syntax itself is broken the
    /// document has no root.
    /// in: file - its name in faults
    static YamlDocument parse(std::string file, std::string text, FaultList& faults);

    bool has_root() const { return !nodes_.empty(); }
    Node root() const { return {this, 0}; }
    const std::string& file() const { return file_; }
    const std::string& text() const { return text_; }
    std::string_view line_text(
        std::uint32_t at) const;  ///< the line that holds the byte, without its end
    Position position(std::uint32_t at) const;

  private:
    friend class Node;
    std::string file_, text_, values_;
    std::vector<Stored> nodes_;
    std::vector<std::uint32_t> line_starts_;
};

struct Node::Range {
    Node::Iterator begin() const;
    Node::Iterator end() const;
    const YamlDocument* document;
    std::uint32_t first;
};

class Node::Iterator {
  public:
    Iterator(const YamlDocument* document, std::uint32_t id) : node_(document, id) {}
    Node operator*() const { return node_; }
    Iterator& operator++() {
        node_ = node_.next();
        return *this;
    }
    bool operator!=(const Iterator& other) const { return node_.id_ != other.node_.id_; }

  private:
    Node node_;
};

/// What the parser hands over: nodes in document order, their texts in `values`.
struct YamlEvents {
    std::vector<YamlDocument::Stored> nodes;
    std::string values;
};
/// The adapter of yaml-cpp. Faults that do not stop the reading are added with their byte offset.
/// errors: bad_policy, the byte offset in `where.column`
struct YamlFault {
    std::uint32_t at = 0;
    std::string message;
};
Result<YamlEvents> read_yaml_events(const std::string& text, std::vector<YamlFault>& faults);

/// What must hold of the bytes before a parser sees them: the faults of encoding and layout.
std::vector<YamlFault> check_yaml_bytes(std::string_view text);

}  // namespace sendguard::policy
