// Sets of strings, with the operations a pattern's syntax needs: product, union, the better of two.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::policy {

using Strings = std::vector<std::string>;  ///< sorted, distinct

/// What is known of one part of a pattern.
struct Known {
    std::optional<Strings> exact;  ///< the part matches one of these and nothing else
    Strings required;              ///< one of these stands in every match; empty: none known
};

Strings unite(const Strings& a, const Strings& b);

/// Every string of `a` followed by every one of `b`; nothing when that is more than kMaxProduct.
std::optional<Strings> product(const Strings& a, const Strings& b);

/// `strings` as literals to search for: blanks at the ends cut off, too short ones make it empty.
Strings as_required(const Strings& strings);

/// The set whose commonest member is rarest, fewer members preferred.
const Strings& better(const Strings& a, const Strings& b);

bool has_blank(const Strings& strings);

/// Builds up a sequence of parts: the longest exact runs are kept, the best set remembered.
class Sequence {
  public:
    void add(const Known& part);
    /// `part` occurs here at least once and may be repeated.
    void add_repeated(const Known& part);
    void add_unknown() { cut({""}); }
    Known finish();

  private:
    void cut(Strings next);

    Strings run_{""};    ///< the strings that end here, blanks spelled out
    Strings solid_{""};  ///< the same since the last blank
    Strings best_;
    bool exact_ = true;
};

}  // namespace sendguard::policy
