// The detectors, one a file; detector.cpp lists them.
#pragma once

#include "check/detector.h"

namespace sendguard::check {

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
