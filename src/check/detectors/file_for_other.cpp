// An attachment whose name says that it is for somebody else: "Offer_Holm.pdf" to the house Berg.
//
// Kinds:
//   house   the file's name holds the name of a known house (a domain of the policy's groups), none
//           of the recipients is there, and the text does not speak of it
//   person  "Payslip_Karina_Holm.pdf" to one recipient of another name whom the text greets
//           otherwise; the file's kind is one that goes to the person it names
// Limits: names of one word, and words of less than five letters, tell nothing.
// source: names.h, domains.h
#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kShortName = 5;

// What a document is that is made for one person, in the languages of the shipped packs.
constexpr std::string_view kPersonal[] = {"payslip",
                                          "payroll",
                                          "salary",
                                          "contract",
                                          "offer",
                                          "certificate",
                                          "dismissal",
                                          "reference",
                                          "appraisal",
                                          "evaluation",
                                          "assessment",
                                          "diagnosis",
                                          "results",
                                          "bill",
                                          "gehalt",
                                          "lohnabrechnung",
                                          "gehaltsabrechnung",
                                          "arbeitsvertrag",
                                          "vertrag",
                                          "zeugnis",
                                          "angebot",
                                          "rechnung",
                                          "kundigung",
                                          "bescheid",
                                          "bulletin",
                                          "fiche",
                                          "contrat",
                                          "attestation",
                                          "certificat",
                                          "devis",
                                          "nomina",
                                          "contrato",
                                          "oferta",
                                          "certificado",
                                          "busta",
                                          "contratto",
                                          "offerta",
                                          "certificato",
                                          "loonstrook",
                                          "salarisstrook",
                                          "offerte",
                                          "getuigschrift",
                                          "recibo",
                                          "proposta",
                                          "umowa",
                                          "swiadectwo",
                                          "zaswiadczenie",
                                          "invoice",
                                          "paystub",
                                          "testimonial",
                                          "statement",
                                          "letter",
                                          "brief",
                                          "lettre",
                                          "carta",
                                          "lettera",
                                          "pismo"};

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

/// Labels of the groups' domains outside the house.
std::set<std::string> houses_of(const policy::Policy& policy) {
    std::set<std::string> out;
    const auto add = [&](std::string_view domain) {
        const auto name = registered_name(domain);
        if (name.label.size() >= kShortName && !policy.is_internal("a@" + std::string(domain)) &&
            !is_webmail(domain))
            out.insert(name.label);
    };
    for (const auto& group : policy.groups) {
        for (const auto& domain : group.domains) add(domain);
        for (const auto& address : group.addresses) add(domain_of(address));
    }
    return out;
}

/// A person whom a file's name names: two words beside what the document is, one a given name.
std::vector<std::string> named_in(const std::vector<std::string>& words) {
    std::vector<std::string> person;
    const auto is_kind = [](const std::string& word) {
        return std::ranges::find(kPersonal, word) != std::end(kPersonal);
    };
    if (std::ranges::none_of(words, is_kind)) return {};
    std::ranges::copy_if(words, std::back_inserter(person), [&](const std::string& word) {
        return !is_kind(word) && word.size() >= 3;
    });
    const bool named = person.size() == 2 && std::ranges::any_of(person, is_given_name) &&
                       std::ranges::none_of(person, is_office_word);
    return named ? person : std::vector<std::string>{};
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
    explicit Search(const DetectorInput& input)
        : input_(input), text_(draft::lower(draft::fold(written_text(input.draft)))) {}

    std::string clause_for(const draft::Part& part) const {
        const auto dot = part.filename.rfind('.');
        const auto words = name_words(std::string_view(part.filename).substr(0, dot));
        if (asks_for(input_.condition, "house")) {
            for (const auto& house : houses_of(input_.policy)) {
                if (std::ranges::find(words, house) != words.end() && !is_met(house))
                    return "the file's name names " + house + ", and nobody there gets it";
            }
        }
        const auto person = named_in(words);
        if (!person.empty() && asks_for(input_.condition, "person") &&
            input_.draft.recipients.size() == 1 && !is_met(person[0]) && !is_met(person[1])) {
            const auto& mailbox = input_.draft.recipients.front().mailbox;
            if (person_of(mailbox).is_person)
                return "the file's name names " + person[0] + " " + person[1] +
                       ", and it goes to " +
                       (mailbox.name.empty() ? mailbox.address : mailbox.name);
        }
        return {};
    }

  private:
    /// Whether a recipient bears the name, or the text speaks of it.
    bool is_met(const std::string& name) const {
        if (text_.find(name) != std::string::npos) return true;
        return std::ranges::any_of(input_.draft.recipients, [&](const draft::Recipient& recipient) {
            const auto person = person_of(recipient.mailbox);
            return may_name(name, person) ||
                   recipient.mailbox.address.find(name) != std::string::npos;
        });
    }

    const DetectorInput& input_;
    std::string text_;
};

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto& parts = input.draft.parts;
    const auto is_named = [](const draft::Part& part) {
        return part.attachment && !part.filename.empty();
    };
    if (input.draft.kind != draft::Kind::mail || std::ranges::none_of(parts, is_named)) return out;
    const Search search(input);
    for (const auto& part : parts) {
        if (!is_named(part)) continue;
        if (auto clause = search.clause_for(part); !clause.empty())
            out.push_back({place_of(input.draft, part), std::move(clause)});
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
