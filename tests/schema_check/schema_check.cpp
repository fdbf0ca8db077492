#include "schema_check/schema_check.h"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sendguard {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

constexpr int kMostFaults = 12;

/// Read once: the tests ask for the same ones again and again.
const valijson::Schema& schema_of(const std::filesystem::path& file) {
    static std::map<std::filesystem::path, valijson::Schema> known;
    const auto [at, fresh] = known.try_emplace(file);
    if (fresh) {
        const auto source = nlohmann::json::parse(std::ifstream(file));
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(NlohmannJsonAdapter(source), at->second);
    }
    return at->second;
}

}  // namespace

std::string schema_faults(const std::filesystem::path& schema, const nlohmann::json& document) {
    valijson::ValidationResults results;
    if (valijson::Validator().validate(schema_of(schema), NlohmannJsonAdapter(document), &results))
        return "";
    std::string text;
    valijson::ValidationResults::Error error;
    for (int i = 0; i < kMostFaults && results.popError(error); ++i) {
        for (const auto& step : error.context) text += step;
        text += ": " + error.description + '\n';
    }
    return text;
}

}  // namespace sendguard
