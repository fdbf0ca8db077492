#include "policy/literal_database.h"

#include <hs/hs.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <vector>

namespace sendguard::policy {
namespace {

struct FreeDatabase {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct FreeScratch {
    void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Database = std::unique_ptr<hs_database_t, FreeDatabase>;
using Scratch = std::unique_ptr<hs_scratch_t, FreeScratch>;

int on_match(unsigned int id, unsigned long long /*from*/, unsigned long long end,
             unsigned int /*flags*/, void* sink) {
    static_cast<LiteralSink*>(sink)->found(id, end);
    return 0;
}

Error engine_error(const char* doing, hs_error_t code) {
    return error(Errc::internal, std::string("the literal matcher failed ") + doing +
                                     " (Vectorscan error " + std::to_string(code) + ")");
}

/// Vectorscan steps through a text two bytes at a time where no literal is shorter than this; the
/// few shorter ones stand in a database of their own, small enough for its fastest way.
constexpr std::size_t kLongBytes = 4;

Result<Database> compile(std::span<const std::string> literals, std::span<const unsigned> ids) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    const std::vector<unsigned> flags(ids.size(), 0);
    for (const auto id : ids) {
        texts.push_back(literals[id].data());
        lengths.push_back(literals[id].size());
    }
    hs_database_t* raw = nullptr;
    hs_compile_error_t* fault = nullptr;
    const auto code = hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(),
                                           static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
                                           nullptr, &raw, &fault);
    if (code != HS_SUCCESS) {
        std::string why = fault != nullptr ? fault->message : "no reason given";
        hs_free_compile_error(fault);
        return error(Errc::internal, "the literals of the policy do not compile: " + why);
    }
    return Database(raw);
}

}  // namespace

// Scratch is a working space that one scan at a time may use: a pool of clones, as many as there
// are scans at once.
struct LiteralDatabase::Engine {
    std::vector<Database> databases;  // none: no literals
    Scratch model;
    mutable std::mutex mutex;
    mutable std::vector<Scratch> idle;

    Result<void> prepare() {
        hs_scratch_t* raw = nullptr;
        for (const auto& database : databases) {
            const auto code = hs_alloc_scratch(database.get(), &raw);
            if (code != HS_SUCCESS) {
                hs_free_scratch(raw);
                return engine_error("to get memory", code);
            }
        }
        model.reset(raw);
        return outcome::success();
    }
    Result<Scratch> borrow() const {
        {
            const std::lock_guard lock(mutex);
            if (!idle.empty()) {
                Scratch scratch = std::move(idle.back());
                idle.pop_back();
                return scratch;
            }
        }
        hs_scratch_t* raw = nullptr;
        const auto code = hs_clone_scratch(model.get(), &raw);
        if (code != HS_SUCCESS) return engine_error("to get memory", code);
        return Scratch(raw);
    }
    void give_back(Scratch scratch) const {
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(scratch));
    }
};

LiteralDatabase::LiteralDatabase() = default;
LiteralDatabase::LiteralDatabase(LiteralDatabase&&) noexcept = default;
LiteralDatabase& LiteralDatabase::operator=(LiteralDatabase&&) noexcept = default;
LiteralDatabase::~LiteralDatabase() = default;

Result<LiteralDatabase> LiteralDatabase::build(std::span<const std::string> literals) {
    LiteralDatabase out;
    if (literals.empty()) return out;
    std::vector<unsigned> few, many;
    for (unsigned id = 0; id < literals.size(); ++id)
        (literals[id].size() < kLongBytes ? few : many).push_back(id);
    out.engine_ = std::make_unique<Engine>();
    for (const auto* ids : {&few, &many}) {
        if (ids->empty()) continue;
        BOOST_OUTCOME_TRY(auto database, compile(literals, *ids));
        out.engine_->databases.push_back(std::move(database));
    }
    BOOST_OUTCOME_TRY(out.engine_->prepare());
    return out;
}

// Each database's length in eight bytes, then its own.
Result<std::string> LiteralDatabase::serialize() const {
    std::string out;
    if (!engine_) return out;
    for (const auto& database : engine_->databases) {
        char* bytes = nullptr;
        std::size_t size = 0;
        const auto code = hs_serialize_database(database.get(), &bytes, &size);
        if (code != HS_SUCCESS) return engine_error("to serialize", code);
        const std::unique_ptr<char, decltype(&free)> owned(bytes, &free);
        const auto length = static_cast<std::uint64_t>(size);
        out.append(reinterpret_cast<const char*>(&length), sizeof length);
        out.append(bytes, size);
    }
    return out;
}

Result<LiteralDatabase> LiteralDatabase::deserialize(std::string_view bytes) {
    LiteralDatabase out;
    if (bytes.empty()) return out;
    out.engine_ = std::make_unique<Engine>();
    while (!bytes.empty()) {
        std::uint64_t length = 0;
        if (bytes.size() < sizeof length) return engine_error("to deserialize", HS_INVALID);
        std::memcpy(&length, bytes.data(), sizeof length);
        bytes.remove_prefix(sizeof length);
        if (length > bytes.size()) return engine_error("to deserialize", HS_INVALID);
        hs_database_t* raw = nullptr;
        const auto code = hs_deserialize_database(bytes.data(), length, &raw);
        if (code != HS_SUCCESS) return engine_error("to deserialize", code);
        out.engine_->databases.emplace_back(raw);
        bytes.remove_prefix(length);
    }
    BOOST_OUTCOME_TRY(out.engine_->prepare());
    return out;
}

std::string LiteralDatabase::engine_tag() {
    hs_platform_info_t platform{};
    std::string features = "?";
    if (hs_populate_platform(&platform) == HS_SUCCESS) {
        features = std::to_string(platform.tune) + "-" + std::to_string(platform.cpu_features);
    }
    return std::string(hs_version()) + " " + features;
}

Result<void> LiteralDatabase::scan(std::string_view text, LiteralSink& sink) const {
    if (!engine_ || text.empty()) return outcome::success();
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
        return error(Errc::limit, "a text of 4 GB or more cannot be scanned");
    }
    BOOST_OUTCOME_TRY(auto scratch, engine_->borrow());
    auto code = HS_SUCCESS;
    for (const auto& database : engine_->databases) {
        code = hs_scan(database.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                       scratch.get(), on_match, &sink);
        if (code != HS_SUCCESS) break;
    }
    engine_->give_back(std::move(scratch));
    if (code != HS_SUCCESS) return engine_error("to scan", code);
    return outcome::success();
}

}  // namespace sendguard::policy
