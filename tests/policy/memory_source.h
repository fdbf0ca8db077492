// Policy files in memory, for tests of the loader.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "policy/load.h"

namespace sendguard::test {

class MemorySource : public policy::PolicySource {
  public:
    explicit MemorySource(std::map<std::string, std::string> files) : files_(std::move(files)) {}
    Result<std::string> read(const std::filesystem::path& path) const override {
        const auto found = files_.find(path.string());
        if (found == files_.end()) return error(Errc::not_found, "no such file");
        return found->second;
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }

  private:
    std::map<std::string, std::string> files_;
};

inline policy::Loaded load(std::map<std::string, std::string> files) {
    return policy::load_policy("p.yaml", {.use_cache = false}, MemorySource(std::move(files)));
}

inline policy::Loaded load(std::string text) {
    return load(std::map<std::string, std::string>{{"p.yaml", std::move(text)}});
}

/// A policy without packs, and `rest`.
inline policy::Loaded load_house(const std::string& rest) {
    return load("version: 1\norganization: {name: E, domains: [example.org]}\npacks: []\n" + rest);
}

/// The faults as "line:column message" lines.
inline std::string faults_of(const policy::Loaded& loaded) {
    std::string out;
    for (const auto& fault : loaded.faults.faults) {
        out += std::to_string(fault.where.line) + ":" + std::to_string(fault.where.column) + " " +
               fault.message + "\n";
    }
    return out;
}

}  // namespace sendguard::test
