#include "gate/users_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "base/password.h"
#include "base/text.h"

namespace sendguard::gate {
namespace {

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
    if (name.find_first_of(" \t") != std::string_view::npos) return "holds a blank";
    if (escape_invisible(name) != name) return "holds an invisible character or a backslash";
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
            out.entries_.push_back(std::move(entry));
        } else {
            faults += fmt::format("{}{}:{}: {}", faults.empty() ? "" : "; ", file, number, fault);
        }
    }
    if (!faults.empty()) return error(Errc::bad_policy, faults);
    return out;
}

Result<UsersFile> UsersFile::read(const std::filesystem::path& path) {
    struct stat status {};
    const auto name = path.string();
    if (::stat(path.c_str(), &status) != 0) {
        return error(errno == ENOENT ? Errc::not_found : Errc::io,
                     fmt::format("cannot read the users file {}: {}", name, std::strerror(errno)));
    }
    if ((status.st_mode & 07) != 0)
        return error(
            Errc::bad_policy,
            fmt::format("the users file {} is open to every user of this machine: run chmod "
                        "600 {}",
                        name, name));
    BOOST_OUTCOME_TRY(const auto text, read_file(path, kMaxUsersFileBytes));
    return parse(text, name);
}

const UserEntry* UsersFile::find(std::string_view name) const {
    const auto found = std::ranges::find_if(
        entries_, [&](const UserEntry& entry) { return entry.user.name == name; });
    return found == entries_.end() ? nullptr : &*found;
}

void UsersFile::put(const User& user, std::string_view hash) {
    const auto line = fmt::format("{}:{}:{}", user.name, policy::sender_kind_name(user.kind), hash);
    for (auto& entry : entries_) {
        if (entry.user.name != user.name) continue;
        entry.user = user;
        entry.hash = hash;
        lines_[entry.line - 1] = line;
        return;
    }
    lines_.push_back(line);
    entries_.push_back({user, std::string(hash), static_cast<std::uint32_t>(lines_.size())});
}

bool UsersFile::remove(std::string_view name) {
    const auto* entry = find(name);
    if (entry == nullptr) return false;
    const auto line = entry->line;
    lines_.erase(lines_.begin() + (line - 1));
    std::erase_if(entries_, [&](const UserEntry& one) { return one.line == line; });
    for (auto& one : entries_) {
        if (one.line > line) --one.line;
    }
    return true;
}

std::string UsersFile::text() const {
    std::string out;
    for (const auto& line : lines_) out += line + "\n";
    return out;
}

}  // namespace sendguard::gate
