// Archives: every member is a part of its own and is read as what it is; the limits of depth,
// count, size and ratio stop what unpacks without end.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/module.h"
#include "base/text.h"
#include "draft/archive_walk.h"
#include "draft/document_text.h"
#include "draft/formats.h"
#include "draft/zip_structure.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxMemberBytes = 64u << 20;  ///< as much as a document may hold as text
constexpr std::size_t kMaxRatio = 250;  ///< of bytes out to bytes in; logs and sheets reach 100
constexpr std::size_t kRatioFrom = 4u << 20;  ///< below this, a high ratio does no harm

constexpr auto kPacked =
    std::to_array<std::string_view>({"\x1F\x8B", "BZh91AY&SY",
                                     "\xFD"
                                     "7zXZ\0"sv,
                                     "\x28\xB5\x2F\xFD", "\x1F\x9D", "\x04\x22\x4D\x18"});
constexpr auto kLists =
    std::to_array<std::string_view>({"7z\xBC\xAF\x27\x1C", "Rar!\x1A\x07", "MSCF\0\0\0\0"sv});

bool begins_with_one_of(std::string_view bytes, std::span<const std::string_view> marks) {
    return std::ranges::any_of(marks, [&](auto mark) { return bytes.starts_with(mark); });
}

bool is_zip(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06") ||
           bytes.starts_with("PK\x07\x08") || ends_as_zip(bytes);
}

/// A packed file's own name: what its archive is called, without the ending.
std::string unpacked_name(std::string_view name) {
    name = name.substr(name.find_last_of('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return "data";
    return std::string(name.substr(0, dot));
}

class Members final : public ArchiveVisitor {
  public:
    Members(Reading& reading, const Document& archive, bool single)
        : reading_(reading), archive_(archive), single_(single) {}

    bool enter(const ArchiveMember& member) override {
        member_ = member;
        if (single_ && member.name == "data") member_.name = unpacked_name(archive_.name);
        content_.clear();
        dropped_ = false;
        const bool file = member.kind == ArchiveMember::Kind::file;
        if (!reading_.unpack(0)) {
            stopped_ = true;
            drop("limit-unpacked", "is one of too many files to unpack");
        }
        if (file && member.size > kMaxMemberBytes) drop("limit-unpacked", "is too large to unpack");
        return file && !member.encrypted && !dropped_;
    }

    bool bytes(std::string_view block) override {
        total_ += block.size();
        if (total_ > kRatioFrom && total_ / kMaxRatio > archive_.bytes.size()) {
            // One bomb seldom comes alone: nothing more is unpacked from this draft.
            reading_.unpack(kMaxUnpackedBytes);
            stopped_ = true;
            drop("limit-ratio", "unpacks to far more than it is");
        } else if (content_.size() + block.size() > kMaxMemberBytes) {
            drop("limit-unpacked", "is too large to unpack");
        } else if (total_ > kMaxUnpackedBytes) {
            stopped_ = true;
            drop("limit-unpacked", "is one of too many files to unpack");
        }
        if (!dropped_) content_ += block;
        return !dropped_;
    }

    bool leave(std::string_view fault) override {
        if (reading_.parts_are_full()) {
            archive_fault("limit-parts", "the archive holds more files than can be checked");
            return false;
        }
        if (member_.kind == ArchiveMember::Kind::file && !member_.encrypted && !dropped_) {
            const auto part = reading_.draft().parts.size();
            read_member(reading_, archive_, member_.name, std::move(content_));
            content_ = {};
            if (!fault.empty()) name_fault(part, fault);
        } else if (member_.kind != ArchiveMember::Kind::folder) {
            name_member();
        } else {
            add_name(archive_.part, member_.name, "folder");
        }
        return !stopped_;
    }

    void archive_fault(std::string_view kind, std::string message) {
        reading_.fault(FaultClass::unreadable, kind, std::move(message), archive_.part,
                       archive_.at);
    }

  private:
    std::string name() const { return shortened(to_valid_utf8(member_.name), 200); }

    void drop(std::string_view kind, std::string_view why) {
        dropped_ = true;
        content_ = {};
        archive_fault(kind, fmt::format("{} {}", name(), why));
    }

    void name_fault(std::size_t part, std::string_view fault) {
        const bool there = part < reading_.draft().parts.size();
        const bool unknown = ascii_lower(fault).find("support") != std::string::npos;
        reading_.fault(
            FaultClass::unreadable, unknown ? "unsupported" : "damaged",
            fmt::format("{} could not be unpacked to its end: {}", name(), to_valid_utf8(fault)),
            there ? static_cast<std::uint32_t>(part) : archive_.part, archive_.at);
    }

    void add_name(std::uint32_t part, std::string_view text, std::string detail) {
        reading_.add({.place = Place::filename,
                      .part = part,
                      .text = reading_.keep(to_valid_utf8(text)),
                      .origin_kind = Origin::field,
                      .origin = archive_.at,
                      .map = {},
                      .detail = std::move(detail)});
    }

    /// A member that is not read is named, as a part.
    void name_member() {
        Part part;
        const std::string path = to_valid_utf8(member_.name);
        const auto& outer = reading_.part(archive_.part).number;
        part.number = outer.empty() ? path : outer + "/" + path;
        part.filename = path.substr(path.find_last_of('/') + 1);
        part.type = "application/octet-stream";
        part.content_begin = part.content_end = archive_.at;
        part.size = static_cast<std::size_t>(member_.size);
        part.attachment = true;
        part.read = member_.kind == ArchiveMember::Kind::link;
        part.encrypted = member_.encrypted;
        const auto index = reading_.add_part(std::move(part), archive_.part);
        add_name(index, path, {});
        if (!member_.target.empty()) add_name(index, member_.target, "link target");
        if (member_.encrypted)
            reading_.fault(FaultClass::unreadable, "encrypted",
                           fmt::format("{} is encrypted", name()), index, archive_.at);
    }

    Reading& reading_;
    const Document& archive_;
    bool single_;
    ArchiveMember member_;
    std::string content_;
    std::size_t total_ = 0;  ///< bytes that came out of this archive
    bool dropped_ = false;   ///< the member's bytes are not kept
    bool stopped_ = false;
};

void add_structure(Reading& reading, const Document& archive) {
    const auto structure = look_at_zip(archive.bytes);
    for (const auto& fault : structure.faults) {
        const bool twice = fault.kind == "zip-differs" || fault.kind == "zip-unlisted";
        reading.fault(twice ? FaultClass::ambiguous : FaultClass::unreadable,
                      twice ? fault.kind : "damaged", fault.message, archive.part, archive.at);
    }
    if (structure.encrypted)
        reading.fault(FaultClass::unreadable, "encrypted",
                      "members of the ZIP archive are encrypted", archive.part, archive.at);
    for (const auto comment : structure.comments)
        reading.add({.place = Place::comment,
                     .part = archive.part,
                     .text = reading.keep(to_valid_utf8(comment)),
                     .origin_kind = Origin::field,
                     .origin = archive.at,
                     .map = {},
                     .detail = "ZIP comment"});
}

}  // namespace

bool is_archive(std::string_view bytes, std::string_view) {
    return begins_with_one_of(bytes, kPacked) || begins_with_one_of(bytes, kLists) ||
           (bytes.size() >= 512 && bytes.substr(257, 5) == "ustar") || is_zip(bytes);
}

void read_archive(Reading& reading, const Document& document) {
    const bool single = begins_with_one_of(document.bytes, kPacked);
    Members members(reading, document, single);
    const auto walk = module_symbol("archive", kWalkArchive);
    if (!walk) {
        members.archive_fault("no-reader", walk.error().message);
        return;
    }
    if (!single && is_zip(document.bytes)) add_structure(reading, document);
    ArchiveEnd end;
    reinterpret_cast<WalkArchive*>(walk.value())(document.bytes, single, &members, &end);
    if (end.encrypted && !end.opened)
        members.archive_fault("encrypted", "the archive's list is encrypted");
    else if (!end.fault.empty())
        members.archive_fault("damaged", fmt::format("the archive could not be read to its end: {}",
                                                     to_valid_utf8(end.fault)));
}

}  // namespace sendguard::draft
