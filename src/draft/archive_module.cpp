// The adapter to libarchive, a module of its own: it lists the members of an archive in memory and
// hands their bytes over block by block. Nothing is written to a disk, and no name is a path.
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <memory>
#include <string>
#include <string_view>

#include "draft/archive_walk.h"

namespace {

using sendguard::draft::ArchiveEnd;
using sendguard::draft::ArchiveMember;
using sendguard::draft::ArchiveVisitor;

struct Free {
    void operator()(archive* one) const { archive_read_free(one); }
};
using Archive = std::unique_ptr<archive, Free>;

std::string as_string(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

std::string fault_of(archive* from) {
    const std::string text = as_string(archive_error_string(from));
    return text.empty() ? "damaged" : text;
}

/// The library converts names to the locale's charset; while this lives, that is UTF-8 here.
class Utf8Locale {
  public:
    Utf8Locale() : own_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (own_ != nullptr) before_ = uselocale(own_);
    }
    ~Utf8Locale() {
        if (own_ == nullptr) return;
        uselocale(before_);
        freelocale(own_);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

  private:
    locale_t own_;
    locale_t before_ = nullptr;
};

std::string name_of(archive_entry* entry) {
    const char* const utf8 = archive_entry_pathname_utf8(entry);
    if (utf8 != nullptr && *utf8 != '\0') return utf8;
    return as_string(archive_entry_pathname(entry));
}

std::string target_of(archive_entry* entry) {
    const char* const symbolic = archive_entry_symlink(entry);
    return as_string(symbolic != nullptr ? symbolic : archive_entry_hardlink(entry));
}

ArchiveMember member_of(archive_entry* entry) {
    ArchiveMember member{.name = name_of(entry), .target = target_of(entry)};
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) {
        member.kind = ArchiveMember::Kind::folder;
    } else if (!member.target.empty() || type == AE_IFLNK) {
        member.kind = ArchiveMember::Kind::link;
    } else if (type != AE_IFREG && type != 0) {
        member.kind = ArchiveMember::Kind::other;
    }
    if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0)
        member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
    member.encrypted = archive_entry_is_encrypted(entry) != 0;
    return member;
}

void support(archive* reader, bool single) {
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_bzip2(reader);
    archive_read_support_filter_compress(reader);
    archive_read_support_filter_lzma(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_lz4(reader);
    archive_read_support_filter_zstd(reader);
    archive_read_support_format_zip(reader);
    archive_read_support_format_tar(reader);
    archive_read_support_format_7zip(reader);
    archive_read_support_format_rar(reader);
    archive_read_support_format_rar5(reader);
    archive_read_support_format_cab(reader);
    archive_read_support_format_cpio(reader);
    if (single) archive_read_support_format_raw(reader);
}

/// out: why the bytes end early, or ""
std::string read_bytes(archive* reader, ArchiveVisitor& visitor) {
    for (;;) {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(reader, &block, &size, &offset);
        if (result == ARCHIVE_EOF) return {};
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return fault_of(reader);
        if (size != 0 && !visitor.bytes({static_cast<const char*>(block), size})) return {};
        if (result == ARCHIVE_WARN) return fault_of(reader);
    }
}

}  // namespace

extern "C" void sendguard_archive_walk(std::string_view bytes, bool single, ArchiveVisitor* visitor,
                                       ArchiveEnd* end) {
    const Utf8Locale locale;
    const Archive reader(archive_read_new());
    if (!reader) return;
    support(reader.get(), single);
    if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
        end->fault = fault_of(reader.get());
        return;
    }
    for (;;) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(reader.get(), &entry);
        if (archive_read_has_encrypted_entries(reader.get()) > 0) end->encrypted = true;
        if (result == ARCHIVE_EOF) {
            end->opened = true;
            return;
        }
        if (result == ARCHIVE_RETRY) continue;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
            end->fault = fault_of(reader.get());
            return;
        }
        end->opened = true;
        const ArchiveMember member = member_of(entry);
        std::string fault;
        if (visitor->enter(member)) fault = read_bytes(reader.get(), *visitor);
        if (!visitor->leave(fault)) return;
    }
}
