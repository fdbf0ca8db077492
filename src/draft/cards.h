// Calendars and address cards (RFC 5545, RFC 6350): lines of "NAME;PARAMETER=value:value", folded,
// in components that begin and end. Their readable properties are text, the others metadata; each
// knows the component it stands in.
#pragma once

#include <string_view>
#include <vector>

#include "draft/html.h"

namespace sendguard::draft {

struct CardText {
    HtmlText text;
    std::vector<Locator> locators;      ///< offsets into the card's text: "event 2, DESCRIPTION"
    std::vector<HeldContent> contents;  ///< that an entry is private, or says that it is a draft
};

/// cost: linear
CardText read_cards(std::string_view text);

}  // namespace sendguard::draft
