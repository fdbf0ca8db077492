// One load in progress: the files read so far, the faults met, the policy that grows. Each part of
// a policy has its own file of functions over this; all of them add faults and go on.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cache.h"
#include "policy/load.h"
#include "policy/walk.h"
#include "policy/yaml.h"

namespace sendguard::policy {

/// One policy file or pack.
struct SourceFile {
    YamlDocument document;
    std::filesystem::path
        folder;                 ///< paths in the file stand beside this; empty for a shipped pack
    std::string pack;           ///< "" for a house's own file
    bool shipped = false;       ///< a pack of the program
    bool scoped = false;        ///< a pack that holds for some paths only
    std::optional<Fields> top;  ///< nullopt when its form is broken
};

struct Loading {
    Loading(const PolicySource& from, const LoadOptions& how) : source(from), options(how) {}

    const PolicySource& source;
    const LoadOptions& options;
    FaultList faults;
    Walker walk{faults};
    std::deque<SourceFile> files;  ///< stays where it is: nodes point into it
    std::vector<Dependency> dependencies;
    Policy policy;
    std::vector<PatternSpec> specs;
    std::map<std::string, Position, std::less<>> rule_places;
    std::map<std::string, PatternId> detector_triggers;  ///< by the detector's name
    std::vector<Example> examples;
    std::vector<std::pair<Node, std::string>> waits;  ///< every `wait_for` of a rule
    std::vector<Node> rates;                          ///< every `rate` of a rule
    std::optional<std::vector<std::string>> zones;

    /// Reads a file that stands beside `file` and remembers it as a dependency.
    std::optional<std::string> read_beside(const SourceFile& file, Node path,
                                           std::string_view what);
    void depend(std::string name, std::string_view bytes);
    PatternId add_pattern(PatternSpec spec);
};

std::filesystem::path beside(const SourceFile& file, std::string_view path);

// load_groups.cpp
void load_organization(Loading& loading, Node node);
void load_groups(Loading& loading, const SourceFile& file, Node node);
/// A group by name; in a shipped pack an unknown one becomes an empty group.
std::optional<GroupId> group_named(Loading& loading, const SourceFile& file, Node where,
                                   std::string_view name);
/// "*@*.gov.example", "@mod.example" and addresses, in canonical letters; a fault when it is none.
std::optional<std::string> canonical_glob(std::string_view entry);

// load_rule.cpp
void load_rules(Loading& loading, const SourceFile& file, Node node);
std::optional<Action> load_action(Loading& loading, Node node);
/// `allow: never` of a rule or an adjustment; true when it stands there.
bool load_allow(Loading& loading, const Fields& fields);
std::string load_prose(Loading& loading, const Fields& fields, std::string_view key, bool one_line);

// load_approvers.cpp
/// One group, or a list of stages; nullopt when it is neither.
std::optional<Approvers> load_approvers(Loading& loading, const SourceFile& file, Node node);

// load_example.cpp
void load_examples(Loading& loading, Node node, const std::string& rule);

// load_adjust.cpp
void load_adjust(Loading& loading, const SourceFile& file, Node node);
/// Makes the changes that a map under a rule's id asks for; weakenings are noted.
void adjust_rule(Loading& loading, const SourceFile& file, Node key, Node node, Rule& rule);
/// The rule of that id, or a fault and nullptr.
Rule* adjusted_rule(Loading& loading, Node key);

// load_paths.cpp
void load_paths(Loading& loading, const SourceFile& file, Node node);
/// The packs named under "paths", each with the node that names it.
std::vector<std::pair<std::string, Node>> packs_of_paths(const SourceFile& file);

// load_service.cpp
void load_service(Loading& loading, const SourceFile& file, Node node);
/// A path beside the file; "" when the key is missing.
std::string load_path(Loading& loading, const SourceFile& file, const Fields& fields,
                      std::string_view key);
/// One of `words`, or `otherwise` when the key is missing.
std::string load_word(Loading& loading, const Fields& fields, std::string_view key, Words words,
                      std::string_view otherwise);
/// A length of time over 0 such as 60s, into `out` when the key is there.
void load_length(Loading& loading, const Fields& fields, std::string_view key,
                 std::chrono::seconds& out);
std::optional<Mode> load_mode(Loading& loading, const Fields& fields);
std::vector<Network> load_networks(Loading& loading, const Fields& fields, std::string_view key);

// load_store.cpp
void load_store(Loading& loading, const SourceFile& file, Node node);
/// "sqlite:PATH" (beside the file) or "postgresql://..."; a fault and "" when it is none.
std::string load_store_url(Loading& loading, const SourceFile& file, Node node);
/// `history:`, after `store:`, whose database it uses unless it names one of its own.
void load_history(Loading& loading, const SourceFile& file, Node node);
/// After all else: what rules wait for must be a precondition of the store, and a rate needs one.
void check_waits(Loading& loading);

// load_http.cpp
void load_http(Loading& loading, const SourceFile& file, Node node);

// load_next_hop.cpp, load_listener.cpp
void load_next_hop(Loading& loading, const SourceFile& file, Node node);
void load_listener(Loading& loading, const SourceFile& file, Node node);
/// "127.0.0.1:25", "[::1]:25", "unix:PATH" (beside the file) or "systemd:NAME"; a fault when it is
/// none.
std::string load_endpoint(Loading& loading, const SourceFile& file, Node node,
                          std::string_view what);
/// "socket_mode", octal digits in quotes, into `out` when the key is there.
void load_socket_mode(Loading& loading, const Fields& fields, std::uint32_t& out);

// load_when.cpp and the files of its nouns
Condition load_when(Loading& loading, const SourceFile& file, Node node);
Condition load_text(Loading& loading, const SourceFile& file, Node node);
Condition load_header(Loading& loading, const SourceFile& file, Node node);
Condition load_attachment(Loading& loading, const SourceFile& file, Node node);
/// A list of kinds of content, or one. source: draft/content_kinds.h
ContentKinds load_kinds(Loading& loading, Node node);
Condition load_content(Loading& loading, const SourceFile& file, Node node);
Condition load_link(Loading& loading, const SourceFile& file, Node node);
Condition load_recipients(Loading& loading, const SourceFile& file, Node node);
Condition load_sender(Loading& loading, const SourceFile& file, Node node);
Condition load_audience(Loading& loading, const SourceFile& file, Node node);
Condition load_gate(Loading& loading, const SourceFile& file, Node node);
Condition load_time(Loading& loading, const SourceFile& file, Node node);
Condition load_detect(Loading& loading, const SourceFile& file, Node node);
Condition load_metadata(Loading& loading, const SourceFile& file, Node node);
Condition load_rate(Loading& loading, const SourceFile& file, Node node);

/// `phrases` or `regex` of `fields` as a pattern; kNoPattern when neither stands there.
PatternId load_pattern(Loading& loading, const SourceFile& file, const Fields& fields,
                       std::string_view what, bool ignore_case);
/// `case: ignore | match`; true for ignore.
bool load_case(Loading& loading, const Fields& fields);
std::optional<std::uint64_t> parse_size(std::string_view text);
Condition condition_at(Node node, decltype(Condition::is) is);

}  // namespace sendguard::policy
