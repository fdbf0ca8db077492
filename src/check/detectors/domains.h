// Mail domains and how near one is to another in the eye of a hasty reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "draft/draft.h"
#include "policy/policy.h"

namespace sendguard::check {

std::string_view domain_of(std::string_view address);  ///< "" without "@"
std::string_view local_part_of(std::string_view address);

/// A domain as its registry sells it: "press.example.co.uk" is "example" under "co.uk".
struct RegisteredName {
    std::string_view label;   ///< "example"; "" for a suffix alone
    std::string_view ending;  ///< "co.uk"
};
/// source: the two-level endings of country registries (co, com, org, net, gov, ac, edu, ...); the
///         Public Suffix List has more, which make a longer label and no false likeness
RegisteredName registered_name(std::string_view domain);

/// Whether mailboxes there are given to anybody: gmail.com, web.de, wp.pl.
bool is_webmail(std::string_view domain);
/// The provider that `domain` is a slip for: "gmial.com" for "gmail.com"; "" for none.
std::string_view webmail_meant(std::string_view domain);

enum class Likeness {
    ending,    ///< the same name under another ending: "mod.example", "mod.test"
    typo,      ///< one letter added, left out, changed, or two changed places
    letters,   ///< letters that look alike: "rn" for "m", a Cyrillic a for a Latin one
    swallowed  ///< the name stands before another's: "mod.example.files.test"
};
std::string_view likeness_clause(Likeness likeness);  ///< "one letter apart from"

/// How `domain` resembles `known`; nullopt: it does not, or lies within it.
///
/// in:     domain, known - canonical, A-labels
/// cost:   linear in their lengths, about 100 ns
/// source: RFC 2606 (example.com, .net and .org stand for anything and resemble nothing), RFC 3492,
///         UTS 39 (confusables)
std::optional<Likeness> likeness(std::string_view domain, std::string_view known);

/// The same for what a glob such as "*.mil" holds: "army.ml" ends nearly so.
bool ends_nearly(std::string_view domain, std::string_view ending);

/// Whether the policy names `domain`: the house's, or one of a group's. A glob names it with two
/// labels or more: "*@*.test" takes in whatever anybody may register.
bool is_named(const policy::Policy& policy, const std::string& domain);

/// Whether `domain` ends as RFC 2606 reserves it, or as a slip for that: ".example", ".exampl".
bool in_reserved_world(std::string_view domain);

/// Whether the group is a pack's, with domains that stand for those a house has to give.
bool is_placeholder(const policy::Group& group);

/// Whether two domains that are one slip apart are as likely two houses as one and a slip: a letter
/// changed, doubled, or added at an end.
bool may_be_two_houses(std::string_view domain, std::string_view known);

/// The addresses that stand in the mail that is answered or passed on, at most kMostQuoted.
/// in: writers - only of those who wrote what is quoted
inline constexpr std::size_t kMostQuoted = 500;  ///< a thread of a hundred people has fewer
std::unordered_set<std::string> quoted_addresses(const draft::Draft& draft, bool writers = false);
std::unordered_set<std::string> domains_of(const std::unordered_set<std::string>& addresses);

}  // namespace sendguard::check
