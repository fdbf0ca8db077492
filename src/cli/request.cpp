#include "cli/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/text.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

Result<Timestamp> present_time(const Arguments& arguments) {
    const auto given = arguments.value("now");
    if (!given) return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto time = parse_rfc3339(*given);
    if (!time) {
        return error(Errc::bad_input,
                     fmt::format("--now is a time such as 2026-12-01T12:00:00Z, not '{}'",
                                 escape_invisible(*given)));
    }
    return time.value();
}

/// `text` without angle brackets, when it is one address that can stand in an envelope.
Result<std::string> envelope_address(std::string_view option, std::string_view text) {
    auto address = trim(text);
    if (address.size() >= 2 && address.front() == '<' && address.back() == '>') {
        address = address.substr(1, address.size() - 2);
    }
    const bool null_sender = address.empty() && option == "from";
    const auto at = address.rfind('@');
    const bool one_address = at != std::string_view::npos && at > 0 && at + 1 < address.size();
    const bool clean =
        address.find_first_of(std::string_view("\r\n\0<> \t,", 8)) == std::string_view::npos;
    if (null_sender || (one_address && clean)) return std::string(address);
    return error(Errc::bad_input,
                 fmt::format("--{} is an address such as anna@example.org, not '{}'", option,
                             escape_invisible(text)));
}

}  // namespace

Result<Request> read_request(const Arguments& arguments) {
    Request request;
    BOOST_OUTCOME_TRY(request.now, present_time(arguments));
    if (const auto from = arguments.value("from")) {
        BOOST_OUTCOME_TRY(request.envelope.sender, envelope_address("from", *from));
    }
    for (const auto& to : arguments.values("to")) {
        BOOST_OUTCOME_TRY(auto address, envelope_address("to", to));
        request.envelope.recipients.push_back(std::move(address));
    }
    request.explain = arguments.has("explain");
    return request;
}

Result<signoff::SignerFields> read_signer_fields(const Arguments& arguments, Timestamp now) {
    signoff::SignerFields fields;
    fields.as = arguments.value("as").value_or("");
    if (escape_invisible(fields.as) != fields.as) {
        return error(Errc::bad_input, "--as is a group's name, in visible characters");
    }
    const auto until = arguments.value("until");
    if (!until) return fields;
    if (const auto term = parse_duration(*until)) {
        fields.until = now + term.value();
    } else if (const auto time = parse_rfc3339(*until)) {
        fields.until = time.value();
    } else {
        return error(
            Errc::bad_input,
            fmt::format("--until is a time such as 2026-12-01T12:00:00Z, a date, or a term such as "
                        "30d, not '{}'",
                        escape_invisible(*until)));
    }
    if (*fields.until <= now) {
        return error(Errc::bad_input,
                     fmt::format("--until {} has passed: such a sign-off counts for nothing",
                                 escape_invisible(*until)));
    }
    return fields;
}

std::optional<fs::path> repository_root(const fs::path& path) {
    std::error_code fault;
    for (auto folder = fs::weakly_canonical(fs::absolute(path, fault), fault);
         !fault && !folder.empty(); folder = folder.parent_path()) {
        if (fs::exists(folder / ".git", fault)) return folder;
        if (folder == folder.root_path()) break;
    }
    return std::nullopt;
}

std::optional<std::string> path_below_repository(const fs::path& path) {
    std::error_code fault;
    const auto whole = fs::weakly_canonical(fs::absolute(path, fault), fault);
    if (fault) return std::nullopt;
    const auto root = repository_root(whole.parent_path());
    if (!root) return std::nullopt;
    return whole.lexically_relative(*root).generic_string();
}

std::string path_in_repository(const std::string& path) {
    if (path == "-") return "-";
    return path_below_repository(path).value_or(fs::path(path).filename().string());
}

std::string NamesByFolder::of(const std::string& path) {
    const auto own_begin = path.rfind('/') + 1;  // 0: no slash
    const auto folder = path.substr(0, own_begin);
    const auto own = path.substr(own_begin);
    std::error_code fault;
    if (fs::is_symlink(path, fault)) return name_of_(path);
    if (const auto known = before_.find(folder); known != before_.end()) return known->second + own;
    auto name = name_of_(path);
    if (!fs::is_regular_file(path, fault)) return name;  // "..", "-"
    before_.emplace(folder, name.substr(0, name.size() - std::min(own.size(), name.size())));
    return name;
}

}  // namespace sendguard::cli
