// A message's own HTML as it may stand in a frame of ours.
//
// The problem: the frame's sandbox and policy let nothing run and nothing load, but no policy keeps
// a browser from connecting beforehand to where a link, a frame or a refresh leads: Chromium does,
// and whoever wrote the message learns that it was opened. The idea: no element has an attribute
// that leads elsewhere any more. An attribute's name has no escapes, so each stands there
// literally, and is found without reading the HTML as this or that browser does. Where links lead
// is shown beside the frame. Limits: a text that shows an `href=` of its own is shown with another
// word.
#pragma once

#include <string>
#include <string_view>

namespace sendguard::review {

/// `html` with every `href=`, `src=`, ... (any case, blanks before the =) made `data-href=`, ...;
/// what has its bytes in a data: URL stays.
std::string inert_html(std::string_view html);

}  // namespace sendguard::review
