#include "policy/literal_database.h"

#include <hs/hs.h>

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

}  // namespace

// Scratch is a working space that one scan at a time may use: a pool of clones, as many as there
// are scans at once.
struct LiteralDatabase::Engine {
    Database database;  // none: no literals
    Scratch model;
    mutable std::mutex mutex;
    mutable std::vector<Scratch> idle;

    Result<void> prepare() {
        hs_scratch_t* raw = nullptr;
        const auto code = hs_alloc_scratch(database.get(), &raw);
        if (code != HS_SUCCESS) return engine_error("to get memory", code);
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
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    std::vector<unsigned> ids, flags(literals.size(), 0);
    for (const auto& literal : literals) {
        ids.push_back(static_cast<unsigned>(ids.size()));
        texts.push_back(literal.data());
        lengths.push_back(literal.size());
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
    out.engine_ = std::make_unique<Engine>();
    out.engine_->database.reset(raw);
    BOOST_OUTCOME_TRY(out.engine_->prepare());
    return out;
}

Result<std::string> LiteralDatabase::serialize() const {
    if (!engine_) return std::string();
    char* bytes = nullptr;
    std::size_t length = 0;
    const auto code = hs_serialize_database(engine_->database.get(), &bytes, &length);
    if (code != HS_SUCCESS) return engine_error("to serialize", code);
    const std::unique_ptr<char, decltype(&free)> owned(bytes, &free);
    return std::string(bytes, length);
}

Result<LiteralDatabase> LiteralDatabase::deserialize(std::string_view bytes) {
    LiteralDatabase out;
    if (bytes.empty()) return out;
    hs_database_t* raw = nullptr;
    const auto code = hs_deserialize_database(bytes.data(), bytes.size(), &raw);
    if (code != HS_SUCCESS) return engine_error("to deserialize", code);
    out.engine_ = std::make_unique<Engine>();
    out.engine_->database.reset(raw);
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
    const auto code =
        hs_scan(engine_->database.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                scratch.get(), on_match, &sink);
    engine_->give_back(std::move(scratch));
    if (code != HS_SUCCESS) return engine_error("to scan", code);
    return outcome::success();
}

}  // namespace sendguard::policy
