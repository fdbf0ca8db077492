#include "policy/pattern_literal_set.h"

#include <algorithm>
#include <cmath>

#include "policy/pattern_literals.h"

namespace sendguard::policy {
namespace {

constexpr std::size_t kMinBytes = 2;
constexpr std::size_t kMaxBytes = 48;  // longer ones are no rarer
constexpr double kRareEnough = 45;     // bits: once in a terabyte of text
constexpr double kCostOfDoubling = 4;  // bits a set of twice the size must be rarer by

void make_set(Strings& strings) {
    std::sort(strings.begin(), strings.end());
    strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
}

bool is_blank(char c) {
    return c == ' ' || c == '\n';
}

double score(const Strings& strings) {
    if (strings.empty()) return -1;
    double least = kRareEnough;
    for (const auto& s : strings) least = std::min(least, rarity(s));
    return std::max(0.0, least - kCostOfDoubling * std::log2(static_cast<double>(strings.size())));
}

}  // namespace

double rarity(std::string_view literal) {
    double bits = 0;
    for (const char c : literal) {
        if (static_cast<unsigned char>(c) >= 0x80) {
            bits += 4;
        } else if (is_blank(c)) {
            bits += 2;
        } else if (std::string_view("etaoinsrhl").find(c) != std::string_view::npos) {
            bits += 3.5;
        } else if (std::string_view("ducmfpgwyb").find(c) != std::string_view::npos) {
            bits += 5;
        } else {
            bits += 7;
        }
    }
    return bits;
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

Strings as_required(const Strings& strings) {
    Strings out;
    for (std::string_view s : strings) {
        while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
        while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
        if (s.size() < kMinBytes) return {};
        out.emplace_back(s);
    }
    make_set(out);
    if (out.size() > kMaxLiterals) return {};
    return out;
}

const Strings& better(const Strings& a, const Strings& b) {
    return score(b) > score(a) ? b : a;
}

bool has_blank(const Strings& strings) {
    return std::any_of(strings.begin(), strings.end(), [](const std::string& s) {
        return std::any_of(s.begin(), s.end(), is_blank);
    });
}

void Sequence::cut(Strings next) {
    best_ = better(best_, as_required(run_));
    best_ = better(best_, as_required(solid_));
    solid_ = has_blank(next) ? Strings{""} : next;
    run_ = std::move(next);
    exact_ = false;
}

void Sequence::add(const Known& part) {
    best_ = better(best_, part.required);
    if (!part.exact) return cut({""});
    if (has_blank(*part.exact)) {
        best_ = better(best_, as_required(solid_));
        solid_ = {""};
    } else if (auto longer = product(solid_, *part.exact)) {
        solid_ = std::move(*longer);
    } else {
        best_ = better(best_, as_required(solid_));
        solid_ = *part.exact;
    }
    if (auto longer = product(run_, *part.exact)) {
        run_ = std::move(*longer);
        return;
    }
    best_ = better(best_, as_required(run_));
    run_ = *part.exact;
    exact_ = false;
}

void Sequence::add_repeated(const Known& part) {
    add(part);
    cut(part.exact.value_or(Strings{""}));
}

Known Sequence::finish() {
    Known known;
    if (exact_) known.exact = run_;
    cut({""});
    known.required = best_;
    return known;
}

}  // namespace sendguard::policy
