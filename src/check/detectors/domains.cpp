#include "check/detectors/domains.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

#include "base/text.h"
#include "check/detectors/names.h"
#include "check/detectors/webmail_domains.h"
#include "draft/addresses.h"
#include "draft/fold_lookalikes.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kLongestDomain = 255;  ///< RFC 1035 2.3.4
constexpr std::size_t kShortLabel = 5;       ///< one letter apart, shorter names are other names

constexpr std::string_view kSecondLevels[] = {"co",  "com", "org",    "net", "gov",  "ac",  "edu",
                                              "gob", "gov", "gouv",   "go",  "or",   "mil", "nom",
                                              "ne",  "nhs", "police", "mod", "info", "gv"};

// Those that most slips are for; the others' neighbours are often real houses.
constexpr std::string_view kMistyped[] = {"gmail.com",     "googlemail.com", "hotmail.com",
                                          "outlook.com",   "yahoo.com",      "icloud.com",
                                          "protonmail.com"};

/// `a` becomes `b` by one letter added, left out or changed, or two neighbours changed.
bool one_slip_apart(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b) return false;
    const auto head =
        static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
    const auto rest_a = a.substr(head), rest_b = b.substr(head);
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
           rest_a.substr(2) == rest_b.substr(2);
}

bool holds_word(std::string_view words, std::string_view word) {
    return std::ranges::any_of(split(words, ' '), [&](auto one) { return one == word; });
}

/// The code points that an A-label stands for; itself where it is none or is broken.
/// source: RFC 3492 6.2
std::u32string from_punycode(std::string_view label) {
    constexpr std::uint32_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700;
    std::u32string out;
    const auto plain = [&] { return std::u32string(label.begin(), label.end()); };
    if (!label.starts_with("xn--")) return plain();
    const auto code = label.substr(4);
    const auto dash = code.rfind('-');
    const auto basic = dash == std::string_view::npos ? std::string_view() : code.substr(0, dash);
    out.assign(basic.begin(), basic.end());
    std::uint32_t n = 128, i = 0, bias = 72;
    for (auto at = basic.empty() ? std::size_t{0} : dash + 1; at < code.size();) {
        const std::uint32_t before = i;
        std::uint32_t weight = 1;
        for (std::uint32_t k = kBase;; k += kBase) {
            if (at >= code.size() || weight > 1u << 26) return plain();
            const char c = code[at++];
            const auto digit =
                static_cast<std::uint32_t>(is_ascii_digit(c)    ? c - '0' + 26
                                           : is_ascii_letter(c) ? ascii_lower(c) - 'a'
                                                                : 36);
            if (digit >= kBase || i > 1u << 30) return plain();
            i += digit * weight;
            const std::uint32_t t = std::clamp(k > bias ? k - bias : 0, kTMin, kTMax);
            if (digit < t) break;
            weight *= kBase - t;
        }
        const auto size = static_cast<std::uint32_t>(out.size() + 1);
        std::uint32_t delta = before == 0 ? (i - before) / kDamp : (i - before) / 2;
        delta += delta / size;
        std::uint32_t k = 0;
        for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
        bias = k + (kBase - kTMin + 1) * delta / (delta + kSkew);
        n += i / size;
        i %= size;
        if (n > 0x10FFFF) return plain();
        out.insert(out.begin() + i, static_cast<char32_t>(n));
        ++i;
    }
    return out;
}

/// The label as a hasty eye takes it in: look-alikes of other scripts in Latin, "rn" as "m", "0" as
/// "o", "1" as "l", accents off.
std::string skeleton(std::string_view label) {
    std::string out;
    for (const char32_t letter : from_punycode(label)) {
        if (letter < 128) {
            out += static_cast<char>(letter);
        } else if (const auto plain = plain_letters(letter); !plain.empty()) {
            out += plain;
        } else if (const auto* lookalike = draft::find_lookalike(letter); lookalike != nullptr) {
            append_utf8(out, lookalike->latin);
        } else {
            append_utf8(out, letter);
        }
    }
    constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
        {"rn", "m"}, {"vv", "w"}, {"cl", "d"}, {"0", "o"}, {"1", "l"}, {"i", "l"}, {"5", "s"}};
    for (const auto& [from, to] : kPairs) {
        for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + 1))
            out.replace(at, from.size(), to);
    }
    return out;
}

/// Whether `domain` lies below `known`.
bool is_within(std::string_view domain, std::string_view known) {
    return domain.size() > known.size() && domain.ends_with(known) &&
           domain[domain.size() - known.size() - 1] == '.';
}

/// "example" under .com, .net and .org, and what ends in .example: RFC 2606 gives them to nobody.
bool stands_for_anything(const RegisteredName& name) {
    return name.label == "example" &&
           (name.ending == "com" || name.ending == "net" || name.ending == "org");
}

}  // namespace

std::string_view domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

std::string_view local_part_of(std::string_view address) {
    return address.substr(0, address.rfind('@'));
}

RegisteredName registered_name(std::string_view domain) {
    const auto labels = split(domain, '.');
    std::size_t suffix = 1;
    if (labels.size() > 2 && labels.back().size() == 2 &&
        std::ranges::find(kSecondLevels, labels[labels.size() - 2]) != std::end(kSecondLevels))
        suffix = 2;
    if (labels.size() <= suffix) return {"", domain};
    const auto label = labels[labels.size() - suffix - 1];
    return {label, domain.substr(
                       static_cast<std::size_t>(label.data() + label.size() + 1 - domain.data()))};
}

bool is_webmail(std::string_view domain) {
    static const auto listed = [] {
        const auto words = split(kWebmail, ' ');
        return std::unordered_set<std::string_view>(words.begin(), words.end());
    }();
    return listed.contains(domain);
}

std::string_view webmail_meant(std::string_view domain) {
    if (is_webmail(domain)) return {};
    for (const auto provider : kMistyped) {
        if (one_slip_apart(domain, provider)) return provider;
    }
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos) return {};
    const auto ending = domain.substr(dot + 1);
    if (holds_word(kEndings, ending)) return {};
    // The provider's name under an ending that does not exist: "gmx.ed".
    for (const auto provider : split(kWebmail, ' ')) {
        const auto at = provider.rfind('.');
        if (provider.substr(0, at) == domain.substr(0, dot) &&
            one_slip_apart(ending, provider.substr(at + 1)))
            return provider;
    }
    return {};
}

bool in_reserved_world(std::string_view domain) {
    constexpr std::string_view kReserved[] = {"example", "test", "invalid", "localhost"};
    const auto ending = domain.substr(domain.rfind('.') + 1);
    return std::ranges::find(kReserved, ending) != std::end(kReserved) ||
           one_slip_apart(ending, kReserved[0]);
}

bool is_placeholder(const policy::Group& group) {
    return group.where.file.starts_with("pack:");
}

namespace {

/// A label that a stranger would choose to be taken for another: digits for letters, other scripts.
bool is_disguised(std::string_view label) {
    return label.starts_with("xn--") || std::ranges::any_of(label, is_ascii_digit);
}

}  // namespace

bool may_be_two_houses(std::string_view domain, std::string_view known) {
    const auto one = registered_name(domain).label, other = registered_name(known).label;
    if (is_disguised(one) || is_disguised(other)) return false;
    if (one.size() == other.size()) {
        // A letter changed: "meier", "maier"; two that changed places are a slip.
        const auto changed = std::inner_product(one.begin(), one.end(), other.begin(), 0,
                                                std::plus<>(), std::not_equal_to<>());
        return changed == 1;
    }
    if (!one_slip_apart(one, other)) return true;  // "clean", "dean": alike to the eye only
    const auto& longer = one.size() > other.size() ? one : other;
    const auto& shorter = one.size() > other.size() ? other : one;
    const auto at = static_cast<std::size_t>(
        std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
    // A letter more at a word's end ("stadtwerk", "stadtwerke", "weber-holz", "webers-holz"), or
    // doubled ("hofmann", "hoffmann").
    return at == 0 || at == shorter.size() || shorter[at] == '-' || shorter[at - 1] == '-' ||
           longer[at] == longer[at - 1];
}

std::string_view likeness_clause(Likeness likeness) {
    switch (likeness) {
        case Likeness::ending:
            return "the same name under another ending as";
        case Likeness::typo:
            return "one slip of a key apart from";
        case Likeness::letters:
            return "to the eye the same as";
        case Likeness::swallowed:
            return "somebody else's domain that begins with";
    }
    return {};
}

std::optional<Likeness> likeness(std::string_view domain, std::string_view known) {
    if (std::max(domain.size(), known.size()) > kLongestDomain) return std::nullopt;
    if (domain == known || is_within(domain, known) || is_within(known, domain))
        return std::nullopt;
    const bool begins = domain.size() > known.size() && domain.starts_with(known);
    if (begins && domain[known.size()] == '.' && known.find('.') != std::string_view::npos)
        return Likeness::swallowed;
    const auto one = registered_name(domain), other = registered_name(known);
    if (one.label.empty() || other.label.empty()) return std::nullopt;
    // "example-org.com" for "example.org".
    const auto size = other.label.size();
    if (one.label.size() > size && one.label[size] == '-' && one.label.starts_with(other.label) &&
        one.label.substr(size + 1) == other.ending)
        return Likeness::swallowed;
    if (stands_for_anything(one) && stands_for_anything(other)) return std::nullopt;
    if (one.label == other.label) {
        if (one.ending != other.ending && one.label.size() > 2) return Likeness::ending;
        // A slip below the registered name: "mail.exmaple.mod.test" is the same house.
        return std::nullopt;
    }
    if (one.ending != other.ending) return std::nullopt;
    if (skeleton(one.label) == skeleton(other.label)) return Likeness::letters;
    const bool long_enough = std::min(one.label.size(), other.label.size()) >= kShortLabel;
    // "news1", "news2": numbered names are meant.
    const auto is_digit = [](char c) { return is_ascii_digit(c); };
    if (long_enough && one_slip_apart(one.label, other.label) &&
        std::ranges::none_of(one.label, is_digit) && std::ranges::none_of(other.label, is_digit))
        return Likeness::typo;
    return std::nullopt;
}

bool ends_nearly(std::string_view domain, std::string_view ending) {
    if (domain == ending || is_within(domain, ending)) return false;
    const auto wanted = split(ending, '.').size();
    const auto labels = split(domain, '.');
    if (labels.size() <= wanted) return false;
    const auto tail = domain.substr(
        static_cast<std::size_t>(labels[labels.size() - wanted].data() - domain.data()));
    if (wanted == 1) return one_slip_apart(tail, ending) && ending.size() > 2;
    return likeness(tail, ending).has_value();
}

bool is_named(const policy::Policy& policy, const std::string& domain) {
    const std::string anybody = "a@" + domain;
    if (policy.is_internal(anybody)) return true;
    const auto names_it = [&](const std::string& glob) {
        if (!glob_match(glob, anybody)) return false;
        const auto labels = split(domain_of(glob), '.');
        const auto plain = std::ranges::count_if(labels, [](std::string_view label) {
            return label.find_first_of("*?") == std::string_view::npos;
        });
        return plain >= 2;
    };
    return std::ranges::any_of(policy.groups, [&](const policy::Group& group) {
        return group.domains.contains(domain) || std::ranges::any_of(group.globs, names_it) ||
               std::ranges::any_of(group.addresses, [&](const std::string& address) {
                   return domain_of(address) == domain;
               });
    });
}

namespace {

/// Whether [begin, end) is the address of who wrote what is quoted: in a field From or Reply-To, or
/// in a line such as "On Monday, Anna <anna@north.example> wrote:". To whom it went tells less:
/// that may have been the slip, which is mended now; so may what a bounce names.
bool is_writer(std::string_view text, std::size_t begin, std::size_t end) {
    constexpr std::size_t kLongestLine = 300;  // bytes, to either side
    const auto start = begin > kLongestLine ? begin - kLongestLine : 0;
    const auto before = text.substr(start, begin - start);
    const auto line_begin = before.find_last_of("\r\n");
    const auto head = line_begin == std::string_view::npos ? before : before.substr(line_begin + 1);
    const auto after = text.substr(end, kLongestLine);
    const auto tail = trim(after.substr(0, after.find_first_of("\r\n")));
    const auto word =
        ascii_lower(head.substr(std::min(head.find_first_not_of("> \t*|"), head.size())));
    for (const auto field : {"from:", "reply-to:", "von:", "de:", "de :", "da:", "van:", "od:"})
        if (word.starts_with(field)) return true;
    // "<anna@north.example>:" alone is a bounce's line.
    return tail.ends_with(':') && (std::ranges::any_of(word, is_ascii_letter) ||
                                   std::ranges::any_of(tail, is_ascii_letter));
}

}  // namespace

std::unordered_set<std::string> quoted_addresses(const draft::Draft& draft, bool writers) {
    std::unordered_set<std::string> out;
    const auto is_part = [](char c) {
        return is_ascii_word(c) || c == '-' || c == '.' || c == '+';
    };
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::quote) continue;
        const auto text = passage.text;
        for (auto at = text.find('@'); at != std::string_view::npos && out.size() < kMostQuoted;
             at = text.find('@', at + 1)) {
            auto begin = at, end = at + 1;
            while (begin > 0 && is_part(text[begin - 1])) --begin;
            while (end < text.size() && is_part(text[end])) ++end;
            while (end > at + 1 && text[end - 1] == '.') --end;
            if (begin < at && end >= at + 4 && (!writers || is_writer(text, begin, end)))
                out.insert(draft::canonical_address(text.substr(begin, end - begin)));
        }
    }
    return out;
}

std::unordered_set<std::string> domains_of(const std::unordered_set<std::string>& addresses) {
    std::unordered_set<std::string> out;
    for (const auto& address : addresses) out.emplace(domain_of(address));
    return out;
}

}  // namespace sendguard::check
