// The detectors, one a file; detector.cpp lists them.
#pragma once

#include "check/detector.h"

namespace sendguard::check {

/// Whether `kinds` of the condition asks for `kind`: it names it, or names none.
bool asks_for(const policy::DetectCondition& condition, std::string_view kind);

/// A form that two readers may read as two different mails (draft::FaultClass::ambiguous).
Detector structural_fault_detector();
/// What could not be read: encrypted, damaged, unknown, over a limit (FaultClass::unreadable).
Detector unreadable_detector();
/// Attachments whose format is not read yet, named (FaultClass::unread).
Detector unread_attachment_detector();
/// Invisible characters, look-alike letters, bidi overrides, hidden tag characters.
Detector disguised_text_detector();
/// A letter that bears no signature.
Detector unsigned_letter_detector();
/// Comments that would allow a finding and do not count.
Detector refused_allow_detector();
/// An embargo whose end cannot be told: no zone, an impossible date, a weekday that does not match.
Detector embargo_unclear_detector();
/// Embargoes of header, front matter and text that end at different times.
Detector embargo_conflict_detector();
/// An embargo that has not ended.
Detector embargo_ahead_detector();
/// An embargo that has ended; its line still stands there.
Detector embargo_ended_detector();
/// A weekday that does not fall on the date it stands beside.
Detector weekday_mismatch_detector();
/// Paragraphs marked higher than their banner, or without one.
Detector portion_marks_detector();
/// A press release without headline, dateline, contact or end mark, or two in one.
Detector release_form_detector();
/// A recipient's domain that is nearly one of the house, its groups or the thread.
Detector lookalike_domain_detector();
/// A greeting by a name that none of the recipients bears.
Detector greeting_mismatch_detector();
/// A recipient whose display name belongs to another address.
Detector display_name_detector();
/// In an answer, a recipient from a domain that took no part so far.
Detector thread_newcomer_detector();
/// A recipient of the envelope whom no header field names.
Detector silent_recipient_detector();
/// More or other recipients than the field Send-Guard-Audience declares.
Detector declared_audience_detector();
/// A recipient at a provider that gives mailboxes to anybody.
Detector private_mailbox_detector();
/// A mail without a word of text and without attachments.
Detector empty_text_detector();
/// A file that the mail encloses, as its reader would count it.
Detector enclosed_file_detector();
/// An attachment whose name names somebody who does not get it.
Detector file_for_other_detector();
/// Numbers of payment cards, by issuer and check digit.
Detector payment_card_detector();
/// International bank account numbers (IBAN).
Detector bank_account_detector();
/// Numbers by which states know their people, with their check digits.
Detector national_number_detector();
/// Numbers and machine-readable lines of passports and identity cards.
Detector passport_detector();
/// Numbers of patients and the insured.
Detector health_number_detector();
/// Lists of people: many rows with names, addresses or telephone numbers.
Detector personal_records_detector();
/// An event that is told of as past and lies ahead.
Detector future_event_detector();
/// A recipient that the sender never wrote to, and never heard of.
Detector first_time_recipient_detector();
/// A recipient that was most likely added by mistake (history/rank.h).
Detector unusual_recipient_detector();
/// Somebody who is always written to together with these recipients, and is not one of them.
Detector missing_recipient_detector();
/// An unknown address that looks like one that the sender often writes to.
Detector contact_lookalike_detector();
/// Never detects by itself: evaluation answers it with the patterns that could not finish.
Detector rule_limit_detector();

}  // namespace sendguard::check
