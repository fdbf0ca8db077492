#include "hold/sql/dialect.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sendguard::hold {

Result<std::unique_ptr<Dialect>> dialect_for(const std::string& url) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (url.starts_with(kSqlite)) return make_sqlite(url.substr(kSqlite.size()));
    if (url.starts_with("postgresql:") || url.starts_with("postgres:")) return make_postgresql(url);
    return error(
        Errc::bad_policy,
        fmt::format("service.store: '{}' is no store: write sqlite:FILE or postgresql://...",
                    escape_invisible(url)));
}

}  // namespace sendguard::hold
