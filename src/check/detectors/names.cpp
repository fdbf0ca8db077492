#include "check/detectors/names.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "check/detectors/name_forms.h"

namespace sendguard::check {
namespace {

constexpr char32_t kFirstAccented = 0xC0;
// U+00C0 to U+017F, two columns a letter; a blank ends it.
constexpr std::string_view kPlain =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
    "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

// Words of addresses that many read, or that nobody in particular does.
constexpr std::string_view kOffices[] = {
    "gov",
    "governor",
    "mayor",
    "minister",
    "president",
    "ambassador",
    "senator",
    "chair",
    "accounts",
    "admin",
    "administration",
    "all",
    "alle",
    "answers",
    "billing",
    "board",
    "booking",
    "bookings",
    "bureau",
    "buchhaltung",
    "careers",
    "club",
    "comms",
    "communications",
    "contact",
    "contacto",
    "council",
    "customer",
    "customers",
    "dept",
    "department",
    "desk",
    "dev",
    "digest",
    "direction",
    "editor",
    "editorial",
    "editors",
    "email",
    "enquiries",
    "events",
    "everyone",
    "feedback",
    "finance",
    "group",
    "hello",
    "help",
    "helpdesk",
    "hr",
    "info",
    "information",
    "informatie",
    "inquiries",
    "it",
    "jobs",
    "kontakt",
    "kundenservice",
    "lab",
    "legal",
    "list",
    "liste",
    "mail",
    "mailbox",
    "marketing",
    "media",
    "members",
    "ministry",
    "news",
    "newsdesk",
    "newsletter",
    "newsroom",
    "noreply",
    "office",
    "ops",
    "orders",
    "personal",
    "post",
    "postmaster",
    "prensa",
    "presse",
    "press",
    "pressestelle",
    "projekt",
    "project",
    "public",
    "recruiting",
    "redaction",
    "redaktion",
    "redakcja",
    "redazione",
    "reception",
    "registry",
    "reply",
    "root",
    "sales",
    "secretariat",
    "secretary",
    "security",
    "sekretariat",
    "service",
    "services",
    "staff",
    "stampa",
    "students",
    "subscribers",
    "support",
    "team",
    "unit",
    "user",
    "users",
    "vertrieb",
    "webmaster",
    "zentrale",
    "imprensa",
    "redactie",
    "pers",
    "rzecznik",
    "kancelaria",
    "committee",
    "university",
    "college",
    "school",
    "ltd",
    "inc",
    "gmbh",
    "llc",
    "company",
    "agency",
};

constexpr std::size_t kMostShownWords = 12;  ///< of a display name
constexpr std::size_t kMostWords = 16;       ///< of a person; who bears more is a list, or made up

/// By word, the persons (lines) it is a form of: asked for each recipient.
using Forms = std::unordered_map<std::string_view, std::vector<std::size_t>>;

const Forms& forms_by_word() {
    static const auto forms = [] {
        Forms out;
        std::size_t person = 0;
        const auto add = [&](std::string_view line) {
            for (const auto word : split(line, ' ')) out[word].push_back(person);
            ++person;
        };
        for (const auto line : kForms) add(line);
        for (const auto line : split(kShortForms, ';')) add(line);
        return out;
    }();
    return forms;
}

const std::unordered_set<std::string_view>& given_names() {
    static const auto names = [] {
        std::unordered_set<std::string_view> out;
        for (const auto line : kForms)
            for (const auto word : split(line, ' ')) out.insert(word);
        for (const auto word : split(kGiven, ' ')) out.insert(word);
        return out;
    }();
    return names;
}

bool share_a_form(std::string_view a, std::string_view b) {
    // The Polish vocative: "Magdo", "Olu".
    constexpr std::string_view kVocative = "ou";
    const bool called = a.size() >= 3 && kVocative.find(a.back()) != std::string_view::npos;
    if (called && share_a_form(std::string(a.substr(0, a.size() - 1)) + "a", b)) return true;
    const auto& forms = forms_by_word();
    const auto one = forms.find(a), other = forms.find(b);
    if (one == forms.end() || other == forms.end()) return false;
    return std::ranges::any_of(one->second, [&](std::size_t person) {
        return std::ranges::find(other->second, person) != other->second.end();
    });
}

void add_word(std::vector<std::string>& words, std::string word) {
    if (!word.empty() && words.size() < kMostWords && std::ranges::find(words, word) == words.end())
        words.push_back(std::move(word));
}

/// How a name sounds, roughly, so that spellings of one name meet: "mueller" and "muller", "sophia"
/// and "sofia", "marc" and "mark".
/// in: vowels - false: only what stands between them, since scripts without vowels are spelt in
/// many
///     ways: "Abdullah", "Abdallah"
std::string sound_of(std::string_view word, bool vowels = true) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        char c = word[i];
        const char last = out.empty() ? '\0' : out.back();
        if (c == 'h') continue;
        if (c == 'p' && i + 1 < word.size() && word[i + 1] == 'h') c = 'f';
        if (c == 'c' || c == 'q') c = 'k';
        if (c == 'y' || c == 'j') c = 'i';
        if (c == 'w') c = 'v';
        if (c == 'z') c = 's';
        const bool vowel = c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
        if (vowel && !vowels) continue;
        const bool umlaut = c == 'e' && (last == 'a' || last == 'o' || last == 'u');
        if (c != last && !umlaut) out += c;
    }
    return out;
}

}  // namespace

std::string_view plain_letters(char32_t letter) {
    const auto at = static_cast<std::size_t>(letter) - kFirstAccented;
    if (letter < kFirstAccented || (at + 1) * 2 > kPlain.size()) return {};
    const auto cell = kPlain.substr(at * 2, 2);
    return cell.substr(0, cell.find(' '));
}

bool is_given_name(std::string_view word) {
    return given_names().contains(word);
}

bool is_name_form(std::string_view word) {
    constexpr std::size_t kShortest = 4;  // shorter forms are other words as often
    if (is_given_name(word)) return true;
    if (word.size() < kShortest) return false;
    const auto stem = word.substr(0, word.size() - 1);
    // The Polish vocative: "Agnieszko", "Tomaszu".
    if (word.back() == 'o' && is_given_name(std::string(stem) + "a")) return true;
    if (word.back() == 'u' && is_given_name(stem)) return true;
    return forms_by_word().contains(word);
}

std::string_view without_ends(std::string_view text, std::string_view marks) {
    const auto begin = text.find_first_not_of(marks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(marks) + 1 - begin);
}

std::vector<std::string> name_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t letter = next_code_point(text, at);
        if (letter < 128) {
            if (is_ascii_letter(static_cast<char>(letter))) {
                word += ascii_lower(static_cast<char>(letter));
            } else if (letter != '\'') {
                words.push_back(std::move(word));
                word.clear();
            }
        } else if (letter >= kFirstAccented && letter != U'×' && letter != U'÷' &&
                   (letter < 0x2000 || letter > 0x206F)) {
            const auto plain = plain_letters(letter);
            if (plain.empty()) {
                append_utf8(word, letter);
            } else {
                word += plain;
            }
        } else if (letter != U'\u2019') {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    words.push_back(std::move(word));
    std::erase_if(words, [](const std::string& one) { return one.empty(); });
    return words;
}

bool is_office_word(std::string_view word) {
    return std::ranges::find(kOffices, word) != std::end(kOffices);
}

NamedPerson person_of(const draft::Mailbox& mailbox) {
    NamedPerson person;
    const auto local = mailbox.address.substr(0, mailbox.address.rfind('@'));
    std::size_t display = 0;
    if (mailbox.name.find('@') == std::string::npos) {
        for (auto& word : name_words(mailbox.name)) {
            if (person.words.size() == kMostShownWords) break;
            add_word(person.words, std::move(word));
        }
        display = person.words.size();
    }
    const auto local_words = name_words(local);
    const auto full = [](const auto& words) {
        return std::ranges::count_if(words, [](const auto& word) { return word.size() > 1; }) >= 2;
    };
    // "karina.holm", "karina_holm77"; "fek9wnr" and "x7-list" are nobody's name.
    const auto digits = local.find_first_of("0123456789");
    const bool spelt = local.find_first_of("._") != std::string::npos &&
                       (digits == std::string::npos ||
                        local.find_first_not_of("0123456789", digits) == std::string::npos) &&
                       full(local_words) && std::ranges::any_of(local_words, is_given_name);
    person.is_person = (display >= 2 && full(person.words)) || spelt;
    for (const auto& word : local_words) add_word(person.words, word);
    if (std::ranges::any_of(person.words, is_office_word)) person.is_person = false;
    return person;
}

bool near_names(std::string_view a, std::string_view b) {
    if (a == b) return true;
    const auto common = std::min(a.size(), b.size());
    const auto same = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(common), b.begin()).first -
        a.begin());
    if (common >= 2 && same == common) return true;
    // Another case or spelling: "Linda", "Lindo"; "Stephen", "Stephan".
    if (same >= 3 && std::max(a.size(), b.size()) - same <= 3) return true;
    if (share_a_form(a, b)) return true;
    if (common >= 3 && sound_of(a) == sound_of(b)) return true;
    const auto frame = sound_of(a, false);
    return frame.size() >= 3 && frame == sound_of(b, false);
}

bool may_name(std::string_view word, const NamedPerson& person) {
    return std::ranges::any_of(person.words, [&](const std::string& own) {
        if (near_names(word, own)) return true;
        return word.size() >= 4 && (own.find(word) != std::string::npos ||
                                    sound_of(own).find(sound_of(word)) != std::string::npos);
    });
}

}  // namespace sendguard::check
