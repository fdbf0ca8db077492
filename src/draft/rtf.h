// RTF: groups, control words and text. One pass; each group keeps its state on a stack of limited
// height, and a destination says where its text goes.
// source: Rich Text Format Specification 1.9.1
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "draft/document_text.h"
#include "draft/story_out.h"

namespace sendguard::draft {

class RtfReader {
  public:
    RtfReader(Reading& reading, const Document& document);
    void read();

  private:
    /// Where a group's text goes.
    enum class Goal : std::uint8_t {
        story,      ///< the page
        skip,       ///< nowhere
        fonts,      ///< the table of fonts
        colors,     ///< the table of colours
        authors,    ///< the table of revisors
        property,   ///< one of the document, named `property_`
        user_name,  ///< of a property of the user's own
        user_value,
        variable,     ///< a document variable, {name}{value}
        code,         ///< of a field
        note_author,  ///< of the next comment
        comment,
        shape_name,  ///< of a shape's property
        shape_value,
        object_data,
        object_class,
    };
    struct State {
        Goal goal = Goal::story;
        bool opens = false;  ///< this group began its goal
        bool box = false;    ///< this group is a note or text box
        bool hidden = false, deleted = false, inserted = false, shaded = false, in_table = false;
        int author = 0, deleter = 0, skip_bytes = 1, font = -1, color = 0, size = 24;
        std::uint32_t written = 0, removed = 0;  ///< DTTM
    };
    using Words = std::unordered_map<std::string_view, void (RtfReader::*)(int)>;
    static const Words& words();

    void open_group();
    void close_group();
    void end_goal();
    void control();
    void control_symbol(char c);
    void word(std::string_view name, int value, bool has_value);
    bool destination(std::string_view name);
    bool property_destination(std::string_view name);
    void begin_goal(Goal goal);
    void begin_box(std::string locator);
    void flush();
    void put(std::string_view utf8);
    void show(std::string_view utf8);
    bool unseen() const;
    std::string revision(int author, std::uint32_t dttm) const;
    void end_paragraph(bool cell);
    void note_object(std::string_view hex);
    void shape_property();
    void read_embedded();

    void on_unicode(int value);
    void on_style_reset(int value);
    void on_paragraph_reset(int value);
    void on_paragraph(int value);
    void on_cell(int value);
    void on_row(int value);
    void on_table(int value);
    void on_line(int value);
    void on_tab(int value);
    void on_hidden(int value);
    void on_deleted(int value);
    void on_inserted(int value);
    void on_author(int value);
    void on_deleter(int value);
    void on_written(int value);
    void on_removed(int value);
    void on_skip_bytes(int value);
    void on_font(int value);
    void on_charset(int value);
    void on_code_page(int value);
    void on_color(int value);
    void channel(int value, int shift);
    void on_red(int value);
    void on_green(int value);
    void on_blue(int value);
    void on_shade(int value);
    void on_size(int value);
    void on_binary(int value);

    Reading& reading_;
    const Document& document_;
    std::string_view rtf_;
    std::size_t at_ = 0;
    DocumentText text_;
    StoryOut out_;
    std::vector<State> states_;
    bool ignorable_ = false;  ///< behind \*
    int to_skip_ = 0;         ///< characters that stand for a \u
    char32_t high_surrogate_ = 0;
    std::string raw_;       ///< bytes of the present code page
    std::string gathered_;  ///< text of the open goal
    std::string charset_ = "windows-1252";
    std::unordered_map<int, std::string> fonts_;
    int table_font_ = 0;
    std::vector<std::string> authors_;
    std::vector<bool> white_;  ///< colours
    std::string property_, note_author_, user_name_, shape_name_, variable_;
    std::string object_class_;
    std::vector<std::string> embedded_;
    std::size_t paragraphs_ = 1, tables_ = 0, row_ = 0, notes_ = 0;
    bool was_in_table_ = false;
};

}  // namespace sendguard::draft
