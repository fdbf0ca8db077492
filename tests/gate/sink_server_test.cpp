#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "forward/forward.h"
#include "gate/sink.h"

using namespace sendguard;
namespace fs = std::filesystem;

namespace {

std::string make_folder() {
    std::string name = (fs::temp_directory_path() / "send-guard-sink-XXXXXX").string();
    return ::mkdtemp(name.data());
}

}  // namespace

TEST_CASE("sink: what is forwarded to it is filed byte for byte", "[gate][sink]") {
    const auto folder = make_folder();
    std::promise<std::uint16_t> listening;
    gate::SinkOptions options;
    options.port = 0;
    options.maildir = folder;
    options.stop_after = 2;
    std::string filed_from;
    options.on_listening = [&](std::uint16_t port) { listening.set_value(port); };
    options.on_delivery = [&](const gate::SinkSession::Delivery& one, const std::string&) {
        filed_from = one.sender;
    };
    std::thread server([&] { CHECK(gate::run_sink(options)); });

    policy::NextHop hop;
    hop.url = "smtp://127.0.0.1:" + std::to_string(listening.get_future().get());
    hop.tls = "none";
    const std::string message =
        "Subject: x\r\n\r\n.\r\n..\r\ncaf\xc3\xa9\r\n" + std::string(300000, 'y') + "\r\n\r\n";
    forward::Transaction mail{.sender = "a@example.org",
                              .recipients = {"b@example.org"},
                              .message = message,
                              .envid = "",
                              .ret = "",
                              .notify = ""};
    auto forwarder = forward::make_forwarder(hop);
    REQUIRE(forwarder);
    for (int i = 0; i < 2; ++i) {
        const auto receipt = forwarder.value()->forward(mail);
        REQUIRE(receipt);
        CHECK(receipt.value().outcome == forward::Outcome::sent);
    }
    server.join();
    CHECK(filed_from == "a@example.org");
    std::size_t files = 0;
    for (const auto& one : fs::directory_iterator(folder + "/new")) {
        std::ifstream in(one.path(), std::ios::binary);
        CHECK((std::string(std::istreambuf_iterator<char>(in), {}) == message));
        ++files;
    }
    CHECK(files == 2);
    fs::remove_all(folder);
}

TEST_CASE("sink: stops when it is told to, and says when it cannot start", "[gate][sink]") {
    const auto folder = make_folder();
    std::atomic<bool> stop{false};
    gate::SinkOptions options;
    options.port = 0;
    options.maildir = folder;
    options.stop = &stop;
    std::uint16_t taken = 0;
    options.on_listening = [&](std::uint16_t port) {
        taken = port;
        gate::SinkOptions second;
        second.port = port;
        second.maildir = folder;
        const auto refused = gate::run_sink(second);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::io);
        stop = true;
    };
    CHECK(gate::run_sink(options));
    CHECK(taken != 0);
    gate::SinkOptions nowhere;
    nowhere.maildir = "/proc/nowhere";
    CHECK_FALSE(gate::run_sink(nowhere));
    fs::remove_all(folder);
}
