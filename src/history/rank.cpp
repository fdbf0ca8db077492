#include "history/rank.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sendguard::history {
namespace {

constexpr double kRare = 0.5;   // mails added to a count, so that "never" has a logarithm
constexpr double kBackOff = 2;  // mails that the plain frequency counts among those together
constexpr double kNeverDays = 400;
constexpr std::size_t kAlike = 3;       // letters; the paper's "3g-address"
constexpr std::size_t kMostMeant = 50;  // contacts that begin alike and are tried

// leak_bench --fit: 16 senders with text and 22 without, equal weight each, ridge 1
constexpr Weights kText{-6.12, 3.17,  -0.10, -0.83, 0.71, -0.53, 0.63,
                        -7.67, -1.33, 1.74,  0.79,  0.45, -2.39};
constexpr Weights kNetwork{-7.13, 2.58, -0.21, -0.94, 0.55, -0.71, 1.93,
                           0,     0,    2.57,  0.93,  0.29, -2.57};

constexpr std::size_t index_of(Sign sign) {
    return static_cast<std::size_t>(sign);
}
// That the words speak for a recipient, never against it, is what doubtful() rests on.
static_assert(kText[index_of(Sign::words)] <= 0 && kText[index_of(Sign::named)] <= 0 &&
              kNetwork[index_of(Sign::words)] <= 0 && kNetwork[index_of(Sign::named)] <= 0);

/// What all recipients of one mail are held against.
class Words {
  public:
    Words(const Profile& profile, std::string_view text)
        : profile_(profile), terms_(terms_of(text)) {
        double square = 0;
        squares_.reserve(terms_.size());
        for (const auto& term : terms_) {
            const auto idf = profile.idf(term.hash);
            const auto weight = term.weight * idf;
            square += weight * weight;
            squares_.push_back(idf * idf);
        }
        length_ = std::sqrt(square);
    }
    double cosine(const Contact& contact) const {
        double product = 0;
        std::size_t mine = 0;
        for (const auto& term : contact.terms) {
            while (mine < terms_.size() && terms_[mine].hash < term.hash) ++mine;
            if (mine == terms_.size()) break;
            if (terms_[mine].hash == term.hash)
                product += squares_[mine] * term.weight * terms_[mine].weight;
        }
        return product > 0 ? product / (length_ * profile_.length_of(contact)) : 0;
    }
    bool names(std::string_view address) const {
        return std::ranges::any_of(name_words(address), [&](std::uint32_t word) {
            return std::ranges::binary_search(terms_, word, {}, &Term::hash);
        });
    }

  private:
    const Profile& profile_;
    std::vector<Term> terms_;      // of the text
    std::vector<double> squares_;  // of each one's idf; 0 for words that no mail before it had
    double length_ = 0;            // of the text, weighed with idf
};

std::size_t common_start(std::string_view a, std::string_view b) {
    const auto ends = std::ranges::mismatch(a, b);
    return static_cast<std::size_t>(ends.in1 - a.begin());
}

class Witness {
  public:
    Witness(const Profile& profile, const Letter& letter) : profile_(profile), letter_(letter) {
        for (const auto& address : letter.recipients) {
            known_.push_back(profile.find(address));
            group_ += group_hash(address);
        }
    }

    Evidence of(std::string_view address, std::size_t place) {
        auto out = without_words(address, place);
        if (!words_) words_.emplace(profile_, letter_.text);
        const auto* contact = profile_.find(address);
        if (contact != nullptr) out[index_of(Sign::words)] = words_->cosine(*contact);
        out[index_of(Sign::named)] = words_->names(address) ? 1 : 0;
        return out;
    }

    Evidence without_words(std::string_view address, std::size_t place) const {
        Evidence out{};
        const auto put = [&](Sign sign, double value) { out[index_of(sign)] = value; };
        const auto* contact = profile_.find(address);
        const double sent = contact != nullptr ? contact->sent : 0;
        const double share = (sent + kRare) / (profile_.sent() + 1.0);
        put(Sign::bias, 1);
        put(Sign::known, contact != nullptr ? 1 : 0);
        put(Sign::sent, std::log(share));
        put(Sign::received, contact != nullptr ? std::log(contact->received + 1.0) : 0);
        put(Sign::last, std::log(1 + days_since(contact)));
        beside(contact, place, share, out);
        std::size_t start = 0;
        for (std::size_t i = 0; i < letter_.recipients.size(); ++i)
            if (i != place) start = std::max(start, common_start(address, letter_.recipients[i]));
        // A completion that was taken wrongly stands in the place of the one that was meant.
        if (start < kAlike && replaces_usual(address, place, sent)) start = kAlike;
        put(Sign::alike, start >= 1 ? 1 : 0);
        put(Sign::much_alike, start >= kAlike ? 1 : 0);
        const auto others = group_ - group_hash(letter_.recipients[place]);
        if (letter_.recipients.size() > 1)
            put(Sign::without, std::log(1.0 + profile_.exactly(others)));
        put(Sign::usual_group, profile_.exactly(others + group_hash(address)) > 0 ? 1 : 0);
        return out;
    }

  private:
    double days_since(const Contact* contact) const {
        if (contact == nullptr || contact->sent == 0) return kNeverDays;
        const auto days = static_cast<double>((letter_.at - contact->written).count()) / 86400;
        return std::clamp(days, 0.0, kNeverDays);
    }

    /// Whether a contact that begins alike, and is written to more, usually stands beside all of
    /// the others, and does not now.
    bool replaces_usual(std::string_view address, std::size_t place, double sent) const {
        if (letter_.recipients.size() < 2) return false;
        for (const auto& contact : profile_.contacts()) {
            if (contact.sent <= sent || common_start(contact.address, address) < kAlike) continue;
            if (std::ranges::binary_search(letter_.recipients, contact.address)) continue;
            bool beside_all = true;
            for (std::size_t i = 0; i < known_.size() && beside_all; ++i)
                beside_all =
                    i == place || (known_[i] != nullptr &&
                                   2 * profile_.together(contact, *known_[i]) > known_[i]->sent);
            if (beside_all) return true;
        }
        return false;
    }

    /// How it goes with the others: of each, how often it stood there when the other did.
    void beside(const Contact* contact, std::size_t place, double share, Evidence& out) const {
        double sum = 0;
        std::size_t others = 0;
        bool never = true;
        for (std::size_t i = 0; i < known_.size(); ++i) {
            if (i == place) continue;
            ++others;
            const auto* other = known_[i];
            const double count =
                contact != nullptr && other != nullptr ? profile_.together(*contact, *other) : 0;
            const double all = other != nullptr ? other->sent : 0;
            never = never && count == 0;
            sum += std::log((count + kBackOff * share) / (all + kBackOff) / share);
        }
        if (others == 0) return;
        out[index_of(Sign::together)] = sum / static_cast<double>(others);
        out[index_of(Sign::apart)] = never && contact != nullptr ? 1 : 0;
    }

    const Profile& profile_;
    const Letter& letter_;
    std::optional<Words> words_;  // read when they are first asked for
    std::vector<const Contact*> known_;
    std::uint64_t group_ = 0;
};

double score(const Evidence& evidence, const Weights& weights) {
    return std::inner_product(evidence.begin(), evidence.end(), weights.begin(), 0.0);
}

}  // namespace

std::vector<Evidence> evidence_of(const Profile& profile, const Letter& letter) {
    Witness witness(profile, letter);
    std::vector<Evidence> out;
    for (std::size_t i = 0; i < letter.recipients.size(); ++i)
        out.push_back(witness.of(letter.recipients[i], i));
    return out;
}

bool shares_words(const std::vector<Evidence>& evidence) {
    return std::ranges::any_of(evidence,
                               [](const Evidence& one) { return one[index_of(Sign::words)] > 0; });
}

const Weights& weights_for(bool text) {
    return text ? kText : kNetwork;
}

double warning_from(bool text) {
    return text ? 0.96 : 0.84;  // 2 % of clean mails in leak_bench --fit, and a little less
}

std::vector<double> leak_probabilities(const std::vector<Evidence>& evidence,
                                       const Weights& weights) {
    constexpr double kMost = 50;  // e^50 of it is certain enough
    std::vector<double> out;
    double sum = 1;  // none of them
    for (const auto& one : evidence) {
        out.push_back(std::exp(std::min(score(one, weights), kMost)));
        sum += out.back();
    }
    for (auto& one : out) one /= sum;
    return out;
}

std::vector<Suspect> rank(const Profile& profile, const Letter& letter) {
    const auto evidence = evidence_of(profile, letter);
    const bool text = shares_words(evidence);
    const auto probabilities = leak_probabilities(evidence, weights_for(text));
    std::vector<Suspect> out;
    for (std::size_t i = 0; i < evidence.size(); ++i)
        out.push_back({.recipient = i,
                       .probability = probabilities[i],
                       .evidence = evidence[i],
                       .warns = probabilities[i] >= warning_from(text)});
    std::ranges::stable_sort(out, std::greater<>(), &Suspect::probability);
    return out;
}

std::optional<Suspect> doubtful(const Profile& profile, const Letter& letter) {
    const Witness witness(profile, letter);
    bool may_warn = false;
    for (std::size_t i = 0; i < letter.recipients.size() && !may_warn; ++i) {
        const auto evidence = witness.without_words(letter.recipients[i], i);
        for (const bool text : {true, false}) {
            // Beside doubts of others its own would be smaller.
            const auto most = 1 / (1 + std::exp(-score(evidence, weights_for(text))));
            may_warn = may_warn || most >= warning_from(text);
        }
    }
    if (!may_warn) return std::nullopt;
    const auto first = rank(profile, letter).front();
    return first.warns ? std::optional(first) : std::nullopt;
}

const Contact* meant(const Profile& profile, const Letter& letter, std::size_t recipient) {
    Witness witness(profile, letter);
    const auto& suspect = letter.recipients[recipient];
    const auto suspected = witness.of(suspect, recipient);
    const auto& weights = weights_for(suspected[index_of(Sign::words)] > 0);
    double best = score(suspected, weights);
    const Contact* out = nullptr;
    std::size_t tried = 0;
    for (const auto& contact : profile.contacts()) {
        if (contact.sent == 0 || common_start(contact.address, suspect) < kAlike) continue;
        if (std::ranges::binary_search(letter.recipients, contact.address)) continue;
        if (++tried > kMostMeant) break;
        const auto found = score(witness.of(contact.address, recipient), weights);
        if (found >= best) continue;
        best = found;
        out = &contact;
    }
    return out;
}

}  // namespace sendguard::history
