// Embargoes: until when a draft may not be published, as its header, its front matter or a line of
// its text says.
//
// An embargo that leaves early is broken by the one who set it, and an hour is enough: so a line is
// read rightly or refused with the reason, never guessed at (embargo/read_time.h has the rules).
// Languages: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Ukrainian,
// Russian, Japanese, Korean; in others the names of months and weekdays that ICU has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "check/embargo/read_time.h"
#include "draft/draft.h"

namespace sendguard::check {

enum class EmbargoSource : std::uint8_t {
    header,        ///< a field such as Embargo or X-Embargo-Until
    front_matter,  ///< a key such as embargo_until
    text,          ///< a line of the subject, the text or an attachment
};

struct EmbargoLine {
    EmbargoSource source = EmbargoSource::text;
    std::uint32_t passage = 0;         ///< index into Draft::passages
    std::uint32_t begin = 0, end = 0;  ///< bytes of the passage's text: the mark and its time
    std::optional<Timestamp> until;
    std::optional<Timestamp> latest;  ///< no reading ends later; nullopt when that cannot be told
    EmbargoFault fault = EmbargoFault::none;
    std::string reason;  ///< why `until` is not known and what to write; "" when it is

    /// Whether it has ended by `now` in every reading.
    bool has_ended(Timestamp now) const { return latest && *latest <= now; }
};

/// The embargoes that `draft` names, in the order of its passages.
///
/// in:   now - for dates without a year, and to leave out what only may be an embargo and is past
/// out:  marks without any date ("[EMBARGO]") too, with no_date; "none" and the like are no embargo
/// cost: a search for a few words; ICU is asked only when one is found
std::vector<EmbargoLine> embargoes(const draft::Draft& draft, Timestamp now);

/// Whether a line with a date says of `line`, which has none, when it ends: an old paper that is
/// attached says nothing of the mail's own "[EMBARGO]".
bool is_dated_beside(const draft::Draft& draft, const std::vector<EmbargoLine>& lines,
                     const EmbargoLine& line);

/// Front matter that publishes before an embargo ends: `publish_at` and the like, with their times.
std::vector<EmbargoLine> publication_times(const draft::Draft& draft, Timestamp now);

/// What a whole draft is under.
struct Embargo {
    enum class State : std::uint8_t {
        none,
        until,    ///< all that is said comes to one time
        unclear,  ///< something cannot be read, or two times are named
    };
    State state = State::none;
    std::optional<Timestamp> until;    ///< of State::until; the latest, when all have passed
    std::vector<std::string> reasons;  ///< of State::unclear, once each
};

/// Marks without a date count only where nothing dated stands beside them; what cannot be read, but
/// has ended in every reading, is no doubt.
Embargo embargo_of(const draft::Draft& draft, Timestamp now);

}  // namespace sendguard::check
