#include "history/profile.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace sendguard::history {
namespace {

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
    return std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
}

void up(std::uint32_t& count) {
    if (count < std::numeric_limits<std::uint32_t>::max()) ++count;
}

/// The sum of both; what weighs least goes when it is over the bound.
std::vector<Term> merged(const std::vector<Term>& a, const std::vector<Term>& b) {
    std::vector<Term> out;
    out.reserve(a.size() + b.size());
    auto one = a.begin();
    auto other = b.begin();
    while (one != a.end() || other != b.end()) {
        if (other == b.end() || (one != a.end() && one->hash < other->hash)) {
            out.push_back(*one++);
        } else if (one == a.end() || other->hash < one->hash) {
            out.push_back(*other++);
        } else {
            out.push_back({one->hash, one->weight + other->weight});
            ++one;
            ++other;
        }
    }
    // A third over the bound, so that a new word has the time to be said again.
    if (out.size() <= kMaxContactTerms + kMaxContactTerms / 3) return out;
    std::ranges::nth_element(out, out.begin() + kMaxContactTerms, std::greater<>(), &Term::weight);
    out.resize(kMaxContactTerms);
    std::ranges::sort(out, {}, &Term::hash);
    return out;
}

}  // namespace

std::uint64_t group_hash(std::string_view address) {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, 64 bits
    for (const char c : address) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    // Sums of hashes must not meet: mixed as in SplitMix64 (Steele, Lea & Flood 2014).
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBULL;
    return hash ^ (hash >> 31U);
}

const Contact* Profile::find(std::string_view address) const {
    const auto found = numbers_.find(address);
    return found == numbers_.end() ? nullptr : &contacts_[found->second];
}

std::uint32_t Profile::contact(std::string_view address, Timestamp at) {
    const auto found = numbers_.find(address);
    const auto number =
        found == numbers_.end() ? static_cast<std::uint32_t>(contacts_.size()) : found->second;
    if (found == numbers_.end()) {
        numbers_.emplace(address, number);
        contacts_.push_back({.address = std::string(address), .last = at, .terms = {}});
    }
    auto& last = contacts_[number].last;
    last = std::max(last, at);
    return number;
}

void Profile::learn_terms(const std::vector<std::uint32_t>& whose, std::string_view text) {
    const auto terms = terms_of(text);
    up(mails_);
    for (auto& contact : contacts_) contact.length = -1;
    for (const auto number : whose)
        contacts_[number].terms = merged(contacts_[number].terms, terms);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> words;
    words.reserve(words_.size() + terms.size());
    auto known = words_.begin();
    for (const auto& term : terms) {
        while (known != words_.end() && known->first < term.hash) words.push_back(*known++);
        const bool here = known != words_.end() && known->first == term.hash;
        words.emplace_back(term.hash, here ? (known++)->second + 1 : 1);
    }
    words.insert(words.end(), known, words_.end());
    words_ = std::move(words);
}

void Profile::learn_sent(const Letter& letter) {
    // A longer list of recipients tells of no habit, and would drive out whom one does write to.
    if (letter.recipients.empty() || letter.recipients.size() > kMaxTogether) return;
    up(sent_);
    std::uint64_t group = 0;
    std::vector<std::uint32_t> whose;
    for (const auto& address : letter.recipients) {
        whose.push_back(contact(address, letter.at));
        auto& contact = contacts_[whose.back()];
        contact.written = contact.sent == 0 ? letter.at : std::max(contact.written, letter.at);
        up(contact.sent);
        group += group_hash(address);
    }
    up(groups_[group]);
    for (std::size_t i = 0; i < whose.size(); ++i)
        for (std::size_t j = i + 1; j < whose.size(); ++j) up(pairs_[pair_key(whose[i], whose[j])]);
    learn_terms(whose, letter.text);
    keep_bounds();
}

void Profile::learn_received(const Letter& letter) {
    if (letter.from.empty()) return;
    const auto number = contact(letter.from, letter.at);
    up(contacts_[number].received);
    learn_terms({number}, letter.text);
    keep_bounds();
}

std::uint32_t Profile::together(const Contact& one, const Contact& other) const {
    const auto number = [&](const Contact& contact) {
        return static_cast<std::uint32_t>(&contact - contacts_.data());
    };
    const auto found = pairs_.find(pair_key(number(one), number(other)));
    return found == pairs_.end() ? 0 : found->second;
}

std::uint32_t Profile::exactly(std::uint64_t group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? 0 : found->second;
}

std::uint32_t Profile::mails_with(std::uint32_t term) const {
    const auto found =
        std::ranges::lower_bound(words_, term, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
    return found != words_.end() && found->first == term ? found->second : 0;
}

double Profile::idf(std::uint32_t term) const {
    const auto mails = mails_with(term);
    return mails == 0 ? 0 : std::log((mails_ + 1.0) / mails);
}

double Profile::length_of(const Contact& contact) const {
    const std::atomic_ref<float> kept(contact.length);
    if (const auto length = kept.load(std::memory_order_relaxed); length >= 0) return length;
    double square = 0;
    for (const auto& term : contact.terms) {
        const double weight = term.weight * idf(term.hash);
        square += weight * weight;
    }
    const auto length = static_cast<float>(std::sqrt(square));
    kept.store(length, std::memory_order_relaxed);
    return length;
}

std::vector<const Contact*> Profile::companions(const std::vector<const Contact*>& of) const {
    std::vector<std::pair<std::uint32_t, const Contact*>> counted;
    for (const auto& contact : contacts_) {
        if (std::ranges::find(of, &contact) != of.end()) continue;
        std::uint32_t most = 0;
        for (const auto* one : of) most = std::max(most, together(contact, *one));
        if (most > 0) counted.emplace_back(most, &contact);
    }
    std::ranges::stable_sort(counted, std::greater<>(), [](const auto& one) { return one.first; });
    std::vector<const Contact*> out;
    for (const auto& one : counted) out.push_back(one.second);
    return out;
}

void Profile::erase(const std::vector<bool>& gone) {
    std::vector<std::uint32_t> moved(contacts_.size());
    std::vector<Contact> kept;
    numbers_.clear();
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
        if (gone[i]) continue;
        moved[i] = static_cast<std::uint32_t>(kept.size());
        numbers_.emplace(contacts_[i].address, moved[i]);
        kept.push_back(std::move(contacts_[i]));
    }
    contacts_ = std::move(kept);
    std::unordered_map<std::uint64_t, std::uint32_t> pairs;
    for (const auto& [key, count] : pairs_) {
        const auto a = static_cast<std::uint32_t>(key >> 32U);
        const auto b = static_cast<std::uint32_t>(key);
        if (!gone[a] && !gone[b]) pairs.emplace(pair_key(moved[a], moved[b]), count);
    }
    pairs_ = std::move(pairs);
}

bool Profile::forget(std::string_view address) {
    const auto found = numbers_.find(address);
    if (found == numbers_.end()) return false;
    std::vector<bool> gone(contacts_.size(), false);
    gone[found->second] = true;
    erase(gone);
    return true;
}

std::size_t Profile::forget_before(Timestamp time) {
    std::vector<bool> gone(contacts_.size(), false);
    for (std::size_t i = 0; i < contacts_.size(); ++i) gone[i] = contacts_[i].last < time;
    const auto count = static_cast<std::size_t>(std::ranges::count(gone, true));
    if (count > 0) erase(gone);
    return count;
}

/// Of so many counts, one by one: whether it is among those that may stay. A tenth more goes than
/// must, so that it is seldom done, and what is new has the time to be met again.
class Fewest {
  public:
    Fewest(std::vector<std::uint32_t> counts, std::size_t bound) {
        const auto going = counts.size() - bound * 9 / 10;
        const auto nth = counts.begin() + static_cast<std::ptrdiff_t>(going) - 1;
        std::ranges::nth_element(counts, nth);
        threshold_ = *nth;
        at_threshold_ = static_cast<std::size_t>(std::count(counts.begin(), nth + 1, threshold_));
    }
    bool goes(std::uint32_t count) {
        if (count != threshold_) return count < threshold_;
        if (at_threshold_ == 0) return false;
        --at_threshold_;
        return true;
    }

  private:
    std::uint32_t threshold_ = 0;
    std::size_t at_threshold_ = 0;
};

template <class Counts>
void keep_bound(Counts& counts, std::size_t bound) {
    if (counts.size() <= bound) return;
    std::vector<std::uint32_t> all;
    for (const auto& one : counts) all.push_back(one.second);
    Fewest fewest(std::move(all), bound);
    std::erase_if(counts, [&](const auto& one) { return fewest.goes(one.second); });
}

void Profile::keep_bounds() {
    if (contacts_.size() > kMaxContacts) {
        // Who was met least goes, and of those who was not met for longest.
        std::vector<std::size_t> order(contacts_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto going =
            order.begin() + static_cast<std::ptrdiff_t>(contacts_.size() - kMaxContacts * 9 / 10);
        std::ranges::nth_element(order, going, {}, [&](std::size_t i) {
            const auto& one = contacts_[i];
            return std::tuple(std::uint64_t{one.sent} + one.received, one.last, i);
        });
        std::vector<bool> gone(contacts_.size(), false);
        for (auto i = order.begin(); i != going; ++i) gone[*i] = true;
        erase(gone);
    }
    keep_bound(words_, kMaxTerms);
    keep_bound(pairs_, kMaxPairs);
    keep_bound(groups_, kMaxGroups);
}

}  // namespace sendguard::history
