#include "policy/pattern.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>

#include "base/limits.h"
#include "policy/literal_database.h"
#include "policy/pattern_literals.h"
#include "policy/pattern_prepare.h"
#include "policy/pattern_regex.h"

namespace sendguard::policy {

std::vector<std::string> required_literals(const PatternSpec& spec) {
    return draw_literals(prepare_pattern(spec.regex));
}

Result<void> check_pattern(const PatternSpec& spec) {
    if (spec.regex.size() > kMaxPatternBytes) {
        return error(Errc::bad_policy,
                     "the pattern is longer than " + std::to_string(kMaxPatternBytes) + " bytes");
    }
    // First as it was written, so that the offset is the author's.
    BOOST_OUTCOME_TRY(CompiledRegex::compile(spec.regex, spec.ignore_case));
    auto prepared = CompiledRegex::compile(prepare_pattern(spec.regex), spec.ignore_case);
    if (prepared) return outcome::success();
    auto fault = std::move(prepared).error();
    fault.message = "after folding its characters: " + fault.message;
    fault.where.column = 0;
    return fault;
}

struct PatternSet::State {
    struct Lazy {
        std::once_flag once;
        std::optional<Result<CompiledRegex>> regex;
    };

    std::vector<PatternSpec> specs;
    std::vector<PatternId> unfiltered;
    // Literal i belongs to patterns owners[first_owner[i]] up to first_owner[i + 1].
    std::vector<std::uint32_t> first_owner{0};
    std::vector<PatternId> owners;
    LiteralDatabase literals;
    std::unique_ptr<Lazy[]> compiled;

    const Result<CompiledRegex>& regex(PatternId id) const {
        auto& lazy = compiled[id];
        std::call_once(lazy.once, [&] {
            lazy.regex =
                CompiledRegex::compile(prepare_pattern(specs[id].regex), specs[id].ignore_case);
        });
        return *lazy.regex;
    }
};

namespace {

// The serialized form: three counts, then the tables, then Vectorscan's own bytes.
struct Counts {
    std::uint32_t unfiltered = 0, literals = 0, owners = 0, magic = 0x31534750;
};

void append_bytes(std::string& out, const void* bytes, std::size_t size) {
    if (size != 0) out.append(static_cast<const char*>(bytes), size);
}

bool read_numbers(std::string_view& bytes, std::size_t count, std::vector<std::uint32_t>& out) {
    if (bytes.size() / sizeof(std::uint32_t) < count) return false;
    out.resize(count);
    if (count != 0) std::memcpy(out.data(), bytes.data(), count * sizeof(std::uint32_t));
    bytes.remove_prefix(count * sizeof(std::uint32_t));
    return true;
}

bool all_below(const std::vector<std::uint32_t>& numbers, std::size_t limit) {
    return std::all_of(numbers.begin(), numbers.end(), [&](auto n) { return n < limit; });
}

Error damaged() {
    return error(Errc::internal, "the stored patterns are damaged");
}

}  // namespace

PatternSet::PatternSet() : state_(std::make_unique<State>()) {}
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

Result<PatternSet> PatternSet::build(std::vector<PatternSpec> specs) {
    PatternSet out;
    auto& state = *out.state_;
    std::map<std::string, std::vector<PatternId>> owners;
    for (PatternId id = 0; id < specs.size(); ++id) {
        auto literals = required_literals(specs[id]);
        if (literals.empty()) state.unfiltered.push_back(id);
        for (auto& literal : literals) owners[std::move(literal)].push_back(id);
    }
    std::vector<std::string> texts;
    for (const auto& [text, ids] : owners) {
        texts.push_back(text);
        state.owners.insert(state.owners.end(), ids.begin(), ids.end());
        state.first_owner.push_back(static_cast<std::uint32_t>(state.owners.size()));
    }
    BOOST_OUTCOME_TRY(state.literals, LiteralDatabase::build(texts));
    state.compiled = std::make_unique<State::Lazy[]>(specs.size());
    state.specs = std::move(specs);
    return out;
}

Result<std::string> PatternSet::serialize() const {
    const Counts counts{static_cast<std::uint32_t>(state_->unfiltered.size()),
                        static_cast<std::uint32_t>(state_->first_owner.size()),
                        static_cast<std::uint32_t>(state_->owners.size())};
    std::string out;
    append_bytes(out, &counts, sizeof counts);
    append_bytes(out, state_->unfiltered.data(), counts.unfiltered * sizeof(PatternId));
    append_bytes(out, state_->first_owner.data(), counts.literals * sizeof(std::uint32_t));
    append_bytes(out, state_->owners.data(), counts.owners * sizeof(PatternId));
    BOOST_OUTCOME_TRY(const auto database, state_->literals.serialize());
    return out + database;
}

Result<PatternSet> PatternSet::deserialize(std::vector<PatternSpec> specs, std::string_view bytes) {
    PatternSet out;
    auto& state = *out.state_;
    Counts counts;
    if (bytes.size() < sizeof counts) return damaged();
    std::memcpy(&counts, bytes.data(), sizeof counts);
    bytes.remove_prefix(sizeof counts);
    const bool whole = counts.magic == Counts{}.magic && counts.literals > 0 &&
                       read_numbers(bytes, counts.unfiltered, state.unfiltered) &&
                       read_numbers(bytes, counts.literals, state.first_owner) &&
                       read_numbers(bytes, counts.owners, state.owners);
    // Literals without a database would be patterns that are never tried.
    if (!whole || bytes.empty() != (counts.literals == 1) ||
        !all_below(state.unfiltered, specs.size()) || !all_below(state.owners, specs.size()) ||
        state.first_owner.back() != counts.owners ||
        !std::is_sorted(state.first_owner.begin(), state.first_owner.end())) {
        return damaged();
    }
    BOOST_OUTCOME_TRY(state.literals, LiteralDatabase::deserialize(bytes));
    state.compiled = std::make_unique<State::Lazy[]>(specs.size());
    state.specs = std::move(specs);
    return out;
}

std::string PatternSet::engine_tag() {
    return LiteralDatabase::engine_tag();
}
std::size_t PatternSet::size() const {
    return state_->specs.size();
}
const PatternSpec& PatternSet::spec(PatternId id) const {
    return state_->specs[id];
}
std::span<const PatternId> PatternSet::unfiltered() const {
    return state_->unfiltered;
}

Result<void> PatternSet::scan(std::string_view lowered, Candidates& out) const {
    std::vector<std::uint32_t> found;
    BOOST_OUTCOME_TRY(state_->literals.scan(lowered, found));
    for (const auto literal : found) {
        if (literal + 1 >= state_->first_owner.size()) return damaged();
        for (auto i = state_->first_owner[literal]; i < state_->first_owner[literal + 1]; ++i) {
            out.add(state_->owners[i]);
        }
    }
    return outcome::success();
}

Result<std::vector<Span>> PatternSet::find(PatternId id, std::string_view folded,
                                           std::size_t max) const {
    const auto& regex = state_->regex(id);
    if (!regex) return regex.error();
    return regex.value().find(folded, max);
}

}  // namespace sendguard::policy
