#include "policy/pattern_cost.h"

#include <algorithm>
#include <ctime>
#include <string_view>

#include "draft/fold.h"

namespace sendguard::policy {
namespace {

constexpr double kLongEnough = 20'000;  ///< microseconds; longer texts would only cost time
constexpr std::size_t kFirstBytes = 512;
constexpr std::size_t kMostTexts = 200;
constexpr std::size_t kMostMatches = 1000;

double thread_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

std::string text_of(const WearingText& text, std::size_t bytes) {
    std::string out = text.before;
    while (out.size() < bytes) out += text.repeated;
    return draft::fold(out + text.after);
}

/// One search as a check makes it. out: false - the pattern ran away
Result<bool> search(const PatternSet& set, const std::string& folded) {
    draft::Lowered lowered;
    draft::lower(folded, lowered);
    Hits hits;
    hits.reset(set.size());
    BOOST_OUTCOME_TRY(set.scan(lowered, 0, hits));
    hits.sort();
    const bool everywhere = !set.unfiltered().empty() || hits.everywhere(0);
    if (!everywhere && !hits.any(0)) return true;
    const auto seen = everywhere ? std::vector<Hit>{} : hits.within(0, 0, folded.size());
    const auto found = everywhere ? set.find(0, folded, kMostMatches)
                                  : set.find_near(0, folded, seen, kMostMatches);
    if (found) return true;
    if (found.error().code == Errc::limit) return false;
    return found.error();
}

/// Longer and longer texts, until one takes long or has kCostBytes.
Result<PatternCost> cost_on(const PatternSet& set, const WearingText& text) {
    PatternCost out;
    out.repeated = text.repeated;
    double before = 0;
    for (std::size_t bytes = kFirstBytes; bytes <= kCostBytes; bytes *= 2) {
        const auto whole = text_of(text, bytes);
        const auto began = thread_us();
        BOOST_OUTCOME_TRY(const bool ended, search(set, whole));
        const auto took = thread_us() - began;
        out.bytes = whole.size();
        if (!ended) {
            out.runs_away = true;
            return out;
        }
        out.growth = before > 0 ? took / before : 1;
        out.us = took;
        before = took;
        if (took < kLongEnough) continue;
        for (auto reached = bytes; reached < kCostBytes; reached *= 2) out.us *= out.growth;
        break;
    }
    return out;
}

/// Walks over a pattern's syntax and writes a text that it might match; each repeat is noted.
class Sampler {
  public:
    explicit Sampler(std::string_view in) : in_(in) {}

    std::vector<WearingText> run() {
        alternatives(0);
        for (auto& text : texts_)
            if (text.after.empty()) text.after = rest_of(text);
        return std::move(texts_);
    }

  private:
    static constexpr int kMostDepth = 50;

    char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }
    bool take(std::string_view what) {
        if (!in_.substr(at_).starts_with(what)) return false;
        at_ += what.size();
        return true;
    }
    std::string rest_of(const WearingText& text) const {
        const auto whole = text.before + text.repeated;
        return out_.starts_with(whole) ? out_.substr(whole.size()) : std::string();
    }

    void alternatives(int depth) {
        const auto before = out_;
        std::string first;
        for (bool is_first = true;; is_first = false) {
            out_ = before;
            sequence(depth);
            if (is_first) first = out_;
            if (!take("|")) break;
        }
        out_ = first;
    }
    void sequence(int depth) {
        while (at_ < in_.size() && peek() != '|' && peek() != ')') {
            const auto begin = out_.size();
            atom(depth);
            quantifier(begin);
        }
    }
    void quantifier(std::size_t begin) {
        const auto at = at_;
        bool open = take("*") || take("+");
        if (!open && take("{")) {
            const auto end = std::min(in_.find('}', at_), in_.size());
            const auto count = in_.substr(at_, end - at_);
            open = count.ends_with(',');
            at_ = std::min(end + 1, in_.size());
        }
        if (!open && at_ == at) take("?");
        if (at_ != at && (peek() == '?' || peek() == '+')) ++at_;
        if (!open || begin > out_.size() || texts_.size() == kMostTexts) return;
        if (const auto repeated = out_.substr(begin); !repeated.empty())
            texts_.push_back({out_.substr(0, begin), repeated, ""});
    }
    void atom(int depth) {
        const char c = peek();
        if (c == '(') return group(depth);
        if (c == '[') return char_class();
        ++at_;
        if (c == '\\') return escape();
        if (c == '^' || c == '$') return;
        out_ += c == '.' ? 'a' : c;
    }
    void escape() {
        const char c = peek();
        ++at_;
        if (c == 'p' || c == 'P') {
            const bool number = in_.substr(at_).starts_with("{N") || peek() == 'N';
            at_ = peek() == '{' ? std::min(in_.find('}', at_), in_.size() - 1) + 1 : at_ + 1;
            out_ += number ? '1' : 'a';
        } else if (c == 'x' && peek() == '{') {
            at_ = std::min(in_.find('}', at_), in_.size() - 1) + 1;
            out_ += 'a';
        } else if (c == 'd') {
            out_ += '1';
        } else if (c == 's' || c == 'h' || c == 'v' || c == 'R' || c == 'W') {
            out_ += ' ';
        } else if (c == 'n') {
            out_ += '\n';
        } else if (c == 'w' || c == 'S' || c == 'D' || c == 'N' || c == 'X') {
            out_ += 'a';
        } else if (std::string_view("bBAzZGKQE").find(c) == std::string_view::npos &&
                   (c < '0' || c > '9')) {
            out_ += c;
        }
    }
    void char_class() {
        ++at_;
        const bool negated = take("^");
        const auto begin = at_;
        if (peek() == ']') ++at_;
        while (at_ < in_.size() && peek() != ']') at_ += peek() == '\\' ? 2 : 1;
        const auto items = in_.substr(begin, std::min(at_, in_.size()) - begin);
        ++at_;
        if (negated) {
            out_ += items.find('a') == std::string_view::npos ? 'a' : '~';
        } else if (items.starts_with("\\")) {
            Sampler one(items.substr(0, 2));
            one.atom(0);
            out_ += one.out_.empty() ? "a" : one.out_;
        } else {
            out_ += items.empty() ? 'a' : items.front();
        }
    }
    void group(int depth) {
        ++at_;
        bool consumes = true;
        if (take("?")) {
            consumes = !(peek() == '=' || peek() == '!' || in_.substr(at_).starts_with("<=") ||
                         in_.substr(at_).starts_with("<!"));
            if (peek() == '<' && consumes) {
                at_ = std::min(in_.find('>', at_), in_.size());
            } else {
                take("<");
                at_ = std::min(in_.find_first_of(":=!>|)", at_), in_.size());
            }
            if (peek() != ')') ++at_;
        }
        const auto before = out_;
        if (depth < kMostDepth) alternatives(depth + 1);
        if (!consumes) out_ = before;
        take(")");
    }

    std::string_view in_;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<WearingText> texts_;
};

}  // namespace

std::vector<WearingText> wearing_texts(const PatternSpec& spec) {
    constexpr std::size_t kLiterals = 2;
    auto literals = required_literals(spec);
    if (literals.size() > kLiterals) literals.resize(kLiterals);
    std::vector<WearingText> out;
    const auto add = [&](const WearingText& text) {
        out.push_back({text.before, text.repeated, "~"});
        // Without one of its literals the pattern would not be tried at all.
        for (const auto& literal : literals)
            out.push_back({text.before, text.repeated, "~ " + literal});
    };
    for (const auto* plain : {"a", "1", " ", "a ", "-", "_", ".", "aA1", "x@", "\n", "a."})
        add({"", plain, ""});
    for (const auto& text : Sampler(spec.regex).run()) {
        add(text);
        if (text.after.empty()) continue;
        out.push_back(text);
        // What must stand in a match stands there, too, or the search would end before it began.
        out.push_back({text.before, text.repeated, "~" + text.after});
        out.push_back(
            {text.before, text.repeated, text.after.substr(0, text.after.size() - 1) + "~"});
    }
    return out;
}

Result<PatternCost> worst_cost(const PatternSpec& spec) {
    BOOST_OUTCOME_TRY(check_pattern(spec));
    BOOST_OUTCOME_TRY(const auto set, PatternSet::build({spec}));
    PatternCost worst;
    for (const auto& text : wearing_texts(spec)) {
        BOOST_OUTCOME_TRY(auto cost, cost_on(set, text));
        if (cost.runs_away) return cost;
        if (cost.us > worst.us) worst = std::move(cost);
    }
    return worst;
}

}  // namespace sendguard::policy
