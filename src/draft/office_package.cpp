#include "draft/office_package.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kSmallPart = 4u << 20;  ///< below it no ratio is a bomb
constexpr std::size_t kDeflateRatio = 1032;   ///< more than that, no DEFLATE data can hold

/// A part's name as names are compared: no first slash, ASCII case ignored.
std::string key_of(std::string_view part) {
    std::string key = ascii_lower(part);
    std::ranges::replace(key, '\\', '/');
    return key.starts_with('/') ? key.substr(1) : key;
}

}  // namespace

void OfficePackage::fault(std::string_view kind, std::string message) {
    text_.fault(FaultClass::unreadable, kind, std::move(message));
}

bool OfficePackage::open() {
    auto zip = open_zip(document_.bytes);
    if (!zip) {
        fault("damaged",
              fmt::format("the document's ZIP package cannot be opened: {}", zip.error().message));
        return false;
    }
    zip_ = std::move(zip.value());
    const auto& members = zip_->members();
    if (members.size() > kMaxZipMembers) {
        fault("limit-parts", fmt::format("the document's package has {} parts, more than {}",
                                         members.size(), kMaxZipMembers));
        return false;
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        names_.push_back(to_valid_utf8(members[i].name));
        if (!index_.emplace(key_of(members[i].name), i).second)
            text_.fault(FaultClass::ambiguous, "duplicate-member",
                        fmt::format("the document's package has two parts {}", names_.back()));
    }
    return true;
}

bool OfficePackage::has(std::string_view part) const {
    return index_.contains(key_of(part));
}

bool OfficePackage::was_read(std::string_view part) const {
    return read_.contains(key_of(part));
}

bool OfficePackage::may_read(const ZipMember& member) {
    const auto name = to_valid_utf8(member.name);
    if (member.encrypted) {
        reading_.part(document_.part).encrypted = true;
        fault("encrypted", fmt::format("{} of the document is encrypted", name));
        return false;
    }
    if (member.size > kMaxXmlPart) {
        fault("limit-part", fmt::format("{} of the document is larger than {} MB unpacked", name,
                                        kMaxXmlPart >> 20));
        return false;
    }
    const auto ratio = member.size / std::max<std::uint64_t>(member.packed, 1);
    if (ratio > (member.size > kSmallPart ? kMaxZipRatio : kDeflateRatio)) {
        fault("limit-ratio",
              fmt::format("{} of the document grows to {} times its size", name, ratio));
        return false;
    }
    if (reading_.unpack(member.size)) return true;
    fault("limit-unpacked",
          fmt::format("the document is larger than {} MB unpacked", kMaxUnpackedBytes >> 20));
    return false;
}

std::optional<std::string> OfficePackage::read(std::string_view part) {
    const auto found = index_.find(key_of(part));
    if (found == index_.end()) return std::nullopt;
    const auto& member = zip_->members()[found->second];
    read_.insert(found->first);
    if (!may_read(member)) return std::nullopt;
    std::string bytes;
    const auto why = zip_->read(found->second, kMaxXmlPart, bytes);
    if (!why.empty())
        fault("damaged",
              fmt::format("{} of the document cannot be unpacked: {}", to_valid_utf8(part), why));
    return bytes;
}

std::string OfficePackage::read_xml(std::string_view part) {
    return xml_as_utf8(read(part).value_or(std::string()));
}

void OfficePackage::finish_xml(const XmlReader& xml, std::string_view part) {
    if (xml.defect().empty()) return;
    fault(xml.defect_kind(),
          fmt::format("{} of the document {}", to_valid_utf8(part), xml.defect()));
}

std::vector<Relation> OfficePackage::relations(std::string_view part) {
    const auto slash = part.find_last_of('/');
    const auto folder = slash == std::string_view::npos ? "" : part.substr(0, slash + 1);
    const auto file = part.substr(slash == std::string_view::npos ? 0 : slash + 1);
    const auto path = fmt::format("{}_rels/{}.rels", folder, file);
    const auto bytes = read_xml(path);
    std::vector<Relation> out;
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start || xml.name() != "Relationship") continue;
        Relation relation;
        relation.id = xml.attribute("Id");
        const auto type = xml.attribute("Type");
        relation.type = type.substr(type.find_last_of('/') + 1);
        relation.external = equals_ignoring_case(xml.attribute("TargetMode"), "External");
        const auto target = xml.attribute("Target");
        relation.target = relation.external ? std::string(target) : resolve_target(part, target);
        out.push_back(std::move(relation));
    }
    finish_xml(xml, path);
    return out;
}

void OfficePackage::read_content_types() {
    types_read_ = true;
    const auto bytes = read_xml("[Content_Types].xml");
    XmlReader xml(bytes);
    for (auto event = xml.next(); event != XmlEvent::done; event = xml.next()) {
        if (event != XmlEvent::start) continue;
        const auto type = ascii_lower(xml.attribute("ContentType"));
        if (xml.name() == "Override") types_["/" + key_of(xml.attribute("PartName"))] = type;
        if (xml.name() == "Default") types_["." + ascii_lower(xml.attribute("Extension"))] = type;
    }
    finish_xml(xml, "[Content_Types].xml");
}

std::string OfficePackage::content_type(std::string_view part) {
    if (!types_read_) read_content_types();
    const auto key = key_of(part);
    const auto own = types_.find("/" + key);
    if (own != types_.end()) return own->second;
    const auto dot = key.find_last_of('.');
    const auto common = types_.find(dot == std::string::npos ? "." : key.substr(dot));
    return common == types_.end() ? std::string() : common->second;
}

std::string resolve_target(std::string_view from, std::string_view target) {
    std::string path;
    if (!target.starts_with('/')) {
        const auto slash = from.find_last_of('/');
        if (slash != std::string_view::npos) path = std::string(from.substr(0, slash + 1));
    }
    for (const auto step : split(target, '/')) {
        if (step.empty() || step == ".") continue;
        if (step == "..") {
            const auto outer =
                path.size() < 2 ? std::string::npos : path.rfind('/', path.size() - 2);
            path.resize(outer == std::string::npos ? 0 : outer + 1);
            continue;
        }
        path += step;
        path += '/';
    }
    if (path.ends_with('/')) path.pop_back();
    return path;
}

const Relation* find_relation(const std::vector<Relation>& relations, std::string_view type) {
    const auto found = std::ranges::find(relations, type, &Relation::type);
    return found == relations.end() ? nullptr : &*found;
}

const Relation* find_relation_id(const std::vector<Relation>& relations, std::string_view id) {
    const auto found = std::ranges::find(relations, id, &Relation::id);
    return found == relations.end() ? nullptr : &*found;
}

void note_external(DocumentText& text, const Relation& relation) {
    if (relation.type == "hyperlink") {
        text.add_line(Place::link, relation.target);
        return;
    }
    const auto before = text.locator();
    text.at(before.empty() ? "link to another file" : before + ", link to another file");
    text.add_line(Place::metadata, relation.target, "external link");
    text.holds(ContentKind::external_links,
               fmt::format("it draws in {} ({})", to_valid_utf8(relation.target), relation.type),
               relation.target);
    text.at(before);
}

}  // namespace sendguard::draft
