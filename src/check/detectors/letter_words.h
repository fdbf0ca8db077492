// The words by which letters are told, in the languages of the shipped packs. Each question takes
// one line of folded text (draft/fold.h), trimmed.
#pragma once

#include <string_view>

namespace sendguard::check {

/// False: the line, not folded yet, is no salutation. Far cheaper than to fold it and ask.
bool may_be_salutation(std::string_view raw);
bool is_salutation(std::string_view line);  ///< "Dear Ms Berg,", "Sehr geehrte Damen und Herren"
bool is_formal_salutation(std::string_view line);  ///< "Sir,", "Excellency:", "Dear General Adel,"
bool is_closing(std::string_view line);  ///< "Very respectfully,", "Mit freundlichen Grüßen"
bool is_formal_closing(std::string_view line);  ///< "Very respectfully,", "Hochachtungsvoll"
bool is_subject_line(
    std::string_view line);                ///< "SUBJECT: ...", "Betreff: ...", "MEMORANDUM FOR ..."
bool is_date_line(std::string_view line);  ///< a date alone: "6 January 2020", "den 6. Januar 2020"
bool names_a_rank(std::string_view line);  ///< "Brigadier General, Commanding", "Directrice"
/// "/s/ Name", "Signed, Name", "gez. Name", "(signé)": the line stands for a signature given.
bool is_signature_mark(std::string_view line);
/// A line left for a signature or a name: "______", "[signature]", "(Unterschrift)", "[name]".
bool is_signature_blank(std::string_view line);
/// What follows a signature block and is no name: enclosures, copies, addressee blocks,
/// postscripts.
bool is_after_block(std::string_view line);
/// A line that can be a person's name or name and title: few words, a capital, no digits.
bool looks_like_name(std::string_view line);

}  // namespace sendguard::check
