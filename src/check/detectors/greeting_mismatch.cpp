// A greeting that names somebody else than the recipients: "Dear Linda," to Karina Holm. Rows of a
// mail merge that had shifted by one once greeted a whole list with other people's names.
//
// The idea: the first lines of the text greet by name; no word of that name is near any word of any
// recipient's display name, local part or domain. Kinds:
//   first   a mail of its own
//   reply   an answer or a forward, where earlier greetings may have been left at the top
// A word is taken for a name only when it is a common given name, or when a personal title stands
// before it and it is no function ("Herr Bürgermeister", "Madame la Maire").
// Limits: silent where a recipient's name is not known (an office, a list, a local part of one
// word), where everybody is greeted, for double family names, and between scripts.
// source: names.h; greeting_words.h
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/domains.h"
#include "check/detectors/greeting_words.h"
#include "check/detectors/names.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kTopLines = 3;        ///< a greeting stands in the first lines that hold text
constexpr std::size_t kMostRecipients = 3;  ///< to more, one may be greeted for all
constexpr std::size_t kMostWords = 5;
constexpr std::size_t kLongestGreeting = 400;  ///< bytes of a line that are looked at
constexpr std::size_t kLongOccupation = 8;     ///< letters; shorter ones are also family names
constexpr std::size_t kShown = 80;             ///< bytes of it that a finding shows

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

bool is_function(std::string_view word) {
    // "Apothekerin", "Lehrerin": what a woman is.
    if (word.size() >= kLongOccupation && word.ends_with("erin")) return true;
    return is_one_of(kFunctions, word) ||
           std::ranges::any_of(kFunctionEnds,
                               [&](std::string_view end) { return word.ends_with(end); });
}

bool is_capital(std::string_view word) {
    std::size_t at = 0;
    next_code_point(word, at);
    const auto first = word.substr(0, at);
    return draft::lower(first) != first;
}

struct Greeting {
    std::vector<std::string> names;
    bool bare = false;               ///< the name alone: it may also be the writer's
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
    out.bare = true;
    return out;
}

/// Where the greeting's name ends: at a mark, or at a dash that joins no two names.
std::size_t name_end(std::string_view rest) {
    for (auto at = rest.find_first_of(",:!;-"); at != std::string_view::npos;
         at = rest.find_first_of(",:!;-", at + 1)) {
        const bool joins = rest[at] == '-' && at > 0 && at + 1 < rest.size() &&
                           rest[at - 1] != ' ' && rest[at + 1] != ' ';
        if (!joins) return at;
    }
    return std::string_view::npos;
}

/// The words of a greeting, one by one, until they turn out to name nobody.
class NameReader {
  public:
    /// in: titled - the greeting itself is a title: "Madame Petit"
    explicit NameReader(bool titled) : titled_(titled) {}

    /// False: this greets nobody by name.
    bool add(std::string_view raw) {
        // A stop ends a sentence, unless it shortens a title: "dott.ssa", "Dr."
        const bool stopped = raw.find('.') != std::string_view::npos;
        const bool capital = is_capital(raw);
        auto words = name_words(raw);
        const bool joined = words.size() > 1 && raw.find('-') != std::string_view::npos;
        for (auto& word : words) {
            if (is_one_of(kAnybody, word) || is_office_word(word)) return false;
            if (is_one_of(kTitles, word)) {
                titled_ = true;
                continue;
            }
            if (is_one_of(kJoins, word)) {
                // "Madame la Maire", "Monsieur le Ministre": an office follows.
                if (titled_ && !capital && (word == "la" || word == "le")) return false;
                continue;
            }
            if (stopped || !capital || word.size() < 3 || is_function(word)) return false;
            given_ = given_ || is_name_form(word);
            double_name_ = double_name_ || joined;
            names_.push_back(std::move(word));
        }
        return true;
    }

    /// Whether the words are surely a name: a given one is known, or a title stands before one. Who
    /// bears a double family name may be known to others by half of it.
    bool is_name() const { return !names_.empty() && (given_ || (titled_ && !double_name_)); }
    std::vector<std::string> take() { return std::move(names_); }

  private:
    std::vector<std::string> names_;
    bool titled_ = false, given_ = false, double_name_ = false;
};

/// The name that `line` greets; nullopt when it is no greeting, or greets nobody by name.
std::optional<Greeting> greeting_in(std::string_view line) {
    const std::string folded = draft::fold(line.substr(0, kLongestGreeting));
    const auto start = folded.find_first_not_of(" \t");
    if (start == std::string::npos) return std::nullopt;
    const std::string low = draft::lower(std::string_view(folded).substr(start));
    std::string_view opens;
    for (const auto greeting : kGreetings)
        if (greeting.size() > opens.size() && low.starts_with(greeting)) opens = greeting;
    if (opens.empty()) return bare_name(folded);
    const auto rest =
        std::string_view(folded).substr(std::min(start + opens.size(), folded.size()));
    const auto stop = name_end(rest);
    if (stop == std::string_view::npos && rest.size() > 40) return std::nullopt;
    const auto name = trim(rest.substr(0, stop));
    const auto raw_words = split(name, ' ');
    if (name.empty() || raw_words.size() > kMostWords ||
        name.find_first_of("0123456789@[]{}<>%$_/\\\"()?&") != std::string_view::npos)
        return std::nullopt;
    const auto last_word = trim(opens.substr(opens.rfind(' ', opens.size() - 2) + 1));
    NameReader reader(is_one_of(
        kTitles, name_words(last_word).empty() ? std::string() : name_words(last_word).front()));
    for (const auto raw : raw_words)
        if (!reader.add(raw)) return std::nullopt;
    if (!reader.is_name()) return std::nullopt;
    Greeting out;
    out.names = reader.take();
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

/// The first `most` bytes of [begin, end), cut between code points.
std::size_t cut(std::string_view text, std::size_t begin, std::size_t end, std::size_t most) {
    if (end - begin <= most) return end;
    end = begin + most;
    while (end > begin && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return end;
}

/// The greeting in the first lines of `text`, and all words of the lines that greet.
struct Opening {
    std::optional<Greeting> greeting;
    std::vector<std::string> words;
};

Opening opening_of(std::string_view text) {
    Opening out;
    std::size_t lines = 0;
    any_line(text, [&](std::size_t begin, std::size_t end) {
        const auto line = trim(text.substr(begin, end - begin));
        if (line.empty()) return false;
        const bool first = !out.greeting;
        auto found = greeting_in(line);
        if (first && found) {
            found->begin = begin;
            found->end = cut(text, begin, end, kShown);
            out.greeting = found;
        }
        // "Dear Ms Weber, dear Mr Holm,", on one line or on two.
        if (found) {
            for (auto& word : name_words(line.substr(0, kLongestGreeting)))
                out.words.push_back(std::move(word));
        }
        return ++lines == kTopLines || (!first && !found);
    });
    return out;
}

bool names_one_of(const std::vector<std::string>& names, const std::vector<NamedPerson>& people) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        return std::ranges::any_of(
            people, [&](const NamedPerson& person) { return may_name(name, person); });
    });
}

/// "Hi Kevin" to Xiaoming Wang: a name taken for letters abroad.
bool takes_other_name(const NamedPerson& person) {
    return std::ranges::any_of(
               person.words,
               [](const std::string& word) { return is_one_of(kTakesOtherName, word); }) &&
           std::ranges::none_of(person.words, is_given_name);
}

/// Whether a line of the greeting names a recipient in full: three letters or more, not a piece.
bool is_greeted_beside(const Opening& opening, const std::vector<NamedPerson>& people) {
    return std::ranges::any_of(opening.words, [&](const std::string& word) {
        return word.size() >= 3 && std::ranges::any_of(people, [&](const NamedPerson& person) {
                   return std::ranges::find(person.words, word) != person.words.end();
               });
    });
}

bool is_meant(const draft::Draft& draft, const Opening& opening,
              const std::vector<NamedPerson>& people) {
    const auto& greeting = *opening.greeting;
    if (names_one_of(greeting.names, people) || is_greeted_beside(opening, people)) return true;
    if (std::ranges::any_of(people, takes_other_name) &&
        std::ranges::all_of(greeting.names, is_name_form))
        return true;
    std::vector<NamedPerson> writers;
    for (const auto& from : draft.from) writers.push_back(person_of(from));
    return greeting.bare && names_one_of(greeting.names, writers);
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
        const auto opening = opening_of(passage.text);
        if (!opening.greeting) continue;
        if (is_meant(draft, opening, people)) return {};
        const auto& to = draft.recipients.front().mailbox;
        return {
            {draft::locate(draft, passage, opening.greeting->begin, opening.greeting->end),
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
