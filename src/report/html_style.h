// The HTML report's style sheet: dark and light by the reader's own setting, narrow screens, paper.
#pragma once

#include <string_view>

namespace sendguard::report {

std::string_view html_style();

}  // namespace sendguard::report
