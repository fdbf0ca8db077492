// Lists of people: a table whose head names what is kept of a person, or many lines that each hold
// somebody's address, telephone number or birthday.
//
// Kinds:
//   table     rows under a head that says whose row it is (surname, first name, staff number, ...)
//             and what else is kept of them: something private (date of birth, salary), how
//             to reach them, or two things of their work (rank, unit, ...)
//   contacts  lines with a person's mail address of their own, in an attachment or a file
// The setting `more_than` says how many rows are too many; 50 without it.
// Limits: columns are told by tabs, semicolons, bars or commas; a table that is drawn with blanks
// is not seen. Results of a race and crews (names, a rank, a nationality) are published; offices'
// addresses ("newsroom@...") are no people.
#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/names.h"
#include "check/detectors/numbers.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kManyRows = 50;
constexpr std::size_t kMostHeadBytes = 600;
constexpr std::size_t kLongestHead = 48;  ///< bytes of a column's head, with what surrounds it

// Heads of columns, whole, in the languages of the shipped packs.
// Whose row it is, beyond doubt.
constexpr std::string_view kPeople[] = {
    "surname",      "last name",       "lastname",     "family name",    "first name",
    "firstname",    "forename",        "forenames",    "given name",     "full name",
    "nachname",     "familienname",    "vorname",      "nom de famille", "prénom",
    "prénoms",      "apellido",        "apellidos",    "cognome",        "achternaam",
    "voornaam",     "sobrenome",       "apelido",      "nazwisko",       "imię",
    "imiona",       "imię i nazwisko", "employee",     "employee name",  "patient",
    "patient name", "student",         "name, vorname"};
// A thing has these too.
constexpr std::string_view kNames[] = {"name", "names", "nom", "nombre", "nome", "naam", "nazwa"};
// What is nobody else's business.
constexpr std::string_view kPrivate[] = {"date of birth",
                                         "dob",
                                         "birth date",
                                         "birthdate",
                                         "birthday",
                                         "passport",
                                         "passport no",
                                         "passport number",
                                         "home address",
                                         "national insurance number",
                                         "ssn",
                                         "staff number",
                                         "employee id",
                                         "service number",
                                         "payroll number",
                                         "diagnosis",
                                         "next of kin",
                                         "geburtsdatum",
                                         "geburtstag",
                                         "anschrift",
                                         "personalnummer",
                                         "date de naissance",
                                         "matricule",
                                         "fecha de nacimiento",
                                         "data di nascita",
                                         "matricola",
                                         "geboortedatum",
                                         "personeelsnummer",
                                         "data de nascimento",
                                         "data urodzenia",
                                         "pesel",
                                         "bsn",
                                         "dni",
                                         "codice fiscale",
                                         "steuer-id"};
// The same, behind a name: there are surveys of them.
constexpr std::string_view kPay[] = {"salary",    "gehalt",  "salaire",       "salario",
                                     "stipendio", "salaris", "wynagrodzenie", "iban"};
// How to reach somebody; a house has these as well.
constexpr std::string_view kContact[] = {
    "address",   "street",   "postcode",    "zip",           "zip code",       "phone",
    "telephone", "mobile",   "e-mail",      "email",         "email address",  "adresse",
    "straße",    "plz",      "telefon",     "telefonnummer", "handy",          "code postal",
    "téléphone", "courriel", "dirección",   "código postal", "teléfono",       "correo electrónico",
    "indirizzo", "cap",      "telefono",    "adres",         "telefoonnummer", "endereço",
    "morada",    "telefone", "kod pocztowy"};
// Ranks and the like are published with names, one of them.
constexpr std::string_view kWork[] = {"initials",
                                      "rank",
                                      "grade",
                                      "unit",
                                      "location",
                                      "department",
                                      "dienstgrad",
                                      "abteilung",
                                      "gender",
                                      "sex",
                                      "nationality",
                                      "geschlecht",
                                      "staatsangehörigkeit",
                                      "sexe",
                                      "nationalité",
                                      "sexo",
                                      "nacionalidad",
                                      "sesso",
                                      "cittadinanza",
                                      "geslacht",
                                      "nationaliteit",
                                      "nacionalidade",
                                      "płeć",
                                      "obywatelstwo"};
// A list of results: it is for everybody to read.
constexpr std::string_view kResults[] = {
    "time",  "points", "score",  "result", "bib",    "lap",    "laps",    "gap",    "club",
    "team",  "zeit",   "punkte", "platz",  "verein", "temps",  "dossard", "tiempo", "puntos",
    "tempo", "punti",  "tijd",   "punten", "czas",   "punkty", "medal",   "finish", "votes"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

bool is_head(std::string_view line, char separator) {
    // Two heads of columns; most lines are sentences.
    const auto cells = split(line, separator);
    const auto is_short = [](std::string_view cell) { return cell.size() <= kLongestHead; };
    if (std::ranges::count_if(cells, is_short) < 2) return false;
    std::size_t people = 0, names = 0, secret = 0, pay = 0, contact = 0, work = 0, results = 0;
    for (const auto cell : cells) {
        if (!is_short(cell)) continue;
        std::string low = draft::lower(draft::fold(without_ends(cell, " \t\r*\"'|:_")));
        std::ranges::replace(low, '_', ' ');
        people += is_one_of(kPeople, low);
        names += is_one_of(kNames, low);
        secret += is_one_of(kPrivate, low);
        pay += is_one_of(kPay, low);
        contact += is_one_of(kContact, low);
        work += is_one_of(kWork, low);
        results += is_one_of(kResults, low);
    }
    if (secret != 0 && people + names + secret + pay + contact + work >= 2) return true;
    if (pay != 0 && people + names != 0) return true;
    return people != 0 && results == 0 && (contact != 0 || work >= 2);
}

char separator_of(std::string_view line) {
    for (const char c : {'\t', ';', '|', ','}) {
        if (line.find(c) != std::string_view::npos) return c;
    }
    return '\0';
}

struct Rows {
    std::size_t count = 0;
    std::size_t begin = 0, end = 0;  ///< of the head, or of the first line
};

/// The rows of the largest table under a head.
Rows table_rows(std::string_view text) {
    Rows best, current;
    char separator = '\0';
    any_line(text, [&](std::size_t begin, std::size_t end) {
        const auto line = text.substr(begin, end - begin);
        if (separator == '\0' && line.size() <= kMostHeadBytes) {
            const char mark = separator_of(line);
            if (mark != '\0' && is_head(line, mark)) {
                separator = mark;
                current = {0, begin, end};
            }
        } else if (separator != '\0' && line.find(separator) != std::string_view::npos) {
            if (++current.count > best.count) best = current;
        } else if (separator != '\0' && !trim(line).empty()) {
            separator = '\0';  // the table has ended
        }
        return false;
    });
    return best;
}

// Before the "@" of an office, not of a person.
constexpr std::string_view kOffices[] = {
    "info",      "newsroom",    "news",        "redaktion", "redaction", "redaccion", "redazione",
    "redactie",  "redakcja",    "redacao",     "editor",    "editors",   "editorial", "press",
    "presse",    "prensa",      "stampa",      "pers",      "imprensa",  "prasa",     "media",
    "desk",      "newsdesk",    "tips",        "office",    "kontakt",   "contact",   "contacto",
    "contatti",  "mail",        "post",        "lokales",   "politik",   "politics",  "sport",
    "kultur",    "service",     "support",     "sales",     "team",      "studio",    "hello",
    "enquiries", "secretariat", "sekretariat", "admin",     "webmaster", "noreply",   "no-reply"};

bool is_office(std::string_view local) {
    const auto word = ascii_lower(local.substr(0, local.find_first_of(".-_+0123456789")));
    return is_one_of(kOffices, word) || is_one_of(kOffices, ascii_lower(local));
}

/// Mail addresses of people, each counted once.
Rows contact_rows(std::string_view text) {
    Rows out;
    std::unordered_set<std::string_view> seen;
    const auto is_part = [](char c) {
        return is_ascii_word(c) || c == '-' || c == '.' || c == '+';
    };
    std::size_t past = 0;  // where the address before ends
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        auto begin = at, end = at + 1;
        while (begin > past && is_part(text[begin - 1])) --begin;
        while (end < text.size() && is_part(text[end])) ++end;
        past = end;
        if (begin == at || text.substr(at, end - at).find('.') == std::string_view::npos ||
            is_office(text.substr(begin, at - begin)))
            continue;
        if (out.count == 0) out = {0, begin, end};
        out.count += seen.insert(text.substr(begin, end - begin)).second;
    }
    return out;
}

std::vector<Detection> detect(const DetectorInput& input) {
    const auto many = setting_of(input.condition, "more_than", kManyRows);
    std::vector<Detection> out;
    for (const auto& passage : input.draft.passages) {
        if (passage.place == draft::Place::link || passage.place == draft::Place::header ||
            passage.text.size() < many * 4)
            continue;
        const bool document =
            input.draft.kind == draft::Kind::file ||
            (passage.part < input.draft.parts.size() && input.draft.parts[passage.part].attachment);
        const auto holds_more_of = [&](char c) {
            return static_cast<std::size_t>(std::ranges::count(passage.text, c)) > many;
        };
        const bool long_enough = holds_more_of('\n') || holds_more_of('\r');
        auto rows =
            long_enough && asks_for(input.condition, "table") ? table_rows(passage.text) : Rows{};
        if (rows.count <= many && document && asks_for(input.condition, "contacts") &&
            holds_more_of('@'))
            rows = contact_rows(passage.text);
        if (rows.count <= many) continue;
        if (out.size() >= kMaxFindingPlaces) break;
        out.push_back({draft::locate(input.draft, passage, rows.begin, rows.end),
                       std::to_string(rows.count) + " rows about people"});
    }
    return out;
}

}  // namespace

Detector personal_records_detector() {
    return {"personal-records",
            "lists of people: many rows with names, addresses or birthdays",
            {"table", "contacts"},
            {"more_than"},
            detect};
}

}  // namespace sendguard::check
