// Prints what the readers find in files, one JSON object a file and line: for
// tests/shared/documents.py.
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "draft/read.h"

namespace {

nlohmann::json show(const std::string& file) {
    using namespace sendguard::draft;
    std::ifstream in(file, std::ios::binary);
    auto bytes = std::make_shared<const std::string>(std::istreambuf_iterator<char>(in),
                                                     std::istreambuf_iterator<char>());
    const Draft draft = read_draft(bytes, {.source = file});
    nlohmann::json out = {{"file", file},
                          {"contents", nlohmann::json::array()},
                          {"passages", nlohmann::json::array()},
                          {"faults", nlohmann::json::array()}};
    for (const auto& one : draft.contents)
        out["contents"].push_back({{"kind", content_kind_name(one.kind)},
                                   {"part", draft.parts[one.part].number},
                                   {"count", one.count},
                                   {"message", one.message},
                                   {"locator", one.locator},
                                   {"text", one.text}});
    for (const auto& one : draft.passages) {
        nlohmann::json locators = nlohmann::json::array();
        for (const auto& locator : draft.parts[one.part].locators)
            if (one.origin_kind == Origin::decoded && locator.at >= one.origin &&
                locator.at < one.origin + one.text.size())
                locators.push_back({locator.at - one.origin, locator.name});
        out["passages"].push_back({{"place", place_name(one.place)},
                                   {"part", draft.parts[one.part].number},
                                   {"detail", one.detail},
                                   {"locators", locators},
                                   {"text", one.text}});
    }
    for (const auto& one : draft.faults)
        out["faults"].push_back({{"class", static_cast<int>(one.fault_class)},
                                 {"kind", one.kind},
                                 {"message", one.message}});
    return out;
}

}  // namespace

int main(int count, char** files) {
    for (int i = 1; i < count; ++i) std::cout << show(files[i]).dump() << '\n';
}
