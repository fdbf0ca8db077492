#include "review/draft_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/digest.h"
#include "base/text.h"
#include "draft/transfer.h"
#include "report/excerpt.h"
#include "report/words.h"
#include "review/passage_lines.h"

namespace sendguard::review {
namespace {

using draft::Part;
using draft::Passage;
using draft::Place;
using nlohmann::json;
using report::printable;

constexpr std::size_t kExcerptCells = 160;
constexpr std::size_t kMostRows = 300;  // of what is not seen, of one kind

struct PlaceWords {
    Place place;
    std::string_view title;
};
/// What a recipient does not see at once, in the order in which it is shown.
constexpr std::array kUnseen{
    PlaceWords{Place::hidden, "Hidden text"},
    PlaceWords{Place::comment, "Comments"},
    PlaceWords{Place::deletion, "Deleted text that is still there"},
    PlaceWords{Place::notes, "Notes"},
    PlaceWords{Place::link, "Where links lead"},
    PlaceWords{Place::alt_text, "Texts in place of pictures"},
    PlaceWords{Place::watermark, "Watermarks"},
    PlaceWords{Place::metadata, "Properties"},
    PlaceWords{Place::header, "Header fields"},
};

/// The fields that the page shows as people.
constexpr std::array<std::string_view, 6> kPeopleFields{"from", "sender", "reply-to",
                                                        "to",   "cc",     "bcc"};

bool is_shown_field(const Passage& passage) {
    return passage.place == Place::header &&
           std::ranges::find(kPeopleFields, ascii_lower(passage.detail)) != kPeopleFields.end();
}

/// The attachment that a part belongs to; nullopt: it is the message itself.
std::optional<std::size_t> attachment_of(const draft::Draft& draft, std::size_t index) {
    const auto& number = draft.parts[index].number;
    for (std::size_t i = 0; i <= index; ++i) {
        const auto& part = draft.parts[i];
        if (!part.attachment) continue;
        const bool inside =
            number.size() > part.number.size() && number.starts_with(part.number) &&
            (number[part.number.size()] == '.' || number[part.number.size()] == '/');
        if (i == index || inside) return i;
    }
    return std::nullopt;
}

std::string_view seen_title(Place place) {
    switch (place) {
        case Place::quote:
            return "Quoted from earlier mail";
        case Place::signature:
            return "Signature";
        case Place::insertion:
            return "Inserted by a tracked change";
        default:
            return {};
    }
}

/// Makes the page's parts of one draft.
class View {
  public:
    View(const draft::Draft& draft, const std::vector<check::Finding>& findings,
         const std::string& url)
        : draft_(draft), findings_(findings), url_(url), lines_(draft, findings) {}

    DraftView make();

  private:
    using Owner = std::optional<std::size_t>;
    bool belongs(const Passage& passage, Owner owner) const {
        return passage.part < draft_.parts.size() ? owners_[passage.part] == owner : !owner;
    }
    json subject();
    json seen(Owner owner);
    json unseen(Owner owner);
    json unseen_rows(Place place, Owner owner);
    json held(Owner owner) const;
    json faults(Owner owner) const;
    json readings();
    json attachment(std::size_t index);
    json frames() const;
    json item(std::size_t index) const;
    std::string part_url(std::string_view what, std::size_t index) const {
        return fmt::format("{}/{}/{}", url_, what, index);
    }

    const draft::Draft& draft_;
    const std::vector<check::Finding>& findings_;
    const std::string& url_;
    PassageLines lines_;
    std::vector<Owner> owners_;
};

json View::subject() {
    for (const auto& passage : draft_.passages)
        if (passage.place == Place::subject && !passage.alternative) return lines_.of(passage);
    return json::array();
}

json View::seen(Owner owner) {
    auto blocks = json::array();
    std::string last_part;
    for (const auto& passage : draft_.passages) {
        if (!is_seen(passage.place) || passage.alternative || !belongs(passage, owner)) continue;
        auto lines = lines_.of(passage);
        if (lines.empty()) continue;
        std::string part;
        if (passage.part < draft_.parts.size()) {
            const auto& one = draft_.parts[passage.part];
            part = one.type.empty() ? one.number : fmt::format("{} {}", one.number, one.type);
        }
        const auto detail = printable(passage.detail);
        // A body with a detail is the same text as others may read it: "read with its hidden text".
        const auto title =
            passage.place == Place::body ? detail : std::string(seen_title(passage.place));
        blocks.push_back({{"part", part == last_part ? "" : printable(part)},
                          {"title", title},
                          {"quote", passage.place == Place::quote},
                          {"detail", title == detail ? "" : detail},
                          {"lines", std::move(lines)}});
        last_part = part;
    }
    return blocks;
}

json View::unseen_rows(Place place, Owner owner) {
    auto rows = json::array();
    for (const auto& passage : draft_.passages) {
        if (passage.place != place || passage.alternative || !belongs(passage, owner)) continue;
        if (is_shown_field(passage)) continue;
        if (rows.size() >= kMostRows) break;
        auto lines = lines_.of(passage);
        if (lines.empty()) continue;
        rows.push_back({{"label", printable(passage.detail)}, {"lines", std::move(lines)}});
    }
    return rows;
}

/// What documents hold besides, by the reader of each format.
json View::held(Owner owner) const {
    auto rows = json::array();
    for (const auto& one : draft_.contents) {
        const bool here = one.part < owners_.size() ? owners_[one.part] == owner : !owner;
        if (!here || rows.size() >= kMostRows) continue;
        const auto label =
            one.locator.empty() ? one.message : fmt::format("{} [{}]", one.message, one.locator);
        json line{{"pieces", json::array({{{"text", printable(one.text)}, {"mark", false}}})}};
        rows.push_back({{"label", printable(label)},
                        {"lines", one.text.empty() ? json::array() : json::array({line})}});
    }
    return rows;
}

json View::faults(Owner owner) const {
    auto rows = json::array();
    for (const auto& fault : draft_.faults) {
        const bool here = fault.part < owners_.size() ? owners_[fault.part] == owner : !owner;
        if (!here || rows.size() >= kMostRows) continue;
        rows.push_back({{"label", printable(fault.message)}, {"lines", json::array()}});
    }
    return rows;
}

/// What another program may read in these bytes.
json View::readings() {
    auto rows = json::array();
    for (const auto& passage : draft_.passages) {
        if (!passage.alternative || rows.size() >= kMostRows) continue;
        auto lines = lines_.of(passage);
        if (!lines.empty())
            rows.push_back({{"label", std::string(draft::place_name(passage.place))},
                            {"lines", std::move(lines)}});
    }
    return rows;
}

json View::unseen(Owner owner) {
    auto groups = json::array();
    const auto add = [&](std::string_view title, std::string_view place, json rows) {
        if (rows.empty()) return;
        const auto count = rows.size();
        groups.push_back(
            {{"title", title}, {"place", place}, {"count", count}, {"rows", std::move(rows)}});
    };
    for (const auto& [place, title] : kUnseen)
        add(title, draft::place_name(place), unseen_rows(place, owner));
    add("Held besides", "", held(owner));
    add("Could not be read as one reader would", "", faults(owner));
    if (!owner) add("As another program may read it", "", readings());
    return groups;
}

json View::attachment(std::size_t index) {
    const auto& part = draft_.parts[index];
    auto text = seen(index);
    auto unseen_groups = unseen(index);
    return {{"name", printable(part.filename.empty() ? "(no name)" : part.filename)},
            {"type", printable(part.type)},
            {"size", fmt::format("{}", part.size)},
            {"encrypted", part.encrypted},
            {"unread", !part.read},
            {"download", has_bytes(part) ? part_url("parts", index) : ""},
            {"has_text", !text.empty()},
            {"text", std::move(text)},
            {"has_unseen", !unseen_groups.empty()},
            {"unseen", std::move(unseen_groups)}};
}

/// HTML parts, to be looked at in a sandboxed frame.
json View::frames() const {
    auto out = json::array();
    for (std::size_t i = 0; i < draft_.parts.size(); ++i) {
        const auto& part = draft_.parts[i];
        if (part.type == "text/html" && !owners_[i] && has_bytes(part))
            out.push_back({{"url", part_url("html", i)}, {"part", printable(part.number)}});
    }
    return out;
}

json View::item(std::size_t index) const {
    const auto& finding = findings_[index];
    auto places = json::array();
    for (const auto& place : finding.places) {
        auto line = report::marked_line(place, kExcerptCells);
        places.push_back({{"where", printable(report::place_words(place))},
                          {"line", place.line},
                          {"before", std::move(line.before)},
                          {"span", std::move(line.span)},
                          {"after", std::move(line.after)}});
    }
    auto notes = json::array();
    for (const auto& note : finding.notes) notes.push_back({{"note", printable(note)}});
    return {{"number", index + 1},
            {"action", policy::action_name(finding.action)},
            {"rule", printable(finding.rule)},
            {"message", printable(finding.message)},
            {"why", printable(finding.why)},
            {"help", printable(finding.help)},
            {"who", printable(report::who_must_sign(finding))},
            {"signed", finding.approvers ? printable(report::who_has_signed(finding)) : ""},
            {"places", std::move(places)},
            {"more", finding.more_places > 0 ? fmt::format("{}", finding.more_places) : ""},
            {"notes", std::move(notes)},
            {"marked", lines_.is_marked(index)}};
}

std::string item_key(const check::Finding& finding) {
    std::string text = finding.rule + "\n" + finding.message;
    for (const auto& place : finding.places)
        text += fmt::format("\n{} {}:{} {}", place.part, place.line, place.column, place.text);
    return sha256_hex(text).substr(0, 12);
}

DraftView View::make() {
    for (std::size_t i = 0; i < draft_.parts.size(); ++i)
        owners_.push_back(attachment_of(draft_, i));
    DraftView out;
    json values = {{"subject", subject()}, {"text", seen({})}, {"frames", frames()}};
    values["has_frames"] = !values["frames"].empty();
    values["unseen"] = unseen({});
    values["attachments"] = json::array();
    for (std::size_t i = 0; i < draft_.parts.size(); ++i)
        if (draft_.parts[i].attachment && owners_[i] == i)
            values["attachments"].push_back(attachment(i));
    values["has_attachments"] = !values["attachments"].empty();
    values["cut"] = lines_.cut();
    values["items"] = json::array();
    for (std::size_t i = 0; i < findings_.size(); ++i) {
        const auto key = item_key(findings_[i]);
        auto one = item(i);
        one["key"] = key;
        out.items.push_back({.key = key, .number = i + 1});
        values["items"].push_back(std::move(one));
    }
    const auto& attachments = values["attachments"];
    // Every mail has header fields; they alone are nothing to be looked at.
    const auto is_more = [](const json& group) { return group["place"] != "header"; };
    const bool unseen_there = std::ranges::any_of(values["unseen"], is_more) ||
                              std::ranges::any_of(attachments, [](const json& one) {
                                  return one["has_unseen"].get<bool>();
                              });
    values["has_unseen"] = !values["unseen"].empty();
    values["look_at_unseen"] = unseen_there;
    if (unseen_there) out.items.push_back({.key = std::string(kUnseenItem), .number = 0});
    out.values = std::make_shared<const json>(std::move(values));
    return out;
}

}  // namespace

DraftView draft_view(const draft::Draft& draft, const std::vector<check::Finding>& findings,
                     const std::string& url) {
    return View(draft, findings, url).make();
}

bool is_seen(Place place) {
    return place == Place::body || place == Place::quote || place == Place::signature ||
           place == Place::insertion;
}

std::vector<std::string> visible_lines(const draft::Draft& draft) {
    std::vector<std::string> out;
    for (const auto& passage : draft.passages) {
        if (passage.alternative || !is_seen(passage.place)) continue;
        for (const auto line : split(passage.text, '\n')) out.push_back(printable(trim(line)));
    }
    return out;
}

bool has_bytes(const Part& part) {
    return !part.multipart && part.content_end > part.content_begin &&
           part.number.find('/') == std::string::npos;
}

std::string part_bytes(const draft::Draft& draft, const Part& part) {
    const auto raw = std::string_view(*draft.bytes)
                         .substr(part.content_begin, part.content_end - part.content_begin);
    switch (part.encoding) {
        case draft::TransferEncoding::base64:
            return draft::decode_base64(raw).text;
        case draft::TransferEncoding::quoted_printable:
            return draft::decode_quoted_printable(raw).text;
        case draft::TransferEncoding::seven_bit:
        case draft::TransferEncoding::eight_bit:
        case draft::TransferEncoding::binary:
        case draft::TransferEncoding::unknown:
            break;
    }
    return std::string(raw);
}

}  // namespace sendguard::review
