#include <catch2/catch.hpp>

#include "draft/office_maker.h"
#include "draft/xml.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

namespace {

Draft read_entries(const std::vector<ZipEntry>& entries) {
    return read(ZipMaker::make(entries), {.source = "letter.docx"});
}

ZipEntry& main_of(std::vector<ZipEntry>& entries) {
    return *std::ranges::find(entries, "word/document.xml", &ZipEntry::name);
}

std::vector<ZipEntry> letter(const std::string& body) {
    return package_entries(word_main(body), {});
}

}  // namespace

TEST_CASE("office: a part that grows without measure is not unpacked", "[draft][office][hostile]") {
    auto entries = letter(para(std::string(20u << 20, 'a')));
    const auto draft = read_entries(entries);
    CHECK(has_fault(draft, "limit-ratio"));
    CHECK(find(draft, Place::body, "aaaa") == nullptr);
}

TEST_CASE("office: a declared size that cannot be true is not believed",
          "[draft][office][hostile]") {
    auto large = letter(para("Text"));
    main_of(large).declared_size = 0xFFFFFFF0;
    CHECK(has_fault(read_entries(large), "limit-part"));
    auto more = letter(para("Text"));
    main_of(more).declared_size = 100000;
    CHECK(has_fault(read_entries(more), "damaged"));
    auto less = letter(para("Text"));
    main_of(less).declared_size = 300;
    CHECK(has_fault(read_entries(less), "damaged"));
}

TEST_CASE("office: a wrong checksum is told, and the text is read", "[draft][office][hostile]") {
    auto entries = letter(para("The text."));
    main_of(entries).wrong_checksum = true;
    const auto draft = read_entries(entries);
    CHECK(has_fault(draft, "damaged"));
    CHECK(find(draft, Place::body, "The text.") != nullptr);
}

TEST_CASE("office: a package cut short is damaged", "[draft][office][hostile]") {
    const auto whole = docx(para("Text"));
    for (const auto part : {0.3, 0.6, 0.95}) {
        const auto size = static_cast<std::size_t>(static_cast<double>(whole.size()) * part);
        CHECK(has_fault(read(whole.substr(0, size), {.source = "a.docx"}), "damaged"));
    }
}

TEST_CASE("office: an encrypted part is told", "[draft][office][hostile]") {
    auto entries = letter(para("Text"));
    main_of(entries).flags = 1;
    const auto draft = read_entries(entries);
    CHECK(has_fault(draft, "encrypted"));
    CHECK(draft.parts.at(0).encrypted);
}

TEST_CASE("office: two parts of one name are told", "[draft][office][hostile]") {
    auto entries = letter(para("One"));
    entries.push_back({"word/Document.xml", word_main(para("Two")).content});
    CHECK(has_fault(read_entries(entries), "duplicate-member"));
}

TEST_CASE("office: names that climb out of the package are names only",
          "[draft][office][hostile]") {
    const auto draft =
        read_docx(para("Text"),
                  {{"word/embeddings/../../../../etc/passwd.txt", "root is here", "", "package"}});
    CHECK(find(draft, Place::body, "root is here") != nullptr);
    CHECK(draft.parts.at(1).filename == "passwd.txt");
}

TEST_CASE("office: documents within documents end at a limit", "[draft][office][hostile]") {
    auto inner = docx(para("deep"));
    for (int i = 0; i < 12; ++i)
        inner = docx(para("level"), {{"word/embeddings/inner.docx", inner, "", "package"}});
    CHECK(has_fault(read(inner, {.source = "a.docx"}), "limit-depth"));
}

TEST_CASE("office: entities are not expanded, and their declaration is told",
          "[draft][office][hostile]") {
    auto main = word_main(para("Hello &lol3; end."));
    main.content.insert(main.content.find("<w:document"),
                        "<!DOCTYPE w:document [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">"
                        "<!ENTITY lol3 SYSTEM \"file:///etc/passwd\">]>");
    const auto draft = read(package(main, {}), {.source = "a.docx"});
    CHECK(has_fault(draft, "xml-doctype"));
    CHECK(find(draft, Place::body, "Hello &lol3; end.") != nullptr);
    const auto undeclared = read_docx(para("A &foo; B"));
    CHECK(has_fault(undeclared, "xml-entity"));
}

TEST_CASE("office: XML of 100,000 levels is told, and costs nothing", "[draft][office][hostile]") {
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<w:sdt>";
    const auto draft = read_docx(para("Before.") + deep);
    CHECK(has_fault(draft, "limit-depth"));
    CHECK(find(draft, Place::body, "Before.") != nullptr);
}

TEST_CASE("office: text before a fault of the form is read", "[draft][office][hostile]") {
    const auto draft = read_docx(para("Before.") + "<w:p></w:q>" + para("After."));
    CHECK(has_fault(draft, "damaged"));
    CHECK(find(draft, Place::body, "Before.") != nullptr);
}

TEST_CASE("office: a missing main part is damaged", "[draft][office][hostile]") {
    auto entries = letter(para("Text"));
    std::erase_if(entries, [](const auto& one) { return one.name == "word/document.xml"; });
    CHECK(has_fault(read_entries(entries), "damaged"));
}

TEST_CASE("office: UTF-16 parts are read", "[draft][office][hostile]") {
    auto entries = letter(para("Sixteen."));
    std::string wide = "\xFF\xFE";
    for (const char c : main_of(entries).content) wide += std::string{c, '\0'};
    main_of(entries).content = wide;
    CHECK(find(read_entries(entries), Place::body, "Sixteen.") != nullptr);
}

TEST_CASE("office: a document under a password is encrypted", "[draft][office][hostile]") {
    std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(512, '\0');
    for (const char c : std::string("EncryptedPackage")) ole += std::string{c, '\0'};
    ole += std::string(64, '\0');
    const auto draft = read(ole, {.source = "a.docx"});
    CHECK(has_fault(draft, "encrypted"));
    CHECK(draft.parts.at(0).encrypted);
}

TEST_CASE("xml: broken input ends with a word of what is broken", "[draft][xml]") {
    for (const auto* const text :
         {"<a", "<a b", "<a b=", "<a b='", "<a b='c'", "<a>", "<a></b>", "</a>", "<a><![CDATA[",
          "<a><!-- ", "<?x", "<a b=c/>", "< a/>", "<!DOCTYPE a [", "<a/><b"}) {
        XmlReader xml(text);
        while (xml.next() != XmlEvent::done) {
        }
        INFO(text);
        CHECK_FALSE(xml.defect().empty());
    }
}

TEST_CASE("xml: attributes and references are decoded", "[draft][xml]") {
    XmlReader xml("<a id='1' r:id=\"x&amp;&#65;&#x1F600;&lt;\" xmlns:id='n'>t&gt;</a>");
    REQUIRE(xml.next() == XmlEvent::start);
    CHECK(xml.attribute("id") == "1");
    CHECK(xml.prefixed("id") == "x&A\U0001F600<");
    CHECK(xml.attribute("none").empty());
    REQUIRE(xml.next() == XmlEvent::text);
    CHECK(xml.text() == "t>");
    CHECK(xml.next() == XmlEvent::end);
    CHECK(xml.next() == XmlEvent::done);
    CHECK(xml.defect().empty());
}
