// The programs here are scripts in a folder of the test, the only one in PATH.
#include "draft/office_helper.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/process.h"

using namespace sendguard;
using namespace sendguard::draft;
using namespace std::chrono_literals;

namespace {

class Programs {
  public:
    Programs() : folder_(std::move(ScratchFolder::make().value())), before_(std::getenv("PATH")) {
        place_ = std::filesystem::path(put("catdoc", "exit 1")).parent_path().string();
        std::filesystem::remove(place_ + "/catdoc");
        ::setenv("PATH", place_.c_str(), 1);
    }
    ~Programs() { ::setenv("PATH", before_.c_str(), 1); }
    Programs(const Programs&) = delete;
    Programs& operator=(const Programs&) = delete;

    std::string put(const std::string& name, const std::string& script) {
        const auto file = folder_.put(name, "#!/bin/sh\n" + script + "\n").value();
        ::chmod(file.c_str(), 0700);
        return file;
    }
    const std::string& place() const { return place_; }

  private:
    ScratchFolder folder_;
    std::string before_, place_;
};

OldText read_as(const std::string& script, OfficeHelperLimits limits = {}) {
    Programs programs;
    programs.put("catdoc", script);
    return read_with_helper(OldFormat::word, "the document", limits);
}

}  // namespace

TEST_CASE("office helper: the text comes from the program's output", "[draft][office]") {
    ::setenv("SECRET", "word", 1);
    const auto read = read_as("cat; echo; echo $0 $*; pwd; set | grep -c SECRET; :");
    CHECK(read.fault.empty());
    CHECK(read.program == "catdoc");
    CHECK(read.text.starts_with("the document\n/"));
    CHECK(read.text.ends_with("/catdoc -w -s cp1252 -d utf-8\n/\n0\n"));
}

TEST_CASE("office helper: each format has its program, and Word's a second one",
          "[draft][office]") {
    Programs programs;
    programs.put("xls2csv", "echo sheets; cat /dev/stdin");
    programs.put("catppt", "echo slides; cat /dev/stdin");
    programs.put("antiword", "echo words; cat /dev/stdin");
    CHECK(read_with_helper(OldFormat::sheets, "x").text == "sheets\nx");
    CHECK(read_with_helper(OldFormat::slides, "x").text == "slides\nx");
    const auto second = read_with_helper(OldFormat::word, "x");
    CHECK(second.text == "words\nx");
    CHECK(second.program == "antiword");
    programs.put("catdoc", "echo first");
    CHECK(read_with_helper(OldFormat::word, "x").text == "first\n");
}

TEST_CASE("office helper: without a program the fault says which to install", "[draft][office]") {
    const Programs programs;
    const auto read = read_with_helper(OldFormat::sheets, "x");
    CHECK(read.fault == "old-office");
    CHECK(read.message.find("XLSX") != std::string::npos);
    CHECK(read.message.find("catdoc") != std::string::npos);
}

TEST_CASE("office helper: a folder that depends on the working directory lends no program",
          "[draft][office][hostile]") {
    Programs programs;
    programs.put("catdoc", "echo taken");
    const auto here = std::filesystem::current_path();
    std::filesystem::current_path(programs.place());
    ::setenv("PATH", ".::bin", 1);
    CHECK(read_with_helper(OldFormat::word, "x").fault == "old-office");
    std::filesystem::current_path(here);
}

TEST_CASE("office helper: a crash, a complaint and silence are faults",
          "[draft][office][hostile]") {
    CHECK(read_as("echo some; kill -SEGV $$").fault == "damaged");
    CHECK(read_as("echo some; exit 3").fault == "damaged");
    CHECK(read_as("echo some; echo 'file is cut' >&2").fault == "damaged");
    CHECK(read_as("exec /nowhere/program").fault == "damaged");
    CHECK(read_as("echo '  '").fault == "old-office");
    CHECK(read_as("echo some; exit 3").text.empty());
}

TEST_CASE("office helper: time, by clock and by processor, ends it", "[draft][office][hostile]") {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(read_as("sleep 60 & wait", {.clock = 1s}).fault == "limit-time");
    CHECK(read_as("echo some; exec >&- 2>&-; sleep 60", {.clock = 1s}).fault == "limit-time");
    CHECK(read_as("while :; do :; done", {.processor = 1s}).fault == "limit-time");
    CHECK(std::chrono::steady_clock::now() - begin < 20s);
}

TEST_CASE("office helper: output without end is stopped", "[draft][office][hostile]") {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(read_as("yes", {.output = 1u << 20}).fault == "limit-document");
    CHECK(read_as("yes >&2", {.output = 1u << 20}).fault == "limit-document");
    CHECK(std::chrono::steady_clock::now() - begin < 20s);
}

TEST_CASE("office helper: memory ends, and nothing is written", "[draft][office][hostile]") {
    CHECK(read_as("x=x; while :; do x=$x$x; done", {.memory = 64u << 20}).fault == "damaged");
    const auto folder = ScratchFolder::make();
    REQUIRE(folder);
    const auto file = folder.value().put("file", "").value();
    CHECK(read_as("echo word > " + file).fault == "damaged");
    CHECK(std::filesystem::file_size(file) == 0);
}
