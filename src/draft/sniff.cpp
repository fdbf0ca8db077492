#include "draft/sniff.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kContainers = {{
    {"%PDF-", "PDF"},
    {"PK\x03\x04", "ZIP or Office"},
    {"PK\x05\x06", "ZIP"},
    {"\xD0\xCF\x11\xE0", "Office 97"},
    {"{\\rtf", "RTF"},
    {"Rar!", "RAR"},
    {"7z\xBC\xAF", "7-Zip"},
    {"\x1F\x8B", "gzip"},
    {"%!PS", "PostScript"},
}};

constexpr std::array<std::string_view, 14> kMedia = {"\x89PNG"sv,
                                                     "\xFF\xD8\xFF"sv,
                                                     "GIF8"sv,
                                                     "RIFF"sv,
                                                     "BM"sv,
                                                     "II*\0"sv,
                                                     "MM\0*"sv,
                                                     "ID3"sv,
                                                     "\xFF\xFB"sv,
                                                     "OggS"sv,
                                                     "fLaC"sv,
                                                     "\0\0\1\0"sv,
                                                     "\x1A\x45\xDF\xA3"sv,
                                                     "\0\0\1\xBA"sv};

}  // namespace

std::string_view container_name(std::string_view start) {
    for (const auto& [magic, name] : kContainers)
        if (start.starts_with(magic)) return name;
    return {};
}

bool looks_like_media(std::string_view start) {
    for (const auto magic : kMedia)
        if (start.starts_with(magic)) return true;
    return start.size() >= 8 && start.substr(4, 4) == "ftyp";
}

bool looks_like_text(std::string_view start) {
    if (start.empty() || !container_name(start).empty()) return false;
    if (start.starts_with("\xFF\xFE"sv) || start.starts_with("\xFE\xFF"sv)) return true;
    std::size_t high = 0;
    for (const char c : start) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) ++high;
        const bool blank =
            byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == 0x1B;
        if ((byte < 0x20 && !blank) || byte == 0x7F) return false;
    }
    // A cut through the last character leaves at most three bytes of it.
    for (std::size_t cut = 0; cut < 4 && cut < start.size(); ++cut)
        if (is_valid_utf8(start.substr(0, start.size() - cut))) return true;
    return high * 4 < start.size();
}

bool looks_like_html(std::string_view start) {
    start = trim(start.substr(0, 1024));
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    if (start.empty() || start.front() != '<') return false;
    for (const auto* tag :
         {"<!doctype html", "<html", "<head", "<body", "<!--", "<p>", "<div", "<table"})
        if (starts_with_ignoring_case(start, tag)) return true;
    return false;
}

}  // namespace sendguard::draft
