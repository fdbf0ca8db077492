// Where a page's text comes from: the numbers of the objects that its content is made of. Two
// states of a file in which these are the same objects show the same text, and need not be read
// twice.
#pragma once

#include <PDFDoc.h>

#include <set>

namespace sendguard::pdf {

/// The page's content streams, and the forms that they may draw. Empty: cannot be told.
std::set<int> sources_of(PDFDoc& document, int page);

/// Whether both states show the page numbered `page` in `before` from the same, unchanged objects.
bool shows_the_same(PDFDoc& before, PDFDoc& now, int page);

}  // namespace sendguard::pdf
