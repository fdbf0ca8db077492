// PDFs that are broken, or made to break their reader: each ends as a fault, and the next is read.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "draft/mime_reader.h"
#include "draft/pdf_helpers.h"
#include "draft/pdf_maker.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kAllIsWell = "All is well.\n\n";

std::string good_pdf() {
    PdfMaker pdf;
    pdf.page(words("All is well."));
    return pdf.finish();
}

std::string deflated(std::string_view bytes) {
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    compress2(reinterpret_cast<Bytef*>(out.data()), &size,
              reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9);
    out.resize(size);
    return out;
}

/// Forms that each draw the next ten times: small, and without end.
std::string endless_pdf() {
    PdfMaker pdf;
    int inner = pdf.stream(words("again"), "/Type/XObject/Subtype/Form/BBox[0 0 612 792]");
    for (int depth = 0; depth < 12; ++depth) {
        std::string draws;
        for (int i = 0; i < 10; ++i) draws += "/X Do ";
        inner = pdf.stream(draws, fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 612 792]"
                                              "/Resources<</XObject<</X {} 0 R>>>>",
                                              inner));
    }
    pdf.page("/X Do", "", fmt::format("/XObject<</X {} 0 R>>", inner));
    return pdf.finish();
}

std::string read_text(PdfHelpers& helpers, std::string_view pdf, PdfEnd expected) {
    std::string text;
    CHECK(helpers.read(pdf, [&](PdfRecord record) {
        if (record.type == PdfRecordType::text) text += record.text;
    }) == expected);
    return text;
}

Draft read_pdf_file(std::string bytes) {
    return read(std::move(bytes), {.source = "a.pdf"});
}

}  // namespace

TEST_CASE("pdf: a cut file is repaired, and rubbish is damaged", "[draft][pdf][hostile]") {
    const auto whole = good_pdf();
    const Draft cut = read_pdf_file(whole.substr(0, whole.rfind("startxref")));
    CHECK(cut.passages.size() == 1);
    for (const auto* const rubbish :
         {"%PDF-1.7\n", "%PDF-1.7\nnothing that follows is a PDF\n%%EOF\n",
          "%PDF-1.4\ntrailer<</Root 1 0 R>>\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"}) {
        const Draft draft = read_pdf_file(rubbish);
        CHECK(has_fault(draft, "damaged"));
    }
}

TEST_CASE("pdf: every cut of a file ends in text or a fault", "[draft][pdf][hostile]") {
    const auto whole = good_pdf();
    for (std::size_t size = 12; size < whole.size(); size += 37) {
        const Draft draft = read_pdf_file(whole.substr(0, size));
        CHECK((!draft.passages.empty() || !draft.faults.empty()));
    }
}

TEST_CASE("pdf: a page tree that turns in a circle ends", "[draft][pdf][hostile]") {
    PdfMaker pdf;
    const int circle = pdf.add(
        fmt::format("<</Type/Pages/Count 3/Kids[{} 0 R]/Parent {} 0 R>>", PdfMaker::kPages, 3));
    pdf.page(words("All is well."));
    auto bytes = pdf.finish();
    const auto kids = bytes.find("/Kids[6");
    REQUIRE(kids != std::string::npos);
    bytes[kids + 6] = static_cast<char>('0' + circle);
    CHECK_FALSE(read_pdf_file(bytes).faults.empty());
}

TEST_CASE("pdf: a page count that no file has is not believed", "[draft][pdf][hostile]") {
    auto bytes = good_pdf();
    const auto count = bytes.find("/Count 1/");
    bytes.replace(count, 9, "/Count 2000000000/");
    const Draft draft = read_pdf_file(bytes);
    CHECK((!draft.faults.empty() || !draft.passages.empty()));
}

TEST_CASE("pdf: objects within objects, a hundred thousand deep", "[draft][pdf][hostile]") {
    for (const auto* const open : {"[", "<</A"}) {
        std::string deep;
        for (int i = 0; i < 100'000; ++i) deep += open;
        PdfMaker pdf;
        pdf.page(words("All is well.") + deep, "/Deep " + deep);
        const Draft draft = read_pdf_file(pdf.finish());
        CHECK((!draft.faults.empty() || !draft.passages.empty()));
    }
    CHECK(read_pdf_file(good_pdf()).faults.empty());
}

TEST_CASE("pdf: a password keeps it closed", "[draft][pdf][hostile]") {
    PdfMaker pdf;
    pdf.page(words("All is well."));
    const std::string key(64, '5');
    const int encryption =
        pdf.add(fmt::format("<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{0}>>>", key));
    pdf.trailer_entries = fmt::format("/Encrypt {} 0 R/ID[<00><00>]", encryption);
    const Draft draft = read_pdf_file(pdf.finish());
    CHECK(has_fault(draft, "encrypted"));
    CHECK(draft.parts.at(0).encrypted);
    CHECK_FALSE(draft.parts.at(0).read);
}

TEST_CASE("pdf: a small stream that unpacks to gigabytes", "[draft][pdf][hostile]") {
    // Twice deflated: each time it stands on the page, 64 MB of letters in a hundred bytes.
    const auto bomb = deflated(deflated("BT /F1 12 Tf (" + std::string(64u << 20, 'A')));
    PdfMaker pdf;
    const int contents = pdf.stream(bomb, "/Filter[/FlateDecode/FlateDecode]");
    std::string many;
    for (int i = 0; i < 100; ++i) many += fmt::format("{} 0 R ", contents);
    pdf.page_of("[" + many + "]");
    PdfHelpers helpers({.limit = 3s, .most = 1});
    const PdfEnd how = helpers.read(pdf.finish(), [](PdfRecord) {});
    CHECK((how == PdfEnd::too_long || how == PdfEnd::too_much));
    PdfHelpers patient({.most = 1});
    CHECK(read_text(patient, good_pdf(), PdfEnd::whole) == kAllIsWell);
}

#if !defined(__SANITIZE_ADDRESS__)  // whose own memory has none
TEST_CASE("pdf: memory has an end", "[draft][pdf][hostile]") {
    // A predictor keeps whole lines; here each needs a gigabyte.
    PdfMaker pdf;
    const int contents =
        pdf.stream(deflated("q"),
                   "/Filter[/FlateDecode/FlateDecode]/DecodeParms[<</Predictor 15/Columns "
                   "250000000>><</Predictor 15/Columns 250000000>>]");
    pdf.page_of(fmt::format("{} 0 R", contents));
    PdfHelpers helpers({.most = 1});
    const PdfEnd how = helpers.read(pdf.finish(), [](PdfRecord) {});
    CHECK(how == PdfEnd::too_much);
    CHECK(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
}
#endif

TEST_CASE("pdf: a helper that is killed at work is a fault, and the next document is read",
          "[draft][pdf][hostile]") {
    PdfHelpers helpers({.limit = 20s, .most = 1});
    REQUIRE(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
    const auto before = helpers.idle();
    REQUIRE(before.size() == 1);
    std::thread killer([&] {
        std::this_thread::sleep_for(100ms);
        ::kill(before[0], SIGKILL);
    });
    read_text(helpers, endless_pdf(), PdfEnd::crashed);
    killer.join();
    CHECK(helpers.idle().empty());
    CHECK(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
    CHECK(helpers.idle() != before);
}

TEST_CASE("pdf: a helper found dead is replaced unseen", "[draft][pdf][hostile]") {
    PdfHelpers helpers({.most = 1});
    REQUIRE(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
    const auto idle = static_cast<id_t>(helpers.idle().at(0));
    ::kill(static_cast<pid_t>(idle), SIGKILL);
    siginfo_t ended;
    ::waitid(P_PID, idle, &ended, WEXITED | WNOWAIT);
    CHECK(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
}

TEST_CASE("pdf: no answer in time is a fault", "[draft][pdf][hostile]") {
    PdfHelpers helpers({.limit = 200ms, .most = 1});
    read_text(helpers, endless_pdf(), PdfEnd::too_long);
    PdfHelpers patient({.most = 1});
    CHECK(read_text(patient, good_pdf(), PdfEnd::whole) == kAllIsWell);
}

TEST_CASE("pdf: many threads share the helpers", "[draft][pdf]") {
    PdfHelpers helpers({.most = 2});
    const auto pdf = good_pdf();
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 10; ++j) {
                std::string text;
                helpers.read(pdf, [&](PdfRecord record) {
                    if (record.type == PdfRecordType::text) text += record.text;
                });
                right += text == kAllIsWell ? 1 : 0;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(right == 80);
    CHECK(helpers.idle().size() <= 2);
}

TEST_CASE("pdf: without its helper a PDF is unreadable", "[draft][pdf]") {
    PdfHelpers helpers({.program = "/nonexistent/send-guard-pdf", .most = 1});
    CHECK(helpers.read(good_pdf(), [](PdfRecord) {}) == PdfEnd::missing);
}

TEST_CASE("pdf: after fork() each process has helpers of its own", "[draft][pdf]") {
    PdfHelpers helpers({.most = 1});
    REQUIRE(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
    const auto before = helpers.idle();
    const pid_t child = ::fork();
    if (child == 0) {
        const bool well = helpers.read(good_pdf(), [](const PdfRecord&) {}) == PdfEnd::whole &&
                          helpers.idle().size() == 1 && helpers.idle() != before;
        ::_exit(well ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(read_text(helpers, good_pdf(), PdfEnd::whole) == kAllIsWell);
    CHECK(helpers.idle() == before);
}
