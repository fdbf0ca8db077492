// The adapter of yaml-cpp: its events into our array of nodes.
//
// The parser calls the handler for a list or map before it goes down into it, so a handler that
// stops at kMaxYamlDepth bounds its recursion, whatever the file holds. Exceptions end here.
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/limits.h"
#include "policy/yaml.h"

namespace sendguard::policy {
namespace {

struct Stop {
    std::uint32_t at;
    const char* message;
};

std::uint32_t offset(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::uint32_t>(mark.pos);
}

class Builder final : public YAML::EventHandler {
  public:
    Builder(const std::string& text, std::vector<YamlFault>& faults)
        : text_(text), faults_(faults) {
        events.nodes.reserve(text.size() / 12 + 16);
        events.values.reserve(text.size());
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0)
            throw Stop{offset(mark),
                       "text after the end of the document: a policy file is one document"};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(NodeKind::null, mark, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        fault(mark, "aliases are not taken: write the value out");
        add(NodeKind::null, mark, 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_tag(mark, tag, true);
        auto& node = add(NodeKind::scalar, mark, anchor);
        node.plain = tag != "!";
        node.value_begin = static_cast<std::uint32_t>(events.values.size());
        node.value_size = static_cast<std::uint32_t>(value.size());
        events.values += value;
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(NodeKind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { stack_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(NodeKind::map, mark, tag, anchor);
    }
    void OnMapEnd() override {
        events.nodes[stack_.back().id].count /= 2;
        stack_.pop_back();
    }

    YamlEvents events;

  private:
    struct Open {
        std::uint32_t id;
        std::uint32_t last_child;
    };

    void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        if (stack_.size() >= kMaxYamlDepth)
            throw Stop{offset(mark), "nested too deep for a policy"};
        check_tag(mark, tag, false);
        add(kind, mark, anchor);
        stack_.push_back({static_cast<std::uint32_t>(events.nodes.size() - 1), 0});
    }

    YamlDocument::Stored& add(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != 0) fault(mark, "anchors are not taken: take the & name out");
        const auto id = static_cast<std::uint32_t>(events.nodes.size());
        auto& node = events.nodes.emplace_back();
        node.kind = kind;
        node.at = std::min(offset(mark), static_cast<std::uint32_t>(text_.size()));
        if (stack_.empty()) return node;
        auto& parent = stack_.back();
        (parent.last_child == 0 ? events.nodes[parent.id].first
                                : events.nodes[parent.last_child].next) = id;
        parent.last_child = id;
        ++events.nodes[parent.id].count;
        return node;
    }

    // yaml-cpp says "?" for no tag and "!" for a quoted scalar, but also for one tagged `!`.
    void check_tag(const YAML::Mark& mark, const std::string& tag, bool scalar) {
        if (tag == "?") return;
        if (scalar && tag == "!" && offset(mark) < text_.size()) {
            const char first = text_[offset(mark)];
            if (first == '"' || first == '\'' || first == '|' || first == '>') return;
        }
        fault(mark, "tags are not taken: take the ! word out");
    }

    void fault(const YAML::Mark& mark, const char* message) {
        if (faults_.size() < 1000) faults_.push_back({offset(mark), message});
    }

    const std::string& text_;
    std::vector<YamlFault>& faults_;
    std::vector<Open> stack_;
    int documents_ = 0;
};

Error syntax_error(std::uint32_t at, std::string message) {
    return error(Errc::bad_policy, std::move(message), {"", 0, at});
}

}  // namespace

Result<YamlEvents> read_yaml_events(const std::string& text, std::vector<YamlFault>& faults) {
    const auto end = static_cast<std::uint32_t>(text.size());
    try {
        Builder builder(text, faults);
        std::istringstream in(text);
        YAML::Parser parser(in);
        while (parser.HandleNextDocument(builder)) {
        }
        if (builder.events.nodes.empty()) return syntax_error(0, "the file is empty");
        return std::move(builder.events);
    } catch (const Stop& stop) {
        return syntax_error(stop.at, stop.message);
    } catch (const YAML::Exception& exception) {
        return syntax_error(std::min(offset(exception.mark), end),
                            fmt::format("not valid YAML: {}", exception.msg));
    } catch (const std::exception& exception) {
        return syntax_error(0, fmt::format("not valid YAML: {}", exception.what()));
    } catch (...) {
        return syntax_error(0, "not valid YAML");
    }
}

}  // namespace sendguard::policy
