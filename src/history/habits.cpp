#include "history/habits.h"

#include <algorithm>

#include "base/text.h"

namespace sendguard::history {
namespace {

constexpr std::uint32_t kUsual = 5;   // mails that make a habit
constexpr std::uint32_t kOfTen = 9;   // in so many of ten
constexpr std::size_t kShortest = 6;  // letters; in shorter ones a slip makes another name
constexpr std::size_t kMostMissing = 3;

std::string_view local_of(std::string_view address) {
    return address.substr(0, address.find('@'));
}
std::string_view domain_of(std::string_view address) {
    const auto at = address.find('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

/// A name of two words: one that two people at two domains would hardly share.
bool is_full_name(std::string_view local) {
    const auto separator = local.find_first_of("._-");
    return separator != std::string_view::npos && separator >= 2 && local.size() - separator > 2 &&
           local.size() >= kShortest;
}

}  // namespace

bool is_first_time(const Profile& profile, std::string_view address) {
    return profile.find(address) == nullptr;
}

std::vector<Missing> missing_usual(const Profile& profile, const Letter& letter) {
    std::vector<const Contact*> usual;
    std::uint64_t group = 0;
    for (const auto& address : letter.recipients) {
        group += group_hash(address);
        const auto* contact = profile.find(address);
        if (contact != nullptr && contact->sent >= kUsual) usual.push_back(contact);
    }
    std::vector<Missing> out;
    if (usual.size() < 2 || profile.exactly(group) > 1) return out;
    for (const auto* contact : profile.companions(usual)) {
        if (contact->address == letter.from ||
            std::ranges::binary_search(letter.recipients, contact->address))
            continue;
        Missing found{.contact = contact, .with = usual, .times = 0, .of = 0};
        const bool always = std::ranges::all_of(usual, [&](const Contact* one) {
            const auto times = profile.together(*contact, *one);
            if (found.of == 0 || times * found.of < found.times * one->sent) {
                found.times = times;
                found.of = one->sent;
            }
            return times * 10 >= one->sent * kOfTen;
        });
        if (always) out.push_back(std::move(found));
        if (out.size() == kMostMissing) break;
    }
    return out;
}

bool is_one_slip(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b) return false;
    const auto start = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    const auto rest_a = a.substr(start), rest_b = b.substr(start);
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
           rest_a.substr(2) == rest_b.substr(2);
}

std::optional<Lookalike> lookalike(const Profile& profile, std::string_view address) {
    if (!is_first_time(profile, address)) return std::nullopt;
    const auto local = local_of(address), domain = domain_of(address);
    bool known_domain = false;
    std::optional<Lookalike> out;
    const auto better = [&](const Contact& contact, Likeness likeness) {
        const bool nearer = !out || likeness < out->likeness ||
                            (likeness == out->likeness && contact.sent > out->contact->sent);
        if (nearer) out = Lookalike{&contact, likeness};
    };
    for (const auto& contact : profile.contacts()) {
        const auto other_local = local_of(contact.address);
        const auto other_domain = domain_of(contact.address);
        known_domain = known_domain || domain == other_domain;
        if (contact.sent < kOften) continue;
        if (domain == other_domain) {
            if (local.size() >= kShortest && is_one_slip(local, other_local))
                better(contact, Likeness::address);
        } else if (domain.size() >= kShortest && is_one_slip(domain, other_domain)) {
            better(contact, Likeness::domain);
        } else if (local == other_local && is_full_name(local)) {
            better(contact, Likeness::person);
        }
    }
    // Mail goes to that domain anyway: it is no slip.
    if (out && out->likeness == Likeness::domain && known_domain) out.reset();
    return out;
}

}  // namespace sendguard::history
