// `version`: this program, and the libraries it runs with. Their headers stand in this one file.
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <unicode/uvernum.h>

#include <boost/version.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "policy/pattern.h"

namespace sendguard::cli {

int run_version(const Arguments& /*arguments*/, Console& console) {
    console.out << fmt::format("send-guard {}\n", SENDGUARD_VERSION);
    console.out << fmt::format("patterns   {}\n", policy::PatternSet::engine_tag());
    console.out << fmt::format("ICU        {}\n", U_ICU_VERSION);
    console.out << fmt::format("OpenSSL    {}\n", OpenSSL_version(OPENSSL_VERSION_STRING));
    console.out << fmt::format("Boost      {}.{}.{}\n", BOOST_VERSION / 100000,
                               BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
    console.out << fmt::format("JSON       {}.{}.{}\n", NLOHMANN_JSON_VERSION_MAJOR,
                               NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
    console.out << fmt::format("fmt        {}.{}.{}\n", FMT_VERSION / 10000,
                               FMT_VERSION / 100 % 100, FMT_VERSION % 100);
    return 0;
}

}  // namespace sendguard::cli
