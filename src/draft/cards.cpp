#include "draft/cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "draft/html_flow.h"
#include "draft/transfer.h"

namespace sendguard::draft {
namespace {

using Names = std::span<const std::string_view>;

constexpr auto kReadable = std::to_array<std::string_view>(
    {"SUMMARY",    "DESCRIPTION", "LOCATION",     "COMMENT",     "ATTENDEE", "ORGANIZER",
     "CATEGORIES", "CONTACT",     "RESOURCES",    "FN",          "N",        "NICKNAME",
     "ORG",        "TITLE",       "ROLE",         "NOTE",        "EMAIL",    "TEL",
     "ADR",        "NAME",        "X-WR-CALNAME", "X-WR-CALDESC"});
constexpr auto kLinks = std::to_array<std::string_view>({"URL", "ATTACH", "SOURCE", "CONFERENCE"});

bool is_in(std::string_view name, Names names) {
    return std::ranges::any_of(names,
                               [&](std::string_view n) { return equals_ignoring_case(n, name); });
}

/// What people call a component; "" for those that are no entry of their own.
std::string_view entry_name(std::string_view component) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntries = {
        {{"VEVENT", "event"},
         {"VTODO", "task"},
         {"VJOURNAL", "journal entry"},
         {"VFREEBUSY", "busy time"},
         {"VCARD", "card"},
         {"VALARM", "alarm"}}};
    for (const auto& [name, entry] : kEntries)
        if (equals_ignoring_case(name, component)) return entry;
    return {};
}

/// One logical line: its text without folds, and where each byte of it stands.
struct Line {
    Flow flow;
    std::size_t begin = 0;
    std::size_t name_end = 0;  ///< of "NAME"
    std::size_t value = 0;     ///< where the value begins
    std::string_view text() const { return flow.text(); }
    std::string_view name() const {
        const auto all = text().substr(0, name_end);
        return all.substr(all.rfind('.') + 1);  // "item1.NOTE"
    }
    std::string_view parameters() const { return text().substr(name_end, value - name_end); }
};

/// Finds the name and the value; a colon in a quoted parameter is none.
void divide(Line& line) {
    const auto text = line.text();
    line.name_end = std::min(text.find_first_of(";:"), text.size());
    std::size_t at = line.name_end;
    for (bool quoted = false; at < text.size() && (quoted || text[at] != ':'); ++at)
        if (text[at] == '"') quoted = !quoted;
    line.value = std::min(at + 1, text.size());
}

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    CardText run() {
        for (std::size_t at = 0; at < text_.size();) take_line(at);
        for (Flow* flow : {&body_, &metadata_, &links_, &names_}) flow->take(out_.text.passages);
        return std::move(out_);
    }

  private:
    /// A line end followed by a blank is none (RFC 5545 3.1, RFC 6350 3.2).
    void take_line(std::size_t& at) {
        Line line;
        line.begin = at;
        for (bool folded = true; folded && at < text_.size();) {
            const std::size_t newline = std::min(text_.find('\n', at), text_.size());
            const std::size_t end =
                newline > at && text_[newline - 1] == '\r' ? newline - 1 : newline;
            line.flow.append(at, text_.substr(at, end - at));
            at = newline + 1;
            folded = at < text_.size() && (text_[at] == ' ' || text_[at] == '\t');
            if (folded) ++at;
        }
        divide(line);
        if (line.value > line.name_end) {
            property(line);
        } else if (!line.text().empty()) {
            put(body_, line, 0);
        }
    }

    void property(const Line& line) {
        const auto name = line.name();
        const auto value = trim(line.text().substr(line.value));
        if (equals_ignoring_case(name, "BEGIN")) return begin(value);
        if (equals_ignoring_case(name, "END")) return;
        out_.locators.push_back(
            {static_cast<std::uint32_t>(line.begin),
             entry_.empty() ? std::string(name) : fmt::format("{}, {}", entry_, name)});
        note(name, value);
        if (equals_ignoring_case(name, "X-ALT-DESC")) return alternative(line);
        if (is_in(name, kLinks)) return put(links_, line, line.value);
        const bool readable = is_in(name, kReadable);
        if (readable) put_common_name(line);
        put(readable ? body_ : metadata_, line, readable ? line.value : 0);
    }

    void begin(std::string_view component) {
        const auto entry = entry_name(component);
        if (!entry.empty()) entry_ = fmt::format("{} {}", entry, ++counts_[std::string(entry)]);
    }

    void note(std::string_view name, std::string_view value) {
        if (out_.contents.size() >= kMaxContentsOfKind) return;
        HeldContent held;
        held.locator = out_.locators.back().name;
        held.text = shortened(value, 200);
        if (equals_ignoring_case(name, "CLASS") && (equals_ignoring_case(value, "PRIVATE") ||
                                                    equals_ignoring_case(value, "CONFIDENTIAL"))) {
            held.kind = ContentKind::properties;
            held.message = fmt::format("the {} is marked {}", entry_, ascii_lower(value));
        } else if (equals_ignoring_case(name, "STATUS") && equals_ignoring_case(value, "DRAFT")) {
            held.kind = ContentKind::draft_status;
            held.message = fmt::format("the {} says that it is a draft", entry_);
        } else {
            return;
        }
        out_.contents.push_back(std::move(held));
    }

    /// ATTENDEE;CN="Anna Berg": the name is what people see.
    void put_common_name(const Line& line) {
        const auto parameters = line.parameters();
        const std::size_t at = parameters.find(";CN=");
        if (at == std::string_view::npos) return;
        std::size_t begin = at + 4;
        const bool quoted = begin < parameters.size() && parameters[begin] == '"';
        if (quoted) ++begin;
        const std::size_t end =
            std::min(parameters.find_first_of(quoted ? "\"" : ";:", begin), parameters.size());
        names_.append_piece(line.flow, line.name_end + begin, line.name_end + end);
        names_.append(line.begin, "\n");
    }

    /// The line from byte `from` on, with its escapes resolved.
    void put(Flow& flow, const Line& line, std::size_t from) {
        const auto text = line.text();
        if (is_quoted_printable(line)) {
            flow.append(line.begin, decode_quoted_printable(text.substr(from)).text);
            return flow.append(line.begin, "\n");
        }
        while (from < text.size()) {
            const std::size_t at = std::min(text.find('\\', from), text.size());
            flow.append_piece(line.flow, from, at);
            if (at + 1 >= text.size()) break;
            const char next = text[at + 1];
            if (next == 'n' || next == 'N') {
                flow.append(line.begin, "\n");
            } else {
                flow.append_piece(line.flow, at + 1, at + 2);
            }
            from = at + 2;
        }
        flow.append(line.begin, "\n");
    }

    static bool is_quoted_printable(const Line& line) {
        return ascii_lower(line.parameters()).find("quoted-printable") != std::string::npos;
    }

    /// The HTML that some programs show instead of the description.
    void alternative(const Line& line) {
        Flow html;
        put(html, line, line.value);
        std::vector<HtmlPassage> whole;
        html.take(whole);
        if (whole.empty()) return;
        for (auto& passage : read_html(whole.front().text, {.page = true}).passages) {
            const bool seen = passage.place == Place::body || passage.place == Place::subject;
            Flow flow(seen ? Place::hidden : passage.place,
                      "HTML" + (passage.detail.empty() ? "" : ", " + passage.detail));
            Flow from;
            from.append_passage(whole.front());
            for (std::size_t i = 0; i < passage.map.size(); ++i) {
                const auto& segment = passage.map[i];
                const std::size_t end =
                    i + 1 < passage.map.size() ? passage.map[i + 1].text : passage.text.size();
                put_piece(flow, from, segment.origin,
                          std::string_view(passage.text).substr(segment.text, end - segment.text));
            }
            flow.take(out_.text.passages);
        }
    }

    static void put_piece(Flow& flow, const Flow& from, std::size_t origin, std::string_view text) {
        const auto stop = std::min(origin + text.size(), from.size());
        if (std::string_view(from.text()).substr(origin, stop - origin) == text) {
            flow.append_piece(from, origin, stop);
        } else {
            flow.append(from.origin_of(origin), text);
        }
    }

    std::string_view text_;
    CardText out_;
    Flow body_{Place::body, {}};
    Flow metadata_{Place::metadata, "calendar or card"};
    Flow links_{Place::link, {}};
    Flow names_{Place::body, "name"};
    std::string entry_;  ///< "event 2"
    std::map<std::string, std::size_t> counts_;
};

}  // namespace

CardText read_cards(std::string_view text) {
    return Reader(text).run();
}

}  // namespace sendguard::draft
