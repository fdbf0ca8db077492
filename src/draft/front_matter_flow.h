// Values in brackets, braces and quotes, which YAML, TOML and JSON write alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/front_matter.h"

namespace sendguard::draft {

/// A key in the one form in which keys are compared.
std::string front_matter_key(std::string_view key);

class FlowReader {
  public:
    /// in: separator - between a key and its value in braces: ':' or '='
    FlowReader(std::string_view text, char separator, std::vector<FrontMatterValue>& out)
        : text_(text), separator_(separator), out_(out) {}

    /// Reads the value at `at` (a string, a list, a map or a bare word), and what is in it, under
    /// `key`. out: the byte behind it
    std::size_t read(std::size_t at, const std::string& key) { return value(at, key, 0); }

  private:
    std::size_t value(std::size_t at, const std::string& key, int depth);
    std::size_t list(std::size_t at, const std::string& key, int depth);
    std::size_t map(std::size_t at, const std::string& key, int depth);
    std::size_t quoted(std::size_t at, std::string& value) const;
    std::size_t bare(std::size_t at) const;
    std::size_t skip_blanks(std::size_t at) const;
    void add(const std::string& key, std::string value, std::size_t begin, std::size_t end);

    std::string_view text_;
    char separator_;
    std::vector<FrontMatterValue>& out_;
};

}  // namespace sendguard::draft
