// One story of a Word document: the body, a header, a footnote, ... Follows its XML from front to
// back; no tree is made, so depth costs nothing.
// source: ECMA-376 part 1, 17 (WordprocessingML) and 20.4 (drawings); part 4 for VML
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "draft/docx_look.h"
#include "draft/office_package.h"
#include "draft/story_out.h"

namespace sendguard::draft {

/// Where a comment hangs.
struct CommentAnchor {
    std::string locator, text;
};

/// What the stories of one document share.
struct DocxShared {
    OfficePackage& package;
    DocxStyles styles = {};
    std::map<std::string, CommentAnchor, std::less<>> anchors = {};  ///< by a comment's id
    std::vector<std::string> chunks = {};                            ///< parts drawn in (altChunk)
    std::set<std::string, std::less<>> watermarks = {};              ///< told already
    bool colored_page = false;
};

struct StoryManner {
    std::string name;  ///< "header", "footnote 3"; "" for the body, whose paragraphs are counted
    Place place = Place::body;
    std::string detail;
    bool header = false;  ///< of a page: where watermarks stand
};

class DocxStory {
  public:
    DocxStory(DocxShared& shared, const std::vector<Relation>& relations, StoryManner manner);

    /// Reads to the end of the element `xml` stands in, or to the end of the document.
    void read(XmlReader& xml);

  private:
    using Handler = void (DocxStory::*)();
    struct Handlers {
        Handler start = nullptr, end = nullptr;
    };
    static const std::unordered_map<std::string_view, Handlers>& handlers();
    static void add_more_handlers(std::unordered_map<std::string_view, Handlers>& table);

    struct Scope {
        Revision revision;
        bool deleted = false, moved = false;
        std::string words;
    };
    struct Field {
        std::string code;
        bool result = false, shown = false;
    };
    enum class Words : std::uint8_t { none, shown, deleted, code };

    void emit(std::string_view text);
    void emit_hidden(std::string_view text);
    void see();
    bool unseen() const;
    std::string place_name() const;

    // Paragraphs, runs and tables (docx_story.cpp).
    void start_paragraph();
    void end_paragraph();
    void start_paragraph_properties();
    void start_run();
    void end_run();
    void start_run_properties();
    void start_text();
    void start_deleted_text();
    void start_code();
    void end_text();
    void start_tab();
    void start_break();
    void start_hyphen();
    void start_soft_hyphen();
    void start_symbol();
    void start_table();
    void end_table();
    void start_table_properties();
    void start_row();
    void end_row();
    void start_row_properties();
    void start_cell();
    void end_cell();
    void start_cell_properties();
    void skip();

    // Changes, comments, what is drawn in (docx_changes.cpp).
    void start_change();
    void end_change();
    void start_property_change();
    void start_range_change();
    void start_comment_range();
    void end_comment_range();
    void start_comment_reference();
    void start_hyperlink();
    void start_chunk();
    void start_subdocument();
    void start_alternatives();
    void end_alternatives();
    void start_choice();
    void start_fallback();
    void end_fallback();
    void tell_change(const Revision& revision, std::string_view what);

    // Fields (docx_fields.cpp).
    void start_field_character();
    void start_simple_field();
    void note_code(std::string_view code);
    bool in_code() const;

    // Drawings (docx_drawings.cpp).
    void start_box();
    void end_box();
    void start_drawing();
    void start_drawing_properties();
    void start_transform();
    void start_shape();
    void start_text_path();
    void start_linked();
    void start_crop();
    void start_page_color();
    void watermark(std::string_view text);
    bool in_watermark() const { return watermark_until_ != 0; }

    DocxShared& shared_;
    const std::vector<Relation>& relations_;
    StoryManner manner_;
    StoryOut out_;
    XmlReader* xml_ = nullptr;

    Words words_ = Words::none;  ///< what text events are now
    RunLook run_, paragraph_;
    bool look_known_ = false, hidden_ = false, unseen_ = false;  ///< of the run
    PropertyChanges mark_;
    std::vector<Scope> scopes_;
    std::vector<Field> fields_;
    std::size_t paragraphs_ = 0, tables_ = 0, table_depth_ = 0, row_ = 0;
    std::vector<bool> cells_;  ///< open cells: whether each is shaded
    std::vector<bool> table_shades_;
    std::vector<std::pair<RunLook, std::size_t>> outer_;  ///< paragraph and tables around a box
    std::vector<bool> choices_;                           ///< open alternatives: a choice was read
    std::size_t fallback_depth_ = 0;
    std::set<std::string> open_comments_;
    std::size_t drawing_depth_ = 0, watermark_until_ = 0;
    bool watermark_shape_ = false;  ///< the VML shape that is open
    std::string watermark_text_;
};

}  // namespace sendguard::draft
