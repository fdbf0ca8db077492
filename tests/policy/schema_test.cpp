// rules/schema.json is what editors complete and check with; it must know every key that the
// shipped packs and the examples' policies use, and refuse what the loader refuses.
#include <yaml-cpp/yaml.h>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "schema_check/schema_check.h"

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path kRoot = SENDGUARD_SOURCE_DIR;

/// A plain scalar as YAML 1.2's core schema reads it; a quoted one is text ("!" is its tag).
json scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;
    if (text == "true" || text == "false") return text == "true";
    if (text.empty() || text == "~" || text == "null") return nullptr;
    if (text.find_first_not_of("0123456789") == std::string::npos && text.size() < 18)
        return std::stoll(text);
    return text;
}

json to_json(const YAML::Node& node) {
    if (node.IsMap()) {
        json object = json::object();
        for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second);
        return object;
    }
    if (node.IsSequence()) {
        json array = json::array();
        for (const auto& item : node) array.push_back(to_json(item));
        return array;
    }
    return node.IsScalar() ? scalar(node) : json(nullptr);
}

/// The faults of `document` under rules/schema.json, one a line; "" when it is valid.
std::string faults_of(const json& document) {
    return sendguard::schema_faults(kRoot / "rules/schema.json", document);
}

std::string faults_of_yaml(const std::string& text) {
    return faults_of(to_json(YAML::Load(text)));
}

std::vector<fs::path> policy_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(kRoot / "rules"))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / "examples"))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    return files;
}

}  // namespace

TEST_CASE("schema: every shipped pack and every example's policy is valid", "[policy][schema]") {
    const auto files = policy_files();
    CHECK(files.size() >= 9);
    for (const auto& file : files) {
        INFO(file);
        CHECK(faults_of(to_json(YAML::LoadFile(file))) == "");
    }
}

TEST_CASE("schema: the policy of the language's page is valid", "[policy][schema]") {
    CHECK(faults_of_yaml(R"(
version: 1
include: [rules/press.yaml]
organization: {name: Example Press Office, domains: [example.org, "*.example.org"]}
groups:
  principals: [editor@example.org]
  reporters: {file: lists/reporters.txt}
packs: [drafts]
adjust:
  drafts/body-marker: {action: hold, approvers: principals}
  chatter/superlatives: off
  drafts/todo: {allow: never}
paths:
  - {match: [archive/**, "*.md"], without: [chatter], adjust: {drafts/body-marker: off}}
  - {match: press/**, packs: front-matter}
keyring: allowed_signers
service:
  next_hop: {url: "smtp://smtp.example.org:587", tls: verify, timeout: 60s, connections: 20, keep: 1m}
  networks: [127.0.0.0/8, "::1"]
  tls: {certificate: cert.pem, key: key.pem}
  hostname: mail.example.org
  mode: observe
  line_ends: refuse
  on_hold: refuse
  limits: {message_size: 25MB, recipients: 500, sessions: 2000, hops: 30, idle: 5m, slow_rate: 500}
  texts: {finding: "{rule}: {message} {place}", missing: "Es fehlt: {approvers}"}
  milter: {listen: "unix:milter.sock", socket_mode: "0660", quarantine: true, control: milter.ctl}
  metrics: 127.0.0.1:9925
  control: control.sock
  store:
    url: "sqlite:holds.db"
    undo: 30s
    remind: 4h
    escalate_to: [chief@example.org]
    break_glass: {group: principals, count: 2, tell: [chief@example.org]}
    preconditions: [{name: vote taken, role: principals}]
  listeners:
    - {name: filter, role: proxy, listen: 127.0.0.1:10025, xforward: 127.0.0.0/8}
    - {name: agents, role: submission, listen: "[::1]:587", tls: required, users: users.txt, kind: agent}
rules:
  - id: letters
    message: A letter needs two principals.
    action: hold
    approvers: {group: principals, count: 2, not: [author], strength: signed, term: 30d}
    wait_for: [vote taken, embargo]
    undo: 2m
    allow: never
    examples: {fires: [{document: {name: a.md, text: hello}}]}
    when: {any: [{metadata: {key: [draft, is_draft], equals: [true, "yes", 1]}}, {metadata: {key: embargo, future: true}}, {rate: {messages: 20, new_recipients: 5, within: 1h}}, {recipients: {any: [external]}}, {not: {text: {phrases: [hello], near: {regex: 'a+', within: 3}}}}]}
  - id: stages
    message: The desk, then the principals.
    action: hold
    approvers: [{group: principals, deputies: reporters}, principals]
    when: {audience: external}
)") == "");
}

TEST_CASE("schema: what the loader refuses, the schema refuses", "[policy][schema]") {
    const std::string rule = "version: 1\nrules: [{id: a, message: b, action: hold, when: ";
    const std::map<std::string, std::string> broken = {
        {"no version", "packs: [drafts]"},
        {"another version", "version: 2"},
        {"an unknown key", "version: 1\npackz: [drafts]"},
        {"a rule without when", "version: 1\nrules: [{id: a, message: b, action: hold}]"},
        {"an unknown action",
         "version: 1\nrules: [{id: a, message: b, action: stop, when: {audience: public}}]"},
        {"an unknown place", rule + "{text: {in: bodi, regex: x}}}]"},
        {"phrases and regex", rule + "{text: {phrases: [x], regex: x}}}]"},
        {"neither phrases nor regex", rule + "{text: {in: body}}}]"},
        {"an unknown condition", rule + "{tekst: {regex: x}}}]"},
        {"an empty when", rule + "{}}]"},
        {"a number as a word", rule + "{recipients: {more_than: many}}}]"},
        {"between and outside",
         rule + "{time: {between: \"08:00-18:00\", outside: \"08:00-18:00\"}}}]"},
        {"an id with capitals",
         "version: 1\nrules: [{id: A, message: b, action: hold, when: {audience: public}}]"},
        {"adjust by a short id", "version: 1\nadjust: {marker: off}"},
        {"approvers without a group", "version: 1\nadjust: {a/b: {approvers: {count: 2}}}"},
        {"a next hop of another kind", "version: 1\nservice: {next_hop: {url: \"http://x\"}}"},
        {"a listener without a role",
         "version: 1\nservice: {listeners: [{name: a, listen: \"127.0.0.1:25\"}]}"},
        {"a listener at a name",
         "version: 1\nservice: {listeners: [{name: a, role: proxy, listen: \"mail:25\"}]}"},
        {"an unknown kind of sender", rule + "{sender: {kind: robot}}}]"},
        {"a path that begins with a slash", "version: 1\npaths: [{match: /a, without: [drafts]}]"},
        {"paths that say nothing", "version: 1\npaths: [{match: a}]"},
        {"paths that match nothing", "version: 1\npaths: [{without: [drafts]}]"},
        {"another allow", "version: 1\nadjust: {a/b: {allow: always}}"},
        {"metadata that asks nothing", rule + "{metadata: {key: draft}}}]"},
        {"metadata without a key", rule + "{metadata: {present: true}}}]"},
        {"a rate without a number", rule + "{rate: {within: 1h}}}]"},
        {"a glass that one breaks alone",
         "version: 1\nservice: {store: {url: \"sqlite:a\", break_glass: {group: g, count: 1}}}"},
        {"a secret", "version: 1\nservice: {next_hop: {url: \"smtp://x\", password: y}}"},
    };
    for (const auto& [what, text] : broken) {
        INFO(what);
        CHECK(faults_of_yaml(text) != "");
    }
}

TEST_CASE("schema: a pack's rule needs a why and examples", "[policy][schema]") {
    const std::string head =
        "version: 1\npack: p\ndescription: d\nrules: [{id: a, message: b, since: 0.1.0, action: "
        "note, ";
    CHECK(faults_of_yaml(
              head + "why: c, examples: {fires: [{body: x}]}, when: {audience: public}}]") == "");
    CHECK(faults_of_yaml(head + "examples: {fires: [{body: x}]}, when: {audience: public}}]") !=
          "");
    CHECK(faults_of_yaml(head + "why: c, when: {audience: public}}]") != "");
    CHECK(faults_of_yaml("version: 1\npack: p\ndescription: d\norganization: {}\nrules: []") != "");
}
