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
/// An everyday closing that ends with a full stop: "Cordialement." ends the mail, no name is left.
bool is_plain_ending(std::string_view line);
bool greets_by_title(std::string_view line);  ///< formal, or "Dear Ms Berg,", "Cher Monsieur,"
/// What stands behind the closing words of a closing's line.
std::string_view behind_closing(std::string_view line);
/// Whether a name stands on the closing's own line: "Sincerely, Ana Lima, Mayor", "Best regards,
/// A."
bool signs_in_line(std::string_view closing);
/// A line of signs that parts a signature from the text: "--", "____", "=====".
bool is_separator(std::string_view line);
bool tells_contact(std::string_view line);  ///< an address, a telephone number, a site
/// The line above a mail that is answered or passed on: "-----Original Message-----".
bool begins_quotation(std::string_view line);
/// The mail header field that a line of text shows, lower case: "to:"; "" for none.
std::string_view mail_field(std::string_view line);
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
