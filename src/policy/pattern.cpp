#include "policy/pattern.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "policy/literal_database.h"
#include "policy/pattern_literals.h"
#include "policy/pattern_prepare.h"
#include "policy/pattern_regex.h"

namespace sendguard::policy {

std::vector<std::string> required_literals(const PatternSpec& spec) {
    std::vector<std::string> out;
    for (auto& literal : draw_literals(prepare_pattern(spec.regex)))
        out.push_back(std::move(literal.text));
    return out;
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

namespace {

// A pattern that one of the literals was drawn from, and where the literal stands in its matches.
struct Owner {
    PatternId pattern = 0;
    Reach reach;
    std::uint32_t outside_words = 0;  ///< 1: what is before it is no letter, digit or _ of ASCII
};

}  // namespace

struct PatternSet::State {
    struct Lazy {
        std::once_flag once;
        std::optional<Result<CompiledRegex>> regex;
    };

    std::vector<PatternSpec> specs;
    std::vector<PatternId> unfiltered;
    // Literal i belongs to patterns owners[first_owner[i]] up to first_owner[i + 1].
    std::vector<std::uint32_t> first_owner{0};
    std::vector<Owner> owners;
    std::vector<std::uint32_t> lengths;  ///< of each literal, in bytes
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

// The serialized form: the counts, then the tables, then Vectorscan's own bytes.
struct Counts {
    std::uint32_t patterns = 0, unfiltered = 0, literals = 0, owners = 0, magic = 0x34534750;
};

void append_bytes(std::string& out, const void* bytes, std::size_t size) {
    if (size != 0) out.append(static_cast<const char*>(bytes), size);
}

template <class T>
void append_table(std::string& out, const std::vector<T>& table) {
    append_bytes(out, table.data(), table.size() * sizeof(T));
}

template <class T>
bool read_table(std::string_view& bytes, std::size_t count, std::vector<T>& out) {
    if (bytes.size() / sizeof(T) < count) return false;
    out.resize(count);
    if (count != 0) std::memcpy(out.data(), bytes.data(), count * sizeof(T));
    bytes.remove_prefix(count * sizeof(T));
    return true;
}

bool all_below(const std::vector<std::uint32_t>& numbers, std::size_t limit) {
    return std::all_of(numbers.begin(), numbers.end(), [&](auto n) { return n < limit; });
}

bool all_owned(const std::vector<Owner>& owners, std::size_t patterns) {
    return std::all_of(owners.begin(), owners.end(),
                       [&](const Owner& owner) { return owner.pattern < patterns; });
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// A byte from which on every point of `text` is that is within `reach` before `at`; it may stand
/// further back than that.
std::size_t start_within(std::string_view text, std::size_t at, const Reach& reach) {
    constexpr std::size_t kSequence = 4;  // bytes of the longest character in UTF-8
    if (reach.chars == 0) return at;
    std::size_t floor = at - std::min<std::size_t>(at, reach.chars);
    if (floor > 0 && !is_ascii(text.substr(floor, at - floor)))
        floor = at - std::min(at, kSequence * reach.chars);
    while (floor > 0 && is_continuation(text[floor])) --floor;
    if (reach.lines == kUnbounded) return floor;
    std::size_t line = at;
    for (std::uint32_t n = 0; line > floor; ++n) {
        const void* end = memrchr(text.data() + floor, '\n', line - floor);
        if (end == nullptr) return floor;
        line = static_cast<std::size_t>(static_cast<const char*>(end) - text.data());
        if (n == reach.lines) return line + 1;
    }
    return floor;
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
    std::map<std::string, std::vector<Owner>> owners;
    for (PatternId id = 0; id < specs.size(); ++id) {
        auto drawn = draw_literals(prepare_pattern(specs[id].regex));
        if (drawn.empty()) state.unfiltered.push_back(id);
        for (auto& literal : drawn)
            owners[std::move(literal.text)].push_back(
                {id, literal.reach, literal.before == Before::outside});
    }
    std::vector<std::string> texts;
    for (const auto& [text, rows] : owners) {
        texts.push_back(text);
        state.lengths.push_back(static_cast<std::uint32_t>(text.size()));
        state.owners.insert(state.owners.end(), rows.begin(), rows.end());
        state.first_owner.push_back(static_cast<std::uint32_t>(state.owners.size()));
    }
    BOOST_OUTCOME_TRY(state.literals, LiteralDatabase::build(texts));
    state.compiled = std::make_unique<State::Lazy[]>(specs.size());
    state.specs = std::move(specs);
    return out;
}

Result<std::string> PatternSet::serialize() const {
    const Counts counts{static_cast<std::uint32_t>(state_->specs.size()),
                        static_cast<std::uint32_t>(state_->unfiltered.size()),
                        static_cast<std::uint32_t>(state_->lengths.size()),
                        static_cast<std::uint32_t>(state_->owners.size())};
    std::string out;
    append_bytes(out, &counts, sizeof counts);
    append_table(out, state_->unfiltered);
    append_table(out, state_->lengths);
    append_table(out, state_->first_owner);
    append_table(out, state_->owners);
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
    const bool whole = counts.magic == Counts{}.magic && counts.patterns == specs.size() &&
                       read_table(bytes, counts.unfiltered, state.unfiltered) &&
                       read_table(bytes, counts.literals, state.lengths) &&
                       read_table(bytes, std::size_t{counts.literals} + 1, state.first_owner) &&
                       read_table(bytes, counts.owners, state.owners);
    // Literals without a database would be patterns that are never tried.
    if (!whole || bytes.empty() != (counts.literals == 0) ||
        !all_below(state.unfiltered, specs.size()) || !all_owned(state.owners, specs.size()) ||
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

Result<void> PatternSet::scan(const draft::Lowered& lowered, std::size_t begin, Hits& out) const {
    struct Sink : LiteralSink {
        const State& state;
        const draft::Lowered& lowered;
        std::size_t begin;
        Hits& out;
        bool strange = false;  // a literal that the tables do not know

        Sink(const State& s, const draft::Lowered& l, std::size_t b, Hits& o)
            : state(s), lowered(l), begin(b), out(o) {}
        void found(std::uint32_t literal, std::size_t end) override {
            strange = strange || literal >= state.lengths.size();
            if (strange) return;
            const auto first = end - state.lengths[literal];
            const bool in_word = first > 0 && is_ascii_word(lowered.text[first - 1]);
            const auto at = static_cast<std::uint32_t>(begin + lowered.folded_offset(first));
            for (auto i = state.first_owner[literal]; i < state.first_owner[literal + 1]; ++i) {
                const auto& owner = state.owners[i];
                if (!in_word || owner.outside_words == 0) out.add(owner.pattern, {at, i});
            }
        }
    };
    Sink sink(*state_, lowered, begin, out);
    BOOST_OUTCOME_TRY(state_->literals.scan(lowered.text, sink));
    if (sink.strange) return damaged();
    return outcome::success();
}

Result<std::vector<Span>> PatternSet::find(PatternId id, std::string_view folded,
                                           std::size_t max) const {
    const auto& regex = state_->regex(id);
    if (!regex) return regex.error();
    // PCRE2's own look at the text would be made anew for each match.
    if (!is_valid_utf8(folded))
        return error(Errc::bad_input, "a pattern met text that is no UTF-8");
    std::vector<Span> out;
    BOOST_OUTCOME_TRY(regex.value().find(folded, 0, folded.size(), max, out));
    return out;
}

Result<std::vector<Span>> PatternSet::find_near(PatternId id, std::string_view folded,
                                                std::span<const Hit> seen, std::size_t max) const {
    const auto& regex = state_->regex(id);
    if (!regex) return regex.error();
    // From each hit's place to the first byte where its match can begin, in order.
    std::vector<Span> places;
    std::size_t walked = 0;
    for (const auto& hit : seen) {
        const auto from = start_within(folded, hit.at, state_->owners[hit.owner].reach);
        places.push_back({from, hit.at});
        // Where the ways back are longer than the text, all of it is the shorter way.
        walked += hit.at - from;
        if (walked > 2 * folded.size()) return find(id, folded, max);
    }
    std::sort(places.begin(), places.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::vector<Span> out;
    for (std::size_t i = 0; i < places.size() && out.size() < max;) {
        // Places that touch are searched as one.
        auto [from, last] = places[i];
        for (++i; i < places.size() && places[i].begin <= last; ++i)
            last = std::max(last, places[i].end);
        if (!out.empty()) from = std::max(from, out.back().end);
        BOOST_OUTCOME_TRY(regex.value().find(folded, from, last, max, out));
    }
    return out;
}

}  // namespace sendguard::policy
