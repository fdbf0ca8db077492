// The parameters behind a media type or a disposition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft {

struct Parameter {
    std::string name;       ///< lower case, without RFC 2231 marks
    std::string value;      ///< decoded, valid UTF-8
    bool extended = false;  ///< written as RFC 2231 has it (name*)
};

struct ParameterList {
    std::string value;  ///< what stands before the first ';', lower case, comments cut
    std::vector<Parameter> parameters;

    const Parameter* find(std::string_view name) const;
    std::string get(std::string_view name) const;  ///< "" = none
};

/// in:     raw - a field's value, folded
/// out:    every parameter, also those given twice; continuations joined; encoded words decoded
/// source: RFC 2045 5.1, RFC 2231
ParameterList parse_parameters(std::string_view raw);

/// `raw` with comments in parentheses taken out. `nested` is set when one stood inside another.
std::string without_comments(std::string_view raw, bool& nested);

}  // namespace sendguard::draft
