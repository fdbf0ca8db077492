// Where a recipient stands, as the place of a finding about it.
#pragma once

#include <string>

#include "draft/draft.h"

namespace sendguard::check {

/// in:  text - an address; "" for the recipients as a whole
/// out: the address in To, Cc or Bcc where it stands there literally, else that field's start; with
///      the locator "envelope" where no such field is
draft::Location recipient_place(const draft::Draft& draft, std::string text);

}  // namespace sendguard::check
