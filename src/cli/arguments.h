// What stood on the command line after the command word, parsed by that command's own options.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace sendguard::cli {

class Arguments {
  public:
    bool has(std::string_view option) const;
    /// The last value given, or nullopt.
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;
    const std::vector<std::string>& positional() const { return positional_; }

    /// The same without the first of positional().
    Arguments without_first() const;

    void add(std::string option, std::string value);
    void add_positional(std::string value) { positional_.push_back(std::move(value)); }

  private:
    std::vector<std::pair<std::string, std::string>> options_;
    std::vector<std::string> positional_;
};

/// Parses the words after the command word. An option's name is never guessed from its start.
///
/// errors: bad_input (unknown option, with the likely right one; missing or wrong value; an option
/// given
///         twice; too few or too many arguments)
Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);

}  // namespace sendguard::cli
