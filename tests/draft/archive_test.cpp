#include <catch2/catch.hpp>

#include "draft/document_helpers.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

Draft archive(const std::string& bytes, const std::string& name = "a.zip") {
    return read(bytes, {.source = name});
}

}  // namespace

TEST_CASE("archive: members are parts, and read as what they are", "[draft][archive]") {
    const Draft draft = archive(zip({{"memo.txt", "not for release"},
                                     {"in/page.html", "<p>one <b>tw</b>o</p>"},
                                     {"in/note.md", "a **DR**AFT"}}));
    const Passage* const memo = find(draft, Place::body, "not for release");
    REQUIRE(memo != nullptr);
    CHECK(draft.parts.at(memo->part).number == "memo.txt");
    CHECK(find(draft, Place::body, "one two") != nullptr);
    CHECK(find(draft, Place::body, "a DRAFT") != nullptr);
    CHECK(find(draft, Place::filename, "in/note.md") != nullptr);
    CHECK(draft.faults.empty());
}

TEST_CASE("archive: archives in archives are opened up to a depth", "[draft][archive]") {
    std::string bytes = zip({{"memo.txt", "not for release"}});
    for (int i = 0; i < 5; ++i) bytes = zip({{"inner.zip", bytes}});
    const Draft draft = archive(bytes);
    CHECK(find(draft, Place::body, "not for release") != nullptr);
    for (int i = 0; i < 20; ++i) bytes = zip({{"inner.zip", bytes}});
    CHECK(has_fault(archive(bytes), "limit-depth"));
}

TEST_CASE("archive: tar, packed tar and one packed file", "[draft][archive]") {
    const std::string tape = tar("memo.txt", "not for release");
    CHECK(find(archive(tape, "a.tar"), Place::body, "not for release") != nullptr);
    CHECK(find(archive(gzip(tape), "a.tgz"), Place::body, "not for release") != nullptr);
    const Draft one = archive(gzip("not for release"), "note.txt.gz");
    CHECK(find(one, Place::body, "not for release") != nullptr);
    CHECK(find(one, Place::filename, "note.txt") != nullptr);
}

TEST_CASE("archive: names are names, wherever they lead", "[draft][archive]") {
    const Draft draft =
        archive(zip({{"../../etc/DRAFT", "x"}, {"/abs/name", "y"}, {"dräft.txt", "z"}}));
    CHECK(find(draft, Place::filename, "../../etc/DRAFT") != nullptr);
    CHECK(find(draft, Place::filename, "/abs/name") != nullptr);
    const Draft link = archive(tar("shown", "", '2', "/etc/secret-draft"), "a.tar");
    CHECK(find(link, Place::filename, "/etc/secret-draft") != nullptr);
    CHECK(find(archive(zip({{"dräft.txt", "z", 0x800}})), Place::filename, "dräft.txt") != nullptr);
}

TEST_CASE("archive: comments are read", "[draft][archive]") {
    CHECK(find(archive(zip({{"a.txt", "x"}}, "not for release")), Place::comment,
               "not for release") != nullptr);
}

TEST_CASE("archive: what unpacks without end is stopped", "[draft][archive][hostile]") {
    const Draft draft = archive(gzip(std::string(30u << 20, 'x')), "a.txt.gz");
    CHECK(has_fault(draft, "limit-ratio"));
    const std::string bomb = gzip(std::string(20u << 20, 'y'));
    const Draft many = archive(zip({{"a.gz", bomb}, {"b.gz", bomb}, {"c.gz", bomb}}));
    CHECK(has_fault(many, "limit-ratio"));
}

TEST_CASE("archive: more members than can be checked are a fault", "[draft][archive][hostile]") {
    std::vector<Member> members;
    for (int i = 0; i < 2500; ++i) members.push_back({std::to_string(i) + ".txt", "x"});
    CHECK(has_fault(archive(zip(members)), "limit-parts"));
}

TEST_CASE("archive: encrypted members are named and unreadable", "[draft][archive]") {
    const Draft draft = archive(zip({{"secret.txt", "0123456789ABCDEF", 1}}));
    CHECK(has_fault(draft, "encrypted"));
    CHECK(find(draft, Place::filename, "secret.txt") != nullptr);
}

TEST_CASE("archive: a ZIP that says two things is ambiguous", "[draft][archive][hostile]") {
    const std::string one = zip({{"a.txt", "first"}});
    CHECK(has_fault(archive(one + zip({{"b.txt", "second"}})), "zip-unlisted"));
    std::string renamed = one;
    renamed.replace(renamed.find("a.txt"), 5, "b.txt");
    CHECK(has_fault(archive(renamed), "zip-differs"));
    CHECK_FALSE(
        has_fault(archive("#!/bin/sh\n" + std::string(100, '\1') + one, "a.run"), "zip-unlisted"));
    CHECK(find(archive("#!/bin/sh\n" + std::string(100, '\1') + one, "a.run"), Place::body,
               "first") != nullptr);
}

TEST_CASE("archive: cut off at any byte it is no crash, and mostly a fault",
          "[draft][archive][hostile]") {
    const std::string whole = zip({{"a.txt", "first words"}, {"b.txt", "second words"}});
    for (std::size_t size = 4; size < whole.size(); ++size)
        CHECK_FALSE(archive(whole.substr(0, size)).faults.empty());
    read_every_start(gzip(tar("a.txt", "words")), "a.tgz");
}

TEST_CASE("archive: an attachment is opened whatever it is called", "[draft][archive]") {
    std::string body;
    for (const unsigned char c : zip({{"memo.txt", "not for release"}})) {
        constexpr char kHex[] = "0123456789ABCDEF";
        body += {'=', kHex[c >> 4], kHex[c & 15]};
        if (body.size() % 60 == 0) body += "=\n";
    }
    const Draft draft = read_mail(
        "MIME-Version: 1.0\nContent-Type: image/jpeg; name=x.jpg\n"
        "Content-Transfer-Encoding: quoted-printable\n",
        body + "\n");
    const Passage* const memo = find(draft, Place::body, "not for release");
    REQUIRE(memo != nullptr);
    CHECK(draft.parts.at(memo->part).number == "1/memo.txt");
}
