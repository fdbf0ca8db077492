// XML as a run of events, for the parts of office documents.
//
// The problem: a sheet may be 100 MB of XML, a tree of it ten times that, and any document may be
// made to hurt: 200,000 elements in each other, entities that grow to gigabytes. The idea: nothing
// is kept but the names of the open elements; a caller sees starts, texts and ends, in order.
// Elements and attributes are known by their local names, for prefixes are the writer's choice.
// Document types are skipped, no entity but XML's own five is replaced; both are defects, so that
// what they would have made of the text is never taken for read. What stands before a fault of the
// form has been told by then.
//
//   XmlReader xml(bytes);
//   for (auto event = xml.next(); event != XmlEvent::done; event = xml.next())
//       if (event == XmlEvent::start && xml.name() == "t") text += xml.inner_text();
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft {

enum class XmlEvent : std::uint8_t { start, end, text, done };

class XmlReader {
  public:
    /// in: xml - UTF-8 (see xml_as_utf8), outlives the reader
    explicit XmlReader(std::string_view xml);

    /// The next event; done at the end, and after a fault of the form.
    XmlEvent next();

    std::string_view name() const { return name_; }      ///< local, of a start or an end
    std::string_view prefix() const { return prefix_; }  ///< "w" of "w:p"; may be empty
    std::string_view text() const { return text_; }      ///< decoded; until the next event
    std::size_t depth() const { return open_.size(); }   ///< open elements, a started one counted

    /// The attribute of that local name, decoded, "" when there is none; until the next event.
    std::string_view attribute(std::string_view local);
    bool has(std::string_view local) const;
    /// The same, and the name must have a prefix: r:id beside an id of the element's own.
    std::string_view prefixed(std::string_view local);

    /// After a start: goes behind its end.
    void skip();
    /// After a start: all text inside, and goes behind its end.
    std::string inner_text();

    /// What is wrong with the form: "" or one sentence's end, as "ends within a tag".
    std::string_view defect() const { return defect_; }
    std::string_view defect_kind() const { return defect_kind_; }  ///< a Fault's kind

  private:
    struct Attribute {
        std::string_view prefix, local, raw;
    };
    XmlEvent fail(std::string_view kind, std::string_view defect);
    XmlEvent read_start();
    XmlEvent read_end();
    bool read_attribute();
    bool skip_declaration();
    XmlEvent text_event(std::string_view raw, bool references);
    std::string_view decoded(std::string_view raw);
    void append_reference(std::string& out, std::string_view reference);
    void set_name(std::string_view qualified);
    const Attribute* find(std::string_view local, bool prefixed) const;

    std::string_view xml_;
    std::size_t at_ = 0;
    std::string_view name_, prefix_, text_;
    std::vector<std::string_view> open_;  ///< qualified names
    std::vector<Attribute> attributes_;
    std::deque<std::string> scratch_;  ///< decoded values of the present event
    bool closes_itself_ = false;
    std::string_view defect_, defect_kind_;
};

/// `xml` as UTF-8, by its byte order mark or the encoding that it declares.
std::string xml_as_utf8(std::string xml);

/// A true-or-false value as office formats write it; "" is `absent`.
bool xml_flag(std::string_view value, bool absent = true);

}  // namespace sendguard::draft
