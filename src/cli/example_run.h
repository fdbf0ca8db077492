// Rules are tested by their own examples: those that must fire it and those that must leave it
// silent.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "check/evaluate.h"
#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::cli {

/// An example as `evaluate()` takes it.
struct ReadExample {
    draft::Draft draft;
    check::Facts facts;
};
/// errors: bad_input (a file of a shipped pack, a time), and as read_file()
Result<ReadExample> read_example(const policy::Example& example);

struct ExampleFailure {
    Position where;
    std::string text;
};

struct ExampleRun {
    std::size_t examples = 0;
    std::size_t rules = 0;
    std::vector<ExampleFailure> failures;
};

/// Runs `examples` through guard() and asks of each only what it says of its own rule. Every rule
/// of `rules` (ids) must be fired by one of them; an example of a rule that is switched off is
/// passed over.
ExampleRun run_examples(const policy::Policy& policy, const std::vector<policy::Example>& examples,
                        const std::vector<std::string>& rules);

}  // namespace sendguard::cli
