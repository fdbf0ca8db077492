// The adapter to libzip, a module of its own.
#include <zip.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "draft/zip.h"

namespace {

using sendguard::draft::ZipFile;
using sendguard::draft::ZipMember;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

class Archive : public ZipFile {
  public:
    explicit Archive(zip_t* archive) : archive_(archive) {
        const auto count = zip_get_num_entries(archive, 0);
        members_.reserve(static_cast<std::size_t>(std::max<zip_int64_t>(count, 0)));
        for (zip_int64_t i = 0; i < count; ++i) {
            zip_stat_t stat;
            zip_stat_init(&stat);
            ZipMember member;
            if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &stat) == 0) {
                member.name = stat.name == nullptr ? "" : stat.name;
                member.size = stat.size;
                member.packed = stat.comp_size;
                member.encrypted = stat.encryption_method != ZIP_EM_NONE;
            }
            members_.push_back(std::move(member));
        }
    }

    const std::vector<ZipMember>& members() const override { return members_; }

    std::string read(std::size_t index, std::size_t most, std::string& out) override {
        const std::unique_ptr<zip_file_t, Discard> file(zip_fopen_index(archive_.get(), index, 0));
        if (!file) return zip_error_strerror(zip_get_error(archive_.get()));
        const auto size = std::min<std::uint64_t>(members_[index].size, most);
        out.resize(size);
        std::size_t filled = 0;
        std::string why;
        while (filled < size) {
            const auto got = zip_fread(file.get(), out.data() + filled, size - filled);
            if (got < 0) why = zip_error_strerror(zip_file_get_error(file.get()));
            if (got == 0) why = "it is shorter than its declared size";
            if (got <= 0) break;
            filled += static_cast<std::size_t>(got);
        }
        out.resize(filled);
        // Only the read past the end compares the checksum, and finds data that was not declared.
        char more = 0;
        const auto rest = why.empty() ? zip_fread(file.get(), &more, 1) : 0;
        if (rest < 0) why = zip_error_strerror(zip_file_get_error(file.get()));
        if (rest > 0) why = "it is longer than its declared size";
        return why;
    }

  private:
    std::unique_ptr<zip_t, Discard> archive_;
    std::vector<ZipMember> members_;
};

}  // namespace

extern "C" ZipFile* sendguard_zip_open(std::string_view bytes, std::string* why) {
    zip_error_t failure;
    zip_error_init(&failure);
    ZipFile* file = nullptr;
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &failure);
    zip_t* const archive =
        source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &failure);
    if (archive != nullptr) {
        file = std::make_unique<Archive>(archive).release();
    } else {
        *why = zip_error_strerror(&failure);
        if (source != nullptr) zip_source_free(source);
    }
    zip_error_fini(&failure);
    return file;
}
