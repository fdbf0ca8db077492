#include "review/tokens.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"

namespace sendguard::review {
namespace {

constexpr std::string_view kPrefix = "sgt_";
constexpr std::size_t kIdLetters = 8;
constexpr std::size_t kDigestDigits = 64;
/// What a token with an id that nobody has is compared with.
constexpr std::string_view kNobodysDigest =
    "0000000000000000000000000000000000000000000000000000000000000000";

bool is_id(std::string_view text) {
    return text.size() == kIdLetters && std::ranges::all_of(text, [](char c) {
               return is_ascii_digit(c) || (c >= 'a' && c <= 'z');
           });
}

bool is_digest(std::string_view text) {
    return text.size() == kDigestDigits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What is wrong with a line that is no comment; "" when nothing is.
std::string line_fault(std::string_view line, const std::vector<TokenEntry>& before,
                       TokenEntry& out) {
    const auto parts = split(line, ':');
    if (parts.size() != 4) return "expected id:name:kind:SHA-256";
    if (!is_id(parts[0])) return "the id has 8 small letters and digits";
    if (std::ranges::find(before, parts[0], &TokenEntry::id) != before.end())
        return "this id stands there already";
    if (const auto fault = gate::user_name_fault(parts[1]); !fault.empty())
        return fmt::format("the name {}", fault);
    const auto kind = gate::user_kind(parts[2]);
    if (!kind) return kind.error().message;
    if (!is_digest(parts[3]))
        return "the fourth part is no SHA-256: lines are made by `send-guard token add`";
    out = {.id = std::string(parts[0]),
           .user = {std::string(parts[1]), kind.value()},
           .sha256 = std::string(parts[3])};
    return "";
}

}  // namespace

Result<TokensFile> TokensFile::parse(std::string_view text, const std::string& file) {
    TokensFile out;
    std::string faults;
    std::uint32_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number;
        out.lines_.emplace_back(line);
        if (trim(line).empty() || line.front() == '#') continue;
        TokenEntry entry;
        const auto fault = line_fault(line, out.entries_, entry);
        if (fault.empty()) {
            out.entries_.push_back(std::move(entry));
        } else {
            faults += fmt::format("{}{}:{}: {}", faults.empty() ? "" : "; ", file, number, fault);
        }
    }
    if (!faults.empty()) return error(Errc::bad_policy, faults);
    return out;
}

Result<TokensFile> TokensFile::read(const std::filesystem::path& path) {
    BOOST_OUTCOME_TRY(const auto text, gate::read_names_file(path, "tokens file"));
    return parse(text, path.string());
}

std::optional<gate::User> TokensFile::owner(std::string_view token) const {
    const auto digest = sha256_hex(token.substr(0, kMaxPasswordBytes));
    const auto id =
        token.starts_with(kPrefix) ? token.substr(kPrefix.size(), kIdLetters) : std::string_view();
    const auto found = std::ranges::find(entries_, id, &TokenEntry::id);
    const bool known = found != entries_.end();
    const bool same = same_secret(known ? std::string_view(found->sha256) : kNobodysDigest, digest);
    return known && same ? std::optional(found->user) : std::nullopt;
}

bool TokensFile::knows(std::string_view name) const {
    return std::ranges::any_of(entries_,
                               [&](const TokenEntry& one) { return one.user.name == name; });
}

Secret TokensFile::add(const gate::User& user) {
    std::string id;
    do {
        const auto word = random_password();
        id = ascii_lower(word.view().substr(0, kIdLetters));
    } while (std::ranges::find(entries_, id, &TokenEntry::id) != entries_.end());
    const auto secret = random_password();
    auto text = fmt::format("{}{}_{}", kPrefix, id, secret.view());
    Secret token(text);
    wipe(text);
    const auto digest = sha256_hex(token.view());
    entries_.push_back({.id = id, .user = user, .sha256 = digest});
    lines_.push_back(
        fmt::format("{}:{}:{}:{}", id, user.name, policy::sender_kind_name(user.kind), digest));
    return token;
}

std::size_t TokensFile::remove(std::string_view id_or_name) {
    std::size_t gone = 0;
    const auto meant = [&](std::string_view line) {
        const auto parts = split(line, ':');
        if (line.starts_with('#') || parts.size() != 4) return false;
        return parts[0] == id_or_name || parts[1] == id_or_name;
    };
    gone = std::erase_if(lines_, meant);
    std::erase_if(entries_, [&](const TokenEntry& one) {
        return one.id == id_or_name || one.user.name == id_or_name;
    });
    return gone;
}

std::string TokensFile::text() const {
    std::string out;
    for (const auto& line : lines_) {
        out += line;
        out += '\n';
    }
    return out;
}

}  // namespace sendguard::review
