// Lists of people: a table whose head names what is kept of a person, or many lines that each hold
// somebody's address, telephone number or birthday.
//
// Kinds:
//   table     rows under a head with two columns of a person (surname, first name, date of birth,
//   ...) contacts  lines with a mail address of their own, in an attachment or a file
// The setting `more_than` says how many rows are too many; 50 without it.
// Limits: columns are told by tabs, semicolons, bars or commas; a table that is drawn with blanks
// is not seen.
#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <vector>

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

// Heads of columns, whole, in the languages of the shipped packs. What names a thing as well as a
// person ("name", "address") counts with a second one only, as all do.
constexpr std::string_view kColumns[] = {"name",
                                         "surname",
                                         "last name",
                                         "lastname",
                                         "family name",
                                         "first name",
                                         "firstname",
                                         "forename",
                                         "forenames",
                                         "given name",
                                         "full name",
                                         "initials",
                                         "date of birth",
                                         "dob",
                                         "birth date",
                                         "birthdate",
                                         "birthday",
                                         "gender",
                                         "sex",
                                         "nationality",
                                         "passport",
                                         "passport no",
                                         "passport number",
                                         "address",
                                         "home address",
                                         "street",
                                         "postcode",
                                         "zip",
                                         "zip code",
                                         "phone",
                                         "telephone",
                                         "mobile",
                                         "e-mail",
                                         "email",
                                         "email address",
                                         "national insurance number",
                                         "ssn",
                                         "salary",
                                         "rank",
                                         "staff number",
                                         "employee id",
                                         "service number",
                                         "payroll number",
                                         "patient",
                                         "diagnosis",
                                         "next of kin",
                                         "nachname",
                                         "familienname",
                                         "vorname",
                                         "geburtsdatum",
                                         "geburtstag",
                                         "geschlecht",
                                         "staatsangehörigkeit",
                                         "anschrift",
                                         "adresse",
                                         "straße",
                                         "plz",
                                         "telefon",
                                         "telefonnummer",
                                         "gehalt",
                                         "personalnummer",
                                         "nom",
                                         "nom de famille",
                                         "prénom",
                                         "prénoms",
                                         "date de naissance",
                                         "sexe",
                                         "nationalité",
                                         "code postal",
                                         "téléphone",
                                         "salaire",
                                         "matricule",
                                         "courriel",
                                         "apellido",
                                         "apellidos",
                                         "nombre",
                                         "fecha de nacimiento",
                                         "sexo",
                                         "nacionalidad",
                                         "dirección",
                                         "código postal",
                                         "teléfono",
                                         "correo electrónico",
                                         "salario",
                                         "cognome",
                                         "nome",
                                         "data di nascita",
                                         "sesso",
                                         "cittadinanza",
                                         "indirizzo",
                                         "cap",
                                         "telefono",
                                         "stipendio",
                                         "matricola",
                                         "achternaam",
                                         "voornaam",
                                         "geboortedatum",
                                         "geslacht",
                                         "nationaliteit",
                                         "adres",
                                         "telefoonnummer",
                                         "salaris",
                                         "personeelsnummer",
                                         "sobrenome",
                                         "apelido",
                                         "data de nascimento",
                                         "nacionalidade",
                                         "endereço",
                                         "morada",
                                         "telefone",
                                         "nazwisko",
                                         "imię",
                                         "imiona",
                                         "data urodzenia",
                                         "płeć",
                                         "obywatelstwo",
                                         "kod pocztowy",
                                         "wynagrodzenie",
                                         "grade",
                                         "unit",
                                         "location",
                                         "department"};
// Of them, those that a list of things has too: two of these alone are no person.
constexpr std::string_view kThings[] = {"name",  "address",  "location", "unit",   "department",
                                        "phone", "adresse",  "nom",      "nombre", "nome",
                                        "adres", "telefon",  "email",    "e-mail", "grade",
                                        "zip",   "postcode", "street",   "cap",    "plz"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

bool is_head(std::string_view line, char separator) {
    std::size_t columns = 0, personal = 0;
    for (const auto cell : split(line, separator)) {
        std::string low = draft::lower(draft::fold(without_ends(cell, " \t\r*\"'|:_")));
        std::ranges::replace(low, '_', ' ');
        columns += is_one_of(kColumns, low);
        personal += is_one_of(kColumns, low) && !is_one_of(kThings, low);
    }
    return columns >= 2 && personal >= 1;
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

/// Lines that hold a mail address which no line before holds.
Rows contact_rows(std::string_view text) {
    Rows out;
    std::unordered_set<std::string_view> seen;
    const auto is_part = [](char c) {
        return is_ascii_word(c) || c == '-' || c == '.' || c == '+';
    };
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        auto begin = at, end = at + 1;
        while (begin > 0 && is_part(text[begin - 1])) --begin;
        while (end < text.size() && is_part(text[end])) ++end;
        if (begin == at || text.substr(at, end - at).find('.') == std::string_view::npos) continue;
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
        auto rows = asks_for(input.condition, "table") ? table_rows(passage.text) : Rows{};
        if (rows.count <= many && document && asks_for(input.condition, "contacts"))
            rows = contact_rows(passage.text);
        if (rows.count <= many) continue;
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
