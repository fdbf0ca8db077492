// Pages from templates: the one adapter of the mustache library. Values are escaped for HTML
// wherever they stand; no template may ask for the bare text (a test looks).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::review {

/// A file of src/review/pages, compiled into the program.
struct EmbeddedPage {
    std::string_view name;  ///< "hold.mustache", "style.css"
    std::string_view bytes;
};
const std::vector<EmbeddedPage>& embedded_pages();
/// The bytes of a file; "" when there is none.
std::string_view embedded_page(std::string_view name);

/// in:  values - an object. Sections of "", false, null and empty lists are left out. Every value
///      that a list's items use stands in each of them: what is missing is looked for outside.
///      Files named part_*.mustache are there as partials: {{>part_head}}.
/// out: the page
std::string render(std::string_view name, const nlohmann::json& values);

}  // namespace sendguard::review
