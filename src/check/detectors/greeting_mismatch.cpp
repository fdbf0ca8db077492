// A greeting that names somebody else than the recipients: "Dear Linda," to Karina Holm. Rows of a
// mail merge that had shifted by one once greeted a whole list with other people's names.
//
// The idea: the first lines of the text greet by name; no word of that name is near any word of any
// recipient's display name, local part or domain. Kinds:
//   first   a mail of its own
//   reply   an answer or a forward, where earlier greetings may have been left at the top
// Limits: silent where a recipient's name is not known (an office, a list, a local part of one
// word), where everybody is greeted, and between scripts.
// source: names.h; salutations of the shipped packs' languages
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kTopLines = 3;        ///< a greeting stands in the first lines that hold text
constexpr std::size_t kMostRecipients = 3;  ///< to more, one may be greeted for all
constexpr std::size_t kMostWords = 5;

constexpr std::string_view kGreetings[] = {"dear ",           "hi ",
                                           "hello ",          "hey ",
                                           "good morning ",   "good morning, ",
                                           "good afternoon ", "good evening ",
                                           "greetings ",      "sehr geehrte ",
                                           "sehr geehrter ",  "liebe ",
                                           "lieber ",         "hallo ",
                                           "guten tag ",      "guten morgen ",
                                           "bonjour ",        "bonsoir ",
                                           "cher ",           "chère ",
                                           "salut ",          "hola ",
                                           "estimada ",       "estimado ",
                                           "querida ",        "querido ",
                                           "buenos días ",    "buenas tardes ",
                                           "gentile ",        "egregio ",
                                           "egregia ",        "caro ",
                                           "cara ",           "ciao ",
                                           "buongiorno ",     "salve ",
                                           "beste ",          "geachte ",
                                           "lieve ",          "goedemorgen ",
                                           "goedemiddag ",    "olá ",
                                           "prezada ",        "prezado ",
                                           "bom dia ",        "boa tarde ",
                                           "exma. sra. ",     "exmo. sr. ",
                                           "szanowna ",       "szanowny ",
                                           "droga ",          "drogi ",
                                           "dzień dobry ",    "cześć ",
                                           "witam ",          "madame ",
                                           "monsieur ",       "frau ",
                                           "herr ",           "señora ",
                                           "señor ",          "signora ",
                                           "signor ",         "mevrouw ",
                                           "meneer ",         "pani ",
                                           "senhora ",        "senhor "};

constexpr std::string_view kTitles[] = {
    "mr",         "mrs",       "ms",     "miss",     "mx",       "dr",         "prof",  "professor",
    "rev",        "hon",       "herr",   "herrn",    "frau",     "madame",     "mme",   "monsieur",
    "m",          "mlle",      "señor",  "senor",    "senora",   "sr",         "sra",   "srta",
    "signor",     "signora",   "sig",    "dott",     "dottor",   "dottoressa", "ing",   "avv",
    "meneer",     "mevrouw",   "de",     "heer",     "mijnheer", "pan",        "pani",  "panie",
    "senhor",     "senhora",   "dona",   "dom",      "and",      "und",        "et",    "y",
    "e",          "en",        "i",      "governor", "senator",  "minister",   "judge", "general",
    "ambassador", "secretary", "doktor", "von",      "van",      "der",        "la",    "le",
    "di",         "da",        "do",     "geehrter", "sehr",     "lieber",     "ssa",   "dra",
    "ra",         "exma",      "exmo",   "dipl"};

// Who greets so greets no one person.
constexpr std::string_view kAnybody[] = {
    "all",       "team",        "colleague",   "colleagues", "friend",       "friends",
    "everyone",  "everybody",   "folks",       "editor",     "editors",      "customer",
    "customers", "client",      "clients",     "member",     "members",      "sir",
    "sirs",      "madam",       "reader",      "readers",    "subscriber",   "there",
    "again",     "user",        "applicant",   "student",    "students",     "parent",
    "parents",   "guest",       "partner",     "partners",   "neighbour",    "neighbor",
    "supporter", "investor",    "shareholder", "employee",   "staff",        "ladies",
    "gentlemen", "guys",        "sender",      "recipient",  "resident",     "voter",
    "citizen",   "damen",       "herren",      "kollegen",   "kolleginnen",  "kollege",
    "kollegin",  "freunde",     "kunde",       "kundin",     "leser",        "leserin",
    "mitglied",  "redaktion",   "tous",        "toutes",     "collegue",     "collegues",
    "ami",       "amis",        "amie",        "client",     "cliente",      "clientes",
    "todos",     "todas",       "amigo",       "amigos",     "companeros",   "colegas",
    "colega",    "lector",      "tutti",       "tutte",      "colleghi",     "collega",
    "amici",     "amico",       "lettore",     "collegas",   "vrienden",     "klant",
    "lezer",     "iedereen",    "panstwo",     "wszyscy",    "kolezanki",    "koledzy",
    "klient",    "przyjaciele", "one",         "lovely",     "santa",        "diary",
    "god",       "lord",        "prime",       "president",  "commissioner", "director",
    "chair",     "chairman",    "excellency",  "counsel"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

struct Greeting {
    std::vector<std::string> names;
    std::size_t begin = 0, end = 0;  ///< bytes of the passage's text
};

/// "Linda," alone on its line.
std::optional<Greeting> bare_name(std::string_view folded) {
    const auto line = trim(folded);
    if (line.size() < 4 || line.size() > 20 || (line.back() != ',' && line.back() != '-'))
        return std::nullopt;
    auto words = name_words(line);
    if (words.size() != 1 || line.front() < 'A' || line.front() > 'Z' || !is_given_name(words[0]))
        return std::nullopt;
    Greeting out;
    out.names = std::move(words);
    return out;
}

/// The name that `line` greets; nullopt when it is no greeting, or greets nobody by name.
std::optional<Greeting> greeting_in(std::string_view line) {
    const std::string folded = draft::fold(line);
    const auto start = folded.find_first_not_of(" \t");
    if (start == std::string::npos) return std::nullopt;
    const std::string low = draft::lower(std::string_view(folded).substr(start));
    const auto opens = std::ranges::find_if(
        kGreetings, [&](std::string_view greeting) { return low.starts_with(greeting); });
    if (opens == std::end(kGreetings)) return bare_name(folded);
    const auto rest = std::string_view(folded).substr(start + opens->size());
    const auto stop = rest.find_first_of(",:!;-");
    if (stop == std::string_view::npos && rest.size() > 40) return std::nullopt;
    const auto name = trim(rest.substr(0, stop));
    const auto raw_words = split(name, ' ');
    if (name.empty() || raw_words.size() > kMostWords ||
        name.find_first_of("0123456789@[]{}<>%$_/\\\"()?") != std::string_view::npos)
        return std::nullopt;
    Greeting out;
    for (const auto raw : raw_words) {
        // A stop ends a sentence, unless it shortens a title: "dott.ssa", "Dr."
        const bool stopped = raw.find('.') != std::string_view::npos;
        for (auto& word : name_words(raw)) {
            if (is_one_of(kAnybody, word) || is_office_word(word)) return std::nullopt;
            if (is_one_of(kTitles, word)) continue;
            if (stopped) return std::nullopt;
            // A name is capitalised, and a word all in capitals may be an acronym.
            const bool capital = raw.front() >= 'A' && raw.front() <= 'Z';
            if (is_ascii(raw) && !capital) return std::nullopt;
            if (word.size() < 3) return std::nullopt;
            out.names.push_back(std::move(word));
        }
    }
    if (out.names.empty()) return std::nullopt;
    return out;
}

std::vector<NamedPerson> people_of(const draft::Draft& draft) {
    std::vector<NamedPerson> out;
    for (const auto& recipient : draft.recipients) {
        auto person = person_of(recipient.mailbox);
        for (auto& word : name_words(domain_of(recipient.mailbox.address)))
            person.words.push_back(std::move(word));
        out.push_back(std::move(person));
    }
    return out;
}

bool is_reply(const draft::Draft& draft) {
    if (draft.header("In-Reply-To") != nullptr || draft.header("References") != nullptr)
        return true;
    const auto prefix = draft.subject().substr(0, 6).find(':');
    return (prefix != std::string_view::npos && prefix <= 4) ||
           std::ranges::any_of(draft.passages, [](const draft::Passage& passage) {
               return passage.place == draft::Place::quote;
           });
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto& draft = input.draft;
    if (draft.kind != draft::Kind::mail || draft.recipients.empty() ||
        draft.recipients.size() > kMostRecipients)
        return {};
    const auto people = people_of(draft);
    if (!std::ranges::all_of(people, &NamedPerson::is_person)) return {};
    if (!asks_for(input.condition, is_reply(draft) ? "reply" : "first")) return {};
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::body || passage.alternative ||
            draft.parts[passage.part].attachment)
            continue;
        std::size_t lines = 0;
        std::optional<Greeting> found;
        any_line(passage.text, [&](std::size_t begin, std::size_t end) {
            const auto line = trim(passage.text.substr(begin, end - begin));
            if (line.empty()) return false;
            found = greeting_in(line);
            if (found) {
                found->begin = begin;
                found->end = begin + std::min<std::size_t>(end - begin, 80);
            }
            return found || ++lines == kTopLines;
        });
        if (!found) continue;
        const bool meant = std::ranges::any_of(found->names, [&](const std::string& name) {
            return std::ranges::any_of(
                people, [&](const NamedPerson& person) { return may_name(name, person); });
        });
        if (meant) return {};
        const auto& to = draft.recipients.front().mailbox;
        return {
            {draft::locate(draft, passage, found->begin, found->end),
             "it goes to " + (to.name.empty() ? to.address : to.name + " <" + to.address + ">")}};
    }
    return {};
}

}  // namespace

Detector greeting_mismatch_detector() {
    return {"greeting-mismatch",
            "a greeting by a name that none of the recipients bears",
            {"first", "reply"},
            {},
            detect};
}

}  // namespace sendguard::check
