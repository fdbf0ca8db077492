// The ZIP package of an office document, OOXML's or ODF's: its parts by name, the limits against
// bombs, and OOXML's relations between parts. What cannot be read becomes the document's Fault.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "draft/document_text.h"
#include "draft/xml.h"
#include "draft/zip.h"

namespace sendguard::draft {

/// source: ECMA-376 part 2, relationships
struct Relation {
    std::string id;
    std::string type;    ///< the last word of its URI: "header", "comments"
    std::string target;  ///< a part's name without the first slash; an address when external
    bool external = false;
};

class OfficePackage {
  public:
    OfficePackage(Reading& reading, const Document& document, DocumentText& text)
        : reading_(reading), document_(document), text_(text) {}

    /// false: it cannot be read at all, which is told
    bool open();
    /// The names of all parts, as they stand in the package.
    const std::vector<std::string>& names() const { return names_; }
    bool has(std::string_view part) const;
    bool was_read(std::string_view part) const;

    /// A part's bytes; nullopt when there is none of that name, or it may not be read (told).
    std::optional<std::string> read(std::string_view part);
    /// The same as UTF-8, "" for nullopt.
    std::string read_xml(std::string_view part);
    /// After an XML part has been read: tells what is wrong with its form.
    void finish_xml(const XmlReader& xml, std::string_view part);

    /// Of a part; "" for the package itself.
    std::vector<Relation> relations(std::string_view part);
    /// The type that [Content_Types].xml gives a part, lower case.
    std::string content_type(std::string_view part);

    DocumentText& text() { return text_; }
    Reading& reading() { return reading_; }
    const Document& document() const { return document_; }

  private:
    void fault(std::string_view kind, std::string message);
    bool may_read(const ZipMember& member);
    void read_content_types();

    Reading& reading_;
    const Document& document_;
    DocumentText& text_;
    std::unique_ptr<ZipFile> zip_;
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::size_t> index_;  ///< lower case names
    std::unordered_map<std::string, std::string> types_;  ///< "/part" or ".extension"
    bool types_read_ = false;
    std::unordered_set<std::string> read_;
};

/// `target` as the part `from` means it: "../media/a.png" in "word/document.xml" is "media/a.png".
std::string resolve_target(std::string_view from, std::string_view target);

/// The first relation of a type, or nullptr.
const Relation* find_relation(const std::vector<Relation>& relations, std::string_view type);
const Relation* find_relation_id(const std::vector<Relation>& relations, std::string_view id);

/// Where an external relation leads: a link's target, or a file whose content is drawn in.
void note_external(DocumentText& text, const Relation& relation);

}  // namespace sendguard::draft
