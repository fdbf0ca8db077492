// READ: bytes and envelope in, Draft out. Never fails: what cannot be read is a Fault in the Draft.
#pragma once

#include <memory>
#include <string>

#include "draft/draft.h"

namespace sendguard::draft {

struct ReadOptions {
    std::string source = "-";           ///< file name for reports; its ending is only a hint
    Envelope envelope;                  ///< empty members: taken from the header fields
    std::vector<ContentKind> contents;  ///< of a rule's example: what it is said to hold besides
    bool expect_mail = false;           ///< a mail gate: anything is read as mail
    bool put_off_documents = false;     ///< read none, and say so: they may take seconds
};

/// Reads a draft of any kind; the format is chosen by content, the name is only a hint.
///
/// in:   bytes - the message or file, at most kMaxMessageBytes (over it: Fault limit-size)
/// cost: linear; text that stands in the source as UTF-8 is not copied
Draft read_draft(std::shared_ptr<const std::string> bytes, const ReadOptions& options);

/// True when `bytes` begin as an Internet message does: header fields, one of them a mail's own.
bool looks_like_mail(std::string_view bytes);

}  // namespace sendguard::draft
