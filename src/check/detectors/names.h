// People's names as mail carries them: in display names, in local parts, in greetings.
//
// A name is compared by its words in small letters without accents. Two words are near when they
// may name one person: equal, one the start of the other (Chris, Christopher), a known short form
// (Bill, William), or another grammatical case of it (Linda, Lindo).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"

namespace sendguard::check {

/// The ASCII letters that `letter` is written with where there are no accents: "e" for é, "ss" for
/// ß; "" when it is no Latin letter.
std::string_view plain_letters(char32_t letter);

/// `text` without any of `marks` at its ends.
std::string_view without_ends(std::string_view text, std::string_view marks);

/// The words of `text` in small letters without accents, digits and signs cut; words that hold
/// letters of other scripts as they are.
std::vector<std::string> name_words(std::string_view text);

struct NamedPerson {
    std::vector<std::string> words;  ///< of display name and local part, each once
    bool is_person = false;  ///< two words or more, and none that names an office ("info", "press")
};
/// in: mailbox - a display name that is an address counts as none
NamedPerson person_of(const draft::Mailbox& mailbox);

/// Whether a word names an office or a list and no person: "info", "newsroom", "redaktion".
bool is_office_word(std::string_view word);

/// Whether a word is a given name that is common in the countries of the shipped languages.
bool is_given_name(std::string_view word);

/// The same, or one of its short forms or cases: "Pieter", "Sanne", "Agnieszko". Everyday words are
/// among them: for places where hardly anything but a name stands.
bool is_name_form(std::string_view word);

/// Whether two words may name one person.
bool near_names(std::string_view a, std::string_view b);

/// Whether `word` is near one of the person's, or stands within one ("holm" in "lholm").
bool may_name(std::string_view word, const NamedPerson& person);

}  // namespace sendguard::check
