// The properties of office documents (author, company, status, ...), of every format.
#pragma once

#include <string_view>

#include "draft/document_text.h"

namespace sendguard::draft {

/// Adds a property as metadata at "property NAME", and tells of those that a reader should know:
/// people, firms and templates (properties), and a status or title that says draft (draft_status).
/// in: name - as Word's dialog names it: "Title", "Author", "Last editor", "Company", "Status", ...
void add_property(DocumentText& text, std::string_view name, std::string_view value);

/// Whether a status or title calls the document a draft, in the languages that offices write.
bool says_draft(std::string_view text);

class OfficePackage;
/// docProps/core.xml, app.xml and custom.xml of OOXML, by the package's relations.
void add_package_properties(OfficePackage& package);

}  // namespace sendguard::draft
