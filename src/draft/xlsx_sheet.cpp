#include "draft/xlsx_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/office_text.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kMaxColumns = 16384;  ///< of a sheet, XFD

std::size_t number(std::string_view text, std::size_t otherwise) {
    std::size_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_zero(std::string_view size) {
    return !size.empty() && size.find_first_not_of("0.") == std::string_view::npos;
}

/// "AB12" is column 28.
std::size_t column_of(std::string_view reference, std::size_t otherwise) {
    std::size_t column = 0;
    for (const char c : reference) {
        if (!is_ascii_letter(c)) break;
        column = column * 26 + static_cast<std::size_t>(ascii_lower(c) - 'a' + 1);
        if (column > kMaxColumns) return otherwise;
    }
    return column == 0 ? otherwise : column;
}

/// A header's text without the codes for places, fonts and fields: "&CDraft &P" is "Draft".
std::string header_text(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '&' || i + 1 == raw.size()) {
            out += raw[i];
            continue;
        }
        const char code = raw[++i];
        if (code == '&') out += '&';
        if (code == 'L' || code == 'C' || code == 'R') out += '\n';
        if (code == '"') i = std::min(raw.find('"', i + 1), raw.size() - 1);
        if (code == 'K') i = std::min(i + 6, raw.size() - 1);
        if (is_ascii_digit(code))
            while (i + 1 < raw.size() && is_ascii_digit(raw[i + 1])) ++i;
    }
    return out;
}

}  // namespace

SheetReader::SheetReader(OfficePackage& package, const SheetContext& context,
                         const std::vector<Relation>& relations)
    : package_(package),
      text_(package.text()),
      context_(context),
      relations_(relations),
      locator_(fmt::format("sheet '{}'", context.name)),
      tally_(package.text(), locator_, context.state) {}

void SheetReader::read(XmlReader& xml) {
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::start) start(xml);
        if (event == XmlEvent::end && xml.name() == "row") end_row();
    }
    tally_.tell(filtered_);
}

void SheetReader::start(XmlReader& xml) {
    const auto name = xml.name();
    if (name == "c") {
        read_cell(xml);
    } else if (name == "row") {
        start_row(xml);
    } else if (name == "col") {
        read_column(xml);
    } else if (name == "autoFilter") {
        filtered_ = true;
    } else if (name == "headerFooter") {
        read_header(xml);
    } else if (name == "hyperlink") {
        read_hyperlink(xml);
    } else if (name == "dataValidations" || name == "conditionalFormatting" || name == "extLst") {
        xml.skip();
    }
}

void SheetReader::start_row(XmlReader& xml) {
    row_ = number(xml.attribute("r"), row_ + 1);
    row_hidden_ = xml_flag(xml.attribute("hidden"), false) || is_zero(xml.attribute("ht"));
    column_ = 0;
    seen_.clear();
    unseen_.clear();
    aside_.clear();
}

void SheetReader::read_cell(XmlReader& xml) {
    column_ = column_of(xml.attribute("r"), column_ + 1);
    const auto type = xml.attribute("t");
    const bool shared = type == "s";
    const bool truth = type == "b";
    const auto format = number(xml.attribute("s"), context_.unseen.size());
    cell_unseen_ = format < context_.unseen.size() && context_.unseen[format];
    const auto begun = xml.depth();
    bool value = false;
    cell_.clear();
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::text && value) {
            cell_ += xml.text();
        } else if (event == XmlEvent::start) {
            value = xml.name() == "v" || xml.name() == "t";
            if (xml.name() == "rPh") xml.skip();
        } else if (event == XmlEvent::end) {
            if (xml.depth() < begun) break;
            value = false;
        }
    }
    if (cell_.empty()) return;
    if (shared) {
        add_value(context_.strings.get(number(cell_, SIZE_MAX)));
    } else if (truth) {
        add_value(cell_ == "1" ? "TRUE" : "FALSE");
    } else {
        add_value(cell_);
    }
}

void SheetReader::add_value(std::string_view value) {
    if (value.empty()) return;
    const bool aside = !hidden_columns_.empty() && column_is_hidden(column_);
    auto& line = aside ? aside_ : cell_unseen_ ? unseen_ : seen_;
    if (!line.empty()) line += '\t';
    line += value;
    if (aside && !row_hidden_) tally_.hidden_value(column_, value);
}

void SheetReader::end_row() {
    tally_.row(row_, {.seen = seen_, .unseen = unseen_, .aside = aside_, .hidden = row_hidden_});
}

void SheetReader::read_column(XmlReader& xml) {
    const bool hidden = xml_flag(xml.attribute("hidden"), false) || is_zero(xml.attribute("width"));
    const auto first = number(xml.attribute("min"), 0);
    if (hidden) hidden_columns_.push_back({first, number(xml.attribute("max"), first)});
}

bool SheetReader::column_is_hidden(std::size_t column) const {
    return std::ranges::any_of(hidden_columns_, [&](const Columns& columns) {
        return column >= columns.first && column <= columns.last;
    });
}

void SheetReader::read_header(XmlReader& xml) {
    const auto begun = xml.depth();
    const auto place = context_.state == SheetState::visible ? Place::body : Place::hidden;
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event == XmlEvent::end && xml.depth() < begun) break;
        if (event != XmlEvent::start) continue;
        const bool header = xml.name().ends_with("Header");
        const auto words = header_text(xml.inner_text());
        text_.at(fmt::format("{} {}", locator_, header ? "header" : "footer"));
        if (!trim(words).empty())
            text_.add_line(place, trim(words), place == Place::hidden ? "hidden sheet" : "");
    }
}

void SheetReader::read_hyperlink(XmlReader& xml) {
    text_.at(fmt::format("{} cell {}", locator_, xml.attribute("ref")));
    if (const auto* const relation = find_relation_id(relations_, xml.prefixed("id")))
        text_.add_line(Place::link, relation->target);
    if (!xml.attribute("tooltip").empty())
        text_.add_line(Place::alt_text, xml.attribute("tooltip"), "tooltip");
}

}  // namespace sendguard::draft
