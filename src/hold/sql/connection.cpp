#include "hold/sql/connection.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>
#include <map>
#include <optional>

#include "hold/sql/socket_deadline.h"

namespace sendguard::hold {
namespace {

constexpr std::size_t kMostPrepared = 64;

/// One of a statement's parameters or columns, where SOCI finds it.
struct Slot {
    char kind = 't';
    long long number = 0;
    std::string text;
    std::optional<soci::blob> blob;
    soci::indicator indicator = soci::i_ok;
};

/// PostgreSQL's text form of bytea.
void hex_into(std::string& out, std::string_view bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    out.resize(2 + 2 * bytes.size());
    char* at = out.data();
    *at++ = '\\';
    *at++ = 'x';
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *at++ = kDigits[byte >> 4];
        *at++ = kDigits[byte & 15];
    }
}

std::string from_hex(std::string_view text) {
    const auto digit = [](char c) {
        return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    };
    std::string out;
    if (!text.starts_with("\\x")) return out;
    out.reserve(text.size() / 2);
    for (std::size_t at = 2; at + 1 < text.size(); at += 2)
        out += static_cast<char>(digit(text[at]) << 4 | digit(text[at + 1]));
    return out;
}

Trouble sqlite_trouble(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_INTERRUPT:
        case SQLITE_NOMEM:
            return Trouble::busy;
        case SQLITE_FULL:
            return Trouble::full;
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return Trouble::lost;
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Trouble::broken;
        default:
            return Trouble::statement;
    }
}

/// source: PostgreSQL 15, appendix A
Trouble postgresql_trouble(std::string_view state) {
    const auto group = state.substr(0, 2);
    if (state == "40001" || state == "40P01") return Trouble::conflict;
    if (state == "53100") return Trouble::full;
    if (state == "55P03" || state == "57014" || group == "58") return Trouble::busy;
    // 25006: the server has become a standby.
    if (group == "08" || group == "53" || group == "57" || group == "28" || state == "25006" ||
        state.find_first_not_of(' ') == std::string_view::npos)
        return Trouble::lost;
    return Trouble::statement;
}

std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    for (auto& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    return text;
}

}  // namespace

Error to_error(const SqlFault& fault) {
    const bool own = fault.trouble == Trouble::statement;
    return error(own ? Errc::internal : Errc::unavailable,
                 fmt::format("the hold store: {}", fault.message));
}

struct Connection::Inside {
    /// Parameters and columns stand in deques: SOCI keeps their addresses.
    struct Prepared {
        explicit Prepared(soci::session& session) : statement(session) {}
        soci::statement statement;
        std::deque<Slot> in, out;
    };

    Inside(Database database_in, const Patience& patience_in)
        : database(database_in), patience(patience_in) {}

    const Database database;
    const Patience patience;
    std::optional<SocketDeadline> deadline{};
    std::optional<soci::session> session{};
    std::map<std::string, std::unique_ptr<Prepared>, std::less<>> prepared{};

    // SOCI does not export the type information that the sanitizer would look at.
    [[gnu::no_sanitize("vptr")]] PGconn* libpq() {
        auto* backend = session ? session->get_backend() : nullptr;
        return backend == nullptr ? nullptr
                                  : static_cast<soci::postgresql_session_backend*>(backend)->conn_;
    }

    void arm(std::chrono::milliseconds time) {
        if (deadline) deadline->arm(PQsocket(libpq()), time);
    }
    void disarm() {
        if (deadline) deadline->disarm();
    }

    SqlFault fault_of(const std::exception& thrown) {
        SqlFault fault{.message = one_line(thrown.what())};
        if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown)) {
            fault.trouble = sqlite_trouble(sqlite->result());
        } else if (const auto* pq = dynamic_cast<const soci::postgresql_soci_error*>(&thrown)) {
            fault.trouble = postgresql_trouble(pq->sqlstate());
        } else if (!session) {
            fault.trouble = Trouble::lost;
        }
        if (database == Database::postgresql && session && PQstatus(libpq()) != CONNECTION_OK)
            fault.trouble = Trouble::lost;
        return fault;
    }

    void bind(Slot& slot, const Value& value) const {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            slot.number = *number;
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            slot.text = *text;
        } else if (database == Database::sqlite) {
            slot.text = std::get<Bytes>(value).bytes;
        } else {
            hex_into(slot.text, std::get<Bytes>(value).bytes);
        }
    }

    Prepared& prepare(std::string_view sql, std::string_view gives,
                      const std::vector<Value>& values) {
        if (const auto found = prepared.find(sql); found != prepared.end()) {
            for (std::size_t i = 0; i < values.size(); ++i) bind(found->second->in[i], values[i]);
            return *found->second;
        }
        if (prepared.size() >= kMostPrepared) prepared.clear();
        auto made = std::make_unique<Prepared>(*session);
        auto& statement = made->statement;
        for (const char kind : gives) {
            auto& slot = made->out.emplace_back();
            slot.kind = kind;
            if (kind == 'i') {
                statement.exchange(soci::into(slot.number, slot.indicator));
            } else if (kind == 'b' && database == Database::sqlite) {
                statement.exchange(soci::into(slot.blob.emplace(*session), slot.indicator));
            } else {
                statement.exchange(soci::into(slot.text, slot.indicator));
            }
        }
        for (const auto& value : values) {
            auto& slot = made->in.emplace_back();
            bind(slot, value);
            if (std::holds_alternative<std::int64_t>(value)) {
                statement.exchange(soci::use(slot.number));
            } else {
                statement.exchange(soci::use(slot.text));
            }
        }
        statement.alloc();
        statement.prepare(std::string(sql));
        statement.define_and_bind();
        return *prepared.emplace(sql, std::move(made)).first->second;
    }

    void forget(std::string_view sql) {
        if (const auto found = prepared.find(sql); found != prepared.end()) prepared.erase(found);
    }

    Row take_row(Prepared& from) const {
        Row row;
        row.reserve(from.out.size());
        for (auto& slot : from.out) {
            auto& cell = row.emplace_back();
            if (slot.indicator == soci::i_null) continue;
            if (slot.kind == 'i') {
                cell.number = slot.number;
            } else if (slot.blob) {
                cell.text.resize(slot.blob->get_len());
                if (!cell.text.empty()) slot.blob->read(0, cell.text.data(), cell.text.size());
            } else {
                cell.text = slot.kind == 'b' ? from_hex(slot.text) : slot.text;
            }
        }
        return row;
    }
};

Connection::Connection(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Connection::~Connection() {
    // PostgreSQL is told of each statement that goes, and may not answer.
    inside_->arm(inside_->patience.leave);
    inside_->prepared.clear();
    inside_->disarm();
}

SqlResult<std::unique_ptr<Connection>> Connection::open(Database database, const std::string& place,
                                                        const Patience& patience) {
    auto inside = std::make_unique<Inside>(database, patience);
    try {
        if (database == Database::sqlite) {
            inside->session.emplace(soci::sqlite3, place);
        } else {
            inside->session.emplace(soci::postgresql, place);
            inside->deadline.emplace();
        }
        return std::unique_ptr<Connection>(new Connection(std::move(inside)));
    } catch (const std::exception& thrown) {
        return inside->fault_of(thrown);
    }
}

SqlResult<std::int64_t> Connection::execute(std::string_view sql,
                                            const std::vector<Value>& values) {
    try {
        auto& prepared = inside_->prepare(sql, {}, values);
        prepared.statement.execute(true);
        return prepared.statement.get_affected_rows();
    } catch (const std::exception& thrown) {
        auto fault = inside_->fault_of(thrown);
        inside_->forget(sql);
        return fault;
    }
}

SqlResult<std::vector<Row>> Connection::query(std::string_view sql, std::string_view gives,
                                              const std::vector<Value>& values) {
    try {
        std::vector<Row> rows;
        auto& prepared = inside_->prepare(sql, gives, values);
        for (bool more = prepared.statement.execute(true); more; more = prepared.statement.fetch())
            rows.push_back(inside_->take_row(prepared));
        return rows;
    } catch (const std::exception& thrown) {
        auto fault = inside_->fault_of(thrown);
        inside_->forget(sql);
        return fault;
    }
}

SqlResult<void> Connection::run(std::string_view sql) {
    try {
        *inside_->session << std::string(sql);
        return outcome::success();
    } catch (const std::exception& thrown) {
        return inside_->fault_of(thrown);
    }
}

Connection::Busy::Busy(Connection& connection) : connection_(connection) {
    connection_.inside_->arm(connection_.inside_->patience.answer);
}
Connection::Busy::~Busy() {
    connection_.inside_->disarm();
}

}  // namespace sendguard::hold
