#include "policy/pattern_literal_set.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "draft/fold_words.h"
#include "policy/pattern_literals.h"

namespace sendguard::policy {
namespace {

constexpr std::size_t kMinBytes = 2;
constexpr std::size_t kMaxBytes = 48;  // longer ones are no rarer

// What a set costs on a mail of ordinary length, in nanoseconds, as measured: each literal makes
// the scan slower, each place where one stands has its pattern tried from there back to its reach.
constexpr double kMailBytes = 14'000;
constexpr double kCostOfLiteral = 8;
constexpr double kCostOfHit = 60;
constexpr double kCostOfChar = 2;
constexpr double kMostChars = 1'000;
constexpr std::size_t kWordBytes = 3;  // shorter ones are mostly pieces of words
constexpr double kOutsideShare = 0.2;  // of all letters, those that begin a word

void make_set(Strings& strings) {
    std::sort(strings.begin(), strings.end());
    strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
}

bool is_blank(char c) {
    return c == ' ';
}

/// Where a boundary stands before a word's first letter, what is before it is outside of words.
Before settled(Before before, std::string_view text) {
    if (before != Before::boundary) return before;
    return !text.empty() && is_ascii_word(text[0]) ? Before::outside : Before::open;
}

/// Sorted, and each text once, with what holds of all its places.
void make_set(Required& literals) {
    std::sort(literals.begin(), literals.end(),
              [](const Literal& a, const Literal& b) { return a.text < b.text; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < literals.size(); ++i) {
        auto& last = literals[kept];
        if (literals[i].text == last.text) {
            last.reach = widest(last.reach, literals[i].reach);
            last.before = unite(last.before, literals[i].before);
        } else if (++kept != i) {
            literals[kept] = std::move(literals[i]);
        }
    }
    if (!literals.empty()) literals.resize(kept + 1);
}

bool is_common_mark(char c) {
    return std::string_view(".,:;-'\"!?/").find(c) != std::string_view::npos;
}

/// Long enough to be searched for: two characters, or one that prose seldom has.
bool is_telling(std::string_view text) {
    if (text.size() >= kMinBytes) return true;
    return text.size() == 1 && !is_ascii_word(text[0]) && !is_common_mark(text[0]);
}

double cost(const Required& required) {
    double tried = 0;
    for (const auto& literal : required) {
        const double hits =
            kMailBytes * std::exp2(-rarity(literal.text)) *
            (literal.before == Before::outside && literal.text.size() < kWordBytes ? kOutsideShare
                                                                                   : 1);
        tried += hits *
                 (kCostOfHit + kCostOfChar * std::min(kMostChars, double{1} * literal.reach.chars));
    }
    return tried + kCostOfLiteral * static_cast<double>(required.size());
}

std::uint32_t saturated(std::uint64_t value) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, kUnbounded));
}

}  // namespace

double rarity(std::string_view literal) {
    double bits = 0;
    bool one_word = literal.size() >= kWordBytes;
    char before = '\0';
    for (std::size_t at = 0; at < literal.size();) {
        const auto cp = next_code_point(literal, at);
        const char c = static_cast<char>(cp);
        one_word = one_word && cp < 0x80 && is_ascii_letter(c);
        if (cp >= 0x80) {
            bits += draft::is_word_character(cp) ? 8 : 13;
        } else if (is_blank(c) || (c == before && !is_ascii_letter(c))) {
            bits += 2;  // "...", "____", "1999"
        } else if (is_ascii_digit(c)) {
            bits += 4.5;
        } else if (std::string_view("etaoinsrhl").find(c) != std::string_view::npos) {
            bits += 3.5;
        } else if (std::string_view("ducmfpgwyb").find(c) != std::string_view::npos) {
            bits += 5;
        } else {
            bits += is_ascii_word(c) || is_common_mark(c) ? 7 : 12;
        }
        before = c;
    }
    // Words are far more frequent than their letters say.
    return one_word ? std::min(bits, 8 + 0.7 * static_cast<double>(literal.size())) : bits;
}

Known exactly(Strings strings) {
    Known known;
    make_set(strings);
    known.width = extent(strings);
    known.after = after_one_of(strings);
    known.exact = std::move(strings);
    return known;
}

Known nothing(Before after) {
    Known known = exactly({""});
    known.after = after;
    return known;
}

Known unknown(Reach width, Before after) {
    return {.exact = {}, .required = {}, .width = width, .after = after};
}

Strings unite(const Strings& a, const Strings& b) {
    Strings out = a;
    out.insert(out.end(), b.begin(), b.end());
    make_set(out);
    return out;
}

std::optional<Strings> product(const Strings& a, const Strings& b) {
    if (a.size() * b.size() > kMaxProduct) return std::nullopt;
    Strings out;
    out.reserve(a.size() * b.size());
    for (const auto& x : a) {
        for (const auto& y : b) {
            if (x.size() + y.size() > kMaxBytes) return std::nullopt;
            out.push_back(x + y);
        }
    }
    make_set(out);
    return out;
}

Reach extent(const Strings& strings) {
    Reach out;
    for (const auto& s : strings) {
        const auto lines = static_cast<std::uint32_t>(std::count_if(s.begin(), s.end(), is_blank));
        out = widest(out, {static_cast<std::uint32_t>(count_code_points(s)), lines});
    }
    return out;
}

bool is_one_blank(const Known& part) {
    return part.exact && std::all_of(part.exact->begin(), part.exact->end(),
                                     [](const auto& s) { return s.size() == 1 && is_blank(s[0]); });
}

Required either(const Required& a, const Required& b) {
    if (a.empty() || b.empty()) return {};
    Required out = a;
    out.insert(out.end(), b.begin(), b.end());
    make_set(out);
    return out.size() > kMaxLiterals ? Required{} : out;
}

Required moved(Required required, const Point& at) {
    for (auto& literal : required) {
        literal.reach = sum(literal.reach, at.reach);
        if (literal.before == Before::inherited) literal.before = settled(at.before, literal.text);
    }
    return required;
}

Before unite(Before a, Before b) {
    if (a == b) return a;
    const auto either = [&](Before x, Before y) {
        return (a == x && b == y) || (a == y && b == x);
    };
    return either(Before::inherited, Before::outside) ? Before::inherited : Before::open;
}

Before after_one_of(const Strings& strings) {
    bool empty = false;
    for (const auto& s : strings) {
        empty = empty || s.empty();
        if (!s.empty() && is_ascii_word(s.back())) return Before::open;
    }
    return empty ? Before::inherited : Before::outside;
}

Reach widest(const Reach& a, const Reach& b) {
    return {std::max(a.chars, b.chars), std::max(a.lines, b.lines)};
}

Reach sum(const Reach& a, const Reach& b) {
    return {saturated(std::uint64_t{a.chars} + b.chars),
            saturated(std::uint64_t{a.lines} + b.lines)};
}

Reach times(const Reach& a, std::uint32_t count) {
    return {saturated(std::uint64_t{a.chars} * count), saturated(std::uint64_t{a.lines} * count)};
}

Required as_required(const Strings& strings, const Point& at) {
    Required out;
    for (std::string_view s : strings) {
        const auto begin = std::min(s.find_first_not_of(' '), s.size());
        const Reach cut = extent({std::string(s.substr(0, begin))});
        s.remove_prefix(begin);
        while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
        // Folded text holds no NUL, and Vectorscan takes none for a beginning.
        if (!is_telling(s) || s.front() == '\0') return {};
        out.push_back({std::string(s), sum(at.reach, cut),
                       begin != 0 ? Before::outside : settled(at.before, s)});
    }
    make_set(out);
    return out.size() > kMaxLiterals ? Required{} : out;
}

const Required& better(const Required& a, const Required& b) {
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    return cost(b) < cost(a) ? b : a;
}

bool has_blank(const Strings& strings) {
    return std::any_of(strings.begin(), strings.end(), [](const std::string& s) {
        return std::any_of(s.begin(), s.end(), is_blank);
    });
}

void Sequence::consider(const Run& run) {
    best_ = better(best_, as_required(run.strings, run.at));
}

void Sequence::consider() {
    consider(run_);
    consider(solid_);
}

void Sequence::cut(Strings next) {
    consider();
    solid_ = {has_blank(next) ? Strings{""} : next, here_};
    run_ = {std::move(next), here_};
    exact_ = false;
}

void Sequence::add(const Known& part) {
    const Point before = here_;
    best_ = better(best_, moved(part.required, before));
    here_.reach = sum(before.reach, part.width);
    if (part.after != Before::inherited) here_.before = part.after;
    if (!part.exact) return cut({""});
    const Strings& next = *part.exact;
    if (next == Strings{""}) {
        // A \b or ^ before a run tells of what stands before it.
        if (run_.strings == next) run_.at = here_;
        if (solid_.strings == next) solid_.at = here_;
        return;
    }
    // More strings are not always better than shorter ones.
    if (next.size() > 1) consider();
    if (has_blank(next)) {
        consider(solid_);
        solid_ = {{""}, here_};
    } else if (auto longer = product(solid_.strings, next)) {
        solid_.strings = std::move(*longer);
    } else {
        consider(solid_);
        solid_ = {next, before};
    }
    if (auto longer = product(run_.strings, next)) {
        run_.strings = std::move(*longer);
        return;
    }
    consider(run_);
    run_ = {next, before};
    exact_ = false;
}

void Sequence::add_repeated(const Known& part, std::uint32_t high) {
    add(part);
    // The last of the copies is where a run can go on.
    here_.reach = sum(here_.reach, times(part.width, high == kUnbounded ? high : high - 1));
    cut(part.exact.value_or(Strings{""}));
    run_.at.before = solid_.at.before = part.exact ? Before::open : here_.before;
}

Known Sequence::finish() {
    Known known;
    known.width = here_.reach;
    known.after = here_.before;
    if (exact_) known.exact = run_.strings;
    cut({""});
    known.required = best_;
    return known;
}

}  // namespace sendguard::policy
