// `milter`: hands over to send-guard-milter, which stands beside this program.
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/commands.h"

namespace sendguard::cli {

int run_milter(const Arguments& arguments, Console& console) {
    std::error_code fault;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", fault);
    if (fault) {  // a bare name would be looked for in the working directory
        console.complain("send-guard-milter cannot be found: /proc/self/exe: " + fault.message());
        return 2;
    }
    const auto program = (self.parent_path() / "send-guard-milter").string();
    std::vector<std::string> words{program};
    for (const auto* name : {"policy", "log-format"}) {
        const auto value = arguments.value(name);
        if (value) words.push_back(std::string("--") + name + "=" + *value);
    }
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    console.complain(program + " cannot be started: " + std::strerror(errno) +
                     "; it must stand beside send-guard");
    return 2;
}

}  // namespace sendguard::cli
