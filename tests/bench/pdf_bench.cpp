// PDFs in pairs: Poppler's own text extraction in one process (poppler-cpp) against one helper of
// ours, which tells hidden text, annotations, forms, properties and versions as well.
//   pdf_bench ROUNDS FILE.pdf...
#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-page.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "draft/pdf_helpers.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Run {
    std::size_t pages = 0, bytes = 0;
    double seconds = 0;
    double speed() const { return static_cast<double>(pages) / seconds; }
};

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Run with_poppler(const std::vector<std::string>& files) {
    Run run;
    const auto start = Clock::now();
    for (const auto& file : files) {
        const std::unique_ptr<poppler::document> document(
            poppler::document::load_from_raw_data(file.data(), static_cast<int>(file.size())));
        if (!document || document->is_locked()) continue;
        for (int i = 0; i < document->pages(); ++i) {
            const std::unique_ptr<poppler::page> page(document->create_page(i));
            if (!page) continue;
            run.bytes += page->text().to_utf8().size();
            ++run.pages;
        }
    }
    run.seconds = since(start);
    return run;
}

Run with_helper(sendguard::draft::PdfHelpers& helpers, const std::vector<std::string>& files,
                std::size_t pages) {
    Run run{.pages = pages};
    const auto start = Clock::now();
    for (const auto& file : files)
        helpers.read(file, [&](const sendguard::draft::PdfRecord& record) {
            run.bytes += record.text.size();
        });
    run.seconds = since(start);
    return run;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 64;
    std::vector<std::string> files;
    for (int i = 2; i < argc; ++i)
        if (auto file = sendguard::read_file(argv[i], 1u << 30)) files.push_back(file.value());
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    sendguard::draft::PdfHelpers helpers({.most = 1});
    const auto pages = with_poppler(files).pages;
    with_helper(helpers, files, pages);
    std::vector<double> ratios;
    for (int i = 0; i < std::atoi(argv[1]); ++i) {
        const Run theirs = with_poppler(files), ours = with_helper(helpers, files, pages);
        ratios.push_back(ours.speed() / theirs.speed());
        fmt::print(
            "{} files, {} pages: poppler {:.0f} pages/s ({} bytes), helper {:.0f} pages/s "
            "({} bytes), ratio {:.2f}\n",
            files.size(), pages, theirs.speed(), theirs.bytes, ours.speed(), ours.bytes,
            ratios.back());
    }
    std::ranges::sort(ratios);
    fmt::print("median ratio {:.2f}\n", ratios[ratios.size() / 2]);
}
