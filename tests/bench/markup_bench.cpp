// How fast Markdown and HTML files are read, in CPU time of one core, best of several rounds.
//
// usage: markup_bench FOLDER [rounds]
// prints: MB/s of reading drafts, of the Markdown alone by either way, of the HTML
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/files.h"
#include "draft/markdown.h"
#include "draft/read.h"

using namespace sendguard;

namespace {

using Files = std::vector<std::shared_ptr<const std::string>>;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Files files_of(const std::filesystem::path& folder, const char* ending) {
    Files files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ending) continue;
        auto bytes = read_file(entry.path(), std::size_t{50} << 20);
        if (bytes) files.push_back(std::make_shared<const std::string>(std::move(bytes.value())));
    }
    return files;
}

template <class Work>
void measure(const char* what, const Files& files, int rounds, const Work& work) {
    double best = 1e9;
    std::size_t bytes = 0, found = 0;
    for (const auto& file : files) bytes += file->size();
    for (int i = 0; i < rounds; ++i) {
        const double begin = cpu_seconds();
        for (const auto& file : files) found += work(file);
        best = std::min(best, cpu_seconds() - begin);
    }
    fmt::print("{:34} {:6} files {:7.1f} MB {:8.1f} MB/s  ({} passages)\n", what, files.size(),
               static_cast<double>(bytes) / 1e6, static_cast<double>(bytes) / 1e6 / best,
               found / static_cast<std::size_t>(rounds));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 64;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const Files markdown = files_of(argv[1], ".md");
    const Files html = files_of(argv[1], ".html");
    measure("Markdown, as a draft", markdown, rounds, [](const auto& file) {
        return draft::read_draft(file, {.source = "a.md"}).passages.size();
    });
    measure("Markdown alone", markdown, rounds,
            [](const auto& file) { return draft::read_markdown(*file).passages.size(); });
    measure("Markdown alone, drawn as HTML", markdown, rounds,
            [](const auto& file) { return draft::read_markdown_as_page(*file).passages.size(); });
    measure("HTML, as a draft", html, rounds, [](const auto& file) {
        return draft::read_draft(file, {.source = "a.html"}).passages.size();
    });
}
