// Which recipient of a mail was most likely added by mistake: the leak detection of Carvalho &
// Cohen ("Preventing Information Leaks in Email", SDM 2007), here as one probability.
//
// The idea: each recipient gets a few figures of evidence (how often and how lately it is written
// to, how well it goes with the others and with the words, whether it is named, whether another
// recipient's address begins alike, as a list of completions would offer it), and a score, their
// weighted sum. The scores of all recipients and of "none" share one softmax: a sure recipient
// among doubtful ones is told apart, and a probability near 1 means the same in every mail. The
// weights stand in rank.cpp. tests/bench/leak_bench fits them over simulated leaks, and prints what
// they find with senders that they were not fitted to.
//
// Limits: whom the owner neither wrote to nor heard of is a first-time recipient, which a rule of
// its own tells; here it weighs little, for a mailer's completions hold known addresses only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "history/profile.h"

namespace sendguard::history {

enum class Sign : std::uint8_t {
    bias,         ///< 1
    known,        ///< 1: written to, or heard of
    sent,         ///< ln of the share of mails that went to it
    received,     ///< ln of mails from it, plus 1
    last,         ///< ln of the days since it was last written to, plus 1; never: 400 days
    together,     ///< mean ln of how much likelier it is beside each of the others
    apart,        ///< 1: never beside any of the others
    words,        ///< cosine of the text and the mails exchanged with it, 0 to 1
    named,        ///< 1: a word of its local part stands in the text
    alike,        ///< 1: another recipient's address has the same first letter, or as much_alike
    much_alike,   ///< 1: the same first three letters; or so does one usual here that is missing
    without,      ///< ln of mails to exactly the others, plus 1
    usual_group,  ///< 1: mails went to exactly these before
};
inline constexpr std::size_t kSigns = 13;
using Evidence = std::array<double, kSigns>;
using Weights = std::array<double, kSigns>;

/// out:  an evidence for each of letter.recipients, in their order
/// cost: recipients squared, and each recipient's terms
std::vector<Evidence> evidence_of(const Profile& profile, const Letter& letter);

/// The shipped weights. in: text - whether the profile and the letter have words in common
const Weights& weights_for(bool text);
/// From which probability on a recipient is worth a warning: at most one clean mail in fifty is
/// warned of there.
double warning_from(bool text);
bool shares_words(const std::vector<Evidence>& evidence);

/// The probability of each recipient to be the one that was not meant; what is left to 1 is that
/// all were meant.
std::vector<double> leak_probabilities(const std::vector<Evidence>& evidence,
                                       const Weights& weights);

struct Suspect {
    std::size_t recipient = 0;  ///< index into letter.recipients
    double probability = 0;     ///< 0 to 1
    Evidence evidence{};
    bool warns = false;  ///< it is worth a warning: warning_from()
};
/// All recipients, the most doubtful first.
std::vector<Suspect> rank(const Profile& profile, const Letter& letter);
/// The first of rank() where it warns.
/// cost: the letter's words are read only where a recipient is doubtful without them
std::optional<Suspect> doubtful(const Profile& profile, const Letter& letter);

/// The contact that was more likely meant: written to before, its address begins as the suspect's,
/// not among the recipients, and fitting this mail best. nullptr: none fits better than the
/// suspect.
const Contact* meant(const Profile& profile, const Letter& letter, std::size_t recipient);

}  // namespace sendguard::history
