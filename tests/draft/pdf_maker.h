// Makes small PDFs with a right cross-reference table, for tests.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::draft::test {

class PdfMaker {
  public:
    /// Adds an object; its number.
    int add(std::string body) {
        objects_.push_back(std::move(body));
        return static_cast<int>(objects_.size());
    }
    int stream(std::string_view bytes, std::string_view entries = "") {
        return add(
            fmt::format("<</Length {} {}>>\nstream\n{}\nendstream", bytes.size(), entries, bytes));
    }
    /// The object gets its body later: for those that name one another.
    void set(int number, std::string body) {
        objects_[static_cast<std::size_t>(number) - 1] = std::move(body);
    }

    /// Adds a page with Helvetica as /F1, to be seen from (0, 0) to (612, 792).
    int page(std::string_view content, std::string_view entries = "",
             std::string_view resources = "") {
        return page_of(fmt::format("{} 0 R", stream(content)), entries, resources);
    }
    /// The same, its content one stream or an array of streams: "3 0 R".
    int page_of(std::string_view contents, std::string_view entries = "",
                std::string_view resources = "") {
        const int font =
            add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        pages_.push_back(
            add(fmt::format("<</Type/Page/Parent {} 0 R/MediaBox[0 0 612 792]/Contents {}"
                            "/Resources<</Font<</F1 {} 0 R>>{}>>{}>>",
                            kPages, contents, font, resources, entries)));
        return pages_.back();
    }

    std::string catalog_entries, information, trailer_entries;

    std::string finish() {
        std::string kids;
        for (const int page : pages_) kids += fmt::format("{} 0 R ", page);
        set(kPages, fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", pages_.size(), kids));
        set(kCatalog, fmt::format("<</Type/Catalog/Pages {} 0 R{}>>", kPages, catalog_entries));
        if (!information.empty())
            trailer_entries += fmt::format("/Info {} 0 R", add("<<" + information + ">>"));
        std::string out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
        std::vector<std::size_t> offsets;
        for (std::size_t i = 0; i < objects_.size(); ++i) {
            offsets.push_back(out.size());
            out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects_[i]);
        }
        const auto table = out.size();
        out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects_.size() + 1);
        for (const auto offset : offsets) out += fmt::format("{:010} 00000 n \n", offset);
        return out + fmt::format("trailer\n<</Size {}/Root {} 0 R{}>>\nstartxref\n{}\n%%EOF\n",
                                 objects_.size() + 1, kCatalog, trailer_entries, table);
    }

    /// `pdf` with one object replaced by an update at its end.
    static std::string update(std::string pdf, int number, std::string_view body) {
        const auto before = pdf.rfind("startxref\n") + 10;
        const auto table_before = pdf.substr(before, pdf.find('\n', before) - before);
        const auto object = pdf.size();
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
        const auto table = pdf.size();
        return pdf + fmt::format(
                         "xref\n{} 1\n{:010} 00000 n \ntrailer\n<</Size 100/Root {} 0 R"
                         "/Prev {}>>\nstartxref\n{}\n%%EOF\n",
                         number, object, kCatalog, table_before, table);
    }

    static constexpr int kCatalog = 1, kPages = 2;

  private:
    std::vector<std::string> objects_{"", ""};
    std::vector<int> pages_;
};

/// A line of 12 point text at (72, y).
inline std::string words(std::string_view text, int y = 700, std::string_view before = "") {
    return fmt::format("BT {} /F1 12 Tf 1 0 0 1 72 {} Tm ({}) Tj ET\n", before, y, text);
}

}  // namespace sendguard::draft::test
