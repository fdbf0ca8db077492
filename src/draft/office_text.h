// Text that stands alike in Word, Excel and PowerPoint: paragraphs of runs in drawings, charts,
// diagrams and comments. source: ECMA-376 part 1, 21 (DrawingML)
#pragma once

#include <string>
#include <string_view>

#include "draft/office_package.h"

namespace sendguard::draft {

/// After a start: the text of the runs inside, a line for each paragraph, without a last line end;
/// goes behind the element.
std::string paragraphs_of(XmlReader& xml);

/// The words of a chart or diagram at "chart", as body text or hidden with what it stands on, and
/// what it draws its values from.
void read_drawing_text(OfficePackage& package, std::string_view part, std::string_view name,
                       Place place = Place::body);

}  // namespace sendguard::draft
