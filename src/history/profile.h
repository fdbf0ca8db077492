// Whom one person writes to, with whom together, and about what: counts that a rule can ask,
// learned mail by mail. No text is kept: of a mail's words stay sums of weights under 32-bit
// hashes.
//
// The size is bounded: so many contacts, words a contact, pairs and groups; over a bound what
// weighs least goes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "history/letter.h"

namespace sendguard::history {

inline constexpr std::size_t kMaxContacts = 5000;     ///< a desk of a ministry has under 2,000
inline constexpr std::size_t kMaxContactTerms = 400;  ///< what tells a contact's topics apart
inline constexpr std::size_t kMaxTerms = 60'000;      ///< words that one person ever uses
inline constexpr std::size_t kMaxTogether = 60;       ///< of a mail; a larger one is a list
inline constexpr std::size_t kMaxPairs = 200'000;
inline constexpr std::size_t kMaxGroups = 20'000;

struct Contact {
    std::string address;         ///< key_of()
    std::uint32_t sent = 0;      ///< mails to it
    std::uint32_t received = 0;  ///< mails from it
    Timestamp written{};         ///< when it was last written to; sent == 0: never
    Timestamp last{};            ///< when it was last written to or heard of
    std::vector<Term> terms;     ///< sum of the mails' terms, sorted by hash
    mutable float length = -1;   ///< kept by Profile::length_of(); -1: not asked yet
};

class Profile {
  public:
    /// Learns a mail that its owner sent; none with over kMaxTogether recipients.
    void learn_sent(const Letter& letter);
    /// Learns a mail that its owner received: from whom, about what.
    void learn_received(const Letter& letter);
    /// Forgets a contact, with all that was counted of it. out: false - it was not known
    bool forget(std::string_view address);
    /// Forgets the contacts that were last written to, or heard of, before `time`. out: how many
    std::size_t forget_before(Timestamp time);

    std::uint32_t sent() const { return sent_; }
    const std::vector<Contact>& contacts() const { return contacts_; }
    /// nullptr: neither written to nor heard of.
    const Contact* find(std::string_view address) const;
    /// How many mails went to both.
    std::uint32_t together(const Contact& one, const Contact& other) const;
    /// How many mails went to exactly these. in: group - the sum of group_hash() of each
    std::uint32_t exactly(std::uint64_t group) const;
    /// In how many mails a word stood, and how many mails there were.
    std::uint32_t mails_with(std::uint32_t term) const;
    std::uint32_t mails() const { return mails_; }
    /// How much a word tells: ln of the share of mails without it; 0 for one that was never met.
    double idf(std::uint32_t term) const;
    /// The Euclidean length of a contact's terms, weighed with idf. Thread-safe; kept until more is
    /// learned, for it takes a search for each word.
    double length_of(const Contact& contact) const;
    /// Those that stood among the recipients most often with one of these, nearest first.
    std::vector<const Contact*> companions(const std::vector<const Contact*>& of) const;

    std::string encode() const;
    /// errors: bad_input (not what encode() wrote)
    static Result<Profile> decode(std::string_view bytes);

  private:
    std::uint32_t contact(std::string_view address, Timestamp at);
    void learn_terms(const std::vector<std::uint32_t>& whose, std::string_view text);
    void keep_bounds();
    void erase(const std::vector<bool>& gone);

    std::uint32_t sent_ = 0, mails_ = 0;
    std::vector<Contact> contacts_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::unordered_map<std::uint64_t, std::uint32_t> pairs_;  ///< of two contacts' numbers
    std::unordered_map<std::uint64_t, std::uint32_t> groups_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> words_;  ///< hash, mails; sorted
};

/// Of one address, for Profile::exactly().
std::uint64_t group_hash(std::string_view address);

}  // namespace sendguard::history
