#include "gate/users_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/files.h"
#include "base/password.h"
#include "base/text.h"

namespace sendguard::gate {
namespace {

/// source: White_Space of Unicode 15, without the line ends, which are invisible ones here
bool is_blank(char32_t c) {
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool holds_blank(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(next_code_point(text, at))) return true;
    }
    return false;
}

/// What is wrong with a line that is no comment; "" when nothing is.
std::string line_fault(std::string_view line, const UsersFile& file, UserEntry& out) {
    const auto parts = split(line, ':');
    if (parts.size() != 3) return "expected name:kind:hash";
    if (const auto fault = user_name_fault(parts[0]); !fault.empty())
        return fmt::format("the name {}", fault);
    if (file.find(parts[0]) != nullptr) return "this name stands there already";
    const auto kind = user_kind(parts[1]);
    if (!kind) return kind.error().message;
    if (!is_password_hash(parts[2]))
        return "the third part is no argon2id hash: lines are made by `send-guard user add`";
    out.user = {std::string(parts[0]), kind.value()};
    out.hash = parts[2];
    return "";
}

}  // namespace

std::string_view user_name_fault(std::string_view name) {
    if (name.empty()) return "is empty";
    if (name.size() > kMaxUserNameBytes) return "is longer than 128 bytes";
    if (name.front() == '#') return "begins with #";
    if (name.find(':') != std::string_view::npos) return "holds a colon";
    if (!is_valid_utf8(name)) return "is no UTF-8";
    if (holds_blank(name)) return "holds a blank";
    std::string visible(name);
    std::erase(visible, '\\');  // "DOMAIN\\name" is a usual one
    if (escape_invisible(visible) != visible) return "holds an invisible character";
    return "";
}

Result<policy::SenderKind> user_kind(std::string_view word) {
    const auto kind = policy::sender_kind_from_name(word);
    if (kind && *kind != policy::SenderKind::unknown) return *kind;
    return error(Errc::bad_input, fmt::format("the kind is person, program or agent, not '{}'",
                                              escape_invisible(word)));
}

Result<UsersFile> UsersFile::parse(std::string_view text, const std::string& file) {
    UsersFile out;
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
        UserEntry entry;
        entry.line = number;
        const auto fault = line_fault(line, out, entry);
        if (fault.empty()) {
            out.append(std::move(entry));
        } else {
            faults += fmt::format("{}{}:{}: {}", faults.empty() ? "" : "; ", file, number, fault);
        }
    }
    if (!faults.empty()) return error(Errc::bad_policy, faults);
    return out;
}

Result<std::string> read_names_file(const std::filesystem::path& path, std::string_view what) {
    struct stat status {};
    const auto name = path.string();
    if (::stat(path.c_str(), &status) != 0) {
        return error(errno == ENOENT ? Errc::not_found : Errc::io,
                     fmt::format("cannot read the {} {}: {}", what, name, std::strerror(errno)));
    }
    if ((status.st_mode & 07) != 0)
        return error(
            Errc::bad_policy,
            fmt::format("the {} {} is open to every user of this machine: run chmod 600 {}", what,
                        name, name));
    auto text = read_file(path, kMaxUsersFileBytes);
    if (!text && text.error().code == Errc::limit)
        return error(Errc::bad_policy, text.error().message);
    return text;
}

Result<UsersFile> UsersFile::read(const std::filesystem::path& path) {
    BOOST_OUTCOME_TRY(const auto text, read_names_file(path, "users file"));
    return parse(text, path.string());
}

const UserEntry* UsersFile::find(std::string_view name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? nullptr : &entries_[found->second];
}

void UsersFile::append(UserEntry entry) {
    places_[entry.user.name] = entries_.size();
    entries_.push_back(std::move(entry));
}

void UsersFile::put(const User& user, std::string_view hash) {
    auto line = fmt::format("{}:{}:{}", user.name, policy::sender_kind_name(user.kind), hash);
    if (const auto found = places_.find(user.name); found != places_.end()) {
        auto& entry = entries_[found->second];
        entry.user = user;
        entry.hash = hash;
        lines_[entry.line - 1] = std::move(line);
        return;
    }
    lines_.push_back(std::move(line));
    append({user, std::string(hash), static_cast<std::uint32_t>(lines_.size())});
}

bool UsersFile::remove(std::string_view name) {
    const auto* entry = find(name);
    if (entry == nullptr) return false;
    const auto line = entry->line;
    lines_.erase(lines_.begin() + (line - 1));
    places_.clear();
    for (auto& one : std::exchange(entries_, {})) {
        if (one.line == line) continue;
        if (one.line > line) --one.line;
        append(std::move(one));
    }
    return true;
}

std::string UsersFile::text() const {
    std::string out;
    for (const auto& line : lines_) out += line + "\n";
    return out;
}

}  // namespace sendguard::gate
