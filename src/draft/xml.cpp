#include "draft/xml.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "draft/charset.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxReferenceBytes = 12;  ///< "&#x10FFFF;" and no more

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr auto kEndsName = [] {
    std::array<bool, 256> table{};
    for (const char c : {' ', '\t', '\r', '\n', '>', '/', '='})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool ends_name(char c) {
    return kEndsName[static_cast<unsigned char>(c)];
}

}  // namespace

XmlReader::XmlReader(std::string_view xml) : xml_(xml) {
    if (xml_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

XmlEvent XmlReader::fail(std::string_view kind, std::string_view defect) {
    if (defect_.empty()) {
        defect_kind_ = kind;
        defect_ = defect;
    }
    at_ = xml_.size();
    open_.clear();
    closes_itself_ = false;
    return XmlEvent::done;
}

XmlEvent XmlReader::next() {
    scratch_.clear();
    attributes_.clear();
    if (closes_itself_) {
        closes_itself_ = false;
        set_name(open_.back());
        open_.pop_back();
        return XmlEvent::end;
    }
    while (at_ < xml_.size()) {
        if (xml_[at_] != '<') {
            const auto end = std::min(xml_.find('<', at_), xml_.size());
            const auto raw = xml_.substr(at_, end - at_);
            at_ = end;
            if (open_.empty()) continue;
            return text_event(raw, true);
        }
        const auto rest = xml_.substr(at_);
        if (rest.starts_with("</")) return read_end();
        if (rest.starts_with("<![CDATA[")) {
            const auto end = rest.find("]]>");
            if (end == std::string_view::npos)
                return fail("damaged", "ends within a CDATA section");
            at_ += end + 3;
            return text_event(rest.substr(9, end - 9), false);
        }
        if (rest.starts_with("<!") || rest.starts_with("<?")) {
            if (!skip_declaration()) return XmlEvent::done;
            continue;
        }
        return read_start();
    }
    if (!open_.empty()) return fail("damaged", "ends before its elements do");
    return XmlEvent::done;
}

bool XmlReader::skip_declaration() {
    const auto rest = xml_.substr(at_);
    if (rest.starts_with("<!DOCTYPE")) {
        fail("xml-doctype", "declares a document type, whose entities are not read");
        // The text is read on: behind the internal subset, if there is one.
        const auto close = rest.find('>');
        const auto bracket = rest.substr(0, close).find('[');
        const auto subset = bracket == std::string_view::npos ? close : rest.find("]>");
        if (subset == std::string_view::npos) return false;
        at_ = static_cast<std::size_t>(rest.data() - xml_.data()) + rest.find('>', subset) + 1;
        return true;
    }
    const auto close = rest.starts_with("<!--") ? "-->"sv : rest.starts_with("<?") ? "?>"sv : ">"sv;
    const auto end = rest.find(close, rest.starts_with("<!--") ? 4 : 2);
    if (end == std::string_view::npos) {
        fail("damaged", "ends within a declaration or comment");
        return false;
    }
    at_ += end + close.size();
    return true;
}

void XmlReader::set_name(std::string_view qualified) {
    const auto colon = qualified.find(':');
    prefix_ = colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
    name_ = colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

XmlEvent XmlReader::read_end() {
    const auto end = xml_.find('>', at_);
    if (end == std::string_view::npos) return fail("damaged", "ends within a tag");
    const auto name = trim(xml_.substr(at_ + 2, end - at_ - 2));
    if (open_.empty() || open_.back() != name)
        return fail("damaged", "closes an element that is not open");
    at_ = end + 1;
    set_name(name);
    open_.pop_back();
    return XmlEvent::end;
}

XmlEvent XmlReader::read_start() {
    auto end = at_ + 1;
    while (end < xml_.size() && !ends_name(xml_[end])) ++end;
    const auto name = xml_.substr(at_ + 1, end - at_ - 1);
    if (name.empty()) return fail("damaged", "has a tag without a name");
    at_ = end;
    for (;;) {
        while (at_ < xml_.size() && is_blank(xml_[at_])) ++at_;
        if (at_ >= xml_.size()) return fail("damaged", "ends within a tag");
        if (xml_[at_] == '>') break;
        if (xml_[at_] == '/' && at_ + 1 < xml_.size() && xml_[at_ + 1] == '>') {
            closes_itself_ = true;
            ++at_;
            break;
        }
        if (!read_attribute()) return fail("damaged", "has a broken attribute");
    }
    ++at_;
    if (open_.size() >= kMaxXmlDepth) return fail("limit-depth", "has too many nested elements");
    open_.push_back(name);
    set_name(name);
    return XmlEvent::start;
}

bool XmlReader::read_attribute() {
    const auto begin = at_;
    auto local = begin;  // behind the prefix
    for (; at_ < xml_.size() && !ends_name(xml_[at_]); ++at_)
        if (xml_[at_] == ':' && local == begin) local = at_ + 1;
    const auto end_of_name = at_;
    while (at_ < xml_.size() && is_blank(xml_[at_])) ++at_;
    if (begin == end_of_name || at_ >= xml_.size() || xml_[at_] != '=') return false;
    ++at_;
    while (at_ < xml_.size() && is_blank(xml_[at_])) ++at_;
    if (at_ >= xml_.size() || (xml_[at_] != '"' && xml_[at_] != '\'')) return false;
    const auto end = xml_.find(xml_[at_], at_ + 1);
    if (end == std::string_view::npos) return false;
    const auto prefix = local == begin ? 0 : local - begin - 1;
    attributes_.push_back({xml_.substr(begin, prefix), xml_.substr(local, end_of_name - local),
                           xml_.substr(at_ + 1, end - at_ - 1)});
    at_ = end + 1;
    return true;
}

XmlEvent XmlReader::text_event(std::string_view raw, bool references) {
    text_ = references ? decoded(raw) : raw;
    return XmlEvent::text;
}

std::string_view XmlReader::decoded(std::string_view raw) {
    auto amp = raw.find('&');
    if (amp == std::string_view::npos) return raw;
    std::string out;
    out.reserve(raw.size());
    std::size_t from = 0;
    while (amp != std::string_view::npos) {
        out += raw.substr(from, amp - from);
        const auto semicolon = raw.substr(amp, kMaxReferenceBytes).find(';');
        if (semicolon == std::string_view::npos) {
            out += '&';
            from = amp + 1;
        } else {
            append_reference(out, raw.substr(amp, semicolon + 1));
            from = amp + semicolon + 1;
        }
        amp = raw.find('&', from);
    }
    out += raw.substr(from);
    return scratch_.emplace_back(std::move(out));
}

void XmlReader::append_reference(std::string& out, std::string_view reference) {
    const auto name = reference.substr(1, reference.size() - 2);
    if (name == "amp") {
        out += '&';
    } else if (name == "lt") {
        out += '<';
    } else if (name == "gt") {
        out += '>';
    } else if (name == "quot") {
        out += '"';
    } else if (name == "apos") {
        out += '\'';
    } else if (name.starts_with('#')) {
        const bool hex = name.substr(1).starts_with('x') || name.substr(1).starts_with('X');
        const auto digits = name.substr(hex ? 2 : 1);
        std::uint32_t value = 0;
        const auto [end, failed] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
        const bool whole = failed == std::errc() && end == digits.data() + digits.size();
        append_utf8(out, whole && value != 0 && value < 0x110000 ? value : 0xFFFD);
    } else {
        out += reference;
        if (defect_.empty()) {
            defect_kind_ = "xml-entity";
            defect_ = "uses an entity that is not XML's own";
        }
    }
}

const XmlReader::Attribute* XmlReader::find(std::string_view local, bool prefixed) const {
    for (const auto& attribute : attributes_)
        if (attribute.local == local && (!prefixed || !attribute.prefix.empty()) &&
            attribute.prefix != "xmlns")
            return &attribute;
    return nullptr;
}

std::string_view XmlReader::attribute(std::string_view local) {
    const auto* const found = find(local, false);
    return found == nullptr ? std::string_view() : decoded(found->raw);
}

bool XmlReader::has(std::string_view local) const {
    return find(local, false) != nullptr;
}

std::string_view XmlReader::prefixed(std::string_view local) {
    const auto* const found = find(local, true);
    return found == nullptr ? std::string_view() : decoded(found->raw);
}

void XmlReader::skip() {
    const auto outside = depth() - 1;
    while (next() != XmlEvent::done)
        if (depth() <= outside) return;
}

std::string XmlReader::inner_text() {
    const auto outside = depth() - 1;
    std::string out;
    for (auto event = next(); event != XmlEvent::done; event = next()) {
        if (event == XmlEvent::text) out += text_;
        if (event == XmlEvent::end && depth() <= outside) break;
    }
    return out;
}

std::string xml_as_utf8(std::string xml) {
    const std::string_view start = std::string_view(xml).substr(0, 200);
    std::string charset;
    if (start.starts_with("\xFF\xFE"sv) || start.starts_with("<\0"sv)) {
        charset = "utf-16le";
    } else if (start.starts_with("\xFE\xFF"sv) || start.starts_with("\0<"sv)) {
        charset = "utf-16be";
    } else if (start.starts_with("<?xml")) {
        const auto encoding = start.substr(0, start.find("?>")).find("encoding=");
        if (encoding == std::string_view::npos) return xml;
        const auto value = start.substr(encoding + 10);
        charset = ascii_lower(value.substr(0, value.find_first_of("\"'?")));
        if (charset == "utf-8" || charset == "utf8" || charset.starts_with("utf-16")) return xml;
    }
    if (charset.empty()) return xml;
    auto utf8 = to_utf8(xml, charset);
    return utf8.as_is ? std::move(xml) : std::move(utf8.text);
}

bool xml_flag(std::string_view value, bool absent) {
    if (value.empty()) return absent;
    return value == "1" || value == "true" || value == "on" || value == "t";
}

}  // namespace sendguard::draft
