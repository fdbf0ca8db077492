// Tables of OpenDocument: sheets of a spreadsheet, and tables in a text.
// source: OpenDocument 1.3 part 3, 9
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/odf_story.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxColumns = 16384;
constexpr std::size_t kMaxRepeatedText = 100;  ///< copies of one cell that are written out

std::size_t number(std::string_view text, std::size_t otherwise) {
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

bool is_collapsed(std::string_view visibility) {
    return visibility == "collapse" || visibility == "filter";
}

void append(std::string& line, std::string_view value) {
    if (!line.empty()) line += '\t';
    line += value;
}

}  // namespace

void OdfStory::add_table_handlers(std::unordered_map<std::string_view, Handlers>& table) {
    using S = OdfStory;
    const std::pair<std::string_view, Handlers> more[] = {
        {"table", {&S::start_table, &S::end_table}},
        {"table-column", {&S::start_column}},
        {"table-row-group", {&S::start_row_group}},
        {"table-row", {&S::start_row, &S::end_row}},
        {"table-cell", {&S::start_cell, &S::end_cell}},
        {"covered-table-cell", {&S::start_cell, &S::end_cell}},
        {"table-source", {&S::start_source}},
        {"cell-range-source", {&S::start_source}},
        {"section-source", {&S::start_source}},
        {"page", {&S::start_page, &S::end_page}},
        {"notes", {&S::start_notes, &S::end_notes}},
        {"text-box", {&S::start_box, &S::end_box}},
        {"custom-shape", {&S::start_shape, &S::end_box}},
        {"rect", {&S::start_shape, &S::end_box}},
        {"ellipse", {&S::start_shape, &S::end_box}},
        {"polygon", {&S::start_shape, &S::end_box}},
        {"path", {&S::start_shape, &S::end_box}},
        {"frame", {&S::start_shape, &S::end_box}},
        {"title", {&S::start_words}},
        {"desc", {&S::start_words}},
        {"object", {&S::start_object}},
        {"image", {&S::start_image}},
        {"header", {&S::start_header, &S::end_header}},
        {"footer", {&S::start_header, &S::end_header}},
        {"header-left", {&S::start_header, &S::end_header}},
        {"footer-left", {&S::start_header, &S::end_header}},
        {"header-first", {&S::start_header, &S::end_header}},
        {"footer-first", {&S::start_header, &S::end_header}},
        {"master-page", {&S::start_master, &S::end_master}},
    };
    table.insert(std::begin(more), std::end(more));
}

void OdfStory::start_table() {
    if (++table_depth_ > 1) return;
    ++tables_;
    row_ = 0;
    if (kind_ != Kind::sheet) return;
    sheet_ = fmt::format("sheet '{}'", to_valid_utf8(xml_->attribute("name")));
    const bool is_hidden =
        !xml_flag(xml_->attribute("display")) ||
        shared_.styles.look("table", xml_->attribute("style-name")).hidden.value_or(false);
    tally_.emplace(text_, sheet_, is_hidden ? SheetState::hidden : SheetState::visible);
    hidden_columns_.clear();
    filtered_ = false;
    out_.at(sheet_);
}

void OdfStory::end_table() {
    if (table_depth_ == 0 || --table_depth_ > 0 || !tally_) return;
    tally_->tell(filtered_);
    tally_.reset();
}

void OdfStory::start_column() {
    if (!tally_ || table_depth_ != 1) return;
    const auto count = std::min(number(xml_->attribute("number-columns-repeated"), 1), kMaxColumns);
    const bool is_hidden = is_collapsed(xml_->attribute("visibility"));
    if (hidden_columns_.size() + count <= kMaxColumns)
        hidden_columns_.insert(hidden_columns_.end(), count, is_hidden);
}

void OdfStory::start_row_group() {
    if (!xml_flag(xml_->attribute("display"))) hidden_groups_.push_back(xml_->depth());
}

void OdfStory::start_row() {
    if (table_depth_ > 1) return;
    row_ += 1;
    repeated_ = std::max<std::size_t>(number(xml_->attribute("number-rows-repeated"), 1), 1);
    const auto visibility = xml_->attribute("visibility");
    filtered_ = filtered_ || visibility == "filter";
    row_hidden_ = is_collapsed(visibility) || !hidden_groups_.empty();
    column_ = 0;
    seen_.clear();
    unseen_.clear();
    aside_.clear();
    if (kind_ == Kind::text && !out_.in_box()) out_.at(place_name());
}

void OdfStory::end_row() {
    if (table_depth_ > 1) return;
    if (tally_) {
        end_sheet_row();
    } else if (!out_.in_box()) {
        out_.end_row();
    }
    row_ += repeated_ - 1;
}

void OdfStory::end_sheet_row() {
    tally_->row(row_, {.seen = seen_,
                       .unseen = unseen_,
                       .aside = aside_,
                       .hidden = row_hidden_,
                       .repeated = repeated_});
}

void OdfStory::start_cell() {
    if (table_depth_ > 1) return;
    const auto name = xml_->attribute("style-name");
    const auto look = shared_.styles.look("table-cell", name);
    cell_shaded_ = look.shaded.value_or(false);
    cell_repeated_ =
        std::max<std::size_t>(number(xml_->attribute("number-columns-repeated"), 1), 1);
    in_cell_ = true;
    cell_.clear();
    // A cell of a sheet has its look by its own style.
    spans_.push_back({xml_->depth(), tally_ ? look : OdfLook()});
}

void OdfStory::end_cell() {
    if (table_depth_ > 1) return;
    in_cell_ = false;
    const auto first = column_ + 1;
    column_ += cell_repeated_;
    if (!tally_) {
        cell_shaded_ = false;
        if (!out_.in_box()) out_.end_cell();
        return;
    }
    if (cell_.empty()) return;
    const bool white = !spans_.empty() && spans_.back().look.white.value_or(false) && !cell_shaded_;
    for (std::size_t i = 0; i < std::min(cell_repeated_, kMaxRepeatedText); ++i) {
        const auto column = first + i;
        const bool aside = column <= hidden_columns_.size() && hidden_columns_[column - 1];
        append(aside ? aside_ : white ? unseen_ : seen_, cell_);
        if (aside && !row_hidden_) tally_->hidden_value(column, cell_);
    }
    cell_shaded_ = false;
}

void OdfStory::start_source() {
    const auto target = xml_->attribute("href");
    if (target.empty() || target.starts_with('#')) return;
    const auto before = out_.locator();
    if (tally_) out_.at(sheet_);
    out_.note(Place::metadata, target, "external link");
    out_.holds(ContentKind::external_links, fmt::format("it draws in {}", to_valid_utf8(target)),
               target);
    out_.at(before);
}

}  // namespace sendguard::draft
