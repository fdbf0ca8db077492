// SQLite's store over a disk that fails: power lost at the n-th write for every n, from the first
// table to the last step of a release; a full disk and I/O errors at each of them. What the store
// said is done must be there afterwards, and nothing by halves.
#include <fmt/format.h>

#include <functional>
#include <map>

#include "forgetful_disk.h"
#include "hold/audit.h"
#include "stores.h"

using namespace sendguard;
using namespace sendguard::hold;
using namespace sendguard::hold::test;

namespace {

using Fault = ForgetfulDisk::Fault;
using Survives = ForgetfulDisk::Survives;

ForgetfulDisk& disk() {
    return ForgetfulDisk::shared();
}

/// What the store has said is done.
struct Promised {
    std::map<std::string, Hold> holds;
    std::map<std::string, std::string> bytes;  // by "id draft"
};

/// A house that lives through two drafts' lives, as far as its disk lets it.
class Life {
  public:
    explicit Life(std::filesystem::path file) : file_(std::move(file)) {}
    ~Life() { disk().revive(); }

    /// The steps from the `from`-th on, up to the first that fails.
    /// out: how many were done; all: kSteps
    std::size_t live(std::size_t from = 0) {
        for (; from < steps_.size(); ++from)
            if (!steps_[from]()) return from;
        return from;
    }
    std::size_t steps() const { return steps_.size(); }
    Result<bool> open() {
        auto opened = open_store({.url = "sqlite:" + file_.string()});
        if (!opened) return opened.error();
        store_ = std::move(opened).value();
        // A reader, too: whoever closes the last connection tidies up.
        if (const auto read = store_->count({}); !read) return read.error();
        return true;
    }
    void close() { store_.reset(); }
    void killed() {
        disk().kill();
        store_.reset();
        disk().revive();
    }
    bool insert(const std::string& name, std::size_t size) {
        auto change = a_change(a_hold());
        change.bytes = std::string(size, 'x') + name;
        auto& hold = change.hold;
        if (const auto made = store_->insert(change); !made || !made.value()) return refused(made);
        hold.version = 1;
        promise(name, change);
        return true;
    }
    Promised promised;

  private:
    /// A fault of the disk is a temporary one.
    static bool refused(const Result<bool>& result) {
        if (!result) CHECK(result.error().code == Errc::unavailable);
        return false;
    }
    void promise(const std::string& name, const Change& change) {
        ids_[name] = change.hold.id;
        promised.holds[change.hold.id] = change.hold;
        if (change.bytes)
            promised.bytes[fmt::format("{} {}", change.hold.id, change.hold.draft)] = *change.bytes;
    }
    bool change(const std::string& name, Act act, State to,
                const std::function<void(Change&)>& edit = {}) {
        auto change = a_change(promised.holds.at(ids_.at(name)), act);
        change.hold.state = to;
        if (edit) edit(change);
        if (const auto made = store_->change(change); !made || !made.value()) return refused(made);
        ++change.hold.version;
        promise(name, change);
        return true;
    }
    bool claim(const std::string& name) {
        const auto taken = store_->claim("node", std::chrono::seconds(60), 5);
        if (!taken) return refused(taken.error());
        REQUIRE(taken.value().size() == 1);
        promised.holds.at(ids_.at(name)) = taken.value()[0];
        return true;
    }
    /// Another process's; a fault there is its own.
    bool checkpoint() {
        sqlite3* database = nullptr;
        if (sqlite3_open(file_.c_str(), &database) == SQLITE_OK)
            sqlite3_exec(database, "pragma wal_checkpoint(passive)", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        return !disk().met();
    }

    std::filesystem::path file_;
    std::unique_ptr<Store> store_;
    std::map<std::string, std::string> ids_;
    const std::vector<std::function<bool()>> steps_{
        [this] { return open().has_value(); },
        [this] { return insert("first", 200); },
        [this] { return insert("second", 60'000); },
        [this] {
            return change("first", Act::approve, State::held, [](Change& change) {
                change.hold.approvals.push_back({.person = "ben@example.org", .as = "principals"});
            });
        },
        [this] { return change("first", Act::clear, State::ready); },
        [this] { return checkpoint(); },
        [this] { return claim("first"); },
        [this] {
            return change("first", Act::at_dot, State::sending,
                          [](Change& change) { change.hold.lease.at_dot = true; });
        },
        [this] { return change("first", Act::deliver, State::sent); },
        [this] {
            close();
            return !disk().met();
        },
        [this] { return open().has_value(); },
        [this] { return insert("third", 3'000); },
        [this] {
            return change("second", Act::resubmit, State::held, [](Change& change) {
                ++change.hold.draft;
                change.bytes = "edited";
            });
        },
    };
};

void is_whole(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return;
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    std::string said;
    sqlite3_exec(
        database, "pragma integrity_check",
        [](void* out, int, char** columns, char**) {
            *static_cast<std::string*>(out) += columns[0];
            return 0;
        },
        &said, nullptr);
    sqlite3_close(database);
    CHECK(said == "ok");
}

void keeps_its_word(const std::filesystem::path& file, const Promised& promised) {
    is_whole(file);
    const auto store = good(open_store({.url = "sqlite:" + file.string()}));
    for (const auto& [id, hold] : promised.holds) {
        const auto found = good(store->find(id));
        CHECK(found);
        if (!found) continue;
        // One step more may have been done than was said.
        CHECK(found->version >= hold.version);
        CHECK(found->version <= hold.version + 1);
        if (found->version == hold.version) CHECK(*found == hold);
        CHECK(good(store->history(id)).size() == found->version);
    }
    for (const auto& [name, bytes] : promised.bytes) {
        const auto space = name.find(' ');
        const auto draft = static_cast<std::uint32_t>(std::stoul(name.substr(space + 1)));
        const auto stored = store->bytes(name.substr(0, space), draft);
        CHECK((stored && stored.value() == bytes));
    }
    CHECK(good(store->count({})) <= promised.holds.size() + 1);
    const auto chain = good(verify_chain(*store, {.stored = true}));
    INFO((chain.broken ? chain.broken->why : ""));
    CHECK_FALSE(chain.broken);
}

/// How many writes, syncs and deletions a whole life has.
int calls_of_a_life() {
    const Folder folder;
    disk().begin();
    Life life(folder / "holds.db");
    REQUIRE(life.live() == life.steps());
    const auto calls = disk().count();
    life.close();
    return calls;
}

}  // namespace

TEST_CASE("power loss: at each write, nothing that was promised is lost", "[hold][power]") {
    const ForgetfulDisk::Mounted mounted;
    const auto survives = GENERATE(Survives::nothing, Survives::all, Survives::some);
    const int calls = calls_of_a_life();
    CHECK(calls > 150);
    for (int n = 1; n <= calls; ++n) {
        const Folder before, after;
        INFO("call " << n << " of " << calls << ", survives " << static_cast<int>(survives));
        disk().begin(Fault::power, n);
        Promised promised;
        {
            Life life(before / "holds.db");
            const auto done = life.live();
            // A deletion that was met at the end of closing goes unseen.
            CHECK((disk().dead() || done == life.steps()));
            disk().kill();
            life.close();
            promised = life.promised;
        }
        disk().lose_power(survives, static_cast<unsigned>(n), after.path());
        keeps_its_word(after / "holds.db", promised);
    }
}

TEST_CASE("power loss: it may come again while the store mends itself", "[hold][power]") {
    const ForgetfulDisk::Mounted mounted;
    const int calls = calls_of_a_life();
    for (int n = 3; n <= calls; n += 17) {
        for (int m = 1;; ++m) {
            const Folder before, between, after;
            INFO("call " << n << ", then " << m);
            disk().begin(Fault::power, n);
            Life life(before / "holds.db");
            life.live();
            disk().kill();
            life.close();
            disk().revive();
            disk().lose_power(Survives::some, static_cast<unsigned>(n), between.path());
            disk().arm(Fault::power, m);
            Life again(between / "holds.db");
            if (again.open()) again.close();
            const bool met = disk().met();
            disk().lose_power(Survives::some, static_cast<unsigned>(m), after.path());
            keeps_its_word(after / "holds.db", life.promised);
            if (!met) break;
        }
    }
}

TEST_CASE("a full disk: at each write, refused, and all goes on as soon as there is room",
          "[hold][power]") {
    const ForgetfulDisk::Mounted mounted;
    const int calls = calls_of_a_life();
    for (int n = 1; n <= calls; ++n) {
        const Folder folder;
        INFO("call " << n << " of " << calls);
        disk().begin(Fault::full, n);
        Life life(folder / "holds.db");
        for (std::size_t done = 0; (done = life.live(done)) < life.steps();) {
            REQUIRE(disk().met());
            disk().arm(Fault::none, 0);
        }
        life.close();
        keeps_its_word(folder / "holds.db", life.promised);
    }
}

TEST_CASE("an I/O error: at each call, and what is promised after it outlives a power loss",
          "[hold][power]") {
    const ForgetfulDisk::Mounted mounted;
    const bool beside = GENERATE(false, true);  // another process has the store open meanwhile
    const int calls = calls_of_a_life();
    for (int n = 1; n <= calls; ++n) {
        const Folder before, after;
        INFO("call " << n << " of " << calls << (beside ? ", one beside" : ""));
        disk().begin(Fault::io, n);
        Life life(before / "holds.db");
        life.live();
        life.killed();
        disk().arm(Fault::none, 0);
        sqlite3* other = nullptr;
        if (beside) {
            REQUIRE(sqlite3_open((before / "holds.db").c_str(), &other) == SQLITE_OK);
            sqlite3_exec(other, "select count(*) from holds", nullptr, nullptr, nullptr);
        }
        REQUIRE(good(life.open()));
        CHECK(life.insert("later", 500));
        disk().kill();
        sqlite3_close(other);
        life.killed();
        disk().lose_power(Survives::nothing, 0, after.path());
        keeps_its_word(after / "holds.db", life.promised);
    }
}
