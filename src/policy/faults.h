// The list that every reader of a policy adds to. Reading goes on after a fault, so that a person
// sees all of them at once; the list is capped, so that a hostile file cannot fill the memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"

namespace sendguard::policy {

class YamlDocument;

class FaultList {
  public:
    void add(Position where, std::string line_text, std::string message);
    /// in: at - a byte offset of the document's text
    void add(const YamlDocument& document, std::uint32_t at, std::string message);
    bool empty() const { return faults_.empty(); }
    std::size_t size() const { return faults_.size(); }

    /// All faults: files in the order in which they were first met, then by line and column.
    PolicyFaults take();

  private:
    std::vector<PolicyFault> faults_;
    bool full_ = false;
};

}  // namespace sendguard::policy
