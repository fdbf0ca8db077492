// RTF's destinations: where a group's text goes, and what is done with it at the group's end.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "draft/office_properties.h"
#include "draft/rtf.h"

namespace sendguard::draft {
namespace {

constexpr std::array<std::string_view, 28> kSkipped = {
    "stylesheet", "listtable",    "listoverridetable", "rsidtbl",   "generator", "pict",
    "themedata",  "latentstyles", "datastore",         "xmlnstbl",  "bkmkstart", "bkmkend",
    "atnid",      "atnref",       "atntime",           "atndate",   "atnparent", "atrfstart",
    "atrfend",    "ftnsep",       "ftnsepc",           "aftnsep",   "aftnsepc",  "pntxta",
    "pntxtb",     "listtext",     "shprslt",           "nonshppict"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kProperties = {{
    {"title", "Title"},
    {"subject", "Subject"},
    {"author", "Author"},
    {"operator", "Last editor"},
    {"manager", "Manager"},
    {"company", "Company"},
    {"category", "Category"},
    {"keywords", "Keywords"},
    {"doccomm", "Comments"},
    {"hlinkbase", "Hyperlink base"},
    {"template", "Template"},
}};

bool is_header(std::string_view name) {
    const bool head = name.starts_with("header") || name.starts_with("footer");
    return head && name.size() <= 7 &&
           (name.size() == 6 || std::string_view("lrf").find(name[6]) != std::string_view::npos);
}

int hex_digit(char c) {
    if (is_ascii_digit(c)) return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string bytes_of_hex(std::string_view hex) {
    std::string out;
    int high = -1;
    for (const char c : hex) {
        const int digit = hex_digit(c);
        if (digit < 0) continue;
        if (high < 0) {
            high = digit;
        } else {
            out += static_cast<char>(high * 16 + digit);
            high = -1;
        }
    }
    return out;
}

}  // namespace

void RtfReader::begin_goal(Goal goal) {
    auto& state = states_.back();
    state.goal = goal;
    state.opens = true;
    if (goal != Goal::skip) gathered_.clear();
}

void RtfReader::begin_box(std::string locator) {
    auto& state = states_.back();
    state.box = true;
    state.goal = Goal::story;
    state.hidden = state.deleted = state.inserted = false;
    out_.begin_box();
    out_.at(std::move(locator));
}

bool RtfReader::property_destination(std::string_view name) {
    const auto property =
        std::ranges::find(kProperties, name, &std::pair<std::string_view, std::string_view>::first);
    if (property == kProperties.end()) return false;
    property_ = property->second;
    begin_goal(Goal::property);
    return true;
}

bool RtfReader::destination(std::string_view name) {
    static const std::unordered_map<std::string_view, Goal> goals = {
        {"fonttbl", Goal::fonts},        {"colortbl", Goal::colors},
        {"revtbl", Goal::authors},       {"propname", Goal::user_name},
        {"staticval", Goal::user_value}, {"docvar", Goal::variable},
        {"fldinst", Goal::code},         {"atnauthor", Goal::note_author},
        {"annotation", Goal::comment},   {"sn", Goal::shape_name},
        {"sv", Goal::shape_value},       {"objdata", Goal::object_data},
        {"objclass", Goal::object_class}};
    if (states_.back().goal == Goal::skip) return true;
    const auto goal = goals.find(name);
    if (goal != goals.end()) {
        begin_goal(goal->second);
    } else if (std::ranges::find(kSkipped, name) != kSkipped.end()) {
        begin_goal(Goal::skip);
    } else if (is_header(name)) {
        begin_box(std::string(name.substr(0, 6)));
    } else if (name == "footnote") {
        begin_box(fmt::format("footnote {}", ++notes_));
    } else if (name == "shptxt") {
        begin_box(out_.locator() + ", text box");
    } else if (name == "shpinst" || name == "shppict" || name == "do" || name == "userprops" ||
               name == "mmath" || name == "nesttableprops") {
        return true;  // their own groups say what they are
    } else {
        return property_destination(name);
    }
    return true;
}

void RtfReader::end_goal() {
    const auto goal = states_.back().goal;
    if (goal == Goal::skip || goal == Goal::fonts || goal == Goal::colors || goal == Goal::story)
        return;
    auto words = std::exchange(gathered_, {});
    if (goal == Goal::authors) {
        for (const auto name : split(words, ';')) authors_.push_back(to_valid_utf8(trim(name)));
    } else if (goal == Goal::property) {
        add_property(text_, property_, words);
    } else if (goal == Goal::user_name) {
        user_name_ = std::move(words);
    } else if (goal == Goal::user_value) {
        add_property(text_, user_name_, words);
    } else if (goal == Goal::variable) {
        text_.at("document variable");
        text_.add_line(Place::metadata, words, "document variable");
    } else if (goal == Goal::code) {
        const auto quote = words.find('"');
        if (words.find("HYPERLINK") != std::string::npos && quote != std::string::npos)
            out_.note(Place::link, std::string_view(words).substr(
                                       quote + 1, words.find('"', quote + 1) - quote - 1));
    } else if (goal == Goal::note_author) {
        note_author_ = to_valid_utf8(trim(words));
    } else if (goal == Goal::comment) {
        const auto before = out_.locator();
        const auto author = note_author_.empty() ? std::string("somebody") : note_author_;
        out_.at(fmt::format("{}, comment by {}", before, author));
        out_.note(Place::comment, words);
        out_.holds(ContentKind::comments, fmt::format("a comment by {}", author), words);
        out_.at(before);
    } else if (goal == Goal::shape_name) {
        shape_name_ = std::move(words);
    } else if (goal == Goal::shape_value) {
        gathered_ = std::move(words);
        shape_property();
        gathered_.clear();
    } else if (goal == Goal::object_class) {
        object_class_ = to_valid_utf8(words);
    } else if (goal == Goal::object_data) {
        note_object(words);
    }
}

void RtfReader::shape_property() {
    const auto value = trim(gathered_);
    if (shape_name_ == "gtextUNICODE" && !value.empty()) {
        out_.note(Place::watermark, value);
        out_.holds(ContentKind::watermark,
                   fmt::format("the pages bear the watermark \"{}\"", shortened(value, 80)), value);
    } else if (shape_name_ == "wzDescription") {
        out_.note(Place::alt_text, value);
    }
}

void RtfReader::note_object(std::string_view hex) {
    auto bytes = bytes_of_hex(hex);
    out_.holds(ContentKind::embedded_files,
               fmt::format("it holds another file ({})",
                           object_class_.empty() ? "unknown kind" : object_class_));
    // Behind OLE 1's header stands the object itself.
    using namespace std::string_view_literals;
    auto begin = std::min(bytes.find("\xD0\xCF\x11\xE0"sv), bytes.find("PK\x03\x04"sv));
    if (begin == std::string::npos) begin = 0;
    bytes.erase(0, begin);
    if (!bytes.empty()) embedded_.push_back(std::move(bytes));
}

}  // namespace sendguard::draft
