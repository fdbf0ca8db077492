// JSON documents against a JSON Schema. Of its own, since the library takes a minute to compile
// with sanitizers, which are there for our code.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sendguard {

/// The faults of `document` under the schema in a file (draft 7), one a line; "" when it is valid.
std::string schema_faults(const std::filesystem::path& schema, const nlohmann::json& document);

}  // namespace sendguard
