// Drafts and policies for tests, from text that stands in the case.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "check/detector.h"
#include "check/evaluate.h"
#include "draft/read.h"
#include "policy/load.h"

namespace sendguard::test {

/// One policy file in memory; packs are the shipped ones.
class OneFile : public policy::PolicySource {
  public:
    explicit OneFile(std::string text) : text_(std::move(text)) {}
    Result<std::string> read(const std::filesystem::path& path) const override {
        if (path.filename() == "send-guard.yaml") return text_;
        return error(Errc::not_found, "no such file: " + path.string());
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }

  private:
    std::string text_;
};

inline constexpr std::string_view kHead =
    "version: 1\norganization: {name: Example, domains: [example.org]}\npacks: []\n";

/// A policy with no packs but `structure`, and `rest` after the head. Without the list of
/// detectors in `options`, what `detect` names is not checked.
inline std::shared_ptr<const policy::Policy> make_policy(std::string_view rest,
                                                         const policy::LoadOptions& options = {
                                                             .use_cache = false}) {
    const OneFile source(std::string(kHead) + std::string(rest));
    auto loaded = policy::load_policy("send-guard.yaml", options, source);
    INFO(loaded.faults.text());
    REQUIRE(loaded.policy != nullptr);
    return loaded.policy;
}

/// One rule whose `when` is the flow-style YAML given.
inline std::shared_ptr<const policy::Policy> make_rule(std::string_view when,
                                                       std::string_view more = "action: warn") {
    return make_policy(
        "groups:\n  ministries: [\"@mod.example\"]\n"
        "  principals: [anna@example.org, ben@example.org, cleo@example.org]\n"
        "rules:\n  - id: tested\n    message: Tested.\n    " +
            std::string(more) + "\n    when: " + std::string(when) + "\n",
        check::with_detectors({.use_cache = false}));
}

inline draft::Draft make_draft(std::string_view text, draft::Envelope envelope = {}) {
    return draft::read_draft(
        std::make_shared<const std::string>(text),
        {.source = "test.eml", .envelope = std::move(envelope), .expect_mail = true});
}

inline draft::Draft make_mail(std::string_view body, std::string_view headers = {}) {
    return make_draft("From: author@example.org\nTo: reader@example.net\nSubject: A note\n" +
                      std::string(headers) + "\n" + std::string(body) + "\n");
}

inline check::Evaluation judge(const policy::Policy& policy, const draft::Draft& draft,
                               check::Facts facts = {}) {
    check::Workspace workspace;
    auto result = check::evaluate(policy, draft, facts, workspace);
    REQUIRE(result);
    return std::move(result).value();
}

/// Whether the one rule of make_rule() fires on `draft`.
inline bool fires(const policy::Policy& policy, const draft::Draft& draft,
                  check::Facts facts = {}) {
    for (const auto& finding : judge(policy, draft, std::move(facts)).findings) {
        if (finding.rule == "house/tested") return true;
    }
    return false;
}

}  // namespace sendguard::test
