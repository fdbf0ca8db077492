#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "check/detector.h"
#include "gate/policy_holder.h"
#include "gate/readable_log.h"
#include "gate/service_notify.h"
#include "policy/memory_source.h"

using namespace sendguard;
using gate::PolicyHolder;
using sendguard::test::ReadableLog;
namespace fs = std::filesystem;

namespace {

/// One policy file that changes between two loads.
class ChangingFile : public policy::PolicySource {
  public:
    explicit ChangingFile(std::string first) : text(std::move(first)) {}
    Result<std::string> read(const fs::path& path) const override {
        if (path == "/p.yaml" && !text.empty()) return text;
        return error(Errc::not_found, "no such file: " + path.string());
    }
    std::optional<std::string_view> pack(std::string_view name) const override {
        return policy::real_source().pack(name);
    }
    std::vector<std::string_view> pack_names() const override {
        return policy::real_source().pack_names();
    }
    std::string text;
};

const std::string kOne = "version: 1\npacks: []\nrules: []\n";
const std::string kTwo =
    "version: 1\npacks: []\nrules:\n"
    "  - {id: x, message: X., action: warn, when: {text: {phrases: [x]}}}\n";

struct Fixture {
    explicit Fixture(std::string first)
        : file(std::move(first)),
          holder("/p.yaml", check::with_detectors({.use_cache = false}), readable.log(), file) {}
    ReadableLog readable;
    ChangingFile file;
    PolicyHolder holder;
};

class Folder {
  public:
    Folder() { REQUIRE(::mkdtemp(name_.data()) != nullptr); }
    ~Folder() { fs::remove_all(name_); }
    std::string file(const std::string& name) const { return name_ + "/" + name; }

  private:
    std::string name_ = (fs::temp_directory_path() / "send-guard-reload-XXXXXX").string();
};

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("policy holder: no policy and a faulty one are errors at the start", "[gate][reload]") {
    Fixture missing("");
    CHECK_FALSE(missing.holder.reload());
    CHECK(missing.holder.get() == nullptr);
    Fixture faulty("version: 1\nrulez: []\npaks: []\n");
    const auto said = faulty.holder.reload();
    REQUIRE_FALSE(said);
    CHECK(said.error().code == Errc::bad_policy);
    CHECK(has(said.error().message, "/p.yaml:2:1"));
    CHECK(has(said.error().message, "/p.yaml:3:1"));
    CHECK(faulty.holder.get() == nullptr);
    Fixture unknown(
        "version: 1\npacks: []\nrules:\n"
        "  - {id: x, message: X., action: warn, when: {detect: {name: nothing-such}}}\n");
    CHECK_FALSE(unknown.holder.reload());
}

TEST_CASE("policy holder: a new policy takes the old one's place, a faulty one does not",
          "[gate][reload]") {
    Fixture gate(kOne);
    REQUIRE(gate.holder.reload());
    const auto first = gate.holder.get();
    gate.file.text = kTwo;
    REQUIRE(gate.holder.reload());
    const auto second = gate.holder.get();
    CHECK(second->digest != first->digest);
    CHECK(second->rules.size() == first->rules.size() + 1);
    gate.readable.text();

    gate.file.text = kTwo + "rulez: []\n";
    CHECK_FALSE(gate.holder.reload());
    CHECK(gate.holder.get() == second);
    CHECK(has(gate.readable.text(), "event=policy_fault file=/p.yaml line=5 column=1 message="));

    gate.file.text = kOne;
    REQUIRE(gate.holder.reload());
    CHECK(gate.holder.get()->digest == first->digest);
}

TEST_CASE("policy holder: threads that read meet whole policies only", "[gate][reload]") {
    Fixture gate(kOne);
    REQUIRE(gate.holder.reload());
    const auto shipped = gate.holder.get()->rules.size();
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> broken{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            while (!stop) {
                const auto policy = gate.holder.get();
                if (policy == nullptr || policy->rules.size() - shipped > 1) ++broken;
            }
        });
    }
    for (int i = 0; i < 6; ++i) {
        gate.file.text = i % 2 == 0 ? kTwo : kOne;
        CHECK(gate.holder.reload());
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(broken == 0);
}

TEST_CASE("policy holder: a mail gate reads --policy or /etc, never the folder it stands in",
          "[gate][reload]") {
    CHECK(gate::gate_policy_path("x/y.yaml") == "x/y.yaml");
    CHECK(gate::gate_policy_path(std::nullopt) == "/etc/send-guard/send-guard.yaml");
}

TEST_CASE("control socket: it answers ok with the digest, or error with the faults",
          "[gate][reload]") {
    const Folder folder;
    const auto path = folder.file("control");
    std::atomic<bool> good{true};
    auto control = gate::start_control(path, [&]() -> Result<std::string> {
        if (good) return std::string("sha256:00");
        return error(Errc::bad_policy, "p.yaml:2:1: unknown key\n  rulez: []\n  ^");
    });
    REQUIRE(control);
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    auto said = gate::ask_reload(path);
    REQUIRE(said);
    CHECK(said.value() == "ok sha256:00\n");
    good = false;
    said = gate::ask_reload(path);
    REQUIRE(said);
    CHECK(said.value() == "error\np.yaml:2:1: unknown key\n  rulez: []\n  ^\n");
    control.value().reset();
    CHECK_FALSE(fs::exists(path));
    const auto gone = gate::ask_reload(path);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == Errc::unavailable);
}

TEST_CASE("control socket: a live one is an error, a stale one is replaced", "[gate][reload]") {
    const Folder folder;
    const auto path = folder.file("control");
    const auto reload = []() -> Result<std::string> { return std::string("sha256:00"); };
    {
        const auto first = gate::start_control(path, reload);
        REQUIRE(first);
        CHECK_FALSE(gate::start_control(path, reload));
        CHECK(gate::ask_reload(path));
    }
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int left = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::bind(left, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::close(left);
    const auto second = gate::start_control(path, reload);
    REQUIRE(second);
    CHECK(gate::ask_reload(path));

    std::ofstream(folder.file("notes")) << "no socket";
    CHECK_FALSE(gate::start_control(folder.file("notes"), reload));
    CHECK(fs::exists(folder.file("notes")));
}
