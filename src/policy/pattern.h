// All patterns of a policy as one thing that is cheap however many there are.
//
// The problem: 1,000 PCRE2 patterns one by one cost 6 ms for 4 KB of text. The idea: from each
// pattern a set of literals is drawn, one of which stands in every match; all literals of the
// policy stand in one Vectorscan literal database, which scans the folded, lower-cased text once;
// only the patterns whose literal was seen are tried by PCRE2, and only around it. A pattern that
// yields no literal is always tried, everywhere. Limits: kPcreMatchLimit; a pattern that meets it
// is an error, never "no match".
//
// Patterns meet text in the form of draft/fold.h. So that authors need not know it: a blank in a
// pattern matches a blank or a line end; ^ and $ match at line ends; every dash of a pattern is
// '-'; the pattern's literal characters are folded like the text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "draft/fold.h"
#include "policy/pattern_hits.h"

namespace sendguard::policy {

struct PatternSpec {
    std::string regex;  ///< PCRE2 syntax, UTF and UCP
    bool ignore_case = true;
    bool operator==(const PatternSpec&) const = default;
};

/// The pattern that finds any of `phrases` as whole words, with any blanks between their words.
/// Where a script writes no blanks between words (Han, Kana, Thai, ...) no word boundary is asked.
std::string phrases_regex(std::span<const std::string> phrases);

/// Literals (folded, lower-cased, at least 2 bytes) one of which stands in the lower-cased folded
/// text wherever `spec` matches. Empty: none could be told, the pattern must always be tried.
std::vector<std::string> required_literals(const PatternSpec& spec);

/// Whether `spec` compiles; on failure bad_policy with PCRE2's words and the byte offset in
/// `where.column`.
Result<void> check_pattern(const PatternSpec& spec);

struct Span {
    std::size_t begin = 0, end = 0;  ///< bytes of the folded text
};

/// Immutable after build(); find() and scan() may be called from many threads.
class PatternSet {
  public:
    PatternSet();
    PatternSet(PatternSet&&) noexcept;
    PatternSet& operator=(PatternSet&&) noexcept;
    ~PatternSet();

    /// Draws literals and compiles the one database. Patterns are compiled on first use; call
    /// check_pattern() before for those that came from a person.
    /// errors: internal
    static Result<PatternSet> build(std::vector<PatternSpec> specs);

    /// The database and literal tables as bytes, for the policy cache; only for this version of
    /// Vectorscan and this processor.
    Result<std::string> serialize() const;
    static Result<PatternSet> deserialize(std::vector<PatternSpec> specs, std::string_view bytes);
    /// What a serialized set depends on beside its patterns: engine version and processor features.
    static std::string engine_tag();

    std::size_t size() const;
    const PatternSpec& spec(PatternId id) const;

    /// Adds to `out` where in the text that `lowered` was made from a pattern's literals begin,
    /// less the text's own start, `begin`. Patterns without literals are not added: see
    /// unfiltered(). errors: internal, limit
    Result<void> scan(const draft::Lowered& lowered, std::size_t begin, Hits& out) const;
    std::span<const PatternId> unfiltered() const;  ///< those that must always be tried

    /// The matches of one pattern in folded text (valid UTF-8), leftmost first, at most `max`;
    /// empty matches are left out. errors: limit (the pattern ran away), bad_policy (does not
    /// compile)
    Result<std::vector<Span>> find(PatternId id, std::string_view folded, std::size_t max) const;
    /// The same, where `seen` are all the hits of the pattern that scan() told of for `folded`.
    Result<std::vector<Span>> find_near(PatternId id, std::string_view folded,
                                        std::span<const Hit> seen, std::size_t max) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sendguard::policy
