// SSHSIG signatures, made and checked by ssh-keygen -Y.
//
// The keyring's own words (principals, namespaces, valid-after and valid-before, cert-authority)
// are ssh-keygen's business. It is asked twice: find-principals says whose key signed, verify
// whether it signed these bytes, in this namespace, at a time when the key counts. A key that
// stands only under a pattern such as *@example.org does not say who signed, so it does not count.
// Times in a keyring without Z are read as UTC, so that an answer depends on `now` alone, not on
// the machine's zone. Source: ssh-keygen(1) ALLOWED SIGNERS, PROTOCOL.sshsig.
#include "signoff/signature.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/process.h"
#include "base/text.h"
#include "signoff/values.h"

namespace sendguard::signoff {
namespace {

constexpr std::chrono::seconds kVerifyLimit{10};
constexpr std::chrono::seconds kSignLimit{120};  // a passphrase is typed, a security key touched

/// What ssh-keygen writes on standard error, and what it means to the person who reads ours.
struct Meaning {
    std::string_view says;
    std::string_view means;
};
constexpr std::array<Meaning, 10> kMeanings{{
    {"key has expired", "the key expired: the keyring's valid-before has passed"},
    {"key is not yet valid", "the key does not count yet: the keyring's valid-after lies ahead"},
    {"not permitted for use in signature namespace",
     "the keyring does not allow this key for the namespace send-guard: add it to the line's "
     "namespaces"},
    {"namespace does not match",
     "the signature was made in another namespace than send-guard, for another purpose: sign with "
     "`send-guard sign`"},
    {"incorrect signature", "the statement was altered after it was signed: sign it again"},
    {"certificate not authorized",
     "the signer's certificate does not count for the keyring's cert-authority line"},
    {"Certificate invalid",
     "the signer's certificate does not count for the keyring's cert-authority line"},
    {"invalid format", "the signature is damaged: sign again"},
    {"Couldn't parse signature", "the signature is damaged: sign again"},
    {"Couldn't read signature", "the signature is damaged: sign again"},
}};

/// The line of ssh-keygen's that holds `says`, without its temporary file's name.
std::string detail(std::string_view err, std::string_view says) {
    for (const auto line : split(err, '\n')) {
        if (const auto at = line.find(says); at != std::string_view::npos) {
            return escape_invisible(trim(line.substr(at)));
        }
    }
    return {};
}

Error refusal(const Ended& ended, std::string_view otherwise) {
    for (const auto& meaning : kMeanings) {
        if (const auto said = detail(ended.err, meaning.says); !said.empty()) {
            return error(Errc::denied, fmt::format("{} ({})", meaning.means, said));
        }
    }
    return error(Errc::denied, std::string(otherwise));
}

/// Those that name one person: no pattern, and not taken back by a "!pattern" of the same line.
std::vector<std::string> persons(std::string_view printed) {
    std::vector<std::string> all, out;
    for (const auto line : split(printed, '\n')) {
        if (const auto principal = trim(line); !principal.empty()) {
            all.emplace_back(principal);
        }
    }
    for (const auto& principal : all) {
        const bool pattern = principal.find_first_of("*?!") != std::string::npos;
        const bool negated = std::any_of(all.begin(), all.end(), [&](const auto& other) {
            return other.starts_with('!') && glob_match(other.substr(1), principal);
        });
        if (!pattern && !negated) {
            out.push_back(principal);
        }
    }
    return out;
}

Error sign_error(const Ended& ended, const std::filesystem::path& key) {
    const auto name = escape_invisible(key.string());
    const auto says = [&](std::string_view text) {
        return ended.err.find(text) != std::string::npos;
    };
    if (says("are too open")) {
        return error(Errc::denied,
                     fmt::format("others can read the key {}: run chmod 600 on it", name));
    }
    if (says("incorrect passphrase")) {
        return error(Errc::denied,
                     fmt::format("the passphrase for the key {} is missing or wrong: "
                                 "load the key with ssh-add, or type it at a terminal",
                                 name));
    }
    if (says("Couldn't load public key") || says("invalid format") ||
        says("No private key found")) {
        return error(Errc::denied,
                     fmt::format("{} is no SSH key that can sign: give the private key, or the "
                                 "public key of one that ssh-agent holds",
                                 name));
    }
    return error(Errc::denied, fmt::format("ssh-keygen did not sign with {}: {}", name,
                                           escape_invisible(trim(ended.err))));
}

Result<Ended> run_ssh_keygen(std::vector<std::string> argv, std::string_view input,
                             std::chrono::seconds limit) {
    auto ended = run_program({.argv = std::move(argv), .input = input, .limit = limit});
    if (ended || ended.error().code != Errc::not_found) return ended;
    return error(Errc::not_found,
                 ended.error().message + ": install OpenSSH's client programs (8.9 or later)");
}

}  // namespace

Result<std::string> sign(std::string_view statement, const std::filesystem::path& key) {
    std::error_code failed;
    if (!std::filesystem::exists(key, failed)) {
        return error(Errc::not_found, fmt::format("there is no key {}: name a private key, such as "
                                                  "~/.ssh/id_ed25519",
                                                  escape_invisible(key.string())));
    }
    const std::vector<std::string> argv{
        "ssh-keygen", "-Y", "sign", "-f", key.string(), "-n", std::string(kNamespace)};
    BOOST_OUTCOME_TRY(auto ended, run_ssh_keygen(argv, statement, kSignLimit));
    if (ended.status != 0 || !ended.out.starts_with("-----BEGIN SSH SIGNATURE-----")) {
        return sign_error(ended, key);
    }
    return std::move(ended.out);
}

Result<std::vector<std::string>> verify(const SignedStatement& signed_statement,
                                        std::string_view keyring, Timestamp now) {
    BOOST_OUTCOME_TRY(const auto folder, ScratchFolder::make());
    BOOST_OUTCOME_TRY(const auto signers, folder.put("allowed_signers", keyring));
    BOOST_OUTCOME_TRY(const auto signature, folder.put("signature", signed_statement.signature));
    const auto time = fmt::format("-Overify-time={:%Y%m%d%H%M%S}Z", now);
    BOOST_OUTCOME_TRY(const auto found, run_ssh_keygen({"ssh-keygen", "-Y", "find-principals", "-s",
                                                        signature, "-f", signers, time},
                                                       "", kVerifyLimit));
    if (found.status != 0) {
        return refusal(found,
                       "the key that signed is not in the keyring: add a line `address key` for it "
                       "to the keyring, if the signer may sign");
    }
    auto names = persons(found.out);
    if (names.empty()) {
        return error(Errc::denied,
                     fmt::format("the keyring names the key only by the pattern {}, so that it is "
                                 "not known who signed: give the key a line with the person's "
                                 "address",
                                 escape_invisible(trim(found.out))));
    }
    // One line names them all for one key, so the answer for the first holds for the others.
    BOOST_OUTCOME_TRY(
        const auto checked,
        run_ssh_keygen({"ssh-keygen", "-Y", "verify", "-f", signers, "-I", names.front(), "-n",
                        std::string(kNamespace), "-s", signature, time},
                       signed_statement.statement, kVerifyLimit));
    if (checked.status != 0) {
        return refusal(checked, fmt::format("the signature does not verify ({})",
                                            escape_invisible(trim(checked.err))));
    }
    for (auto& name : names) {
        name = name.find('@') == std::string::npos ? name : canonical_address(name);
    }
    return names;
}

}  // namespace sendguard::signoff
