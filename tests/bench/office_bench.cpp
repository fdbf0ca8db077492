// DOCX, XLSX and PPTX in pairs: libzip and pugixml alone, which unpack every XML part and walk its
// nodes, against the whole reader, which tells text, places, hidden content and properties.
//   office_bench ROUNDS FILE...
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "draft/read.h"

namespace {

using Clock = std::chrono::steady_clock;
using File = std::shared_ptr<const std::string>;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Counter : pugi::xml_tree_walker {
    std::size_t bytes = 0;
    bool for_each(pugi::xml_node& node) override {
        bytes += std::string_view(node.value()).size();
        return true;
    }
};

std::size_t walk(const std::string& file) {
    zip_error_t fault;
    zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, &fault);
    zip_t* zip = zip_open_from_source(source, ZIP_RDONLY, &fault);
    if (zip == nullptr) {
        zip_source_free(source);
        return 0;
    }
    Counter counter;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
        const std::string_view name = zip_get_name(zip, static_cast<zip_uint64_t>(i), 0);
        if (!name.ends_with(".xml") && !name.ends_with(".rels")) continue;
        zip_stat_t facts;
        zip_stat_index(zip, static_cast<zip_uint64_t>(i), 0, &facts);
        std::string text(facts.size, '\0');
        zip_file_t* member = zip_fopen_index(zip, static_cast<zip_uint64_t>(i), 0);
        if (member == nullptr) continue;
        zip_fread(member, text.data(), text.size());
        zip_fclose(member);
        pugi::xml_document document;
        document.load_buffer_inplace(text.data(), text.size());
        document.traverse(counter);
    }
    zip_discard(zip);
    return counter.bytes;
}

double with_libraries(const std::vector<File>& files, std::size_t& bytes) {
    const auto start = Clock::now();
    for (const auto& file : files) bytes += walk(*file);
    return static_cast<double>(files.size()) / since(start);
}

double with_reader(const std::vector<File>& files, std::size_t& bytes) {
    const auto start = Clock::now();
    for (const auto& file : files) {
        const auto draft = sendguard::draft::read_draft(file, {.source = "document"});
        for (const auto& passage : draft.passages) bytes += passage.text.size();
    }
    return static_cast<double>(files.size()) / since(start);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 64;
    std::vector<File> files;
    for (int i = 2; i < argc; ++i)
        if (auto file = sendguard::read_file(argv[i], 1u << 30))
            files.push_back(std::make_shared<const std::string>(std::move(file.value())));
    std::size_t theirs_bytes = 0, ours_bytes = 0;
    with_libraries(files, theirs_bytes);
    with_reader(files, ours_bytes);
    std::vector<double> ratios;
    for (int i = 0; i < std::atoi(argv[1]); ++i) {
        const auto theirs = with_libraries(files, theirs_bytes);
        const auto ours = with_reader(files, ours_bytes);
        ratios.push_back(ours / theirs);
        fmt::print("{} files: libzip and pugixml {:.0f}/s, reader {:.0f}/s, ratio {:.2f}\n",
                   files.size(), theirs, ours, ratios.back());
    }
    std::ranges::sort(ratios);
    fmt::print("median ratio {:.2f}\n", ratios[ratios.size() / 2]);
}
