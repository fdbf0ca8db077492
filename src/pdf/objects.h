// Small words about Poppler's objects: text strings as UTF-8, dictionaries walked with a bound.
#pragma once

#include <Object.h>
#include <goo/GooString.h>

#include <functional>
#include <string>
#include <string_view>

namespace sendguard::pdf {

/// A PDF text string (PDFDocEncoding, UTF-16 or UTF-8 by its mark) as UTF-8.
std::string text_of(const GooString* text);
/// Of a string object or a name; "" for others.
std::string text_of(const Object& object);
/// Of a dictionary's entry.
std::string text_at(const Object& dictionary, const char* key);

/// A stream's bytes. whole = false: there were more than `most`
struct StreamBytes {
    std::string bytes;
    bool whole = true;
};
StreamBytes bytes_of(Stream* stream, std::size_t most);

/// A text string or a text stream, at most 1 MB of it: a script, a rich text.
std::string long_text_of(const Object& object);

/// Calls `take` with every value of a name tree (Names, Kids), the names with it.
void each_name(const Object& tree,
               const std::function<void(const std::string& name, const Object& value)>& take);

/// `text` with every run of blanks and line ends made one blank.
std::string one_line(std::string_view text);

/// XHTML or XML without its tags, as one line.
std::string without_tags(std::string_view markup);

}  // namespace sendguard::pdf
