// An attachment whose name says that it is for somebody else: "Offer_Holm.pdf" to the house Berg.
//
// Kinds:
//   house   an offer, a contract or the like whose file name holds the name of a known house (a
//           domain of the policy's groups); none of the recipients is there, and the text does not
//           speak of it
//   person  "Payslip_Karina_Holm.pdf" to one recipient of another name; the file's kind is one that
//           goes to the person it names, and neither text nor sender bears the name
// Limits: names of one word tell nothing of a person, and everyday words nothing of a house; nor do
// given names that are also places ("Offer_Victoria_Hotel.pdf"), but for pay slips and the like.
// source: names.h, domains.h, file_words.h
#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/file_words.h"
#include "check/detectors/names.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kShortName = 5;

constexpr std::size_t kMostShown = 20;
constexpr std::size_t kMostFiles = 200;  ///< attachments whose names are looked at

std::string written_text(const draft::Draft& draft) {
    std::string out;
    for (const auto& passage : draft.passages) {
        const bool written =
            passage.place == draft::Place::subject || passage.place == draft::Place::body ||
            passage.place == draft::Place::signature || passage.place == draft::Place::quote;
        if (written && !draft.parts[passage.part].attachment) {
            out += passage.text;
            out += '\n';
        }
    }
    return out;
}

bool is_one_of(std::string_view words, std::string_view word) {
    return std::ranges::any_of(split(words, ' '), [&](auto one) { return one == word; });
}

using Words = std::vector<std::string>;

bool is_reserved(const draft::Recipient& recipient) {
    return in_reserved_world(domain_of(recipient.mailbox.address));
}

/// The words of the labels of the groups' domains outside the house: "weber-holz.test" as "weber",
/// "holz". Groups of the packs, whose domains are reserved, count where the recipients' are as
/// well.
std::set<Words> houses_of(const DetectorInput& input) {
    std::set<Words> out;
    const bool reserved = std::ranges::any_of(input.draft.recipients, is_reserved);
    const auto add = [&](std::string_view domain) {
        const auto name = registered_name(domain);
        if (name.label.size() >= kShortName &&
            !input.policy.is_internal("a@" + std::string(domain)) && !is_webmail(domain) &&
            !is_one_of(kCommonLabels, name.label))
            out.insert(name_words(name.label));
    };
    for (const auto& group : input.policy.groups) {
        if (is_placeholder(group) && !reserved) continue;
        for (const auto& domain : group.domains) add(domain);
        for (const auto& address : group.addresses) add(domain_of(address));
    }
    out.erase(Words{});
    return out;
}

/// The words of a file's name: "KarinaHolm_Contract.pdf" has three.
Words words_of(std::string_view filename) {
    constexpr std::size_t kLongestName = 255;  // bytes; file systems have no longer ones
    const auto name = filename.substr(0, std::min(filename.rfind('.'), kLongestName));
    std::string spread;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool small = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (small && name[i] >= 'A' && name[i] <= 'Z') spread += ' ';
        spread += name[i];
    }
    return name_words(to_valid_utf8(spread));
}

bool is_kind(const std::string& word) {
    return is_one_of(kPersonal, word);
}

/// A person whom a file's name names: two words beside what the document is, one a given name; of
/// three, two are.
Words named_in(const Words& words) {
    if (std::ranges::none_of(words, is_kind)) return {};
    const bool strong = std::ranges::any_of(
        words, [](const std::string& word) { return is_one_of(kPrivate, word); });
    Words person;
    std::ranges::copy_if(words, std::back_inserter(person), [](const std::string& word) {
        return !is_kind(word) && word.size() >= 3 && !is_one_of(kFillers, word);
    });
    const auto is_given = [&](const std::string& word) {
        return strong ? is_name_form(word) : is_given_name(word) && !is_one_of(kAmbiguous, word);
    };
    const auto given = std::ranges::count_if(person, is_given);
    const bool named = (person.size() == 2 && given >= 1) || (person.size() == 3 && given == 2);
    const auto is_thing = [](const std::string& word) {
        return is_office_word(word) || is_one_of(kThings, word);
    };
    return named && std::ranges::none_of(person, is_thing) ? person : Words{};
}

draft::Location place_of(const draft::Draft& draft, const draft::Part& part) {
    draft::Location place;
    place.place = draft::Place::filename;
    place.part = part.number;
    place.text = part.filename;
    const auto at = line_column(*draft.bytes, part.header_begin);
    place.line = place.end_line = at.line;
    place.column = place.end_column = at.column;
    return place;
}

class Search {
  public:
    explicit Search(const DetectorInput& input) : input_(input) {
        if (asks_for(input.condition, "house")) houses_ = houses_of(input);
    }

    std::string clause_for(const draft::Part& part) {
        const auto words = words_of(part.filename);
        if (auto clause = house_clause(words); !clause.empty()) return clause;
        const auto person = named_in(words);
        if (person.empty() || !asks_for(input_.condition, "person") ||
            input_.draft.recipients.size() != 1)
            return {};
        const auto& mailbox = input_.draft.recipients.front().mailbox;
        const bool met =
            std::ranges::any_of(person, [&](const std::string& name) { return is_met(name); });
        if (met || !person_of(mailbox).is_person || is_senders(person)) return {};
        std::string names = person.front();
        for (std::size_t i = 1; i < person.size(); ++i) names += " " + person[i];
        return "the file's name names " + names + ", and it goes to " +
               (mailbox.name.empty() ? mailbox.address : mailbox.name);
    }

  private:
    std::string house_clause(const Words& words) {
        const bool for_one = std::ranges::any_of(words, [](const std::string& word) {
            return is_kind(word) || is_one_of(kForHouse, word);
        });
        if (!for_one || !asks_for(input_.condition, "house")) return {};
        for (const auto& house : houses_) {
            if (std::search(words.begin(), words.end(), house.begin(), house.end()) == words.end())
                continue;
            if (std::ranges::all_of(house, [&](const std::string& word) { return is_met(word); }))
                continue;
            std::string name = house.front();
            for (std::size_t i = 1; i < house.size(); ++i) name += "-" + house[i];
            return "the file's name names " + name + ", and nobody there gets it";
        }
        return {};
    }

    /// What the sender made, and signs: "Contract_Berg_Anna.pdf" from Anna Berg.
    bool is_senders(const Words& person) const {
        return std::ranges::any_of(input_.draft.from, [&](const draft::Mailbox& from) {
            const auto sender = person_of(from);
            return std::ranges::all_of(
                person, [&](const std::string& name) { return may_name(name, sender); });
        });
    }

    /// Whether a recipient bears the name, or the text speaks of it.
    bool is_met(const std::string& name) {
        if (!text_read_) {
            text_read_ = true;
            for (auto& word : name_words(written_text(input_.draft))) text_.insert(std::move(word));
            for (const auto& recipient : input_.draft.recipients)
                people_.push_back(
                    {person_of(recipient.mailbox), ascii_lower(recipient.mailbox.address)});
        }
        // Also inflected: "Holms", "Karinas".
        const auto found = text_.lower_bound(name);
        if (found != text_.end() && found->starts_with(name)) return true;
        return std::ranges::any_of(people_, [&](const Reader& reader) {
            return may_name(name, reader.person) || reader.address.find(name) != std::string::npos;
        });
    }

    const DetectorInput& input_;
    std::set<Words> houses_;
    struct Reader {
        NamedPerson person;
        std::string address;
    };
    std::vector<Reader> people_;  ///< the recipients
    std::set<std::string> text_;  ///< the words that are written
    bool text_read_ = false;
};

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& parts = input.draft.parts;
    const auto is_named = [](const draft::Part& part) {
        return part.attachment && !part.filename.empty();
    };
    if (input.draft.kind != draft::Kind::mail || std::ranges::none_of(parts, is_named)) return out;
    Search search(input);
    std::size_t looked_at = 0;
    for (const auto& part : parts) {
        if (!is_named(part)) continue;
        if (auto clause = search.clause_for(part); !clause.empty())
            out.push_back({place_of(input.draft, part), std::move(clause)});
        if (++looked_at == kMostFiles || out.size() == kMostShown) break;
    }
    return out;
}

}  // namespace

Detector file_for_other_detector() {
    return {"file-for-other",
            "an attachment whose name names somebody who does not get it",
            {"house", "person"},
            {},
            detect};
}

}  // namespace sendguard::check
