// What a PDF holds beside its pages' text, one file each.
#pragma once

#include <PDFDoc.h>

#include <string>
#include <string_view>
#include <vector>

#include "pdf/answer.h"

namespace sendguard::pdf {

/// The document information and the XMP packet: metadata, properties, a status that says draft.
void read_properties(PDFDoc& document, Answer& answer);

/// The titles of bookmarks, as metadata.
void read_bookmarks(PDFDoc& document, Answer& answer);

/// The annotations of a page: comments with author, links, attached files, actions.
void read_annotations(PDFDoc& document, int page, Answer& answer);

/// The values of form fields. `seen`: the text of all pages; a value that stands in it is not said
/// again.
void read_form(PDFDoc& document, std::string_view seen, Answer& answer);

/// Files in the name tree, in /AF and in a portfolio.
void read_embedded_files(PDFDoc& document, Answer& answer);

/// One file specification with a file inside.
/// out: whether it has one
bool read_embedded_file(const Object& specification, Answer& answer);

/// Scripts and programs that run on opening, by name or by the document's own events.
void read_actions(PDFDoc& document, Answer& answer);

/// What one action, and those that follow it, would do; a link's target becomes text.
void read_action(const Object& action, std::string_view whose, Answer& answer);

/// Earlier states that the file still holds: text that stood there and no longer does.
/// `pages`: the text of each page of the document as it is.
void read_revisions(PDFDoc& document, const std::string& bytes,
                    const std::vector<std::string>& pages, Answer& answer);

}  // namespace sendguard::pdf
