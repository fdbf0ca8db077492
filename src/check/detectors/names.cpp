#include "check/detectors/names.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/text.h"

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

// A line a person: the forms that stand for one given name.
constexpr std::string_view kForms[] = {
    "alexander alex sasha sandy aleksander alejandro alessandro alec xander",
    "alexandra alex sasha sandra lexi",
    "andrew andy drew andreas andrzej andres andrea andre andrei",
    "anthony tony antonio anton toni antek",
    "barbara barb babs basia",
    "benjamin ben benny",
    "catherine katherine kathryn kate kathy cathy katie kit katja katarzyna kasia caterina",
    "charles charlie chuck carl karl carlos carlo chip",
    "christopher chris kit topher christoph krzysztof cristobal",
    "christine chris tina christina kristin krystyna",
    "daniel dan danny",
    "david dave davy",
    "deborah deb debbie",
    "dorothy dot dottie dora",
    "edward ed eddie ted ned edoardo eduardo teddy",
    "elizabeth liz beth betty betsy eliza lisa libby elsa elisabeth elzbieta ela lizzie bess",
    "eugene gene",
    "francis frank francesco francisco paco franz franciszek pancho",
    "frederick fred freddy fritz federico",
    "george jorge georg giorgio jerzy jurek",
    "gerald jerry gerry gerard gerhard gerd",
    "gregory greg grzegorz",
    "harold harry hal",
    "helen helena nell ellen elena",
    "henry hank harry heinrich enrique enrico henryk hal heinz",
    "isabel isabella bella",
    "jacob jake jacek jakob jakub kuba",
    "james jim jimmy jamie jaime giacomo",
    "jane janet jenny",
    "jennifer jen jenny",
    "jessica jess jessie",
    "john jack johnny jon johann johannes hans jan juan giovanni joao ivan gianni sean",
    "jonathan jon jonny",
    "joseph joe joey josef jose giuseppe jozef pepe beppe sepp",
    "joshua josh",
    "judith judy",
    "katarina kat kati",
    "kenneth ken kenny",
    "lawrence larry lars lorenzo laurent",
    "leonard leo len lenny",
    "louis lou luis luigi ludwig lew",
    "lucy lucia",
    "magdalena magda lena",
    "margaret maggie meg peggy marge gretchen malgorzata gosia greta rita daisy",
    "maria mary marie mia molly polly maryla",
    "martha marty",
    "martin marty marcin",
    "matthew matt matteo mateo mateusz matthias",
    "maximilian max",
    "michael mike mick mickey michel miguel michele michal misha",
    "nancy ann anne anna hanna ania anya annie",
    "nathan nate nathaniel",
    "nicholas nick nico nicolas klaus claus mikolaj niccolo",
    "nikolai kolya",
    "patricia pat patty trish tricia",
    "patrick pat paddy",
    "paul pablo paolo pavel pawel",
    "peter pete pedro pietro piotr pierre petra",
    "philip phil pip felipe",
    "raymond ray",
    "rebecca becky becca",
    "richard rick dick rich ricky ricardo riccardo ryszard",
    "robert bob bobby rob robbie bert roberto",
    "ronald ron ronnie",
    "rudolf rudi rolf",
    "samuel sam sammy",
    "samantha sam",
    "sarah sally sara sadie",
    "sebastian seb bastian basti",
    "sophia sophie zofia zosia sofia",
    "stephen steve steven stefan stephan esteban stefano szczepan etienne",
    "susan sue suzy susanne zuzanna",
    "theodore ted theo teddy",
    "theresa terry tess teresa",
    "thomas tom tommy tomas tommaso tomasz",
    "timothy tim timmy",
    "victoria vicky tori",
    "victor vic",
    "vincent vince vinny",
    "virginia ginny ginger",
    "walter walt wally",
    "william bill will billy willy liam wilhelm guillermo guglielmo guillaume",
    "wolfgang wolf",
    "yekaterina katya",
    "zachary zach zack",
};

// Given names beside those of kForms, by how common they were at any time since 1950.
constexpr std::string_view kGiven =
    "adam adele adrian agata agnes agnieszka aileen aisha alan albert alberto alessia alfred ali "
    "alice alicia aline alison amalia amanda amber amelia amy ana anders andrea angela angelika "
    "anita anja anne annette antje antoine antonia anouk arianna arthur astrid audrey aurelie "
    "axel beata beatrice beatriz bernard bernd bernhard bettina birgit bianca boris brian bridget "
    "brigitte bruno camille carla carmen carol caroline catarina cecilia celine chantal charlotte "
    "chiara christa claire clara claudia claudio colin cornelia craig cristian cristina dagmar "
    "damian daniela danielle dariusz denis diana diane diego dieter diogo dirk dominik donald "
    "donna dorota douglas duncan elke eleonora eliane emanuela emil emilia emily emma enzo eric "
    "erik erika ernst ester eva evelyn ewa fabian fabio fatima federica felix ferdinand fernanda "
    "fernando filip fiona flavio florence florian francesca francoise frederic frieda gabriel "
    "gabriela gavin gemma genevieve gerda gisela giulia giuseppina gloria goncalo graham grace "
    "guido gunther gustav hannah hans harald hassan hector heather hedwig heike helga helmut "
    "henri herbert hermann holger horst hugo ian ibrahim ignacio igor ilse ines inga inge ingrid "
    "irena irene iris irma isabelle iwona jacqueline jana janina jasmin javier jean jeffrey "
    "jeroen joachim joan joana joanna jolanta jonas jordan jorg joris josephine joyce julia "
    "julian julie juliette julio jurgen justyna kai karen karin karina karla karolina katharina "
    "kay keith kerstin kevin kim kirsten klara konrad kurt laura lea leila leonie lidia linda "
    "lieke lieve loic lothar louise luca lucas lukas lukasz lydia maarten mads malcolm manfred "
    "manuel manuela marc marcel marcello marco marek mariana marianne marina mario marion markus "
    "marlies marta mathilde maud maureen mauro melanie mercedes miriam mohamed mohammed monica "
    "monika monique muriel nadia nadine natalia nathalie nicole nigel nils nina noah nora norbert "
    "nuno odile olaf olga oliver olivia olivier omar oscar otto ottavia pamela pascal patrizia "
    "paula paulina petra pia pilar rachel rafael ralf ramon raquel regina reinhard renata renate "
    "rene ricarda roger roland rosa rosemary roy ruben rui ruth sabine sandrine sascha sergio "
    "sharon sheila sibylle silke silvia simon simone sofie solange sonia stella stuart susana "
    "sven svenja sylvia sylvie tamara tanja tatiana teresa thierry tiago tobias trevor udo ulrich "
    "ulrike urs ursula ute valentina valerie vanessa vera verena veronica vera vittoria wanda "
    "wendy werner wiebke wilma winfried xavier yannick yasmin yolanda yvette yvonne zuzana";

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

bool share_a_form(std::string_view a, std::string_view b) {
    for (const auto line : kForms) {
        bool has_a = false, has_b = false;
        for (const auto word : split(line, ' ')) {
            has_a = has_a || word == a;
            has_b = has_b || word == b;
        }
        if (has_a && has_b) return true;
    }
    return false;
}

void add_word(std::vector<std::string>& words, std::string word) {
    if (!word.empty() && std::ranges::find(words, word) == words.end())
        words.push_back(std::move(word));
}

}  // namespace

std::string_view plain_letters(char32_t letter) {
    const auto at = static_cast<std::size_t>(letter) - kFirstAccented;
    if (letter < kFirstAccented || (at + 1) * 2 > kPlain.size()) return {};
    const auto cell = kPlain.substr(at * 2, 2);
    return cell.substr(0, cell.find(' '));
}

bool is_given_name(std::string_view word) {
    const auto holds = [&](std::string_view line) {
        return std::ranges::any_of(split(line, ' '), [&](auto one) { return one == word; });
    };
    return holds(kGiven) || std::ranges::any_of(kForms, holds);
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
        for (auto& word : name_words(mailbox.name)) add_word(person.words, std::move(word));
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
    return share_a_form(a, b);
}

bool may_name(std::string_view word, const NamedPerson& person) {
    return std::ranges::any_of(person.words, [&](const std::string& own) {
        if (near_names(word, own)) return true;
        return word.size() >= 4 && own.find(word) != std::string::npos;
    });
}

}  // namespace sendguard::check
