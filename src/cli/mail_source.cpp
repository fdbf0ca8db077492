#include "cli/mail_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/files.h"
#include "base/limits.h"

namespace sendguard::cli {
namespace {

namespace fs = std::filesystem;

bool is_from_line(const std::string& line) {
    return line.starts_with("From ") && line.find(' ', 5) != std::string::npos;
}

/// ">From ", ">>From ": one ">" was put before it.
bool is_quoted_from(const std::string& line) {
    const auto text = line.find_first_not_of('>');
    return text != std::string::npos && text > 0 && line.compare(text, 5, "From ") == 0;
}

Result<void> each_of_mailbox(std::ifstream& in, const std::string& path,
                             const std::function<Result<void>(std::string)>& use) {
    std::string message;
    bool blank = true;  // a "From " line stands after an empty one
    for (std::string line; std::getline(in, line);) {
        if (blank && is_from_line(line)) {
            if (!message.empty()) {
                BOOST_OUTCOME_TRY(use(std::move(message)));
            }
            message.clear();
            blank = false;
            continue;
        }
        blank = line.empty() || line == "\r";
        if (is_quoted_from(line)) line.erase(0, 1);
        message += line;
        message += '\n';
        if (message.size() > kMaxMessageBytes)
            return error(Errc::limit, fmt::format("a message of {} is larger than {} bytes", path,
                                                  kMaxMessageBytes));
    }
    if (in.bad()) return error(Errc::io, path + " cannot be read");
    if (!message.empty()) return use(std::move(message));
    return outcome::success();
}

Result<void> each_of_file(const std::string& path,
                          const std::function<Result<void>(std::string)>& use) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return error(Errc::not_found, path + " cannot be opened");
    std::string start(5, '\0');
    in.read(start.data(), 5);
    if (start == "From ") {
        in.clear();
        in.seekg(0);
        return each_of_mailbox(in, path, use);
    }
    in.close();
    BOOST_OUTCOME_TRY(auto bytes, read_file(path, kMaxMessageBytes));
    return use(std::move(bytes));
}

/// All files below, in order of their names; of a Maildir not what is still being delivered.
Result<std::vector<std::string>> files_below(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code fault;
    for (fs::recursive_directory_iterator it(folder, fault), end; !fault && it != end;
         it.increment(fault)) {
        const auto& path = it->path();
        if (it->is_directory(fault) && path.filename() == "tmp" &&
            fs::is_directory(path.parent_path() / "cur", fault))
            it.disable_recursion_pending();
        if (it->is_regular_file(fault) && !path.filename().string().starts_with('.'))
            out.push_back(path.string());
    }
    if (fault) return error(Errc::io, fmt::format("{}: {}", folder, fault.message()));
    std::ranges::sort(out);
    return out;
}

}  // namespace

Result<void> each_message(const std::string& path,
                          const std::function<Result<void>(std::string bytes)>& use) {
    std::error_code fault;
    if (!fs::is_directory(path, fault)) return each_of_file(path, use);
    BOOST_OUTCOME_TRY(const auto files, files_below(path));
    for (const auto& file : files) {
        BOOST_OUTCOME_TRY(each_of_file(file, use));
    }
    return outcome::success();
}

}  // namespace sendguard::cli
