// The content of an OpenDocument file - text, sheets or slides - followed from front to back.
// source: OASIS OpenDocument 1.3 part 3: 5 (text, changes), 9 (tables), 10 (drawings), 14.1
// (annotations)
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "draft/odf_styles.h"
#include "draft/sheet_tally.h"
#include "draft/story_out.h"
#include "draft/xml.h"

namespace sendguard::draft {

/// What the XML files of one document share.
struct OdfShared {
    OdfStyles styles = {};
    std::set<std::string, std::less<>> watermarks = {};  ///< told already
    std::vector<std::string> objects = {};               ///< embedded, as they are referred to
};

class OdfStory {
  public:
    /// in: name - "" for the content, whose paragraphs are counted; "object 1"
    OdfStory(DocumentText& text, OdfShared& shared, std::string name);
    void read(XmlReader& xml);

  private:
    using Handler = void (OdfStory::*)();
    struct Handlers {
        Handler start = nullptr, end = nullptr;
    };
    static const std::unordered_map<std::string_view, Handlers>& handlers();
    static void add_table_handlers(std::unordered_map<std::string_view, Handlers>& table);

    struct Change {
        std::string kind, words;  ///< "insertion", "deletion" or "format-change"; "deleted by Anna"
        std::string text;         ///< of a deletion
    };
    /// Something that ends with the element of that depth.
    struct Until {
        std::size_t depth = 0;
        OdfLook look;
    };
    enum class Kind : std::uint8_t { text, sheet, slides };

    void emit(std::string_view text);
    bool hidden() const { return !hidden_.empty(); }
    bool unseen() const;
    std::string place_name() const;
    void close_depths();

    // Text (odf_story.cpp).
    void start_style();
    void start_paragraph();
    void end_paragraph();
    void start_span();
    void start_space();
    void start_tab();
    void start_break();
    void start_link();
    void start_section();
    void start_hidden_text();
    void start_hidden_paragraph();
    void start_note();
    void end_note();
    void start_spreadsheet();
    void start_presentation();
    void start_field_declaration();
    void start_office();
    void skip();

    // Changes and annotations (odf_changes.cpp).
    void start_tracked_changes();
    void start_change_begin();
    void start_change_end();
    void start_change_point();
    void start_annotation();
    void start_cell_change();
    void read_change(std::string_view id);

    // Tables (odf_tables.cpp).
    void start_table();
    void end_table();
    void start_column();
    void start_row_group();
    void start_row();
    void end_row();
    void start_cell();
    void end_cell();
    void start_source();
    void end_sheet_row();

    // Drawings, slides, headers (odf_drawings.cpp).
    void start_page();
    void end_page();
    void start_notes();
    void end_notes();
    void start_box();
    void end_box();
    void start_shape();
    void start_words();
    void start_object();
    void start_image();
    void start_header();
    void end_header();
    void start_master();
    void end_master();
    void watermark();

    DocumentText& text_;
    OdfShared& shared_;
    std::string name_;
    StoryOut out_;
    XmlReader* xml_ = nullptr;
    Kind kind_ = Kind::text;

    std::size_t paragraph_depth_ = 0, paragraphs_ = 0;
    OdfLook paragraph_;
    std::vector<Until> spans_;
    std::vector<std::size_t> hidden_;  ///< depths of hidden elements that are open
    std::vector<std::string> outer_names_;
    std::size_t notes_count_ = 0;
    std::vector<std::size_t> outer_paragraphs_;  ///< depths of paragraphs around boxes

    std::map<std::string, Change, std::less<>> changes_;
    std::vector<std::string> inserted_;  ///< ids of insertions that are open

    std::size_t tables_ = 0, table_depth_ = 0, row_ = 0, repeated_ = 1, column_ = 0;
    std::size_t cell_repeated_ = 1;
    std::vector<bool> hidden_columns_;
    std::vector<std::size_t> hidden_groups_;
    bool row_hidden_ = false, cell_shaded_ = false, filtered_ = false, in_cell_ = false;
    std::string cell_, seen_, unseen_, aside_;
    std::optional<SheetTally> tally_;
    std::string sheet_;

    std::size_t pages_ = 0, notes_depth_ = 0, watermark_depth_ = 0;
    bool in_master_ = false, placeholder_ = false, page_hidden_ = false;
    std::string hidden_page_text_, notes_text_, watermark_text_;
};

}  // namespace sendguard::draft
