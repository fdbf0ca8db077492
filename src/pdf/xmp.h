// An XMP packet as names and values: enough of XML for it, and no more.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendguard::pdf {

/// Every text and attribute of a packet with the local name of the property that it belongs to:
/// {"creator", "Anna"}, {"CreatorTool", "Word"}. Structure (rdf:*, x:*) is passed over. Entities
/// other than XML's own five and numbers are left as they stand; nothing outside is fetched.
std::vector<std::pair<std::string, std::string>> read_xmp(std::string_view packet);

}  // namespace sendguard::pdf
