// Errors are values. One small error type for the whole tree: what the caller can do about it
// (Errc), one sentence for a person, and where in which file the fault stands.
//
// Exceptions live only inside the one adapter file of a throwing library.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sendguard {

/// What the caller can do about an error.
enum class Errc {
    bad_input,    ///< the draft or an argument is not what it must be
    bad_policy,   ///< the policy, a list or a keyring is faulty: mend the file
    not_found,    ///< a named file, rule or group does not exist
    denied,       ///< an answer of "no": a refused login, an unauthorised key
    limit,        ///< a limit of base/limits.h was met
    timeout,      ///< the other side did not answer in time
    unavailable,  ///< the other side is down for now: try later
    io,           ///< reading or writing failed
    internal,     ///< our own fault
};

/// A place in a file that a person can open: 1-based, 0 = not known. Columns count code points.
struct Position {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    bool operator==(const Position&) const = default;
};

struct Error {
    Errc code = Errc::internal;
    std::string message;  ///< what is wrong and what to do, one sentence, no trailing line end
    Position where;
};

/// A value or an Error; [[nodiscard]], and reading the wrong side ends the program.
template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

namespace outcome = boost::outcome_v2;

inline Error error(Errc code, std::string message, Position where = {}) {
    return Error{code, std::move(message), std::move(where)};
}

}  // namespace sendguard
