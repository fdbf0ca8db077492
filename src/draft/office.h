// OOXML documents by kind: each reader takes the package and the name of its main part.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/office_package.h"

namespace sendguard::draft {

/// out: parts that the document draws in as documents of their own (altChunk)
std::vector<std::string> read_docx(OfficePackage& package, std::string_view main);
void read_xlsx(OfficePackage& package, std::string_view main);
void read_pptx(OfficePackage& package, std::string_view main);

/// After the others: parts that hold text and that none of them came to.
void read_orphans(OfficePackage& package);

}  // namespace sendguard::draft
