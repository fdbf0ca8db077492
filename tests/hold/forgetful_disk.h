// A file system under SQLite that remembers which writes were synced, fails on order, and after a
// power loss has what was synced, and of the rest nothing, all, or some sectors in any order.
//
// Between a Mounted's begin and end it is SQLite's default one: the store under test needs no hook.
// What a process sees stands in real files, as in a kernel's cache; what would be on the disk
// stands here.
#pragma once

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace sendguard::hold::test {

class ForgetfulDisk {
  public:
    enum class Fault { none, power, full, io };
    enum class Survives { nothing, all, some };

    static ForgetfulDisk& shared() {
        static ForgetfulDisk disk;
        return disk;
    }
    class Mounted {
      public:
        Mounted() { REQUIRE(sqlite3_vfs_register(&shared().vfs_, 1) == SQLITE_OK); }
        ~Mounted() { sqlite3_vfs_register(shared().under_, 1); }
        Mounted(const Mounted&) = delete;
        Mounted& operator=(const Mounted&) = delete;
    };

    /// Forgets all files; the n-th write, sync, truncation or deletion from now on meets the fault.
    /// Power that is lost stays lost; a full disk and an I/O error are there for one call.
    void begin(Fault fault = Fault::none, int at = 0) {
        names_.clear();
        durable_.clear();
        arm(fault, at);
    }
    void arm(Fault fault, int at) {
        fault_ = fault;
        at_ = at;
        count_ = 0;
        dead_ = met_ = false;
    }
    /// The process is killed: it does nothing more. What the kernel has stays.
    void kill() { dead_ = true; }
    void revive() { dead_ = false; }
    int count() const { return count_; }
    bool met() const { return met_; }
    bool dead() const { return dead_; }

    /// Writes into `folder` what the disk has after the power was lost, and begins anew.
    void lose_power(Survives survives, unsigned seed, const std::filesystem::path& folder) {
        std::mt19937 dice(seed);
        const auto coin = [&] {
            return survives == Survives::all || (survives == Survives::some && dice() % 2 == 0);
        };
        auto left = durable_;
        for (const auto& [path, file] : names_)
            if (!left.contains(path) || left[path] != file)
                if (coin()) left[path] = file;
        std::erase_if(left, [&](const auto& one) { return !names_.contains(one.first) && coin(); });
        for (const auto& [path, file] : left) {
            auto bytes = file->durable;
            for (const auto& one : file->pending) apply_some(bytes, one, coin);
            std::ofstream(folder / std::filesystem::path(path).filename(), std::ios::binary)
                << bytes;
            std::filesystem::permissions(folder / std::filesystem::path(path).filename(),
                                         std::filesystem::perms(0600));
        }
        begin();
    }

  private:
    struct Write {
        std::size_t at = 0;
        std::string bytes;
        bool truncates = false;
    };
    struct Content {
        std::string durable;
        std::vector<Write> pending;
        bool fresh = false;  // its first sync is one of the folder, too
    };
    using Names = std::map<std::string, std::shared_ptr<Content>>;

    static void apply(std::string& bytes, std::size_t at, std::string_view part) {
        if (bytes.size() < at + part.size()) bytes.resize(at + part.size());
        bytes.replace(at, part.size(), part);
    }
    template <class Coin>
    static void apply_some(std::string& bytes, const Write& write, const Coin& coin) {
        constexpr std::size_t kSector = 512;
        if (write.truncates) {
            if (coin()) bytes.resize(write.at);
            return;
        }
        for (std::size_t at = 0; at < write.bytes.size();) {
            const auto size =
                std::min(write.bytes.size() - at, kSector - (write.at + at) % kSector);
            if (coin()) apply(bytes, write.at + at, std::string_view(write.bytes).substr(at, size));
            at += size;
        }
    }

    struct File {
        sqlite3_file base;
        Content* content;  // null: not one that is watched
        std::string* path;
        sqlite3_file* under() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

    ForgetfulDisk() {
        under_ = sqlite3_vfs_find(nullptr);
        REQUIRE(under_ != nullptr);
        vfs_ = *under_;
        vfs_.zName = "forgetful";
        vfs_.pNext = nullptr;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + under_->szOsFile;
        vfs_.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
            return shared().open(name, of(file), flags, out);
        };
        vfs_.xDelete = [](sqlite3_vfs*, const char* name, int sync) {
            return shared().remove(name, sync != 0);
        };
        set_methods();
    }

    /// SQLITE_OK, or what the next call is to answer in place of doing it.
    int step(int io_error) {
        if (dead_) return SQLITE_IOERR;
        if (++count_ != at_ || fault_ == Fault::none) return SQLITE_OK;
        met_ = true;
        if (fault_ == Fault::full) return SQLITE_FULL;
        dead_ = fault_ == Fault::power;
        return io_error;
    }

    int open(const char* name, File* file, int flags, int* out) {
        file->base.pMethods = nullptr;
        file->content = nullptr;
        file->path = nullptr;
        if (dead_) return SQLITE_IOERR;
        const bool there = name != nullptr && std::filesystem::exists(name);
        const int done = under_->xOpen(under_, name, file->under(), flags, out);
        if (done != SQLITE_OK) return done;
        file->base.pMethods = &methods_;
        if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) == 0)
            return done;
        auto& content = names_[name];
        if (!content) {
            content = std::make_shared<Content>();
            content->fresh = !there && (flags & SQLITE_OPEN_MAIN_DB) == 0;
            if (there && std::filesystem::file_size(name) > 0) {
                std::ifstream in(name, std::ios::binary);
                content->durable.assign(std::istreambuf_iterator<char>(in), {});
                durable_[name] = content;
            }
        }
        file->content = content.get();
        kept_.push_back(content);
        file->path = new std::string(name);
        return done;
    }

    int remove(const char* name, bool sync) {
        if (const int fault = step(SQLITE_IOERR_DELETE); fault != SQLITE_OK) return fault;
        names_.erase(name);
        if (sync) durable_.erase(name);
        return under_->xDelete(under_, name, sync ? 1 : 0);
    }

    int write(File* file, const void* bytes, int size, sqlite3_int64 at) {
        const int fault = step(SQLITE_IOERR_WRITE);
        const bool torn = met_ && fault_ == Fault::power && count_ == at_;  // some of it may stay
        if (file->content != nullptr && (fault == SQLITE_OK || torn))
            file->content->pending.push_back(
                {.at = static_cast<std::size_t>(at),
                 .bytes =
                     std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
        if (fault != SQLITE_OK) return fault;
        return file->under()->pMethods->xWrite(file->under(), bytes, size, at);
    }

    int truncate(File* file, sqlite3_int64 size) {
        if (const int fault = step(SQLITE_IOERR_TRUNCATE); fault != SQLITE_OK) return fault;
        if (file->content != nullptr)
            file->content->pending.push_back(
                {.at = static_cast<std::size_t>(size), .bytes = {}, .truncates = true});
        return file->under()->pMethods->xTruncate(file->under(), size);
    }

    int sync(File* file) {
        const int fault = step(SQLITE_IOERR_FSYNC);
        auto* const content = file->content;
        if (content == nullptr) return fault;
        if (fault != SQLITE_OK) {
            // The kernel has marked its pages clean: it shows them, and never writes them.
            if (!dead_) content->pending.clear();
            return fault;
        }
        for (const auto& one : content->pending)
            apply_some(content->durable, one, [] { return true; });
        content->pending.clear();
        if (std::exchange(content->fresh, false)) durable_ = names_;
        const auto name = names_.find(*file->path);
        if (name != names_.end() && name->second.get() == content)
            durable_[*file->path] = name->second;
        return SQLITE_OK;
    }

    void set_methods();

    sqlite3_vfs* under_ = nullptr;
    sqlite3_vfs vfs_{};
    sqlite3_io_methods methods_{};
    Names names_, durable_;
    std::vector<std::shared_ptr<Content>> kept_;  // open files refer to them
    Fault fault_ = Fault::none;
    int at_ = 0, count_ = 0;
    bool dead_ = false, met_ = false;
};

inline void ForgetfulDisk::set_methods() {
    methods_.iVersion = 2;  // no memory maps of files: all writes come by here
    methods_.xClose = [](sqlite3_file* file) {
        delete std::exchange(of(file)->path, nullptr);
        return of(file)->under()->pMethods->xClose(of(file)->under());
    };
    methods_.xRead = [](sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
        if (shared().dead_) return SQLITE_IOERR_READ;
        return of(file)->under()->pMethods->xRead(of(file)->under(), out, size, at);
    };
    methods_.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
        return shared().write(of(file), bytes, size, at);
    };
    methods_.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
        return shared().truncate(of(file), size);
    };
    methods_.xSync = [](sqlite3_file* file, int) { return shared().sync(of(file)); };
    methods_.xFileSize = [](sqlite3_file* file, sqlite3_int64* out) {
        return of(file)->under()->pMethods->xFileSize(of(file)->under(), out);
    };
    methods_.xLock = [](sqlite3_file* file, int kind) {
        return of(file)->under()->pMethods->xLock(of(file)->under(), kind);
    };
    methods_.xUnlock = [](sqlite3_file* file, int kind) {
        return of(file)->under()->pMethods->xUnlock(of(file)->under(), kind);
    };
    methods_.xCheckReservedLock = [](sqlite3_file* file, int* out) {
        return of(file)->under()->pMethods->xCheckReservedLock(of(file)->under(), out);
    };
    methods_.xFileControl = [](sqlite3_file* file, int what, void* with) {
        return of(file)->under()->pMethods->xFileControl(of(file)->under(), what, with);
    };
    methods_.xSectorSize = [](sqlite3_file* file) {
        return of(file)->under()->pMethods->xSectorSize(of(file)->under());
    };
    methods_.xDeviceCharacteristics = [](sqlite3_file* file) {
        return of(file)->under()->pMethods->xDeviceCharacteristics(of(file)->under());
    };
    methods_.xShmMap = [](sqlite3_file* file, int region, int size, int extend,
                          void volatile** out) {
        return of(file)->under()->pMethods->xShmMap(of(file)->under(), region, size, extend, out);
    };
    methods_.xShmLock = [](sqlite3_file* file, int from, int count, int flags) {
        return of(file)->under()->pMethods->xShmLock(of(file)->under(), from, count, flags);
    };
    methods_.xShmBarrier = [](sqlite3_file* file) {
        of(file)->under()->pMethods->xShmBarrier(of(file)->under());
    };
    methods_.xShmUnmap = [](sqlite3_file* file, int remove) {
        return of(file)->under()->pMethods->xShmUnmap(of(file)->under(), remove);
    };
}

}  // namespace sendguard::hold::test
