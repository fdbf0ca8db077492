// What a profile says of one mail beside its rank: who is new, who is missing, who only looks like
// somebody known. Each answer carries the counts that it rests on, so that it can be told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/profile.h"

namespace sendguard::history {

/// Fewer mails than that say nothing of a habit.
inline constexpr std::uint32_t kEnoughSent = 20;
inline bool knows_enough(const Profile& profile) {
    return profile.sent() >= kEnoughSent;
}

/// Neither written to nor heard of: an answer to somebody who wrote is no first time.
bool is_first_time(const Profile& profile, std::string_view address);

struct Missing {
    const Contact* contact = nullptr;
    std::vector<const Contact*> with;  ///< the recipients that it usually stands beside
    std::uint32_t times = 0, of = 0;   ///< in so many of the mails to the one seen with it least
};
/// Who stood in nine of ten mails to each of this mail's usual recipients (two at least, with five
/// mails each), and does not now. Nobody when mails to exactly these are usual, too.
std::vector<Missing> missing_usual(const Profile& profile, const Letter& letter);

enum class Likeness : std::uint8_t {
    domain,   ///< a domain that a slip makes of a known one
    address,  ///< a slip in the local part, the domain is the same
    person,   ///< the same local part at another domain
};
struct Lookalike {
    const Contact* contact = nullptr;  ///< whom it looks like; written to kOften times at least
    Likeness likeness = Likeness::domain;
};
/// nullopt: the address is known, or looks like nobody.
/// source: Damerau 1964: four slips of the hand (a letter more, less, another, two changed about)
///         make most of mistyped words
std::optional<Lookalike> lookalike(const Profile& profile, std::string_view address);
inline constexpr std::uint32_t kOften = 3;

/// Whether one slip of the hand makes `b` of `a`; not when they are the same.
bool is_one_slip(std::string_view a, std::string_view b);

}  // namespace sendguard::history
