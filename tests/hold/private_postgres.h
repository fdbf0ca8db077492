// A PostgreSQL of the tests' own: its data in a temporary folder, a UNIX socket there, nothing on
// the network. It runs as user postgres when the tests run as root, which it refuses to.
#pragma once

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/process.h"

namespace sendguard::hold::test {

class PrivatePostgres {
  public:
    /// The one that tests share; started when the first asks for it.
    static PrivatePostgres& shared() {
        static PrivatePostgres server;
        return server;
    }

    PrivatePostgres() : folder_(make_folder()) {
        const auto tools = tools_folder();
        REQUIRE_FALSE(tools.empty());
        const auto made = run_as_owner({tools / "initdb", "--pgdata", data(), "--auth=trust",
                                        "--username=postgres", "--encoding=UTF8", "--no-locale"});
        REQUIRE(made == 0);
        start();
    }
    ~PrivatePostgres() {
        stop(SIGQUIT);  // at once: its files go anyway
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    PrivatePostgres(const PrivatePostgres&) = delete;
    PrivatePostgres& operator=(const PrivatePostgres&) = delete;

    void start(const std::vector<std::string>& settings = {}) {
        std::vector<std::string> words{tools_folder() / "postgres",
                                       "-D",
                                       data(),
                                       "-k",
                                       folder_.string(),
                                       "-c",
                                       "listen_addresses=",
                                       "-c",
                                       "shared_buffers=32MB"};
        for (const auto& setting : settings) {
            words.emplace_back("-c");
            words.push_back(setting);
        }
        pid_ = spawn(words);
        for (int i = 0; i < 200; ++i) {
            if (sql("postgres", "select 1").status == 0) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        FAIL("PostgreSQL did not start: see " << folder_ / "log");
    }
    void stop(int with = SIGINT) {
        if (pid_ <= 0) return;
        ::kill(pid_, with);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    pid_t pid() const { return pid_; }

    /// Stops or continues it and all its children, as a frozen machine would.
    void signal_all(int with) const {
        for (const auto child : children()) ::kill(child, with);
        ::kill(pid_, with);
    }

    std::string url(const std::string& database) const {
        return "postgresql:///" + database + "?host=" + folder_.string() + "&user=postgres";
    }
    /// A new, empty one; its name.
    std::string make_database() {
        const auto name = "t" + std::to_string(++made_);
        const auto done = sql("postgres", "create database " + name);
        INFO(done.err);
        REQUIRE(done.status == 0);
        return name;
    }
    Ended sql(const std::string& database, const std::string& text) const {
        const auto run = run_program({.argv = {"psql", "-X", "-q", "-t", "-A", "-v",
                                               "ON_ERROR_STOP=1", url(database), "-c", text}});
        if (!run) FAIL(run.error().message);
        return run.value();
    }

  private:
    static std::filesystem::path make_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sg-pg-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        if (const auto* owner = user())
            REQUIRE(::chown(name.c_str(), owner->pw_uid, owner->pw_gid) == 0);
        return name;
    }
    static std::filesystem::path tools_folder() {
        const std::filesystem::path all = "/usr/lib/postgresql";
        std::error_code ignored;
        for (const auto& one : std::filesystem::directory_iterator(all, ignored))
            if (std::filesystem::exists(one.path() / "bin/initdb")) return one.path() / "bin";
        return {};
    }
    static const passwd* user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

    std::string data() const { return (folder_ / "data").string(); }

    pid_t spawn(const std::vector<std::string>& words) const {
        std::vector<char*> argv;
        for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        const auto log = (folder_ / "log").string();
        const auto* owner = user();
        const auto pid = ::fork();
        if (pid != 0) return pid;
        if (owner != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(owner->pw_gid) != 0 ||
                                 ::setuid(owner->pw_uid) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGINT);
        if (::chdir("/") != 0 || ::freopen(log.c_str(), "a", stdout) == nullptr ||
            ::freopen(log.c_str(), "a", stderr) == nullptr)
            ::_exit(126);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    int run_as_owner(const std::vector<std::string>& words) const {
        int status = -1;
        ::waitpid(spawn(words), &status, 0);
        return status;
    }
    std::vector<pid_t> children() const {
        std::ifstream list("/proc/" + std::to_string(pid_) + "/task/" + std::to_string(pid_) +
                           "/children");
        std::vector<pid_t> out;
        for (pid_t one = 0; list >> one;) out.push_back(one);
        return out;
    }

    std::filesystem::path folder_;
    pid_t pid_ = -1;
    int made_ = 0;
};

}  // namespace sendguard::hold::test
