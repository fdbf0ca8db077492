// The typed reading of nodes: each function says what was expected, adds a fault when it is not
// there, and lets the caller go on. Types are strict: a plain `no`, 12 or null is no text, "12" is
// no number.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/faults.h"
#include "policy/yaml.h"

namespace sendguard::policy {

using Words = std::span<const std::string_view>;

/// The entries of one map whose keys were checked.
class Fields {
  public:
    explicit Fields(Node map) : map_(map) {}
    std::optional<Node> get(std::string_view key) const;
    bool has(std::string_view key) const { return get(key).has_value(); }
    Node map() const { return map_; }

  private:
    Node map_;
};

class Walker {
  public:
    explicit Walker(FaultList& faults) : faults_(faults) {}

    void fault(Node where, std::string message) const;
    /// A fault at byte `in_value` of a scalar's value: in the file where its characters can be
    /// followed, else at the scalar's start.
    void fault_inside(Node scalar, std::size_t in_value, std::string message) const;

    /// in: what - "a rule"; known, required - its keys
    /// out: nullopt when it is no map
    std::optional<Fields> map(Node node, std::string_view what, Words known,
                              Words required = {}) const;
    /// Every key of a map with its value, in order; `node` is a map.
    static std::vector<std::pair<Node, Node>> entries(Node node);
    /// The items of a list, or a single scalar or map as a list of one.
    std::vector<Node> list(Node node, std::string_view what) const;
    /// The texts of a list or of one scalar; those that are no text are left out.
    std::vector<std::pair<std::string, Node>> texts(Node node, std::string_view what) const;

    /// Text: quoted, or plain and not to be taken for a number, a truth value or null. Not empty.
    std::optional<std::string> text(Node node, std::string_view what) const;
    std::optional<std::string> text_or_empty(Node node, std::string_view what) const;
    std::optional<bool> truth(Node node, std::string_view what) const;
    std::optional<std::uint32_t> number(Node node, std::string_view what, std::uint32_t least,
                                        std::uint32_t most) const;
    /// One of `words`, as its index.
    std::optional<std::size_t> word(Node node, std::string_view what, Words words) const;

  private:
    FaultList& faults_;
};

/// `; did you mean "x"?` when a word is near, else the list of them when short.
std::string hint(std::string_view word, Words words);
/// The word in quotes for a message.
std::string in_quotes(std::string_view word);

}  // namespace sendguard::policy
